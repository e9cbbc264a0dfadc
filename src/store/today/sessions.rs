//! What an agent's sessions bring with them: the next one, checks, practice actions, and a dimension that is stuck.

use std::collections::HashSet;

use super::{Due, New};
use crate::domain::figure::{short, words};
use crate::domain::focus::{DimensionFigure, Finding, FocusReason};
use crate::domain::outcome::{Plateau, Run};
use crate::domain::raw::visible;
use crate::domain::session::{ActionState, SessionLine};
use crate::domain::today::{DueKind, DueTarget};
use crate::store::Store;
use crate::store::error::Result;
use crate::store::people::Member;
use crate::store::standings::{Around, Frame};

/// Sessions whose practice action is still agreed on: of each dimension the last agreement alone. An older one on the
/// same dimension was taken up by the session after it; one on another dimension was not, whatever kind of session came
/// in between. An action that was read back is done with.
pub(super) fn actions_of(sessions: &[SessionLine]) -> impl Iterator<Item = &SessionLine> {
    let mut taken_up = HashSet::new();
    let last = sessions.iter().filter(move |s| taken_up.insert(s.focus.as_deref()));
    last.filter(|s| s.open() && s.action.is_some() && s.action_state == ActionState::Agreed)
}

impl Store {
    /// The outcome is asked for only where three sessions in a row were on one dimension.
    pub(in crate::store) fn stuck(
        &self,
        frame: &Frame,
        member: &Member,
        sessions: &[SessionLine],
    ) -> Result<Option<Plateau>> {
        let Some(run) = Run::of(sessions) else { return Ok(None) };
        let figures = frame.figures(member);
        let Some(figure) = figures.iter().find(|d| d.key == run.dimension) else { return Ok(None) };
        let below = |now: f64, target: f64| crate::domain::focus::under(now, target);
        // Whether it moved takes some reading: only where it is still below.
        if figure.current.zip(figure.target).is_some_and(|(now, target)| !below(now, target)) {
            return Ok(None);
        }
        let outcome = self.outcomes(&[run.last().id])?.pop().map(|(_, outcome)| outcome);
        let plateau = run.judged(figure.current, figure.target, outcome.as_ref());
        Ok(plateau.map(|plateau| Plateau { name: figure.name.clone(), ..plateau }))
    }
}

impl Due {
    pub(super) fn sessions(&mut self, (frame, around): (&Frame, &Around), member: &Member, stuck: Option<&Plateau>) {
        let Some(next) = around.next_due(frame, member) else { return };
        let figures = frame.figures(member);
        let finding = frame.finding(&figures);
        let cadence = frame.settings.cadence;
        let kind = match (around.counted(member), around.first(member)) {
            (Some(_), _) => format!("{cadence} session"),
            (None, Some(first)) => {
                let flagged = if around.sessions_of(member).is_empty() { "" } else { " beside a flagged call's" };
                format!("first session{flagged}; scores since {}", first.day.format("%-d %b"))
            }
            (None, None) => "first session".to_owned(),
        };
        let about = stuck.map_or_else(|| focus(&figures, &finding), |stuck| visible(&stuck.words()).into_owned());
        let new = New {
            kind: DueKind::Session,
            since: next,
            due: next,
            subject: member.agent.json_id(),
            why: format!("{kind}; {about}"),
            target: DueTarget::Agent,
        };
        let need = finding.focus().and_then(|i| figures[i].printed_gap()).unwrap_or_default();
        let found = self.add(member, new);
        found.need = need;
        let after = around.counted(member).map(|session| session.id);
        found.item.after = after;
        // One that is put off does not put off those that come after it.
        let after = after.map_or_else(|| "first".to_owned(), |id| id.to_string());
        found.item.key = format!("{}/{after}", found.item.subject);
    }

    pub(super) fn checks(&mut self, around: &Around, member: &Member) {
        for session in around.sessions_of(member).iter().filter(|s| s.open()) {
            let Some(check) = session.check else { continue };
            let name = session.focus_name.clone().or_else(|| session.focus.clone()).unwrap_or_default();
            let held = session.held_on.format("%-d %b");
            let new = New {
                kind: DueKind::Check,
                since: check.on,
                due: check.on,
                subject: session.id.to_string(),
                why: format!("check of the session of {held}: {} ≥ {}", visible(&name), short(check.threshold)),
                target: DueTarget::Session(session.id),
            };
            self.add(member, new);
        }
    }

    pub(super) fn actions(&mut self, around: &Around, member: &Member) {
        for session in actions_of(around.sessions_of(member)) {
            let (Some(due), Some(action)) = (session.due, &session.action) else { continue };
            let ends = if due < self.today { "ended" } else { "ends" };
            let new = New {
                kind: DueKind::Action,
                since: due,
                due,
                subject: session.id.to_string(),
                why: format!("practice action {ends} {}: {}", due.format("%-d %b"), visible(action)),
                target: DueTarget::Session(session.id),
            };
            self.add(member, new);
        }
    }

    pub(super) fn stuck(&mut self, member: &Member, stuck: Option<Plateau>) {
        let Some(stuck) = stuck else { return };
        let new = New {
            kind: DueKind::Stuck,
            since: stuck.held_on,
            due: self.today,
            why: visible(&stuck.words()).into_owned(),
            subject: stuck.dimension,
            target: DueTarget::Session(stuck.last),
        };
        let found = self.add(member, new);
        // Another session on it is another reason to look.
        found.item.key = format!("{}/{}", found.item.subject, stuck.last);
    }
}

/// "Empathy 12.6 under its target on 34 calls", or why there is no focus.
fn focus(figures: &[DimensionFigure], finding: &Finding) -> String {
    match finding.focus().map(|i| &figures[i]) {
        Some(f) => {
            format!(
                "{} {} under its target on {} calls",
                visible(&f.name),
                words(f.printed_gap().unwrap_or_default()),
                f.n
            )
        }
        None => match finding.reason() {
            FocusReason::AtTarget => "at target".to_owned(),
            FocusReason::NoTarget => "no target is set".to_owned(),
            FocusReason::TooFew | FocusReason::Gap => "too few calls to judge".to_owned(),
        },
    }
}
