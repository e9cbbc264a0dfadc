//! `report`.

use std::path::Path;

use super::args::{PageArgs, PageFormat, PeriodArgs, ReportCommand};
use super::error::CommandError;
use super::{Outcome, say};
use crate::domain::day::Span;
use crate::domain::standing::{Period, Query};
use crate::domain::trends::TrendsQuery;
use crate::domain::trends::filter::Reach;
use crate::report::agent::agent_page;
use crate::report::program::program_page;
use crate::report::session::{CustomerWords, Options, agents_page};
use crate::report::team::team_page;
use crate::report::{Report, html, markdown, sheet, text};
use crate::store::Store;

pub(super) fn run(store: &Store, command: &ReportCommand) -> Outcome {
    match command {
        ReportCommand::Session { id, form } => {
            let view = store.session_view(store.session_named(id)?)?;
            page(&agents_page(&view, Options { customer: customer(form.hide_customer_words) }), form, "the page")
        }
        ReportCommand::Agent { agent, period, month, form } => {
            let query = query(store, None, period, *month)?;
            let data = store.agent_report(store.agent_named(agent)?.id, &query)?;
            page(&agent_page(&data, customer(form.hide_customer_words)), form, "the report")
        }
        ReportCommand::Team { team, period, month, form } => {
            let query = query(store, team.as_deref(), period, *month)?;
            page(&team_page(&store.team_report(&query)?), form, "the report")
        }
        ReportCommand::Program { scorecard, cycles, cycle, form } => {
            let reach = cycles.map_or(Reach::Usual, |n| Reach::Cycles(usize::from(n)));
            let query = TrendsQuery { scorecard: scorecard.clone(), last: *cycle, reach, ..TrendsQuery::default() };
            page(&program_page(&store.program_report(&query)?), form, "the report")
        }
        ReportCommand::Today { team, out, hide_customer_words } => {
            let team = team.as_deref().map(|t| store.team_named(t)).transpose()?.map(|t| t.id);
            let sheets = sheet::today(&store.sheets(team)?, customer(*hide_customer_words));
            deliver(&sheets, out.as_deref(), "the due list with its sheets")
        }
    }
}

pub(super) fn customer(hide: bool) -> CustomerWords {
    if hide { CustomerWords::LeftOut } else { CustomerWords::Shown }
}

fn query(store: &Store, team: Option<&str>, period: &PeriodArgs, month: Option<Span>) -> Result<Query, CommandError> {
    let mut query = super::team::query(store, team, period)?;
    if let Some(span) = month {
        query.period = Period::Days(span);
    }
    Ok(query)
}

fn page(page: &Report, form: &PageArgs, what: &str) -> Outcome {
    let written = match form.format {
        PageFormat::Text => text(page),
        PageFormat::Md => markdown(page),
        PageFormat::Html => html(page),
    };
    deliver(&written, form.out.as_deref(), what)
}

/// To a file that its owner alone can read, or to standard output.
pub(super) fn deliver(written: &str, out: Option<&Path>, what: &str) -> Outcome {
    // It is made to be shown, and a calendar's line ends have to stay.
    let Some(path) = out else { return super::print(written.as_bytes()) };
    crate::written::whole(path, written.as_bytes())
        .map_err(|e| CommandError::user(crate::written::refusal(path, &e)))?;
    say(&format!("{what} was written to {}", path.display()))
}

#[cfg(test)]
mod tests;
