//! What takes the calls themselves, of those on screen: how sure each focus is, and whether the last session's dimension
//! moved. The figures do not wait for it, and whoever is not on screen costs nothing.

use std::collections::HashMap;

use super::{TeamScreen, layout};
use crate::domain::focus::Finding;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::outcome::Outcome;
use crate::domain::standing::{Standing, TeamView};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{Ctx, Effect, Load, Step};

/// Of those who were on screen since the figures came.
#[derive(Debug, Default)]
pub(super) struct Details {
    findings: Asked<PersonId, Finding>,
    outcomes: Asked<SessionId, Outcome>,
}

/// What was asked about some, and what is known of them.
#[derive(Debug)]
struct Asked<K, V> {
    /// `None`: there is nothing to know.
    known: HashMap<K, Option<V>>,
    /// Shown until the answer of now is there.
    before: HashMap<K, Option<V>>,
    pending: Load<()>,
    /// Whom the pending question is about.
    about: Vec<K>,
}

impl<K, V> Default for Asked<K, V> {
    fn default() -> Self {
        Self { known: HashMap::new(), before: HashMap::new(), pending: Load::Idle, about: Vec::new() }
    }
}

impl<K: Copy + Eq + std::hash::Hash, V> Asked<K, V> {
    fn get(&self, of: &K) -> Option<&V> {
        self.known.get(of).or_else(|| self.before.get(of))?.as_ref()
    }

    /// Figures of now: what was known is of before.
    fn anew(&mut self) {
        self.before.extend(self.known.drain());
        self.pending = Load::Idle;
    }

    /// Asks about those of whom nothing is known, unless all of them are asked about already.
    fn ask(&mut self, of: Vec<K>, cx: &Ctx, request: impl FnOnce(Vec<K>) -> Request) -> Option<Effect> {
        let unknown: Vec<K> = of.into_iter().filter(|one| !self.known.contains_key(one)).collect();
        let waits = self.pending.is_pending() && unknown.iter().all(|one| self.about.contains(one));
        if unknown.is_empty() || waits {
            return None;
        }
        self.about.clone_from(&unknown);
        Some(self.pending.ask(cx, request(unknown)))
    }

    /// Takes what is known of those who were asked about; of the others there is nothing to know.
    fn take(&mut self, found: Vec<(K, V)>) {
        self.known.extend(self.about.drain(..).map(|one| (one, None)));
        self.known.extend(found.into_iter().map(|(one, what)| (one, Some(what))));
        self.pending = Load::Idle;
    }
}

impl TeamScreen {
    /// Other figures, or the same ones anew.
    pub(super) fn details_anew(&mut self) {
        self.details.findings.anew();
        self.details.outcomes.anew();
        self.judged();
    }

    /// Lets the rows show what is known of them.
    fn judged(&mut self) {
        let findings = &self.details.findings;
        let Some(view) = self.view.get_mut() else { return };
        for standing in view.agents.iter_mut().filter(|s| unjudged(s)) {
            if let Some(finding) = findings.get(&standing.agent.id)
                && same_choice(finding, &standing.finding)
            {
                standing.finding = finding.clone();
            }
        }
    }

    /// Asks about those on screen, the one under the cursor first.
    pub(super) fn ask_details(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let shown = self.on_screen(view, cx);
        let agents: Vec<PersonId> = shown.iter().filter(|s| s.finding.focus().is_some()).map(|s| s.agent.id).collect();
        let last = shown.iter().filter_map(|s| s.last_session.as_ref()).filter(|s| s.focus.is_some());
        let sessions: Vec<SessionId> = last.map(|s| s.id).collect();
        let query = self.query.clone();
        let mut step = Step::none();
        step.effects.extend(self.details.findings.ask(agents, cx, |agents| Request::Findings { query, agents }));
        step.effects.extend(self.details.outcomes.ask(sessions, cx, Request::Outcomes));
        step
    }

    fn on_screen<'v>(&self, view: &'v TeamView, cx: &Ctx) -> Vec<&'v Standing> {
        let rows = &self.rows;
        let mut places: Vec<usize> =
            self.cursor.window(rows.len(), usize::from(layout::areas(cx.area).rows.height)).collect();
        places.sort_by_key(|at| *at != self.cursor.selected);
        places.iter().map(|at| &view.agents[rows[*at]]).collect()
    }

    /// Takes the answer to one of these questions; gives back that to another one.
    pub(super) fn details_reply(
        &mut self,
        ticket: Ticket,
        answer: Result<Answer, String>,
        cx: &Ctx,
    ) -> Result<Step, Result<Answer, String>> {
        let Details { findings, outcomes } = &mut self.details;
        if findings.pending.awaits(ticket) {
            match answer {
                Ok(Answer::Findings(found)) => findings.take(found),
                // The rows go on saying that it is not known; they are asked about again when they move.
                Ok(_) | Err(_) => {
                    findings.pending = Load::Idle;
                    return Ok(Step::none());
                }
            }
            self.judged();
        } else if outcomes.pending.awaits(ticket) {
            match answer {
                Ok(Answer::Outcomes(found)) => outcomes.take(found),
                Ok(_) | Err(_) => {
                    outcomes.pending = Load::Idle;
                    return Ok(Step::none());
                }
            }
        } else {
            return Err(answer);
        }
        // Whoever came on screen meanwhile is asked about next.
        Ok(self.ask_details(cx))
    }

    /// Whether the last session's dimension moved, once that is known.
    pub(super) fn outcome(&self, standing: &Standing) -> Option<&Outcome> {
        self.details.outcomes.get(&standing.last_session.as_ref()?.id)
    }
}

/// Whether nobody has said yet how sure its focus is.
fn unjudged(standing: &Standing) -> bool {
    matches!(standing.finding, Finding::Focus { confidence: None, .. })
}

/// Whether two findings chose alike: what was found of figures that changed is not said of the new ones.
fn same_choice(a: &Finding, b: &Finding) -> bool {
    match (a, b) {
        (
            Finding::Focus { dimension: a, runner_up: after_a, .. },
            Finding::Focus { dimension: b, runner_up: after_b, .. },
        ) => a == b && after_a == after_b,
        _ => false,
    }
}
