//! `team`.

use super::args::PeriodArgs;
use super::error::CommandError;
use super::json;
use super::table::{Align, Table};
use super::{Outcome, print_text, say};
use crate::domain::day::Span;
use crate::domain::figure::{short, signed, words};
use crate::domain::focus::{Band, DimensionFigure, Finding, certainty_words};
use crate::domain::standing::{Basis, Period, Query, Standing, TeamView};
use crate::store::Store;

/// Which figures the options ask for.
pub(super) fn query(store: &Store, team: Option<&str>, period: &PeriodArgs) -> Result<Query, CommandError> {
    let span = match (period.from, period.to) {
        (Some(from), Some(to)) if from >= to => {
            return Err(CommandError::usage(format!(
                "--to {to} is not after --from {from}; the day of --to is not included"
            )));
        }
        (Some(from), Some(to)) => Some(Span::new(from, to)),
        _ => None,
    };
    let team = team.map(|t| store.team_named(t)).transpose()?.map(|t| t.id);
    let period_of = span.map_or(Period::Cycle(period.cycle.unwrap_or(0)), Period::Days);
    Ok(Query { team, scorecard: period.scorecard.clone(), period: period_of })
}

pub(super) fn run(store: &Store, team: Option<&str>, period: &PeriodArgs, as_json: bool) -> Outcome {
    let view = store.team_view(&query(store, team, period)?)?;
    if as_json {
        return print_text(&json::text(&json::team(&view)));
    }
    if view.agents.is_empty() {
        return say("no agent has scores yet; start with: coachlog import FILE, or look round with: coachlog demo");
    }
    print_text(&shown(&view))
}

/// The team as a table, for stdout and for print.
pub(super) fn shown(view: &TeamView) -> String {
    let basis = &view.basis;
    let mut table = Table::new(&[("Agent", Align::Left), ("Team", Align::Left), ("Overall", Align::Right)]);
    for d in &basis.scorecard.dimensions {
        table.heading(&d.name, Align::Right);
    }
    for (heading, align) in
        [("Calls", Align::Right), ("Flags", Align::Right), ("Focus", Align::Left), ("Next due", Align::Left)]
    {
        table.heading(heading, align);
    }
    for agent in &view.agents {
        let mut row = vec![
            agent.agent.name.visible(),
            agent.team.as_ref().map_or_else(String::new, crate::domain::raw::Raw::visible),
            agent.overall.map_or_else(|| "–".to_owned(), words),
        ];
        row.extend(
            agent
                .dimensions
                .iter()
                .enumerate()
                .map(|(i, f)| cell(f, agent.finding.focus() == Some(i), basis.minimum_sample)),
        );
        row.push(agent.calls.to_string());
        row.push(if agent.flags > 0 { agent.flags.to_string() } else { "–".to_owned() });
        row.push(focus_words(agent));
        row.push(agent.next_due.map_or_else(|| "–".to_owned(), |d| d.to_string()));
        table.row(row);
    }
    format!("{}\n{}", basis_words(basis, view.calls), table.text())
}

/// "◆ 62.4": the mark tells what colour tells on the screen.
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

pub(super) fn focus_words(agent: &Standing) -> String {
    match &agent.finding {
        Finding::Focus { dimension, .. } => {
            let f = &agent.dimensions[*dimension];
            let sure = certainty_words(&agent.finding, &agent.dimensions).unwrap_or_default();
            format!("{} {} ({sure})", f.name, signed(-f.printed_gap().unwrap_or_default()))
        }
        Finding::AtTarget { .. } => "at target".to_owned(),
        Finding::TooFew { more } => format!("too few calls: {more} more"),
        Finding::NoTarget => "no target".to_owned(),
    }
}

/// "Cycle 2026-11-09 to 2026-11-22 (Europe/London) · Default · 412 calls …".
pub(super) fn basis_words(basis: &Basis, calls: u32) -> String {
    let kind = if basis.cycle.is_some() { "Cycle" } else { "Days" };
    let mut parts = vec![
        format!("{kind} {} to {} ({})", basis.span.from, basis.span.last(), basis.zone.name()),
        basis.scorecard.name.clone(),
        format!("{calls} calls"),
    ];
    parts.extend(basis.others.iter().map(|(name, n)| format!("{n} more on {name}")));
    if basis.scored_by_people > 0 && basis.scored_by_ai > 0 {
        parts.push("scored by people and AI".to_owned());
    }
    if let Some(days) = basis.provisional_days {
        parts.push(format!("{days} days of scores: figures are provisional before 30"));
    }
    crate::domain::raw::visible(&parts.join(" · ")).into_owned()
}

/// "≥ 75".
pub(super) fn target_words(figure: &DimensionFigure) -> String {
    figure.target.map_or_else(|| "–".to_owned(), |t| format!("≥ {}", short(t)))
}
