//! Drawing of the prep sheet: what was agreed, the focus, strengths. The lists are in [`super::lists`].

use std::borrow::Cow;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::layout::{Shape, areas};
use super::{AgentScreen, lists, name_of};
use crate::domain::coverage::Coverage;
use crate::domain::focus::Finding;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{ActionState, SessionLine};
use crate::domain::standing::AgentView;
use crate::tui::figures;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::load;
use crate::tui::words::{fit, pad};

/// Columns of the headings at the left.
const HEADING: usize = 11;

pub(super) fn draw(screen: &AgentScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Some(view) = load::ready(&screen.view, frame, area, "the prep sheet", cx) else { return };
    let areas = areas(area, &Shape::of(screen, view, cx));
    let above = screen.above.now(view, cx);
    lines(&above.agreed, frame, areas.agreed, cx);
    lines(&above.focus, frame, areas.focus, cx);
    lists::calls(screen, view, frame, areas.calls, cx);
    lists::dimensions(screen, view, frame, areas.dimensions, cx);
    lists::sessions(screen, view, frame, areas.sessions, cx);
    strengths(view, frame, areas.strengths, cx);
}

/// What stands above the lists: worked out when an answer comes, for the day and the room that there are then.
#[derive(Debug, Clone, Default)]
pub(super) struct Above {
    made_for: Option<(NaiveDate, Room)>,
    pub(super) agreed: Vec<Said>,
    pub(super) focus: Vec<Said>,
}

/// Whether the lists need lines of what stands above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Little,
    Enough,
}

impl Room {
    fn of(cx: &Ctx) -> Self {
        if cx.area.height < 30 { Self::Little } else { Self::Enough }
    }
}

impl Above {
    pub(super) fn of(view: &AgentView, cx: &Ctx) -> Self {
        Self { made_for: Some((cx.today, Room::of(cx))), agreed: agreed(view, cx), focus: focus(view, cx) }
    }

    /// Itself while it still holds.
    pub(super) fn now(&self, view: &AgentView, cx: &Ctx) -> Cow<'_, Self> {
        if self.made_for == Some((cx.today, Room::of(cx))) {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(Self::of(view, cx))
        }
    }
}

/// One line: a heading or none, and words.
#[derive(Debug, Clone)]
pub(super) struct Said {
    heading: &'static str,
    words: Vec<(String, Meaning)>,
}

impl Said {
    fn new(heading: &'static str, words: impl Into<String>, meaning: Meaning) -> Self {
        Self { heading, words: vec![(words.into(), meaning)] }
    }
}

fn lines(said: &[Said], frame: &mut Frame, area: Rect, cx: &Ctx) {
    for (i, line) in said.iter().enumerate().take(usize::from(area.height)) {
        let mut room = usize::from(area.width).saturating_sub(HEADING + 4);
        let mut spans = vec![cx.look.span(format!("  {}", pad(line.heading, HEADING, "")), Meaning::Heading)];
        for (words, meaning) in &line.words {
            let words = fit(words, room, cx.look.marks.more);
            room = room.saturating_sub(crate::tui::words::width(&words));
            spans.push(cx.look.span(words, *meaning));
        }
        let y = area.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
        put(frame, area.x, y, &Line::from(spans), area);
    }
}

