//! The agent's page of a session: what is theirs, and nothing else. Outcomes, evaluators' comments, flags' notes and
//! other people are never on it; what stands on it was locked in the session, or added to it since.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::team::capital;
use super::{Part, Report, Row, Words};
use crate::domain::evidence::{Evidence, Voice, offset_words};
use crate::domain::figure;
use crate::domain::log_view::check_code_of_hex;
pub(crate) use crate::domain::pack::CustomerWords;
use crate::domain::practice::role_play;
use crate::domain::raw::visible;
use crate::domain::session::{ActionState, Amended, SessionView, SignOff, Status};

/// What the page is made with, beside the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Options {
    pub(crate) customer: CustomerWords,
}

/// Where the page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// With lines to practise with, and to sign on.
    Paper,
    Screen,
}

const LEFT_OUT: &str = "[customer's words left out]";
const NOTE: &str = "Note (the agent and an auditor can read this)";

/// The whole page, with lines to sign on.
pub(crate) fn agents_page(view: &SessionView, options: Options) -> Report {
    let mut report = page(view, options, Place::Paper);
    report.parts.push(Part::Heading("Sign-off".to_owned()));
    report.parts.extend(taken(view).map(Part::Text));
    report.parts.push(Part::Sign(lines_to_sign(view)));
    report.foot = foot(view);
    report
}

/// The same without lines to sign on: what the agent reads on the screen.
pub(crate) fn reading_page(view: &SessionView, options: Options) -> Report {
    page(view, options, Place::Screen)
}

fn page(view: &SessionView, options: Options, place: Place) -> Report {
    let page = Page { view, options, place, zone: view.content.zone.parse().unwrap_or(Tz::UTC) };
    let mut parts = Vec::new();
    page.strength(&mut parts);
    page.agreed(&mut parts);
    page.figures(&mut parts);
    page.evidence(&mut parts);
    page.words(&mut parts);
    page.amendments(&mut parts);
    Report {
        title: format!("Coaching session: {}", shown(view.content.agent_name.verbatim())),
        mark: match view.status {
            Status::Draft => Some("DRAFT: not locked, and nothing of it is on record yet".to_owned()),
            Status::Void => Some("VOID: this session was taken out of account".to_owned()),
            Status::Finished | Status::Signed | Status::Checked => None,
        },
        facts: page.head(),
        parts,
        foot: Vec::new(),
    }
}

struct Page<'a> {
    view: &'a SessionView,
    options: Options,
    place: Place,
    zone: Tz,
}

