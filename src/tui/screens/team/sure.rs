//! What takes the calls themselves, of those on screen: how sure each focus is, and whether the last session's dimension
//! moved. The figures do not wait for it. Once it is known of all on screen, those of the page before and after are asked
//! about, so that a row that comes in is whole; whoever is further off costs nothing.

use std::collections::HashMap;
use std::ops::Range;

use super::{TeamScreen, layout};
use crate::domain::focus::Finding;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::outcome::Outcome;
use crate::domain::standing::{Standing, TeamView};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{Ctx, Effect, Load, Step};

/// So many rows beyond the screen are to be known before those of a page are asked about.
const NEAR: usize = 3;

/// Of those who were on screen, or next to it, since the figures came.
#[derive(Debug, Default)]
pub(super) struct Details {
    findings: Asked<PersonId, Finding>,
    outcomes: Asked<SessionId, Outcome>,
    /// The rows on screen of which all is known, and of those near them.
    known_of: Option<Range<usize>>,
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

impl Details {
    fn are_pending(&self) -> bool {
        self.findings.pending.is_pending() || self.outcomes.pending.is_pending()
    }

    fn know(&self, agents: &[PersonId], sessions: &[SessionId]) -> bool {
        agents.iter().all(|agent| self.findings.known.contains_key(agent))
            && sessions.iter().all(|session| self.outcomes.known.contains_key(session))
    }
}

impl TeamScreen {
    /// Other figures, or the same ones anew.
    pub(super) fn details_anew(&mut self) {
        self.details.known_of = None;
        self.details.findings.anew();
        self.details.outcomes.anew();
        self.judged();
    }

    /// Others may stand where those did of whom all is known.
    pub(super) fn other_rows(&mut self) {
        self.details.known_of = None;
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

    /// Asks about those on screen, the one under the cursor first; then about those who come next.
    pub(super) fn ask_details(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let page = usize::from(layout::areas(cx.area).rows.height);
        let shown = self.cursor.window(self.rows.len(), page);
        // Most keys leave the same rows on screen.
        if self.details.known_of.as_ref() == Some(&shown) {
            return Step::none();
        }
        let mut places: Vec<usize> = shown.clone().collect();
        places.sort_by_key(|at| *at != self.cursor.selected);
        let (agents, sessions) = self.to_judge(view, places);
        let on_screen = self.judge(agents, sessions, cx);
        if !on_screen.is_empty() || self.details.are_pending() {
            return Step { effects: on_screen, ..Step::none() };
        }
        let Some(view) = self.view.get() else { return Step::none() };
        let around = |rows: usize| -> [Range<usize>; 2] {
            [shown.end..self.rows.len().min(shown.end + rows), shown.start.saturating_sub(rows)..shown.start]
        };
        let (agents, sessions) = self.to_judge(view, around(NEAR).into_iter().flatten());
        if self.details.know(&agents, &sessions) {
            self.details.known_of = Some(shown);
            return Step::none();
        }
        let (agents, sessions) = self.to_judge(view, around(page).into_iter().flatten());
        Step { effects: self.judge(agents, sessions, cx), ..Step::none() }
    }

    fn judge(&mut self, agents: Vec<PersonId>, sessions: Vec<SessionId>, cx: &Ctx) -> Vec<Effect> {
        let query = self.query.clone();
        let findings = self.details.findings.ask(agents, cx, |agents| Request::Findings { query, agents });
        let outcomes = self.details.outcomes.ask(sessions, cx, Request::Outcomes);
        findings.into_iter().chain(outcomes).collect()
    }

    /// Whose focus is to be judged in these rows, and which sessions.
    fn to_judge(&self, view: &TeamView, rows: impl IntoIterator<Item = usize>) -> (Vec<PersonId>, Vec<SessionId>) {
        let rows: Vec<&Standing> = rows.into_iter().map(|at| &view.agents[self.rows[at]]).collect();
        let last = rows.iter().filter_map(|s| s.last_session.as_ref()).filter(|s| s.focus.is_some());
        let sessions = last.map(|s| s.id).collect();
        (rows.iter().filter(|s| s.finding.focus().is_some()).map(|s| s.agent.id).collect(), sessions)
    }

    /// Takes the answer to one of these questions; gives back that to another one.
    pub(super) fn details_reply(
        &mut self,
        ticket: Ticket,
        answer: Result<Answer, String>,
        cx: &Ctx,
    ) -> Result<Step, Result<Answer, String>> {
        let Details { findings, outcomes, .. } = &mut self.details;
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
        self.rows_anew();
        self.keep_rows(cx);
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
