//! Stuck: sessions on one dimension, one after the other, that did not move it.

use chrono::NaiveDate;

use super::{Outcome, Verdict};
use crate::domain::focus::under;
use crate::domain::id::SessionId;
use crate::domain::session::{ActionState, Cause, NextStep, SessionKind, SessionLine, Status};

/// So many sessions in a row before anyone asks what else is in the way.
const MANY: usize = 3;

/// The latest sessions of an agent that were all on one dimension, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<'s> {
    pub dimension: &'s str,
    pub sessions: Vec<&'s SessionLine>,
}

/// A dimension that is stuck.
#[derive(Debug, Clone, PartialEq)]
pub struct Plateau {
    pub dimension: String,
    pub name: String,
    pub sessions: usize,
    pub verdict: Verdict,
    /// What was found to be in the way, where somebody has said so.
    pub cause: Option<Cause>,
    /// The last session on it, where the cause is asked.
    pub last: SessionId,
    pub held_on: NaiveDate,
}

impl<'s> Run<'s> {
    /// The run that is long enough to ask about. `lines` are one agent's, newest first.
    ///
    /// A session that coached no dimension does not end a run, nor does a flagged call's on another dimension: the flag
    /// chose that one. A session after which its dimension was closed does, and where that or another cause was chosen
    /// after the last one, nobody is asked any more.
    pub fn of(lines: &'s [SessionLine]) -> Option<Self> {
        let coached = || {
            let stands = |l: &&SessionLine| !matches!(l.status, Status::Void | Status::Draft);
            lines.iter().filter(stands).filter_map(|l| Some((l, l.focus.as_deref()?)))
        };
        let by_choice = coached().find(|(l, _)| l.kind != SessionKind::FlaggedCall);
        let (_, dimension) = by_choice.or_else(|| coached().next())?;
        let mut sessions = Vec::new();
        for (line, focus) in coached() {
            if focus == dimension {
                let closed = line.next_step == Some(NextStep::Close);
                if closed || (sessions.is_empty() && line.next_step == Some(NextStep::OtherCause)) {
                    break;
                }
                sessions.push(line);
            } else if line.kind != SessionKind::FlaggedCall {
                break;
            }
        }
        (sessions.len() >= MANY).then_some(Self { dimension, sessions })
    }

    pub fn last(&self) -> &'s SessionLine {
        self.sessions[0]
    }

    /// Whether it is stuck: still below target as printed, with calls enough to tell that the last session did not
    /// raise it.
    pub fn judged(&self, current: Option<f64>, target: Option<f64>, outcome: Option<&Outcome>) -> Option<Plateau> {
        let outcome = outcome?;
        let flat = match outcome.verdict {
            Verdict::Fell | Verdict::AboutTheSame | Verdict::CantTell => true,
            Verdict::Rose | Verdict::TooFew => false,
        };
        let now = current.or(outcome.mean_after)?;
        (flat && under(now, target?)).then(|| {
            let last = self.last();
            Plateau {
                dimension: self.dimension.to_owned(),
                name: last.focus_name.clone().unwrap_or_else(|| self.dimension.to_owned()),
                sessions: self.sessions.len(),
                verdict: outcome.verdict,
                cause: last.cause,
                last: last.id,
                held_on: last.held_on,
            }
        })
    }
}

/// What most likely stands in the way, from whether the actions were practised and what each session moved; newest
/// first. It is where to begin to look, and the cause is asked all the same.
pub fn triage(practised: &[ActionState], verdicts: &[Verdict]) -> Cause {
    let known: Vec<ActionState> = practised.iter().copied().filter(|s| *s != ActionState::Agreed).collect();
    if verdicts.contains(&Verdict::Rose) {
        Cause::RoseThenFellBack
    } else if known.is_empty() {
        Cause::CannotTell
    } else if known.iter().all(|s| *s == ActionState::Not) {
        Cause::NotPractised
    } else {
        Cause::PractisedButFlat
    }
}

