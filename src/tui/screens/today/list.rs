//! The list: which items are shown, in which groups, in which order.

use super::TodayScreen;
use crate::domain::today::{DueItem, DueKind, DueTarget, Phase};

/// So many agents with new scores are listed before the rest is counted.
const FEW: usize = 3;

/// Under which heading an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// Due, overdue, or running against a clock.
    Now,
    /// Begun by someone and not ended.
    Unfinished,
    /// Due on a day to come.
    Coming,
    /// Scored since the last session, and nothing else.
    News,
    /// Waits until a day.
    PutOff,
}

impl Group {
    pub(super) fn of(item: &DueItem) -> Self {
        match (item.phase(), item.kind) {
            (Phase::PutOff, _) => Self::PutOff,
            (Phase::Coming, _) => Self::Coming,
            (Phase::Now, DueKind::Draft | DueKind::ChangedScores) => Self::Unfinished,
            (Phase::Now, DueKind::NewScores) => Self::News,
            (
                Phase::Now,
                DueKind::Flag
                | DueKind::AutoFail
                | DueKind::Session
                | DueKind::Check
                | DueKind::Action
                | DueKind::Stuck
                | DueKind::Dispute,
            ) => Self::Now,
        }
    }

    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Now => "NOW",
            Self::Unfinished => "UNFINISHED",
            Self::Coming => "COMING",
            Self::News => "NEW SCORES",
            Self::PutOff => "PUT OFF",
        }
    }

    /// What nobody has to act on now stands back.
    pub(super) fn quiet(self) -> bool {
        self >= Self::Coming
    }
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Heading(Group),
    /// A position in the view's items.
    Item(usize),
    /// So many more agents with new scores.
    More(usize),
    /// The rest is on its way.
    Rest,
    Space,
}

/// The word on the key that goes there.
pub(super) fn way(item: &DueItem) -> &'static str {
    match (&item.target, item.kind) {
        (DueTarget::Draft(_), _) => "go on",
        (DueTarget::Call(_), _) => "call",
        (DueTarget::Agent, DueKind::NewScores) => "look",
        (DueTarget::Agent, _) => "prepare",
        (DueTarget::Session(_), DueKind::Check) => "check",
        (DueTarget::Session(_), DueKind::ChangedScores) => "compare",
        (DueTarget::Session(_), DueKind::Stuck) => "cause",
        (DueTarget::Session(_), DueKind::Action) => "read back",
        (DueTarget::Flag(_) | DueTarget::Session(_), _) => "session",
    }
}

/// What stands on screen of an answer.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Positions in the view of the items that are shown, in the order of the list.
    pub(super) items: Vec<usize>,
    /// The items with the headings of their groups.
    pub(super) lines: Vec<Line>,
}

impl TodayScreen {
    /// Works out what stands on screen.
    pub(super) fn arrange(&mut self) {
        let found = self.found();
        let items = self.items(&found);
        let lines = self.lines(&items, found.len() - items.len());
        self.listed = Listed { items, lines };
    }

    /// Of those that are found, with the first few agents with new scores alone.
    fn items(&self, found: &[usize]) -> Vec<usize> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let mut items = found.to_vec();
        if !self.all_news && !self.find.narrows() {
            let mut few = 0;
            items.retain(|i| {
                let news = Group::of(&view.items[*i]) == Group::News;
                few += usize::from(news);
                !news || few <= FEW
            });
        }
        items
    }

    /// Those that hold what is searched for, in the order of the list.
    fn found(&self) -> Vec<usize> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let shown = |item: &DueItem| self.find.matches(item.agent_name.verbatim()) || self.find.matches(&item.why);
        let mut items: Vec<usize> = (0..view.items.len()).filter(|i| shown(&view.items[*i])).collect();
        // What comes next is next on the list; what is put off comes back first to last.
        let day = |item: &DueItem| match (Group::of(item), &item.snoozed) {
            (Group::Coming, _) => Some(item.due),
            (_, Some(snoozed)) => Some(snoozed.until),
            (_, None) => None,
        };
        items.sort_by_key(|i| (Group::of(&view.items[*i]), day(&view.items[*i])));
        items
    }

    /// Whether there are more agents with new scores than the first few.
    pub(super) fn has_more_news(&self) -> bool {
        let items = self.view.get().map(|v| v.items.as_slice()).unwrap_or_default();
        items.iter().filter(|i| Group::of(i) == Group::News).count() > FEW
    }

    fn lines(&self, items: &[usize], more_news: usize) -> Vec<Line> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let mut lines = Vec::new();
        let mut group = None;
        let end = |lines: &mut Vec<Line>, group: Option<Group>| {
            if group == Some(Group::News) && more_news > 0 {
                lines.push(Line::More(more_news));
            }
        };
        for i in items.iter().copied() {
            let of = Group::of(&view.items[i]);
            if group != Some(of) {
                end(&mut lines, group);
                if group.is_some() {
                    lines.push(Line::Space);
                }
                lines.push(Line::Heading(of));
                group = Some(of);
            }
            lines.push(Line::Item(i));
        }
        end(&mut lines, group);
        if self.goes_on() {
            lines.push(Line::Rest);
        }
        lines
    }
}

/// The line of the nth item.
pub(super) fn line_of(lines: &[Line], nth: usize) -> usize {
    let items = lines.iter().enumerate().filter(|(_, l)| matches!(l, Line::Item(_)));
    items.map(|(at, _)| at).nth(nth).unwrap_or(0)
}
