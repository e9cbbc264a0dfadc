//! One agent over some days, for the supervisor and the QA lead: where the agent stands and why that is the focus, how
//! each dimension moved, what came of the sessions. What evaluators wrote stands on it, so it is not for the agent.

use std::fmt::Write as _;

use super::session::CustomerWords;
use super::team::{capital, cell, day, moved};
use super::{Part, Report, Row, Words, charts};
use crate::domain::coverage::Coverage;
use crate::domain::evidence::{Voice, offset_words};
use crate::domain::figure::{short, signed, words};
use crate::domain::focus::{DimensionFigure, Finding, certainty_words};
use crate::domain::raw::{Raw, visible};
use crate::domain::reported::AgentReported;
use crate::domain::session::{ActionState, SessionLine};
use crate::domain::standing::{CallLine, FlagLine};

/// Stands at the head.
const FOR_WHOM: &str = "For the supervisor and the QA lead: not for the agent";
/// In the place of what an evaluator wrote.
pub(crate) const LEFT_OUT: &str = "[an evaluator's words left out: they may repeat a customer's]";
/// At the foot, where any words were left out.
pub(super) const SAID_SO: &str = "Customers' words are left out, and what evaluators wrote, which may repeat them.";
/// More calls than this are counted, not listed.
const CALLS: usize = 8;

pub(crate) fn agent_page(data: &AgentReported, customer: CustomerWords) -> Report {
    let page = Page { data, customer };
    let mut parts = Vec::new();
    page.focus(&mut parts);
    page.dimensions(&mut parts);
    page.over_cycles(&mut parts);
    page.agreed(&mut parts);
    page.sessions(&mut parts);
    page.calls(&mut parts);
    page.flags(&mut parts);
    page.strengths(&mut parts);
    page.to_know(&mut parts);
    let standing = &data.view.standing;
    let mut foot = vec![format!("Made {} with log check code {}", day(data.view.basis.today), data.check_code)];
    if customer == CustomerWords::LeftOut {
        foot.push(SAID_SO.to_owned());
    }
    Report {
        title: format!("Agent report: {}", standing.agent.name.visible()),
        mark: Some(FOR_WHOM.to_owned()),
        facts: page.head(),
        parts,
        foot,
    }
}

struct Page<'a> {
    data: &'a AgentReported,
    customer: CustomerWords,
}