/// What was agreed last time, when it is checked, and what the agent said.
fn agreed(view: &AgentView, cx: &Ctx) -> Vec<Said> {
    let marks = &cx.look.marks;
    let Some(last) = view.standing.last_session.as_ref().or_else(|| view.sessions.first()) else {
        let due = view.standing.next_due.map(|d| format!("; the first is due {}", cx.words.near_day(d)));
        return vec![Said::new("AGREED", format!("no session yet{}", due.unwrap_or_default()), Meaning::Muted)];
    };
    let focus = last.focus_name.as_deref().map(|f| format!(", {}", visible(f))).unwrap_or_default();
    let action = last.action.as_deref().map_or_else(|| last.kind.words().to_owned(), |a| visible(a).into_owned());
    let due = last.due.map(|d| format!(", until {}", cx.words.day(d))).unwrap_or_default();
    // Long actions are cut: until when stands before them.
    let mut first = Said::new("AGREED", format!("{}{focus}{due}: ", cx.words.day(last.held_on)), Meaning::Muted);
    first.words.push((action, Meaning::Text));
    let mut second = Vec::new();
    if let Some(check) = last.check {
        let name = last.focus_name.as_deref().map_or_else(String::new, |f| format!("{} ", visible(f)));
        let threshold = cx.words.short(check.threshold);
        second.push(format!("to check {}: {name}{} {threshold}", cx.words.day(check.on), marks.at_least));
    }
    if let Some(said) = last.agent_comment.as_deref().filter(|c| !c.trim().is_empty()) {
        second.push(format!("said: {}{}{}", marks.open_quote, visible(said), marks.close_quote));
    }
    let mut out = vec![first];
    out.extend(practised(view, last, cx));
    if !second.is_empty() {
        out.push(Said::new("", second.join("    "), Meaning::Muted));
    }
    if let Some(outcome) = &view.outcome {
        let so_far = if outcome.is_final { "" } else { "so far: " };
        out.push(Said::new("OUTCOME", format!("{so_far}{}", outcome.sentence()), Meaning::Text));
        out.extend(outcome.warnings.iter().map(|w| Said::new("", visible(w), Meaning::Watch)));
    }
    out.extend(praise(view, marks.more));
    out
}

/// Whether last time's action was done: as noted, and as the calls tell it.
fn practised(view: &AgentView, last: &SessionLine, cx: &Ctx) -> Option<Said> {
    last.action.as_ref()?;
    let count = last.action_count.map_or_else(String::new, |c| format!(", {} of {} calls", c.done, c.of));
    let back = view.read_back.as_ref().map(|b| {
        format!("{}{}{}: {}", cx.look.marks.open_quote, visible(&b.criterion), cx.look.marks.close_quote, b.words())
    });
    let noted = match last.action_state {
        ActionState::Agreed => None,
        state => Some(format!("{}{count}", state.words())),
    };
    let meaning = if noted.is_some() { Meaning::Text } else { Meaning::Muted };
    let words: Vec<String> = noted.into_iter().chain(back).collect();
    (!words.is_empty()).then(|| Said::new("", words.join("    "), meaning))
}

/// What was kept to open the next session with.
fn praise(view: &AgentView, more: &str) -> Option<Said> {
    let first = view.praise.first()?;
    let others = match view.praise.len() {
        1 => String::new(),
        n => format!(" {more} and {} more", n - 1),
    };
    Some(Said::new("PRAISE", format!("{}{others}", first.words()), Meaning::Good))
}

/// The focus with its arithmetic, the criterion missed most, flags that wait, warnings and caveats.
fn focus(view: &AgentView, cx: &Ctx) -> Vec<Said> {
    let marks = &cx.look.marks;
    let standing = &view.standing;
    let sentences = figures::focus_sentences(standing, cx.words);
    let mut first = Said::new("FOCUS", String::new(), Meaning::Text);
    match &standing.finding {
        Finding::Focus { .. } => {
            let (head, rest) = sentences.split_first().map_or(("", Vec::new()), |(h, r)| (h.as_str(), r.to_vec()));
            let (name, arithmetic) = head.split_once(", ").unwrap_or((head, ""));
            first.words = vec![
                (format!(" {} {name} ", marks.focus), Meaning::Focus),
                (format!("  {arithmetic}"), Meaning::Text),
                (format!("   {}", rest.join("   ")), Meaning::Muted),
            ];
        }
        Finding::AtTarget { .. } | Finding::TooFew { .. } | Finding::NoTarget => {
            first.words = vec![(sentences.join("; "), Meaning::Text)];
        }
    }
    let mut out = vec![first];
    let key = standing.focus().map(|f| f.key.as_str());
    let miss = view.misses.iter().find(|m| key.is_none_or(|k| m.dimension == k));
    if let Some(miss) = miss {
        let words = format!("missed most: {} ({} of {})", miss.criterion.visible(), miss.missed, miss.of);
        out.push(Said::new("", words, Meaning::Text));
    }
    let open: Vec<_> = view.flags.iter().filter(|f| f.answered_by.is_none()).collect();
    let waiting: Vec<String> = open.iter().map(|f| flag(f, open.len() == 1, view, cx)).collect();
    if !waiting.is_empty() {
        let words = format!("{} {} open: {}", marks.flag, waiting.len(), waiting.join(", "));
        out.push(Said::new("FLAGS", words, Meaning::Alert));
    }
    out.extend(answered(view, waiting.is_empty(), cx));
    let mut caveats = figures::caveats(&view.basis);
    caveats.extend(figures::scored_by(&view.basis).filter(|s| s.contains("and")).map(str::to_owned));
    let mut notes = Vec::new();
    if !view.warnings.is_empty() {
        notes.push((visible(&view.warnings.join("; ")).into_owned(), Meaning::Watch));
    }
    if !caveats.is_empty() {
        notes.push((caveats.join(" · "), Meaning::Muted));
    }
    // One line of them where the lists need the room.
    if let [(warnings, _), (caveats, _)] = notes.as_mut_slice()
        && Room::of(cx) == Room::Little
    {
        *warnings = format!("{caveats}; {warnings}");
        notes.pop();
    }
    for (i, (words, meaning)) in notes.into_iter().enumerate() {
        out.push(Said::new(if i == 0 { "NOTE" } else { "" }, words, meaning));
    }
    out
}

