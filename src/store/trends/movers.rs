//! The last two cycles against each other, agent by agent and dimension by dimension.

use std::collections::BTreeMap;

use super::super::Store;
use super::super::error::Result;
use super::super::scored::{self, Chosen, Wanted};
use super::super::sums::Owners;
use super::{Ground, on};
use crate::domain::day::Span;
use crate::domain::trends::movers::{Move, Series, movers};
use crate::import::Go;

/// Agents whose calls are read at once.
const TOGETHER: usize = 20;

/// Percents by person, a list per dimension.
type ByPerson = BTreeMap<i64, Vec<Vec<f64>>>;

impl Store {
    pub(super) fn moves(&self, ground: &Ground, go: &mut dyn FnMut() -> Go) -> Result<(Vec<Move>, usize)> {
        let [.., before, after] = ground.cycles.as_slice() else { return Ok((Vec::new(), 0)) };
        let mut sides = (self.by_person(ground, before.span, go)?, self.by_person(ground, after.span, go)?);
        // Whoever was coached on a dimension shows what coaching moved, not what moved for everyone.
        let coached = self.coached(Span::new(before.span.from, after.span.to), None)?;
        let dimensions = &ground.card().dimensions;
        let nothing = || vec![Vec::new(); dimensions.len()];
        let series: Vec<Series> = ground
            .shown
            .iter()
            .map(|member| Series {
                agent: member.agent.clone(),
                team: member.team,
                before: sides.0.remove(&member.row).unwrap_or_else(nothing),
                after: sides.1.remove(&member.row).unwrap_or_else(nothing),
                coached: dimensions
                    .iter()
                    .map(|d| coached.get(&member.agent.id).is_some_and(|own| own.contains(&d.key)))
                    .collect(),
            })
            .collect();
        let named: Vec<(String, String)> = dimensions.iter().map(|d| (d.key.clone(), d.name.clone())).collect();
        Ok(movers(&series, &named))
    }

    fn by_person(&self, ground: &Ground, span: Span, go: &mut dyn FnMut() -> Go) -> Result<ByPerson> {
        let wanted = Wanted::new(ground.frame.line, span).by(&ground.query.scores);
        let chosen = Chosen::read(&self.conn, &wanted)?;
        let frame = &ground.frame;
        let mut out = ByPerson::new();
        for some in ground.shown.chunks(TOGETHER) {
            on(go)?;
            let rows: Vec<i64> = some.iter().map(|m| m.row).collect();
            let owners = Owners::of(&self.conn, &rows)?;
            for (person, calls) in scored::scored(&self.conn, &chosen, ground.card(), &owners, frame.basis.zone)? {
                let mut lists = vec![Vec::new(); ground.card().dimensions.len()];
                for call in calls {
                    lists.iter_mut().zip(call.percents).for_each(|(list, percent)| list.extend(percent));
                }
                out.insert(person, lists);
            }
        }
        Ok(out)
    }
}
