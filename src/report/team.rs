//! A team over some days, for whoever answers for it: where each agent stands against the targets, which sessions were
//! held and what came of them, and what became of flags. The figures are those of the screens.

use super::{Part, Report, Row};
use crate::domain::coverage::{Coverage, CoverageView};
use crate::domain::figure::{short, signed, words};
use crate::domain::focus::{Band, DimensionFigure, Finding};
use crate::domain::outcome::Outcome;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::SessionLine;
use crate::domain::standing::{Standing, TeamView};

/// All that the page is made of.
#[derive(Debug)]
pub(crate) struct TeamReport<'a> {
    pub(crate) view: &'a TeamView,
    /// Held in these days, oldest first, with what is known of their outcome.
    pub(crate) sessions: &'a [(SessionLine, Option<Outcome>)],
    pub(crate) coverage: &'a CoverageView,
    pub(crate) check_code: &'a str,
}

pub(crate) fn team_page(data: &TeamReport) -> Report {
    let basis = &data.view.basis;
    let whose = data.view.team.as_ref().map_or_else(|| "everyone".to_owned(), |t| t.name.visible());
    let mut facts = vec![
        ("Days", format!("{} to {}", day(basis.span.from), day(basis.span.last()))),
        ("Scorecard", visible(&basis.scorecard.name).into_owned()),
        ("Calls", format!("{} of {} agents", data.view.calls, data.view.agents.len())),
    ];
    if let Some(supervisor) = data.view.team.as_ref().and_then(|t| t.supervisor_name.as_ref()) {
        facts.push(("Supervisor", supervisor.visible()));
    }
    if basis.scored_by_people > 0 && basis.scored_by_ai > 0 {
        facts.push(("Scored by", "people and AI".to_owned()));
    }
    let mut parts = Vec::new();
    standing(data.view, &mut parts);
    sessions(data, &mut parts);
    flags(data.coverage, &mut parts);
    let foot = vec![format!("Made {} with log check code {}", day(basis.today), data.check_code)];
    Report { title: format!("Team report: {whose}"), mark: None, facts, parts, foot }
}

fn day(day: chrono::NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
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
fn cell(figure: &DimensionFigure, is_focus: bool, minimum_sample: u32) -> String {
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

fn sessions(data: &TeamReport, parts: &mut Vec<Part>) {
    parts.push(Part::Heading(format!("Sessions: {}", data.sessions.len())));
    if data.sessions.is_empty() {
        parts.push(Part::Text("No session was held in these days.".to_owned()));
        return;
    }
    let coached: std::collections::BTreeSet<_> = data.sessions.iter().map(|(line, _)| line.agent).collect();
    parts.push(Part::Text(format!("{} of {} agents had one.", coached.len(), data.view.agents.len())));
    for (line, outcome) in data.sessions {
        let focus =
            line.focus_name.as_deref().map_or_else(|| line.kind.words().to_owned(), |f| visible(f).into_owned());
        let moved = outcome
            .as_ref()
            .map_or_else(String::new, |o| format!(" {}{}", if o.is_final { "" } else { "So far: " }, o.sentence()));
        parts.push(Part::Text(format!(
            "{}, {}: {focus}, {}.{moved}",
            line.held_on.format("%-d %b"),
            line.agent_name.visible(),
            line.status_words()
        )));
    }
}

fn flags(coverage: &CoverageView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Flags and auto-fails".to_owned()));
    if coverage.lines.is_empty() {
        parts.push(Part::Text("None in these days.".to_owned()));
        return;
    }
    parts.push(Part::Text(format!("{}.", coverage.words())));
    for line in &coverage.lines {
        let call = line.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
        let by = match line.state {
            Coverage::Coached { by, .. } => format!(" in the session of {}", by.held_on.format("%-d %b")),
            Coverage::NotCoached { .. } | Coverage::Pending { .. } => String::new(),
        };
        parts.push(Part::Text(format!(
            "{}: {}, {} {} on {call}, {}, {}{by}.",
            line.state.words(),
            line.agent.name.visible(),
            line.kind.words(),
            line.code.visible(),
            line.day.format("%-d %b"),
            line.state.age_words(line.age)
        )));
    }
}
