//! The files' own totals beside what the dimensions give: for whoever wonders why an overall is not the known one.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::evaluation::EvaluationRecord;
use crate::domain::log_view::{AgentMeans, Differing, ImportReport};
use crate::domain::raw::Raw;
use crate::store::error::Result;

/// From here on the two are said to differ.
const TOLERANCE: f64 = 0.5;
/// Evaluations and agents that are listed.
const LISTED: usize = 20;
const AGENTS: usize = 200;

#[derive(Debug, Default)]
pub(in crate::store) struct Totals {
    checked: u64,
    differ: u64,
    worst: Vec<Differing>,
    /// By identity.
    agents: BTreeMap<i64, AgentMeans>,
}

impl Totals {
    /// One evaluation with a total of its own; nothing to compare where none of its dimensions is scored.
    pub(super) fn compare(&mut self, e: &EvaluationRecord, identity: i64, recomputed: Option<f64>) {
        let (Some(own), Some(recomputed)) = (e.total.as_ref().map(|t| t.value), recomputed) else { return };
        let agent = || Raw::from(e.agent.name.clone().or_else(|| e.agent.id.clone()).unwrap_or_default());
        self.checked += 1;
        let means = self.agents.entry(identity).or_insert_with(|| AgentMeans {
            agent: agent(),
            own: 0.0,
            recomputed: 0.0,
            evaluations: 0,
        });
        // Sums until they are handed over.
        means.own += own;
        means.recomputed += recomputed;
        means.evaluations += 1;
        if (recomputed - own).abs() <= TOLERANCE {
            return;
        }
        self.differ += 1;
        let made = || e.call_id.clone().unwrap_or_else(|| format!("line {}", e.line));
        let evaluation = Raw::from(if e.key_made { made() } else { e.key.clone() });
        self.worst.push(Differing { evaluation, agent: agent(), own, recomputed });
        if self.worst.len() > 10 * LISTED {
            self.keep_worst();
        }
    }

    fn keep_worst(&mut self) {
        self.worst.sort_by(|a, b| apart(b.own, b.recomputed).total_cmp(&apart(a.own, a.recomputed)));
        self.worst.truncate(LISTED);
    }

    /// Hands over what was found. An agent is the person, whatever the files call him.
    pub(in crate::store) fn report(mut self, conn: &Connection, report: &mut ImportReport) -> Result<()> {
        self.keep_worst();
        report.reconciled_checked = self.checked;
        report.reconciled_differ = self.differ;
        report.differing = self.worst;
        let mean = |m: AgentMeans| {
            let n = m.evaluations as f64;
            AgentMeans { own: m.own / n, recomputed: m.recomputed / n, ..m }
        };
        let mut people: BTreeMap<i64, AgentMeans> = BTreeMap::new();
        for (identity, sums) in self.agents {
            let sql = "SELECT p.id, p.name FROM identity i JOIN person p ON p.id = i.person WHERE i.id = ?1";
            let (person, agent) = conn.prepare_cached(sql)?.query_row([identity], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let of = people.entry(person).or_insert(AgentMeans { agent, own: 0.0, recomputed: 0.0, evaluations: 0 });
            of.own += sums.own;
            of.recomputed += sums.recomputed;
            of.evaluations += sums.evaluations;
        }
        report.agent_means = people.into_values().map(mean).collect();
        report.agent_means.sort_by(|a, b| apart(b.own, b.recomputed).total_cmp(&apart(a.own, a.recomputed)));
        report.agent_means.truncate(AGENTS);
        Ok(())
    }
}

fn apart(a: f64, b: f64) -> f64 {
    (a - b).abs()
}
