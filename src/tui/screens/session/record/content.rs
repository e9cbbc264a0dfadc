//! The lines of a finished session: at the left what was agreed and on what evidence, at the right the figures
//! that it was held on and what was recorded of it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use ratatui::text::{Line, Span};

use super::super::rows::{in_words, item_word};
use super::amending::{shown, value_words};
use crate::domain::evidence::{Evidence, QuoteSource, offset_words};
use crate::domain::figure;
use crate::domain::log_view::check_code_of_hex;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{ActionState, Amended, Finished, FrozenDimension, SessionView, Status};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::words::{count, pad, pad_left, width, wrap};

const LABEL: usize = 12;

/// A column that is being filled.
struct Column<'a> {
    cx: &'a Ctx<'a>,
    columns: usize,
    zone: Tz,
    lines: Vec<Line<'static>>,
}

impl<'a> Column<'a> {
    fn new(view: &SessionView, columns: usize, cx: &'a Ctx<'a>) -> Self {
        Self { cx, columns, zone: view.content.zone.parse().unwrap_or(Tz::UTC), lines: Vec::new() }
    }

    fn heading(&mut self, words: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(Line::from(self.cx.look.span(words.to_owned(), Meaning::Heading)));
    }

    fn row(&mut self, label: &str, text: &str, meaning: Meaning) {
        let room = self.columns.saturating_sub(LABEL).max(1);
        for (i, line) in wrap(&visible(text), room).into_iter().enumerate() {
            let label = pad(if i == 0 { label } else { "" }, LABEL, self.cx.look.marks.more);
            let spans = vec![self.cx.look.span(label, Meaning::Muted), self.cx.look.span(line, meaning)];
            self.lines.push(Line::from(spans));
        }
    }

    fn optional(&mut self, label: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.row(label, text, Meaning::Text);
        }
    }

    /// What stands now, and whether it was locked so.
    fn amendable(&mut self, label: &str, view: &SessionView, field: Amended) {
        if view.stands(field).is_some() {
            let amended = view.amendments.iter().any(|a| a.field == field);
            let mark = if amended { "  (amended)" } else { "" };
            let words = format!("{}{mark}", shown(view, field, self.cx));
            self.row(label, &words, Meaning::Text);
        }
    }

    /// Two texts in two halves; one under the other where there is no room.
    fn beside(&mut self, old: &str, new: &str) {
        let half = self.columns / 2;
        let look = self.cx.look;
        if half < 20 {
            for (text, meaning) in [(old, Meaning::Muted), (new, Meaning::Text)] {
                for line in wrap(&visible(text), self.columns.saturating_sub(2)) {
                    self.lines.push(Line::from(look.span(format!("  {line}"), meaning)));
                }
            }
            return;
        }
        let (old, new) = (wrap(&visible(old), half - 4), wrap(&visible(new), half - 2));
        for i in 0..old.len().max(new.len()) {
            let side = |all: &[String]| all.get(i).cloned().unwrap_or_default();
            let left = look.span(format!("  {}", pad(&side(&old), half - 2, "")), Meaning::Muted);
            self.lines.push(Line::from(vec![left, look.span(side(&new), Meaning::Text)]));
        }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        let day = at.with_timezone(&self.zone).date_naive();
        format!("{}, {}", self.cx.words.weekday(day), self.cx.words.time(at, self.zone))
    }

    fn quoted(&self, text: &str) -> String {
        format!("{}{text}{}", self.cx.look.marks.open_quote, self.cx.look.marks.close_quote)
    }
}

fn named(content: &Finished, key: &str) -> String {
    content.dimensions.iter().find(|d| d.key == key).map_or_else(|| key.to_owned(), |d| d.name.clone())
}

