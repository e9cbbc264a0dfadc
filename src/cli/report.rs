//! `report`.

use std::path::Path;

use super::args::{PageFormat, ReportCommand};
use super::error::CommandError;
use super::{Outcome, say};
use crate::domain::session::{SessionLine, Status};
use crate::domain::standing::{Period, Query};
use crate::report::session::{CustomerWords, Options, agents_page};
use crate::report::team::{TeamReport, team_page};
use crate::report::{Report, html, markdown, text};
use crate::store::{SessionFilter, Store};

pub(super) fn run(store: &Store, command: &ReportCommand) -> Outcome {
    match command {
        ReportCommand::Session { id, format, out, hide_customer_words } => {
            let view = store.session_view(store.session_named(id)?)?;
            let customer = if *hide_customer_words { CustomerWords::LeftOut } else { CustomerWords::Shown };
            let page = agents_page(&view, Options { customer });
            deliver(&formed(&page, *format), out.as_deref(), "the page")
        }
        ReportCommand::Team { team, period, month, format, out } => {
            let mut query = super::team::query(store, team.as_deref(), period)?;
            if let Some(span) = month {
                query.period = Period::Days(*span);
            }
            deliver(&formed(&team_report(store, &query)?, *format), out.as_deref(), "the report")
        }
    }
}

fn formed(page: &Report, format: PageFormat) -> String {
    match format {
        PageFormat::Text => text(page),
        PageFormat::Md => markdown(page),
        PageFormat::Html => html(page),
    }
}

fn team_report(store: &Store, query: &Query) -> Result<Report, CommandError> {
    let view = store.team_view(query)?;
    let span = view.basis.span;
    let mut lines = store.sessions(&SessionFilter { agent: None, from: Some(span.from), to: Some(span.to) })?;
    lines.retain(|line| line.status != Status::Void && view.agents.iter().any(|a| a.agent.id == line.agent));
    lines.reverse();
    let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
    let outcomes = store.outcomes(&ids)?;
    let of = |line: &SessionLine| outcomes.iter().find(|(id, _)| *id == line.id).map(|(_, outcome)| outcome.clone());
    let sessions: Vec<_> = lines.into_iter().map(|line| (line.clone(), of(&line))).collect();
    let coverage = store.recent_coverage(Some(span), query.team)?;
    let check_code = store.log_view("", 1)?.check_code;
    Ok(team_page(&TeamReport { view: &view, sessions: &sessions, coverage: &coverage, check_code: &check_code }))
}

/// To a file that its owner alone can read, or to standard output.
pub(super) fn deliver(written: &str, out: Option<&Path>, what: &str) -> Outcome {
    // It is made to be shown, and a calendar's line ends have to stay.
    let Some(path) = out else { return super::print(written.as_bytes()) };
    super::terminal::write_private(path, written)
        .map_err(|e| CommandError::user(format!("{} cannot be written: {e}", path.display())))?;
    say(&format!("{what} was written to {}", path.display()))
}

#[cfg(test)]
mod tests;