fn count(n: u32, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

fn or_dash(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".to_owned())
}

impl Page<'_> {
    fn head(&self) -> Vec<(&'static str, String)> {
        let (basis, standing) = (&self.data.view.basis, &self.data.view.standing);
        let mut out = vec![
            ("Days", format!("{} to {}", day(basis.span.from), day(basis.span.last()))),
            ("Agent", Raw::from(standing.agent.json_id()).visible()),
            ("Scorecard", visible(&basis.scorecard.name).into_owned()),
        ];
        out.extend(standing.team.as_ref().map(|team| ("Team", team.visible())));
        let overall = standing.overall.map_or_else(String::new, |o| format!(", overall {}", words(o)));
        out.push(("Calls", format!("{}{overall}", standing.calls)));
        out.push(("Next due", standing.next_due.map_or_else(|| "–".to_owned(), day)));
        if basis.scored_by_people > 0 && basis.scored_by_ai > 0 {
            out.push(("Scored by", "people and AI".to_owned()));
        }
        out
    }

    /// With its arithmetic, on the figures as they are printed.
    fn focus(&self, parts: &mut Vec<Part>) {
        let standing = &self.data.view.standing;
        parts.push(Part::Heading("Focus".to_owned()));
        let said = match &standing.finding {
            Finding::Focus { dimension, runner_up, .. } => {
                let figure = &standing.dimensions[*dimension];
                // Writing to a String cannot fail.
                let mut said = format!("◆ {}.", arithmetic(figure));
                if let Some(sure) = certainty_words(&standing.finding, &standing.dimensions) {
                    let _ = write!(said, " {}.", visible(&capital(&sure)));
                }
                if let Some(next) = runner_up.map(|i| &standing.dimensions[i]) {
                    let _ = write!(said, " Next in line: {}.", arithmetic(next));
                }
                said
            }
            Finding::AtTarget { least } => {
                let least = standing.dimensions.get(*least).map(arithmetic).unwrap_or_default();
                format!("Everything that can be judged is at target. The least margin: {least}.")
            }
            Finding::TooFew { more } => format!("Too few calls to choose a focus: {} to go.", count(*more, "call")),
            Finding::NoTarget => "No dimension has a target.".to_owned(),
        };
        parts.push(Part::Text(said));
        let focus = standing.focus().map(|f| f.key.as_str());
        let misses = self.data.view.misses.iter().filter(|m| Some(m.dimension.as_str()) == focus).take(3);
        let most: Vec<String> =
            misses.map(|m| format!("{} ({} of {})", m.criterion.visible(), m.missed, m.of)).collect();
        if !most.is_empty() {
            parts.push(Part::Text(format!("Missed most inside it: {}.", most.join("; "))));
        }
    }

    fn dimensions(&self, parts: &mut Vec<Part>) {
        let (standing, minimum) = (&self.data.view.standing, self.data.view.basis.minimum_sample);
        parts.push(Part::Heading("Against the targets".to_owned()));
        let rows = standing.dimensions.iter().enumerate().map(|(i, f)| Row {
            cells: vec![
                format!("{}{}", visible(&f.name), if f.critical { " (critical)" } else { "" }),
                cell(f, false, minimum),
                or_dash(f.target.map(short)),
                or_dash(f.printed_gap().map(|gap| signed(-gap))),
                or_dash(f.printed_change().map(signed)),
                f.n.to_string(),
            ],
            focus: standing.finding.focus() == Some(i),
        });
        let heads = ["Dimension", "Now", "Target", "Against it", "Change", "Calls"].map(str::to_owned).to_vec();
        parts.push(Part::Table { heads, rows: rows.collect() });
        parts.push(Part::Text(format!(
            "▽ a little under target, ▼ well under, · fewer than {}. The change is from {}.",
            count(minimum, "call"),
            self.data.view.basis.previous.words(self.data.view.basis.today)
        )));
    }

    fn over_cycles(&self, parts: &mut Vec<Part>) {
        let basis = &self.data.view.basis;
        let charts = charts(&self.data.over, basis.today, basis.minimum_sample);
        if !charts.is_empty() {
            parts.push(Part::Heading(format!("Over the last {} cycles", self.data.over.cycles.len())));
            parts.push(Part::Charts(charts));
        }
    }

    fn agreed(&self, parts: &mut Vec<Part>) {
        let Some(last) = self.data.view.sessions.first() else { return };
        parts.push(Part::Heading(format!("Agreed last time, {}", day(last.held_on))));
        let mut facts = Vec::new();
        if let Some(focus) = &last.focus_name {
            facts.push(("Focus", visible(focus).into_owned()));
        }
        for (label, text) in [("Behavior", &last.behavior), ("Practice", &last.action)] {
            facts.extend(text.as_ref().map(|text| (label, visible(text).into_owned())));
        }
        facts.extend(last.due.map(|due| ("Until", day(due))));
        if last.action.is_some() {
            facts.push(("Practised", practised(last)));
        }
        if let Some(back) = &self.data.view.read_back {
            facts.push(("The calls say", format!("“{}”: {}", visible(&back.criterion), back.words())));
        }
        if let (Some(outcome), Some(_)) = (&self.data.view.outcome, &last.focus) {
            facts.push(("Outcome", moved(Some(outcome)).trim_start().to_owned()));
        }
        facts.extend(last.check.map(|c| ("Check", format!("at least {} on {}", short(c.threshold), day(c.on)))));
        let said = last.agent_comment.as_deref().filter(|c| !c.trim().is_empty());
        facts.extend(said.map(|said| ("The agent said", format!("“{}”", visible(said)))));
        parts.push(Part::Facts(facts));
    }

    fn sessions(&self, parts: &mut Vec<Part>) {
        parts.push(Part::Heading(format!("Sessions: {}", self.data.sessions.len())));
        if self.data.sessions.is_empty() {
            parts.push(Part::Text("No session was held yet.".to_owned()));
            return;
        }
        let entries = self.data.sessions.iter().map(|(line, outcome)| {
            let about = line.focus_name.as_deref().map_or_else(|| "no focus".to_owned(), |f| visible(f).into_owned());
            let action = line.action.as_deref().map_or_else(String::new, |a| format!(" {}.", visible(a)));
            (
                day(line.held_on),
                format!("{about}, {}, {}.{action}{}", line.kind.words(), line.status_words(), moved(outcome.as_ref())),
            )
        });
        parts.push(Part::Entries(entries.collect()));
    }

    fn calls(&self, parts: &mut Vec<Part>) {
        let (view, listed) = (&self.data.view, &self.data.listed);
        let lines: Vec<&CallLine> = listed.iter().filter_map(|at| view.calls.get(*at)).collect();
        if lines.is_empty() {
            return;
        }
        let on = self.data.listed_on.and_then(|at| view.standing.dimensions.get(at));
        let title = on.map_or_else(|| "Calls".to_owned(), |d| format!("Calls under target on {}", visible(&d.name)));
        parts.push(Part::Heading(format!("{title}: {}", lines.len())));
        parts.extend(lines.iter().take(CALLS).map(|line| self.call(line)));
        if let Some(more) = lines.len().checked_sub(CALLS).filter(|more| *more > 0) {
            parts.push(Part::Text(format!("… and {more} more.")));
        }
    }

    fn call(&self, line: &CallLine) -> Part {
        let id =
            line.call_id.as_ref().map_or_else(|| "Call without ID".to_owned(), |id| format!("Call {}", id.visible()));
        let when = match line.started_at {
            Some(at) => at.with_timezone(&self.data.view.basis.zone).format("%-d %b, %H:%M").to_string(),
            None => line.day.format("%-d %b").to_string(),
        };
        let mut head = vec![id, when];
        if let Some(on) = self.data.listed_on {
            let name = self.data.view.standing.dimensions.get(on).map(|d| visible(&d.name)).unwrap_or_default();
            head.extend(line.percents.get(on).copied().flatten().map(|percent| format!("{name} {}", words(percent))));
        }
        head.extend(line.overall.map(|overall| format!("overall {}", words(overall))));
        if line.disputed {
            head.push("disputed".to_owned());
        }
        let mut said = Vec::new();
        match (&line.comment, self.customer) {
            (Some(comment), CustomerWords::Shown) => said.push(quoted(comment)),
            (Some(_), CustomerWords::LeftOut) => said.push(Words::Plain(LEFT_OUT.to_owned())),
            (None, _) => {}
        }
        said.extend(line.flags.iter().map(|flag| Words::Plain(self.flag_words(flag))));
        let below: Vec<String> = line.below.iter().map(|b| b.words(self.data.view.basis.review_threshold)).collect();
        if !below.is_empty() {
            said.push(Words::Plain(below.join("; ")));
        }
        Part::Moment { head: head.join(" · "), words: said }
    }

    /// "flag at 0:40.2: disclosure skipped (not read)".
    fn flag_words(&self, flag: &FlagLine) -> String {
        let at = flag.at_ms.map_or_else(String::new, |ms| format!(" at {}", offset_words(ms)));
        let note = flag.note.as_ref().map_or_else(String::new, |note| match self.customer {
            CustomerWords::Shown => format!(" ({})", note.visible()),
            CustomerWords::LeftOut => format!(" {LEFT_OUT}"),
        });
        format!("flag{at}: {}{note}", flag.code.visible())
    }

    fn flags(&self, parts: &mut Vec<Part>) {
        let view = &self.data.view;
        if view.flags.is_empty() && view.watched.is_empty() {
            return;
        }
        parts.push(Part::Heading("Flags".to_owned()));
        let entries = view.flags.iter().map(|flag| {
            let call = flag.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
            let state = match flag.answered_by {
                Some(id) => match view.sessions.iter().find(|s| s.id == id) {
                    Some(session) => format!("coached in the session of {}", session.held_on.format("%-d %b")),
                    None => "coached".to_owned(),
                },
                None => {
                    let age = (view.basis.today - flag.day).num_days();
                    let clock = Coverage::of(flag.day, None, view.basis.today, view.flag_days);
                    format!("no session answers it, {}", clock.age_words(age))
                }
            };
            (format!("{}, {call}", flag.day.format("%-d %b")), format!("{}; {state}.", self.flag_words(flag)))
        });
        parts.push(Part::Entries(entries.collect()));
        for w in &view.watched {
            parts.push(Part::Text(format!(
                "{}, coached {}: {}.",
                w.code.visible(),
                day(w.since),
                w.words(|d| d.format("%-d %b").to_string())
            )));
        }
    }

    fn strengths(&self, parts: &mut Vec<Part>) {
        let view = &self.data.view;
        let kept = view.praise.iter().map(|praise| {
            let agents = Voice::of(praise.speaker.as_ref(), &view.standing.agent.name) == Voice::Agent;
            match (self.customer, agents) {
                (CustomerWords::Shown, _) | (_, true) => praise.words(),
                (CustomerWords::LeftOut, false) => {
                    "A line that was kept as praise [left out: not said by the agent]".to_owned()
                }
            }
        });
        let all: Vec<String> = view
            .strengths
            .iter()
            .map(|s| visible(s).into_owned())
            .chain(kept)
            .map(|words| format!("{words}."))
            .collect();
        if !all.is_empty() {
            parts.push(Part::Heading("Strengths".to_owned()));
            parts.extend(all.into_iter().map(Part::Text));
        }
    }

    fn to_know(&self, parts: &mut Vec<Part>) {
        let basis = &self.data.view.basis;
        let mut all: Vec<String> =
            basis.others.iter().map(|(name, n)| format!("{n} more evaluations on {}.", visible(name))).collect();
        all.extend(basis.provisional_days.map(|days| format!("{days} days of scores: provisional before 30.")));
        all.extend(self.data.view.warnings.iter().map(|w| format!("{}.", visible(&capital(w)))));
        if !all.is_empty() {
            parts.push(Part::Heading("To know".to_owned()));
            parts.extend(all.into_iter().map(Part::Text));
        }
    }
}

