//! A team over some days, for whoever answers for it: where each agent stands against the targets, which sessions were
//! held and what came of them, and what became of flags. The figures are those of the screens.

use super::{Part, Report, Row, charts};
use crate::domain::coverage::{Coverage, CoverageView};
use crate::domain::figure::{short, signed, words};
use crate::domain::focus::{Band, DimensionFigure, Finding};
use crate::domain::outcome::Outcome;
use crate::domain::raw::{Raw, visible};
use crate::domain::reported::TeamReported;
use crate::domain::standing::{Standing, TeamView};

pub(crate) fn team_page(data: &TeamReported) -> Report {
    let basis = &data.view.basis;
    let whose = data.view.team.as_ref().map_or_else(|| "everyone".to_owned(), |t| t.name.visible());
    let mut facts = vec![
        ("Days", format!("{} to {}", day(basis.span.from), day(basis.span.last()))),
        ("Scorecard", visible(&basis.scorecard.name).into_owned()),
        ("Calls", format!("{}, of {} agents", data.view.calls, data.view.agents.len())),
    ];
    if let Some(supervisor) = data.view.team.as_ref().and_then(|t| t.supervisor_name.as_ref()) {
        facts.push(("Supervisor", supervisor.visible()));
    }
    if basis.scored_by_people > 0 && basis.scored_by_ai > 0 {
        facts.push(("Scored by", "people and AI".to_owned()));
    }
    if let Some(words) = &data.narrowed {
        facts.push(("Only", format!("agents whose names have “{}”", visible(words))));
    }
    if let Some(days) = basis.provisional_days {
        facts.push(("Provisional", format!("{days} days of scores; figures settle from 30 on")));
    }
    let mut parts = Vec::new();
    standing(&data.view, &mut parts);
    over_cycles(data, &mut parts);
    sessions(data, &mut parts);
    flags(&data.coverage, &mut parts);
    let foot = vec![format!("Made {} with log check code {}", day(basis.today), data.check_code)];
    Report { title: format!("Team report: {whose}"), mark: None, facts, parts, foot }
}

pub(super) fn day(day: chrono::NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

fn over_cycles(data: &TeamReported, parts: &mut Vec<Part>) {
    let charts = charts(&data.over, data.view.basis.today, data.view.basis.minimum_sample);
    if data.view.agents.is_empty() || charts.is_empty() {
        return;
    }
    let whole = if data.narrowed.is_some() { ", the whole team" } else { "" };
    parts.push(Part::Heading(format!("Over the last {} cycles{whole}", data.over.cycles.len())));
    parts.push(Part::Charts(charts));
}

fn standing(view: &TeamView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Where the agents stand".to_owned()));
    if view.agents.is_empty() {
        parts.push(Part::Text("No agent has scores in these days.".to_owned()));
        return;
    }
    let card = &view.basis.scorecard;
    let mut heads = vec!["Agent".to_owned(), "Calls".to_owned(), "Overall".to_owned()];
    heads.extend(card.dimensions.iter().map(|d| visible(&d.name).into_owned()));
    heads.push("Focus".to_owned());
    let minimum = view.basis.minimum_sample;
    let rows = view.agents.iter().map(|agent| {
        let mut cells = vec![
            agent.agent.name.visible(),
            agent.calls.to_string(),
            agent.overall.map_or_else(|| "–".to_owned(), words),
        ];
        let focus = agent.finding.focus();
        cells.extend(agent.dimensions.iter().enumerate().map(|(i, f)| cell(f, focus == Some(i), minimum)));
        cells.push(focus_words(agent));
        Row { cells, focus: false }
    });
    parts.push(Part::Table { heads, rows: rows.collect() });
    let targets: Vec<String> = view.agents.first().map_or_else(Vec::new, |agent| {
        agent.dimensions.iter().filter_map(|d| Some(format!("{} {}", visible(&d.name), short(d.target?)))).collect()
    });
    if !targets.is_empty() {
        parts.push(Part::Text(format!("Targets: {}.", targets.join(", "))));
    }
    parts.push(Part::Text(
        "◆ the focus, ▽ a little under target, ▼ well under, · too few calls. Each figure is the mean over the agent's \
         calls of these days."
            .to_owned(),
    ));
}

/// "◆ 62.4": the marks tell what colour tells on a screen.
pub(super) fn cell(figure: &DimensionFigure, is_focus: bool, minimum_sample: u32) -> String {
    let Some(current) = figure.current else { return "–".to_owned() };
    let mark = match figure.band(minimum_sample) {
        _ if is_focus => "◆ ",
        Band::Under => "▽ ",
        Band::WellUnder => "▼ ",
        Band::TooFew => "· ",
        Band::Met | Band::NoTarget | Band::NoScores => "",
    };
    format!("{mark}{}", words(current))
}

fn focus_words(agent: &Standing) -> String {
    match &agent.finding {
        Finding::Focus { dimension, .. } => {
            let figure = &agent.dimensions[*dimension];
            format!("{} {}", visible(&figure.name), signed(-figure.printed_gap().unwrap_or_default()))
        }
        Finding::AtTarget { .. } => "at target".to_owned(),
        Finding::TooFew { more } => format!("{more} calls to go"),
        Finding::NoTarget => "no target".to_owned(),
    }
}

fn sessions(data: &TeamReported, parts: &mut Vec<Part>) {
    parts.push(Part::Heading(format!("Sessions: {}", data.sessions.len())));
    if data.sessions.is_empty() {
        parts.push(Part::Text("No session was held in these days.".to_owned()));
        return;
    }
    let coached: std::collections::BTreeSet<_> = data.sessions.iter().map(|(line, _)| line.agent).collect();
    parts.push(Part::Text(format!("{} of {} agents had one.", coached.len(), data.view.agents.len())));
    let entries = data.sessions.iter().map(|(line, outcome)| {
        let focus =
            line.focus_name.as_deref().map_or_else(|| line.kind.words().to_owned(), |f| visible(f).into_owned());
        (
            format!("{}, {}", line.held_on.format("%-d %b"), line.agent_name.visible()),
            format!("{focus}, {}.{}", line.status_words(), moved(outcome.as_ref())),
        )
    });
    parts.push(Part::Entries(entries.collect()));
}

/// " So far: Rose by 17.0 …", in the words of the verdict.
pub(super) fn moved(outcome: Option<&Outcome>) -> String {
    outcome.map_or_else(String::new, |o| format!(" {}{}", if o.is_final { "" } else { "So far: " }, o.sentence()))
}

pub(super) fn flags(coverage: &CoverageView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Flags and auto-fails".to_owned()));
    if coverage.lines.is_empty() {
        parts.push(Part::Text("None in these days.".to_owned()));
        return;
    }
    parts.push(Part::Text(format!("{}.", coverage.words())));
    let entries = coverage.lines.iter().map(|line| {
        let call = line.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
        let by = match line.state {
            Coverage::Coached { by, .. } => format!(" in the session of {}", by.held_on.format("%-d %b")),
            Coverage::NotCoached { .. } | Coverage::Pending { .. } => String::new(),
        };
        (
            format!("{}, {}", line.day.format("%-d %b"), line.agent.name.visible()),
            format!(
                "{}: {} {} on {call}, {}{by}.",
                capital(line.state.words()),
                line.kind.words(),
                line.code.visible(),
                line.state.age_words(line.age)
            ),
        )
    });
    parts.push(Part::Entries(entries.collect()));
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
