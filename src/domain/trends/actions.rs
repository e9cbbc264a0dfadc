//! What came after each practice action: how often it was agreed, and how the coached dimension moved.

use crate::domain::id::SessionId;
use crate::domain::outcome::{Outcome, Verdict};

/// Fewer sessions than this are too few to rank.
pub const FEWEST: usize = 5;

/// A session with its action and its outcome, frozen or so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub session: SessionId,
    /// What tells actions apart: the library's entry, or the words.
    pub key: String,
    pub action: String,
    pub dimension: String,
    pub outcome: Outcome,
}

/// One action over all its sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionLine {
    pub action: String,
    /// The dimension's key.
    pub dimension: String,
    pub sessions: usize,
    pub rose: usize,
    pub fell: usize,
    pub same: usize,
    pub cant_tell: usize,
    pub too_few: usize,
    /// Mean change beyond the team's, over the sessions with calls enough on both sides.
    pub net: Option<f64>,
    /// Those sessions.
    pub n: usize,
    /// Every session that had it, oldest first: as many as `sessions`.
    pub came_of: Vec<CameOf>,
}

/// What came of one session with the action.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameOf {
    pub session: SessionId,
    pub verdict: Verdict,
    /// Its change beyond the team's; `None` where calls are too few.
    pub net: Option<f64>,
}

impl ActionLine {
    pub fn ranked(&self) -> bool {
        self.n >= FEWEST
    }
}

/// Those that moved scores most first; those with too few sessions to rank after them, the most used first.
pub fn lines(tried: &[Tried]) -> Vec<ActionLine> {
    let mut out: Vec<(&str, ActionLine)> = Vec::new();
    for one in tried {
        let at = out.iter().position(|(key, line)| *key == one.key && line.dimension == one.dimension);
        let at = at.unwrap_or_else(|| {
            out.push((
                &one.key,
                ActionLine {
                    action: one.action.clone(),
                    dimension: one.dimension.clone(),
                    sessions: 0,
                    rose: 0,
                    fell: 0,
                    same: 0,
                    cant_tell: 0,
                    too_few: 0,
                    net: None,
                    n: 0,
                    came_of: Vec::new(),
                },
            ));
            out.len() - 1
        });
        let line = &mut out[at].1;
        line.sessions += 1;
        line.came_of.push(CameOf { session: one.session, verdict: one.outcome.verdict, net: one.outcome.net });
        *match one.outcome.verdict {
            Verdict::Rose => &mut line.rose,
            Verdict::Fell => &mut line.fell,
            Verdict::AboutTheSame => &mut line.same,
            Verdict::CantTell => &mut line.cant_tell,
            Verdict::TooFew => &mut line.too_few,
        } += 1;
        if let Some(net) = one.outcome.net {
            let total = line.net.unwrap_or_default() * line.n as f64 + net;
            line.n += 1;
            line.net = Some(total / line.n as f64);
        }
    }
    let mut out: Vec<ActionLine> = out.into_iter().map(|(_, line)| line).collect();
    out.sort_by(|a, b| {
        let net = |l: &ActionLine| l.net.filter(|_| l.ranked()).unwrap_or(f64::NEG_INFINITY);
        b.ranked()
            .cmp(&a.ranked())
            .then(net(b).total_cmp(&net(a)))
            .then(b.sessions.cmp(&a.sessions))
            .then(a.action.cmp(&b.action))
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(key: &str, net: Option<f64>, verdict: Verdict) -> Tried {
        let outcome = Outcome {
            verdict,
            is_final: true,
            change: net,
            low: None,
            high: None,
            mean_before: None,
            mean_after: None,
            n_before: 5,
            n_after: 5,
            team_change: None,
            peers: 0,
            net,
            lower: None,
            upper: None,
            alpha: None,
            contenders: None,
            luck: None,
            more_calls: None,
            warnings: Vec::new(),
        };
        let session = SessionId(uuid::Uuid::nil());
        Tried { session, key: key.to_owned(), action: format!("do {key}"), dimension: "empathy".to_owned(), outcome }
    }

    #[test]
    fn an_action_is_ranked_from_five_sessions_on_and_one_lucky_session_never_leads() {
        let mut all = vec![tried("lucky", Some(30.0), Verdict::Rose)];
        for net in [2.0, 4.0, -1.0, 3.0, 7.0] {
            all.push(tried("steady", Some(net), Verdict::CantTell));
        }
        for net in [1.0, 2.0, 1.0, 2.0, 1.5] {
            all.push(tried("slow", Some(net), Verdict::AboutTheSame));
        }
        // One without calls enough counts as used, not as moved.
        all.push(tried("steady", None, Verdict::TooFew));
        let found = lines(&all);
        let words: Vec<_> = found.iter().map(|l| (l.action.as_str(), l.sessions, l.n, l.ranked())).collect();
        assert_eq!(words, [("do steady", 6, 5, true), ("do slow", 5, 5, true), ("do lucky", 1, 1, false)]);
        // (2 + 4 − 1 + 3 + 7) / 5.
        assert!((found[0].net.expect("a mean") - 3.0).abs() < 1e-12);
        assert_eq!((found[0].cant_tell, found[0].too_few, found[2].rose), (5, 1, 1));
        assert!(found.iter().all(|line| line.came_of.len() == line.sessions));
        assert_eq!(found[0].came_of.iter().filter(|one| one.net.is_none()).count(), 1);
    }
}
