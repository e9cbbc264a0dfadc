//! The last two cycles against each other, agent by agent and dimension by dimension.

use std::collections::BTreeMap;

use super::super::Store;
use super::super::error::Result;
use super::super::figures::{self, Wanted};
use super::Ground;
use crate::domain::day::Span;
use crate::domain::trends::movers::{Move, Series, movers};

/// Percents by person, a list per dimension.
type ByPerson = BTreeMap<i64, Vec<Vec<f64>>>;

impl Store {
    pub(super) fn moves(&self, ground: &Ground) -> Result<(Vec<Move>, usize)> {
        let [.., before, after] = ground.cycles.as_slice() else { return Ok((Vec::new(), 0)) };
        let mut sides = (self.by_person(ground, before.span)?, self.by_person(ground, after.span)?);
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

    fn by_person(&self, ground: &Ground, span: Span) -> Result<ByPerson> {
        let wanted = Wanted::new(ground.frame.line, span, None).by(&ground.query.scores);
        let mut out = ByPerson::new();
        for call in figures::calls(&self.conn, &wanted, &ground.frame.owners, ground.frame.basis.zone)? {
            let lists = out.entry(call.person).or_insert_with(|| vec![Vec::new(); ground.card().dimensions.len()]);
            for (list, dimension) in lists.iter_mut().zip(&ground.card().dimensions) {
                list.extend(call.percent(dimension.row));
            }
        }
        Ok(out)
    }
}