/// What was agreed, and on what evidence.
pub(super) fn agreed(view: &SessionView, columns: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let content = &view.content;
    let mut out = Column::new(view, columns, cx);
    out.heading("WHAT WAS AGREED");
    held(&mut out, view);
    focus(&mut out, content);
    out.amendable("Behavior", view, Amended::Behavior);
    out.amendable("Practice", view, Amended::Action);
    for item in &content.action_check {
        let mark = if item.ok { cx.look.marks.done } else { cx.look.marks.auto_fail };
        let words: Vec<String> = item.words.iter().map(|w| out.quoted(w)).collect();
        let line = format!("{mark} {}  {}", in_words(&item_word(&item.item)), words.join(", "));
        out.row("", line.trim_end(), if item.ok { Meaning::Muted } else { Meaning::Below });
    }
    out.optional("Why kept", content.action_override.as_ref());
    if let Some(words) = content.suggested_words() {
        out.row("", &words, Meaning::Muted);
    }
    out.amendable("Until", view, Amended::Due);
    if content.action.is_some() {
        let count = view.action_count.map_or_else(String::new, |c| format!(", {} of {} calls", c.done, c.of));
        let known = view.action_state != ActionState::Agreed;
        let state = if known { view.action_state.words() } else { "not read back yet" };
        out.row("Practised", &format!("{state}{count}"), if known { Meaning::Text } else { Meaning::Watch });
    }
    if let Some(back) = &view.read_back {
        out.row("", &format!("{}: {}", out.quoted(&back.criterion), back.words()), Meaning::Muted);
    }
    check(&mut out, view);
    if let Some(outcome) = &view.outcome {
        let so_far = if outcome.is_final { "" } else { "so far: " };
        out.row("Outcome", &format!("{so_far}{}", outcome.sentence()), Meaning::Text);
        if let (Some(before), Some(after)) = (outcome.mean_before, outcome.mean_after) {
            let team = outcome.team_change.map_or_else(String::new, |by| format!("; the team {}", cx.words.signed(by)));
            let words = format!(
                "{} on {} before, {} on {} after{team}",
                cx.words.figure(before),
                count(outcome.n_before as u64, "call"),
                cx.words.figure(after),
                count(outcome.n_after as u64, "call")
            );
            out.row("", &words, Meaning::Muted);
        }
        for warning in &outcome.warnings {
            out.row("", &visible(warning), Meaning::Watch);
        }
    }
    for watched in &view.watched {
        let words = format!("{}: {}", watched.code.visible(), watched.words(|d| cx.words.day(d)));
        out.row("Watched", &words, if watched.again.is_empty() { Meaning::Text } else { Meaning::Alert });
    }
    if let Some(step) = view.next_step {
        let cause = view.cause.map_or_else(String::new, |c| format!(": {}", c.words()));
        out.row("Then", &format!("{}{cause}", step.words()), Meaning::Text);
    }
    for line in &content.praise {
        out.row("Praise", &line.words(), Meaning::Text);
    }
    out.amendable("Strength", view, Amended::Strength);
    out.amendable("Next", view, Amended::NextSession);
    evidence(&mut out, view);
    let note = view.stands(Amended::Note);
    if note.is_some() || view.agent_comment.is_some() {
        out.heading("WORDS");
        out.amendable("Note", view, Amended::Note);
        out.optional("Agent says", view.agent_comment.as_ref());
    }
    amendments(&mut out, view);
    out.lines
}

/// What was agreed to be checked, and once it is: what was found, frozen.
fn check(out: &mut Column, view: &SessionView) {
    let Some(check) = view.check else { return };
    let (cx, at_least) = (out.cx, out.cx.look.marks.at_least);
    let changed = view.amendments.iter().any(|a| matches!(a.field, Amended::CheckThreshold | Amended::CheckOn));
    let mark = if changed { "  (amended)" } else { "" };
    let words = format!("{at_least} {} on {}{mark}", cx.words.short(check.threshold), cx.words.weekday(check.on));
    out.row("Check", &words, Meaning::Text);
    let Some(found) = view.checked else { return };
    let now = found.current.map_or_else(|| "no call had a score of it".to_owned(), |c| cx.words.figure(c));
    let (met, meaning) = if found.met { ("reached", Meaning::Good) } else { ("not reached", Meaning::Below) };
    let on = cx.words.weekday(found.on);
    let calls = count(found.n, "call");
    let words = format!("{met}: {now} on {calls}, against {at_least} {}; frozen {on}", cx.words.short(check.threshold));
    out.row("Checked", &words, meaning);
}

