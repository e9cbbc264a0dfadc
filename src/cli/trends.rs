//! `trends`.

use super::args::TrendsBy;
use super::cycles::{self, By};
use super::{Outcome, coverage, json, print_text, say};
use crate::domain::day::Span;
use crate::domain::raw::visible;
use crate::domain::trends::TrendsQuery;
use crate::store::Store;

pub(super) fn run(
    store: &Store,
    by: TrendsBy,
    team: Option<&str>,
    query: TrendsQuery,
    span: Option<Span>,
    as_json: bool,
) -> Outcome {
    let team = team.map(|t| store.team_named(t)).transpose()?.map(|t| t.id);
    let by = match by {
        TrendsBy::Team => By::Team,
        TrendsBy::Dimension => By::Dimension,
        TrendsBy::Agent => By::Agent,
        TrendsBy::Action => By::Action,
        TrendsBy::Evaluator => By::Evaluator,
        TrendsBy::Flag => return coverage::run(store, team, span, as_json),
    };
    let view = store.trends(&TrendsQuery { team, ..query })?;
    if as_json {
        return print_text(&json::text(&cycles::rows(&view, by).into()));
    }
    if view.agents.is_empty() {
        return say("no agent has scores yet; start with: coachlog import FILE, or look round with: coachlog demo");
    }
    print_text(&format!("{}\n\n{}", visible(&head(&view)), cycles::shown(&view, by)))
}

/// "Claims North, Claims QA: 6 cycles up to 2026-11-22, 12 agents".
fn head(view: &crate::domain::trends::TrendsView) -> String {
    let whose = view.team.as_ref().map_or_else(|| "everyone".to_owned(), |t| t.name.visible());
    let last = view.cycles.last().map(|c| c.last().to_string()).unwrap_or_default();
    format!("{whose}, {}: {} cycles up to {last}, {} agents", view.scorecard, view.cycles.len(), view.agents.len())
}