impl Plateau {
    /// "Resolution is stuck: 3 sessions, no change".
    pub fn words(&self) -> String {
        let moved = match self.verdict {
            Verdict::Fell => "and it fell",
            Verdict::AboutTheSame => "no change",
            Verdict::CantTell | Verdict::Rose | Verdict::TooFew => "no clear change",
        };
        let cause = self.cause.map_or_else(String::new, |cause| format!("; cause: {}", cause.words()));
        format!("{} is stuck: {} sessions, {moved}{cause}", self.name, self.sessions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::PersonId;
    use crate::domain::raw::Raw;

    #[test]
    fn where_to_look_first_follows_from_practice_and_outcomes() {
        use ActionState::{Agreed, Done, Not, Partly};
        use Verdict::{CantTell, Fell, Rose};
        for (practised, verdicts, expected) in [
            (&[Not, Not, Agreed][..], &[CantTell, CantTell, Fell][..], Cause::NotPractised),
            (&[Not, Partly, Agreed], &[CantTell, CantTell, CantTell], Cause::PractisedButFlat),
            (&[Done, Done, Done], &[CantTell, Fell, CantTell], Cause::PractisedButFlat),
            (&[Done, Done, Done], &[Fell, Rose, CantTell], Cause::RoseThenFellBack),
            (&[Agreed, Agreed, Agreed], &[CantTell, CantTell, CantTell], Cause::CannotTell),
            (&[], &[], Cause::CannotTell),
        ] {
            assert_eq!(triage(practised, verdicts), expected, "{practised:?} {verdicts:?}");
        }
    }

    /// "r" a scheduled session on Resolution, "e" on Empathy, "-" on none; "R", "E" a flagged call's.
    /// After it: "v" void, "c" closed, "o" another cause, "k" continued. Newest first.
    fn lines(words: &str) -> Vec<SessionLine> {
        let line = |(n, word): (usize, &str)| {
            let mut letters = word.chars();
            let focus = letters.next().expect("a letter");
            let after = letters.next();
            let key = match focus.to_ascii_lowercase() {
                'r' => Some("resolution"),
                'e' => Some("empathy"),
                _ => None,
            };
            let day = NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day") - chrono::Days::new(14 * n as u64);
            SessionLine {
                id: SessionId(uuid::Uuid::from_u128(n as u128 + 1)),
                agent: PersonId(uuid::Uuid::nil()),
                agent_json_id: "A001".to_owned(),
                agent_name: Raw::from("Wei Zhang"),
                supervisor: "Dana Reyes".to_owned(),
                kind: if focus.is_uppercase() { SessionKind::FlaggedCall } else { SessionKind::Scheduled },
                status: if after == Some('v') { Status::Void } else { Status::Signed },
                held_at: day.and_hms_opt(12, 0, 0).expect("noon").and_utc(),
                held_on: day,
                focus: key.map(str::to_owned),
                focus_name: key.map(|k| if k == "resolution" { "Resolution" } else { "Empathy" }.to_owned()),
                baseline: None,
                behavior: None,
                action: None,
                due: None,
                check: None,
                next_session: None,
                sign_off: None,
                agent_comment: None,
                action_state: ActionState::Agreed,
                action_count: None,
                next_step: match after {
                    Some('c') => Some(NextStep::Close),
                    Some('o') => Some(NextStep::OtherCause),
                    Some('k') => Some(NextStep::Continue),
                    _ => None,
                },
                cause: (after == Some('k')).then_some(Cause::NotPractised),
            }
        };
        words.split_whitespace().enumerate().map(line).collect()
    }

    #[test]
    fn a_run_is_counted_from_the_newest_session_back() {
        for (words, run) in [
            ("", None),
            ("r r", None),
            ("r r r", Some(3)),
            ("r r r r", Some(4)),
            ("r r r e", Some(3)),
            ("r r e r r r", None),
            ("e r r r", None),
            // A void one is no session at all.
            ("rv r r", None),
            ("r rv r r", Some(3)),
            ("r ev r r", Some(3)),
            // What coached nothing, or what a flag chose, is passed over; a flag on the same dimension counts.
            ("- r r r", Some(3)),
            ("r - r r", Some(3)),
            ("E r r r", Some(3)),
            ("r E r r", Some(3)),
            ("R r r", Some(3)),
            ("R R R", Some(3)),
            ("R R", None),
            // Closed, or another cause looked for, after the last one: nobody is asked.
            ("rc r r r", None),
            ("ro r r r", None),
            ("rk r r", Some(3)),
            // Before the last one: a closed dimension began anew, another cause did not help.
            ("r r rc r", None),
            ("r r r rc r", Some(3)),
            ("r ro r", Some(3)),
        ] {
            let all = lines(words);
            assert_eq!(Run::of(&all).map(|run| run.sessions.len()), run, "{words:?}");
        }
    }

    fn outcome(verdict: Verdict) -> Outcome {
        Outcome {
            verdict,
            is_final: false,
            change: None,
            low: None,
            high: None,
            mean_before: Some(79.0),
            mean_after: Some(80.0),
            n_before: 30,
            n_after: 30,
            team_change: None,
            peers: 0,
            net: None,
            lower: None,
            upper: None,
            alpha: None,
            contenders: None,
            luck: None,
            more_calls: None,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn it_is_stuck_below_target_once_the_last_outcome_is_known_and_no_rise() {
        use Verdict::{AboutTheSame, CantTell, Fell, Rose, TooFew};
        let all = lines("rk r r");
        let run = Run::of(&all).expect("a run");
        for (current, target, verdict, stuck) in [
            (Some(79.6), Some(85.0), Some(AboutTheSame), true),
            (Some(79.6), Some(85.0), Some(CantTell), true),
            (Some(79.6), Some(85.0), Some(Fell), true),
            (Some(79.6), Some(85.0), Some(Rose), false),
            (Some(79.6), Some(85.0), Some(TooFew), false),
            (Some(79.6), Some(85.0), None, false),
            (Some(79.6), None, Some(AboutTheSame), false),
            (Some(85.0), Some(85.0), Some(AboutTheSame), false),
            // As printed: 84.96 reads 85.0, 84.94 reads 84.9.
            (Some(84.96), Some(85.0), Some(AboutTheSame), false),
            (Some(84.94), Some(85.0), Some(AboutTheSame), true),
            // Without calls in the span, those since the session decide.
            (None, Some(85.0), Some(AboutTheSame), true),
            (None, Some(80.0), Some(AboutTheSame), false),
        ] {
            let outcome = verdict.map(outcome);
            let found = run.judged(current, target, outcome.as_ref());
            assert_eq!(found.is_some(), stuck, "{current:?} of {target:?}, {verdict:?}");
        }
    }

    #[test]
    fn it_says_how_long_what_came_of_it_and_the_cause() {
        let said = |words: &str, verdict| {
            let all = lines(words);
            let run = Run::of(&all).expect("a run");
            run.judged(Some(70.0), Some(85.0), Some(&outcome(verdict))).expect("stuck").words()
        };
        assert_eq!(said("r r r", Verdict::AboutTheSame), "Resolution is stuck: 3 sessions, no change");
        assert_eq!(said("r r r r", Verdict::CantTell), "Resolution is stuck: 4 sessions, no clear change");
        assert_eq!(
            said("rk r r", Verdict::Fell),
            "Resolution is stuck: 3 sessions, and it fell; cause: the action was not practised"
        );
    }
}