/// What sessions answered, and whether it came again; else which flags of these days are answered.
fn answered(view: &AgentView, first: bool, cx: &Ctx) -> Option<Said> {
    let heading = if first { "FLAGS" } else { "" };
    if view.watched.is_empty() {
        let answered: Vec<String> = view
            .flags
            .iter()
            .filter(|f| f.answered_by.is_some())
            .map(|f| format!("{} of {}", f.code.visible(), cx.words.day(f.day)))
            .collect();
        let words = format!("{} answered: {}", cx.look.marks.done, answered.join(", "));
        return (!answered.is_empty()).then(|| Said::new(heading, words, Meaning::Muted));
    }
    let words = view.watched.iter().enumerate().map(|(i, w)| {
        let gap = if i == 0 { "" } else { "; " };
        let since = cx.words.day(w.since);
        let words = format!("{gap}{}, coached {since}: {}", w.code.visible(), w.words(|d| cx.words.day(d)));
        (words, if w.again.is_empty() { Meaning::Text } else { Meaning::Alert })
    });
    Some(Said { heading, words: words.collect() })
}

/// "`disclosure_skipped` on 004519, 20 Nov (5 days, 3 over)", and what happened where there is one flag alone.
fn flag(flag: &crate::domain::standing::FlagLine, alone: bool, view: &AgentView, cx: &Ctx) -> String {
    let call = flag.call_id.as_ref().map(|id| format!(" on {}", Raw::visible(id))).unwrap_or_default();
    let today = view.basis.today;
    let clock = Coverage::of(flag.day, None, today, view.flag_days).age_words((today - flag.day).num_days());
    let note = flag.note.as_ref().filter(|_| alone).map_or_else(String::new, |note| format!(": {}", note.visible()));
    format!("{}{call}, {} ({clock}){note}", flag.code.visible(), cx.words.day(flag.day))
}

fn strengths(view: &AgentView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let said: Vec<Said> = view
        .strengths
        .iter()
        .enumerate()
        .map(|(i, s)| Said::new(if i == 0 { "STRENGTHS" } else { "" }, visible(s), Meaning::Good))
        .collect();
    lines(&said, frame, area, cx);
}

/// The heading of a list, bright while the list is in use.
pub(super) fn heading(text: &str, note: &str, in_use: bool, cx: &Ctx) -> Vec<Span<'static>> {
    let meaning = if in_use { Meaning::Accent } else { Meaning::Heading };
    let mut name = cx.look.span(format!("  {text}"), meaning);
    name.style = name.style.add_modifier(ratatui::style::Modifier::BOLD);
    vec![name, cx.look.span(format!("  {note}"), Meaning::Muted)]
}

/// What the list of calls holds, in capitals, and how many.
pub(super) fn calls_heading(screen: &AgentScreen, view: &AgentView) -> (String, String) {
    let listed = screen.listed.len();
    let note =
        if listed == view.calls.len() { listed.to_string() } else { format!("{listed} of {}", view.calls.len()) };
    let heading = match screen.filtered_on() {
        None => "CALLS".to_owned(),
        Some(i) if view.standing.finding.focus() == Some(i) => "CALLS THAT SHOW IT".to_owned(),
        Some(i) => format!("CALLS UNDER TARGET ON {}", name_of(view, i).to_uppercase()),
    };
    (heading, note)
}