/// "Empathy: target 75.0 − current 62.4 = 12.6 under, on 34 calls".
fn arithmetic(figure: &DimensionFigure) -> String {
    let name = visible(&figure.name);
    let calls = count(figure.n, "call");
    match (figure.target, figure.current, figure.printed_gap()) {
        (Some(target), Some(current), Some(gap)) => {
            let stands = if gap > 0.0 {
                format!("{} under", words(gap))
            } else if gap < 0.0 {
                format!("{}, that is {} over", signed(gap), words(-gap))
            } else {
                "0.0, at target".to_owned()
            };
            format!("{name}: target {} − current {} = {stands}, on {calls}", words(target), words(current))
        }
        (_, Some(current), _) => format!("{name}: {} on {calls}, without a target", words(current)),
        (_, None, _) => format!("{name}: no scores"),
    }
}

/// What an evaluator wrote; where nobody wrote anything, what was missed stands in its place, and is no quotation.
fn quoted(comment: &Raw) -> Words {
    let words = comment.visible();
    if words.starts_with("missed: ") { Words::Plain(words) } else { Words::Quote(words) }
}

/// "done, on 21 of 34 calls".
fn practised(line: &SessionLine) -> String {
    let counted = line.action_count.map_or_else(String::new, |c| format!(", on {} of {} calls", c.done, c.of));
    let state = match line.action_state {
        ActionState::Agreed => "not read back yet",
        ActionState::Done | ActionState::Partly | ActionState::Not => line.action_state.words(),
    };
    format!("{state}{counted}")
}
