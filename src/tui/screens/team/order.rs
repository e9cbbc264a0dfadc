//! The order of the rows, and which of them the filter leaves.

use super::TeamScreen;
use crate::domain::people::normalised;
use crate::domain::standing::TeamView;
use crate::tui::figures;

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sort {
    /// Flag clock, overdue, gap: the order of the answer.
    #[default]
    NeedsYou,
    Gap,
    Overall,
    /// Lowest first on the dimension under the cursor.
    Dimension,
    Calls,
    LastSession,
    NextDue,
    Name,
}

impl Sort {
    pub(super) const ALL: [Self; 8] = [
        Self::NeedsYou,
        Self::Gap,
        Self::Overall,
        Self::Dimension,
        Self::Calls,
        Self::LastSession,
        Self::NextDue,
        Self::Name,
    ];

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NeedsYou => "who needs you first",
            Self::Gap => "largest gap first",
            Self::Overall => "lowest overall first",
            Self::Dimension => "lowest on the dimension under the cursor",
            Self::Calls => "fewest calls first",
            Self::LastSession => "longest without a session",
            Self::NextDue => "next due first",
            Self::Name => "by name",
        }
    }
}

impl TeamScreen {
    /// Works out the rows on screen: after an answer, another order or another filter.
    pub(super) fn arrange(&mut self) {
        self.rows = self.view.get().map_or_else(Vec::new, |view| self.rows_of(view));
        self.other_rows();
    }

    /// Positions in an answer of the rows that would be on screen, in their order.
    pub(super) fn rows_of(&self, view: &TeamView) -> Vec<usize> {
        let mut rows: Vec<usize> =
            (0..view.agents.len()).filter(|i| self.find.matches(view.agents[*i].agent.name.verbatim())).collect();
        let agents = &view.agents;
        let number = |v: Option<f64>| v.unwrap_or(f64::INFINITY);
        match self.sort {
            Sort::NeedsYou => {}
            Sort::Gap => {
                rows.sort_by(|a, b| figures::focus_gap(&agents[*b]).total_cmp(&figures::focus_gap(&agents[*a])));
            }
            Sort::Overall => rows.sort_by(|a, b| number(agents[*a].overall).total_cmp(&number(agents[*b].overall))),
            Sort::Dimension => {
                let on = |i: usize| number(agents[i].dimensions.get(self.dimension.selected).and_then(|d| d.current));
                rows.sort_by(|a, b| on(*a).total_cmp(&on(*b)));
            }
            Sort::Calls => rows.sort_by_key(|i| agents[*i].calls),
            Sort::LastSession => rows.sort_by_key(|i| agents[*i].last_session.as_ref().map(|s| s.held_on)),
            Sort::NextDue => rows.sort_by_key(|i| (agents[*i].next_due.is_none(), agents[*i].next_due)),
            Sort::Name => rows.sort_by_cached_key(|i| normalised(agents[*i].agent.name.verbatim())),
        }
        rows
    }
}