/// One line of text that is fit to be shown.
fn shown(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn day(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

impl Page<'_> {
    fn head(&self) -> Vec<(&'static str, String)> {
        let content = &self.view.content;
        let held = content.held_at.with_timezone(&self.zone);
        let about = content.answers_flags.iter().map(|flag| {
            let (code, call) = (shown(flag.code.verbatim()), shown(flag.call_id.verbatim()));
            format!("; about the flag {code} on call {call}")
        });
        let kind = format!("{}{}", content.kind.words(), about.collect::<String>());
        let mut out = vec![
            ("Agent", format!("{} ({})", shown(content.agent_name.verbatim()), shown(&content.agent_json_id))),
            ("Supervisor", shown(&content.supervisor_name)),
            ("Held", format!("{}, {}", day(held.date_naive()), held.format("%H:%M"))),
            ("Kind", kind),
        ];
        let calls = if content.calls == 1 { "1 call".to_owned() } else { format!("{} calls", content.calls) };
        let overall = content.overall.map_or_else(String::new, |o| format!(", overall {}", figure::words(o)));
        let cycle = format!("{} to {}, {calls}{overall}", day(content.cycle.from), day(content.cycle.last()));
        out.push(("Cycle", cycle));
        out
    }

    fn strength(&self, parts: &mut Vec<Part>) {
        let strength = self.view.stands(Amended::Strength);
        let praise = &self.view.content.praise;
        if strength.is_some() || !praise.is_empty() {
            parts.push(Part::Heading("What went well".to_owned()));
        }
        parts.extend(praise.iter().map(|line| Part::Text(shown(&line.words()))));
        parts.extend(strength.map(|strength| Part::Text(shown(&strength))));
    }

    fn agreed(&self, parts: &mut Vec<Part>) {
        let view = self.view;
        let mut facts = Vec::new();
        if let Some(key) = &view.content.focus.dimension {
            facts.push(("Focus", self.named(key)));
        }
        for (label, field) in [("Behavior", Amended::Behavior), ("Practice", Amended::Action)] {
            if let Some(text) = view.stands(field) {
                facts.push((label, shown(&text)));
            }
        }
        if let Some(due) = view.stands_on(Amended::Due) {
            facts.push(("Until", day(due)));
        }
        if view.action_state != ActionState::Agreed {
            let count = view.action_count.map_or_else(String::new, |c| format!(": on {} of {} calls", c.done, c.of));
            facts.push(("Read back", format!("{}{count}", view.action_state.words())));
        }
        if let Some(check) = view.check {
            let name = view.content.focus.dimension.as_deref().map(|key| self.named(key)).unwrap_or_default();
            facts.push(("Check", format!("{name} at least {} on {}", figure::short(check.threshold), day(check.on))));
        }
        if let Some(next) = view.stands_on(Amended::NextSession) {
            facts.push(("Next session", day(next)));
        }
        if !facts.is_empty() {
            parts.push(Part::Heading("What we agree".to_owned()));
            parts.push(Part::Facts(facts));
        }
    }

    fn named(&self, key: &str) -> String {
        let found = self.view.content.dimensions.iter().find(|d| d.key == key);
        shown(found.map_or(key, |d| d.name.as_str()))
    }

    fn figures(&self, parts: &mut Vec<Part>) {
        let content = &self.view.content;
        if content.dimensions.is_empty() {
            return;
        }
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        let rows = content.dimensions.iter().map(|d| Row {
            cells: vec![
                shown(&d.name),
                or_dash(d.current.map(figure::words)),
                or_dash(d.target.map(figure::short)),
                d.n.to_string(),
                or_dash(d.change.map(figure::signed)),
            ],
            focus: content.focus.dimension.as_ref() == Some(&d.key),
        });
        parts.push(Part::Heading("Your figures in the cycle".to_owned()));
        let heads = ["Dimension", "Current", "Target", "Calls", "Change"].map(str::to_owned).to_vec();
        parts.push(Part::Table { heads, rows: rows.collect() });
        // Of the focus dimension, which stands above.
        if let Some(words) = self.view.restated_words(figure::words) {
            let name = content.focus.dimension.as_deref().map(|key| format!("{}: ", self.named(key)));
            parts.push(Part::Text(format!("Corrected since. {}{words}.", name.unwrap_or_default())));
        }
    }

    fn evidence(&self, parts: &mut Vec<Part>) {
        let content = &self.view.content;
        let all: Vec<&Evidence> = self.view.all_evidence().collect();
        if all.is_empty() && content.no_evidence.is_none() {
            return;
        }
        parts.push(Part::Heading("The calls".to_owned()));
        if let Some(why) = content.no_evidence.as_ref().filter(|_| all.is_empty()) {
            parts.push(Part::Text(format!("No call is named: {}", shown(why))));
        }
        for evidence in all {
            parts.push(self.moment(evidence));
        }
        let (behavior, action) = (self.view.stands(Amended::Behavior), self.view.stands(Amended::Action));
        let evidence = self.view.all_evidence();
        let prompts = role_play::prompts(evidence, &content.agent_name, behavior.as_deref(), action.as_deref());
        // They are made of the words of calls.
        let wanted = self.place == Place::Paper && self.options.customer == CustomerWords::Shown;
        if wanted && !prompts.is_empty() {
            parts.push(Part::Heading("To practise".to_owned()));
            parts.extend(prompts.iter().map(|line| Part::Text(shown(line))));
        }
    }

    fn moment(&self, e: &Evidence) -> Part {
        let mut head = vec![
            e.call_id
                .as_ref()
                .map_or_else(|| "Call without ID".to_owned(), |id| format!("Call {}", shown(id.verbatim()))),
        ];
        match (e.call_started_at, e.call_day) {
            (Some(at), _) => {
                let at = at.with_timezone(&self.zone);
                head.push(format!("{}, {}", day(at.date_naive()), at.format("%H:%M")));
            }
            (None, Some(on)) => head.push(day(on)),
            (None, None) => {}
        }
        match (e.from_ms, e.to_ms) {
            (Some(from), Some(to)) => head.push(format!("at {}–{}", offset_words(from), offset_words(to))),
            (Some(from), None) => head.push(format!("at {}", offset_words(from))),
            (None, _) => {}
        }
        if let Some(key) = e.dimension.as_ref().filter(|key| Some(*key) != self.view.content.focus.dimension.as_ref()) {
            head.push(self.named(key));
        }
        let mut words = Vec::new();
        if let Some(quote) = &e.quote {
            if self.options.customer == CustomerWords::LeftOut && e.voice(&self.view.content.agent_name) != Voice::Agent
            {
                words.push(Words::Plain(LEFT_OUT.to_owned()));
            } else {
                if let Some(speaker) = &e.speaker {
                    head.push(shown(speaker.verbatim()));
                }
                words.push(Words::Quote(shown(quote.verbatim())));
            }
        }
        if let Some(what) = &e.what_happened {
            words.push(Words::Plain(shown(what.verbatim())));
        }
        Part::Moment { head: head.join(" · "), words }
    }

    fn words(&self, parts: &mut Vec<Part>) {
        if let Some(note) = self.view.stands(Amended::Note) {
            parts.push(Part::Heading(NOTE.to_owned()));
            parts.push(Part::Text(shown(&note)));
        }
        if let Some(comment) = &self.view.agent_comment {
            parts.push(Part::Heading("The agent's own words".to_owned()));
            parts.push(Part::Text(shown(comment)));
        }
    }

    fn amendments(&self, parts: &mut Vec<Part>) {
        if self.view.amendments.is_empty() {
            return;
        }
        parts.push(Part::Heading("Amended since".to_owned()));
        for amendment in &self.view.amendments {
            let record = self.view.history.iter().find(|h| h.seq == amendment.seq);
            let when = record.and_then(|h| h.at.parse::<DateTime<Utc>>().ok());
            let when =
                when.map_or_else(String::new, |at| format!(", {}", day(at.with_timezone(&self.zone).date_naive())));
            let who = record.map_or_else(String::new, |h| format!(" {}", shown(&h.actor)));
            let hidden = amendment.evidence.as_ref().is_some_and(|e| {
                self.options.customer == CustomerWords::LeftOut
                    && e.quote.is_some()
                    && e.voice(&self.view.content.agent_name) != Voice::Agent
            });
            parts.push(Part::Change {
                what: capital(amendment.field.words()),
                old: amendment.old.as_deref().map_or_else(|| "nothing".to_owned(), |old| value(amendment.field, old)),
                new: if hidden { LEFT_OUT.to_owned() } else { value(amendment.field, &amendment.new) },
                by: format!("{} ·{who}{when}", shown(&amendment.reason)),
            });
        }
    }
}

/// A date is written as the others on the page.
fn value(field: Amended, text: &str) -> String {
    match field {
        Amended::Due | Amended::CheckOn | Amended::NextSession => {
            text.parse::<NaiveDate>().map_or_else(|_| shown(text), day)
        }
        Amended::Behavior
        | Amended::Action
        | Amended::CheckThreshold
        | Amended::Strength
        | Amended::Evidence
        | Amended::Note => shown(text),
    }
}

/// How the agent took it, as it is on record.
fn taken(view: &SessionView) -> Option<String> {
    let sign_off = view.sign_off?;
    let zone: Tz = view.content.zone.parse().unwrap_or(Tz::UTC);
    let record = view.history.iter().rev().find(|h| h.what == "session_signed");
    let on = record.and_then(|h| h.at.parse::<DateTime<Utc>>().ok()).unwrap_or(view.content.finished_at);
    let on = day(on.with_timezone(&zone).date_naive());
    let how = match sign_off {
        SignOff::Agrees => "The agent agrees",
        SignOff::Disagrees => "The agent disagrees",
        SignOff::Refused => "The agent refused to sign",
        SignOff::Absent => "The agent was absent",
        SignOff::Left => "The agent has left",
    };
    let by = record.map_or_else(|| shown(&view.content.supervisor_name), |h| shown(&h.actor));
    Some(match &view.page {
        Some(page) => {
            format!("{how}, on the page signed by hand that is kept at: {}. Recorded {on} by {by}.", shown(page))
        }
        None => format!("{how}. This is {by}'s note of it, {on}."),
    })
}

fn lines_to_sign(view: &SessionView) -> Vec<String> {
    let line = |who: &str| format!("{who} ____________________   Name ____________________   Date __________");
    let mut out = Vec::new();
    if view.sign_off.is_none() {
        out.push("[  ] agrees     [  ] disagrees     [  ] refuses to sign".to_owned());
    }
    out.push(line("Agent"));
    out.push(line("Supervisor"));
    out
}

/// By what the page is found again: the session's id, and the log's check code at its last record.
fn foot(view: &SessionView) -> Vec<String> {
    let mut out = Vec::new();
    if view.status != Status::Draft {
        out.push(format!("Session {}", view.content.id));
    }
    if let Some(last) = view.history.last()
        && let Some(code) = check_code_of_hex(&last.hash)
    {
        out.push(format!(
            "Log check code {code}, at its record {} of {}",
            last.seq,
            last.at.get(..10).unwrap_or(&last.at)
        ));
    }
    out
}
