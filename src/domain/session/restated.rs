//! "As seen then" beside "restated now": what a locked session was held on, with the scores of today. Nothing that was
//! locked or frozen is changed by it.

use super::{SessionView, Status};
use crate::domain::outcome::Outcome;

/// The calls that a session saw, with the scores that they have now.
#[derive(Debug, Clone, PartialEq)]
pub struct Restated {
    /// Mean of the focus dimension; `None` without a focus, or where no call has a score of it any more.
    pub current: Option<f64>,
    /// The same of the calls as the session saw them.
    pub then: Option<f64>,
    /// Calls that have a score of it now, and then.
    pub n: u32,
    pub n_then: u32,
    /// Evaluations that say something else now.
    pub changed: u32,
    /// Evaluations that no longer count for this agent: withdrawn, taken back with their import, or another agent's.
    pub gone: u32,
    /// Evaluations that calls which the session saw have besides.
    pub added: u32,
    /// Evaluations that were in the file then, and count for this agent since.
    pub joined: u32,
    /// Whether the dimension moved, judged again on these; `None` where no dimension was coached.
    pub outcome: Option<Outcome>,
}

impl Restated {
    /// Whether scores that the session stands on were corrected.
    pub fn corrected(&self) -> bool {
        self.changed + self.gone + self.joined > 0
    }

    /// "2 scores changed by the evaluator, 1 no longer counted".
    fn why(&self) -> String {
        let scores = |n: u32| if n == 1 { "1 score".to_owned() } else { format!("{n} scores") };
        let all = [
            (self.changed, "changed by the evaluator"),
            (self.gone, "no longer counted"),
            (self.added, "added to its calls"),
            (self.joined, "joined from another name"),
        ];
        let told: Vec<String> =
            all.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", scores(*n))).collect();
        told.join(", ")
    }

    /// "as seen then 62.4 on 34 calls; restated now 64.1 on 34 calls (2 scores changed by the evaluator since)".
    pub fn words(&self, figure: impl Fn(f64) -> String) -> String {
        let on = |mean: Option<f64>, n: u32| {
            let calls = if n == 1 { "1 call".to_owned() } else { format!("{n} calls") };
            mean.map_or_else(|| "no score".to_owned(), |mean| format!("{} on {calls}", figure(mean)))
        };
        match (self.then, self.current) {
            (None, None) => format!("{} since", self.why()),
            (then, now) => {
                let (then, now) = (on(then, self.n_then), on(now, self.n));
                format!("as seen then {then}; restated now {now} ({} since)", self.why())
            }
        }
    }
}

impl SessionView {
    /// The figures of then and now, where scores that the session stands on were corrected.
    pub fn restated_words(&self, figure: impl Fn(f64) -> String) -> Option<String> {
        let restated = self.restated.as_ref().filter(|restated| restated.corrected())?;
        Some(restated.words(figure))
    }

    /// "verdict then: rose; restated now: Up 6.5, but luck alone could do this …", where it differs.
    pub fn restated_verdict(&self) -> Option<String> {
        let now = self.restated.as_ref()?.outcome.as_ref()?;
        let then = self.outcome.as_ref().filter(|then| then.verdict != now.verdict)?;
        (self.status != Status::Void).then(|| {
            let when = if then.is_final { "as frozen then" } else { "on the scores of then" };
            format!("{when}: {}; restated now: {}", then.verdict.words(), now.sentence())
        })
    }
}