/// Old and new beside each other, then why, who and when.
fn amendments(out: &mut Column, view: &SessionView) {
    if view.amendments.is_empty() {
        return;
    }
    out.heading("AMENDED");
    for amendment in &view.amendments {
        let value = |text: &str| value_words(amendment.field, text, out.cx);
        let old = amendment.old.as_deref().map_or_else(|| "nothing".to_owned(), value);
        let new = value(&amendment.new);
        let what = amendment.field.words();
        let label = what.strip_prefix("the ").unwrap_or(what).to_owned();
        out.lines.push(Line::from(out.cx.look.span(label, Meaning::Muted)));
        out.beside(&format!("was: {old}"), &format!("now: {new}"));
        let record = view.history.iter().find(|h| h.seq == amendment.seq);
        let by = record.map_or_else(String::new, |h| {
            let at = h.at.parse::<DateTime<Utc>>().map_or_else(|_| h.at.clone(), |at| out.moment(at));
            format!(" · {} · {at}", h.actor)
        });
        out.row("why", &format!("{}{by}", amendment.reason), Meaning::Muted);
    }
}

fn held(out: &mut Column, view: &SessionView) {
    let content = &view.content;
    let by =
        if content.supervisor_name.is_empty() { String::new() } else { format!(", by {}", content.supervisor_name) };
    let when = format!("{}{by}", out.moment(content.held_at));
    out.row("Held", &when, Meaning::Text);
    if content.entered_at.signed_duration_since(content.held_at).num_hours() >= 24 {
        let when = format!("late: entered {}", out.moment(content.entered_at));
        out.row("", &when, Meaning::Watch);
    }
    out.row("Kind", content.kind.words(), Meaning::Text);
    for flag in &content.answers_flags {
        let words = format!("{} {} on {}", out.cx.look.marks.flag, flag.code.visible(), flag.call_id.visible());
        out.row("Answers", &words, Meaning::Text);
    }
    let signed = match (view.sign_off, &view.page) {
        (None, _) => "not yet".to_owned(),
        (Some(s), None) => format!("{}, as the supervisor noted it", s.word()),
        (Some(s), Some(page)) => format!("{}, by hand on the page kept at {page}", s.word()),
    };
    out.row("Signed", &signed, if view.sign_off.is_some() { Meaning::Text } else { Meaning::Watch });
}

fn focus(out: &mut Column, content: &Finished) {
    let Some(key) = &content.focus.dimension else {
        out.row("Focus", "none", Meaning::Muted);
        return;
    };
    let look = out.cx.look;
    let words = format!(" {} {} ", look.marks.focus, named(content, key));
    let spans = vec![look.span(pad("Focus", LABEL, ""), Meaning::Muted), look.span(words, Meaning::Focus)];
    out.lines.push(Line::from(spans));
    if let Some(suggested) = content.focus.suggested.as_ref().filter(|s| *s != key) {
        let words = format!("suggested was {}", named(content, suggested));
        out.row("", &words, Meaning::Muted);
    }
    out.optional("Because", content.focus.reason.as_ref());
}

fn evidence(out: &mut Column, view: &SessionView) {
    let content = &view.content;
    out.heading("EVIDENCE");
    if view.all_evidence().next().is_none() {
        let why = content.no_evidence.as_deref().unwrap_or("none");
        out.row("None", why, Meaning::Text);
    }
    for (i, evidence) in view.all_evidence().enumerate() {
        let added = if i < content.evidence.len() { "" } else { "  (added)" };
        let head = format!("{}{added}", evidence_head(out, content, evidence));
        out.row(&format!("{}", i + 1), &head, Meaning::Text);
        if let Some(quote) = &evidence.quote {
            let speaker = evidence.speaker.as_ref().map(|s| format!("{}: ", s.visible())).unwrap_or_default();
            let typed = if evidence.quote_source == Some(QuoteSource::Typed) { " (typed)" } else { "" };
            let words = format!("{speaker}{}{typed}", out.quoted(quote.verbatim()));
            out.row("", &words, Meaning::Muted);
        }
        if let Some(what) = &evidence.what_happened {
            out.row("", what.verbatim(), Meaning::Muted);
        }
    }
}

fn evidence_head(out: &Column, content: &Finished, evidence: &Evidence) -> String {
    let mut parts = vec![evidence.call_id.as_ref().map_or_else(|| "no call ID".to_owned(), Raw::visible)];
    match (evidence.call_started_at, evidence.call_day) {
        (Some(at), _) => parts.push(out.moment(at)),
        (None, Some(day)) => parts.push(out.cx.words.weekday(day)),
        (None, None) => {}
    }
    match (evidence.from_ms, evidence.to_ms) {
        (Some(from), Some(to)) => parts.push(format!("{}–{}", offset_words(from), offset_words(to))),
        (Some(from), None) => parts.push(offset_words(from)),
        (None, _) => {}
    }
    if let Some(key) = evidence.dimension.as_ref().filter(|d| Some(*d) != content.focus.dimension.as_ref()) {
        parts.push(named(content, key));
    }
    parts.join(" · ")
}

/// The figures that it was held on, and what was recorded of it.
pub(super) fn recorded(view: &SessionView, columns: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let content = &view.content;
    let mut out = Column::new(view, columns, cx);
    let span = cx.words.span(content.cycle).to_uppercase();
    out.heading(&format!("FIGURES THEN · {span}"));
    let overall = cx.words.figure_or(content.overall, cx.look.marks.none);
    let basis = format!(
        "{}, overall {overall}, {} {}",
        count(content.calls, "call"),
        content.scorecard_name,
        content.scorecard_version
    );
    out.row("Rest on", &basis, Meaning::Muted);
    for dimension in &content.dimensions {
        figures(&mut out, dimension, content.focus.dimension.as_ref() == Some(&dimension.key));
    }
    let flags: Vec<String> = content.flags.iter().map(|f| f.code.visible()).collect();
    let fails: Vec<String> = content.auto_fails.iter().map(|f| f.name.visible()).collect();
    let below: Vec<String> = content
        .below_threshold
        .iter()
        .map(|b| b.call_id.as_ref().map_or_else(|| "no ID".to_owned(), Raw::visible))
        .collect();
    let list = |all: Vec<String>| if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    out.row("To review", &list(below), Meaning::Text);
    out.row("Flags", &list(flags), Meaning::Text);
    out.row("Auto-fails", &list(fails), Meaning::Text);
    if let Some(words) = view.restated_words(|figure| cx.words.figure(figure)) {
        out.row("Corrected", &words, Meaning::Watch);
    }
    if let Some(words) = view.restated_verdict() {
        out.row("Verdict", &words, Meaning::Watch);
    }
    history(&mut out, view);
    out.lines
}

fn figures(out: &mut Column, d: &FrozenDimension, focus: bool) {
    let (cx, look) = (out.cx, out.cx.look);
    let mark = if focus { look.marks.focus } else { " " };
    let value = format!("{mark} {}", pad_left(&cx.words.figure_or(d.current, look.marks.none), 5, ""));
    let target = d.target.map_or_else(String::new, |t| format!("{} {}", look.marks.at_least, cx.words.short(t)));
    let against = match (d.target, d.current) {
        (Some(target), Some(current)) => cx.words.signed(-figure::printed_gap(target, current)),
        _ => String::new(),
    };
    let quiet = if focus { Meaning::Text } else { Meaning::Muted };
    let name = out.columns.saturating_sub(28).clamp(8, 20);
    let spans: Vec<Span> = vec![
        look.span(pad(&visible(&d.name), name, look.marks.more), quiet),
        look.span(value, if focus { Meaning::Focus } else { Meaning::Text }),
        look.span(pad_left(&target, 7, ""), Meaning::Muted),
        look.span(pad_left(&against, 7, ""), quiet),
        look.span(pad_left(&d.n.to_string(), 5, ""), Meaning::Muted),
    ];
    let used: usize = spans.iter().map(|s| width(&s.content)).sum();
    let mut line = Line::from(spans);
    let room = out.columns.saturating_sub(used + 2);
    if !focus && room >= 20 {
        line.push_span(
            look.span(
                format!("  {}", crate::tui::words::fit(&visible(&d.action), room, look.marks.more)),
                Meaning::Muted,
            ),
        );
    }
    out.lines.push(line);
}

fn history(out: &mut Column, view: &SessionView) {
    out.heading("HISTORY");
    for line in &view.history {
        let at = line.at.parse::<DateTime<Utc>>().map_or_else(|_| line.at.clone(), |at| out.moment(at));
        let hash = check_code_of_hex(&line.hash).unwrap_or_else(|| line.hash.clone());
        let text = format!("{} · {} · {at} · {hash}", line.what.replace('_', " "), line.actor);
        out.row(&format!("{}", line.seq), &text, Meaning::Text);
        out.optional("", line.why.as_ref());
    }
    if view.history.is_empty() {
        out.row("", "nothing is recorded", Meaning::Muted);
    }
    if view.status == Status::Void {
        out.row("", "this session is void", Meaning::Alert);
    }
}
