//! Sections and questions of an Amazon Connect form, as both of its shapes come to dimensions and criteria.
//!
//! Sections nest, and a section's percent has its subsections' in it already. So the dimensions are the **top-level**
//! sections; a subsection is a criterion of the one that it lies in, and so are all questions under it. Nothing is
//! averaged twice, and nothing is dropped. Which sections are top-level is a matter of the form alone: every evaluation
//! of a form has the same dimensions.

use std::collections::HashMap;

use super::at::{At, Faults};
use super::scored::{Names, criterion, dimension, fresh, percent, sum_criteria};
use crate::domain::evaluation::{AutoFailRecord, CriterionRecord, Number, ScoreRecord, ScoreState};
use crate::domain::scorecard::key_of;

/// A score of Connect's: of an evaluation, a section or a question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Mark {
    pub(super) percent: Option<f64>,
    pub(super) not_applicable: bool,
    pub(super) auto_fail: bool,
    pub(super) weight: Option<f64>,
}

impl Mark {
    pub(super) fn read(score: &At<'_>, faults: &mut Faults) -> Self {
        Self {
            percent: score.either(&["percentage", "Percentage"]).number(faults),
            not_applicable: score.either(&["notApplicable", "NotApplicable"]).yes(faults),
            auto_fail: score.either(&["automaticFail", "AutomaticFail"]).yes(faults),
            weight: score.get("AppliedWeight").number(faults),
        }
    }

    /// Whether it says anything.
    fn says(self) -> bool {
        self.percent.is_some() || self.not_applicable || self.auto_fail
    }

    /// 0 is a score, and an auto-fail without a percent is one of 0.
    fn points(self) -> Option<(ScoreState, Option<Number>, Option<Number>)> {
        match (self.percent, self.not_applicable, self.auto_fail) {
            (Some(value), ..) => {
                let (earned, possible) = percent(value);
                Some((ScoreState::Scored, earned, possible))
            }
            (None, _, true) => {
                let (earned, possible) = percent(0.0);
                Some((ScoreState::Scored, earned, possible))
            }
            (None, true, false) => Some((ScoreState::NotApplicable, None, None)),
            (None, false, false) => None,
        }
    }
}

#[derive(Debug)]
pub(super) struct Section<'v> {
    pub(super) id: String,
    pub(super) parent: Option<String>,
    pub(super) title: String,
    pub(super) notes: Option<String>,
    pub(super) mark: Mark,
    pub(super) at: At<'v>,
}

/// What a question's answer is, beside its score.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// In words; `None` where it is unanswered.
    pub(super) words: Option<String>,
    /// The evaluator marked it as not applicable.
    pub(super) not_applicable: bool,
    pub(super) notes: Option<String>,
}

#[derive(Debug)]
pub(super) struct Question<'v> {
    pub(super) section: Option<String>,
    pub(super) text: String,
    /// Free text and dates have no score.
    pub(super) unscored: bool,
    pub(super) answer: Answer,
    pub(super) mark: Mark,
    pub(super) at: At<'v>,
}

impl Question<'_> {
    fn criterion(&self) -> CriterionRecord {
        let answered = self.answer.words.is_some();
        let (state, earned, possible) = match self.mark.points() {
            _ if self.answer.not_applicable => (ScoreState::NotApplicable, None, None),
            // A text that was written is no N/A, though its score says so.
            _ if self.unscored && answered => (ScoreState::NotScored, None, None),
            _ if self.unscored => (ScoreState::Unanswered, None, None),
            Some(points) => points,
            None if answered => (ScoreState::NotScored, None, None),
            None => (ScoreState::Unanswered, None, None),
        };
        CriterionRecord {
            earned,
            possible,
            result: self.answer.words.clone(),
            comment: self.answer.notes.clone(),
            auto_fail: self.mark.auto_fail,
            ..criterion(self.text.clone(), state)
        }
    }
}

/// What a form comes to.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) scores: Vec<ScoreRecord>,
    pub(super) auto_fails: Vec<AutoFailRecord>,
    /// The dimension of each question, in their order.
    pub(super) places: Vec<Option<usize>>,
}

/// Folds them; `whole` is the evaluation's own mark.
pub(super) fn fold(sections: &[Section<'_>], questions: &[Question<'_>], whole: Mark, faults: &mut Faults) -> Folded {
    let tops = tops(sections, faults);
    let mut out = Folded::default();
    let mut at: HashMap<&str, usize> = HashMap::new();
    let mut titles = Names::default();
    for section in
        sections.iter().zip(&tops).enumerate().filter(|(n, (_, top))| *n == **top).map(|(_, (section, _))| section)
    {
        at.insert(&section.id, out.scores.len());
        let title = fresh(&mut titles, &section.title, key_of);
        out.scores.push(top_level(section, title));
    }
    let place = |n: usize| sections.get(*tops.get(n)?).and_then(|top| at.get(top.id.as_str()).copied());
    for (n, section) in sections.iter().enumerate().filter(|(n, _)| tops[*n] != *n) {
        if let Some(score) = place(n).and_then(|place| out.scores.get_mut(place)) {
            score.criteria.extend(subsection(section));
        }
    }
    // By dimension: criteria that its score would be summed from.
    let mut leaves: Vec<Vec<CriterionRecord>> = out.scores.iter().map(|_| Vec::new()).collect();
    let mut failed: Vec<bool> = vec![false; sections.len()];
    for question in questions {
        let section = sections.iter().position(|section| Some(&section.id) == question.section.as_ref());
        if section.is_none() {
            faults.add(&question.at, "a question that names its section (the sectionRefId of one of the sections)");
        }
        let home = section.and_then(place);
        out.places.push(home);
        let (Some(section), Some(home)) = (section, home) else { continue };
        let criterion = question.criterion();
        if question.mark.auto_fail {
            failed[section] = true;
            let dimension = Some(out.scores[home].dimension.clone());
            out.auto_fails.push(AutoFailRecord { name: criterion.name.clone(), dimension });
        }
        leaves[home].push(criterion.clone());
        out.scores[home].criteria.push(criterion);
    }
    for (score, leaves) in out.scores.iter_mut().zip(&leaves).filter(|(score, _)| score.state == ScoreState::Unanswered)
    {
        sum_criteria(score, leaves.iter());
    }
    auto_fails(sections, &tops, &failed, whole, &mut out, &place);
    out
}

/// A section's auto-fail is named where none of its questions is the one that failed, the evaluation's where nothing is.
fn auto_fails(
    sections: &[Section<'_>],
    tops: &[usize],
    failed: &[bool],
    whole: Mark,
    out: &mut Folded,
    place: &impl Fn(usize) -> Option<usize>,
) {
    let parents = parents(sections);
    let mut below = vec![false; sections.len()];
    (0..sections.len()).filter(|n| failed[*n]).for_each(|n| mark_outward(&parents, n, &mut below));
    let mut named: Vec<usize> = Vec::new();
    let mut by_part = vec![false; sections.len()];
    // From the innermost out: a parent of a failed subsection has failed by it.
    for n in (0..sections.len()).rev() {
        if sections[n].mark.auto_fail && !below[n] && !by_part[n] {
            named.push(n);
            mark_outward(&parents, n, &mut by_part);
        }
    }
    named.reverse();
    debug_assert_eq!(tops.len(), sections.len(), "a top a section");
    for n in named {
        let dimension = place(n).and_then(|place| out.scores.get(place)).map(|score| score.dimension.clone());
        out.auto_fails.push(AutoFailRecord { name: sections[n].title.clone(), dimension });
    }
    if whole.auto_fail && out.auto_fails.is_empty() {
        out.auto_fails.push(AutoFailRecord { name: "evaluation".to_owned(), dimension: None });
    }
}

/// The place of each section's parent; of two with one id the first.
fn parents(sections: &[Section<'_>]) -> Vec<Option<usize>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (n, section) in sections.iter().enumerate() {
        places.entry(&section.id).or_insert(n);
    }
    sections.iter().map(|section| places.get(section.parent.as_deref()?).copied()).collect()
}

/// Marks a section and all that it lies in. What is marked has its parents marked already, so that a ring ends.
fn mark_outward(parents: &[Option<usize>], from: usize, marked: &mut [bool]) {
    let mut at = Some(from);
    while let Some(n) = at.filter(|n| !marked[*n]) {
        marked[n] = true;
        at = parents[n];
    }
}

fn top_level(section: &Section<'_>, title: String) -> ScoreRecord {
    // Unanswered stands for "nothing said": its criteria say it then.
    let (state, earned, possible) = section.mark.points().unwrap_or((ScoreState::Unanswered, None, None));
    ScoreRecord {
        earned,
        possible,
        comment: section.notes.clone(),
        weight: section.mark.weight,
        ..dimension(title, state)
    }
}

/// A subsection as a criterion, where anything is said of it.
fn subsection(section: &Section<'_>) -> Option<CriterionRecord> {
    if !section.mark.says() && section.notes.is_none() {
        return None;
    }
    let (state, earned, possible) = section.mark.points().unwrap_or((ScoreState::NotScored, None, None));
    let auto_fail = section.mark.auto_fail;
    let comment = section.notes.clone();
    Some(CriterionRecord { earned, possible, comment, auto_fail, ..criterion(section.title.clone(), state) })
}

/// The position of each section's top-level one.
fn tops(sections: &[Section<'_>], faults: &mut Faults) -> Vec<usize> {
    let mut place: HashMap<&str, usize> = HashMap::new();
    for (n, section) in sections.iter().enumerate() {
        if place.insert(&section.id, n).is_some() {
            faults
                .add(&section.at, format!("a section with a sectionRefId of its own: another has {} too", section.id));
        }
    }
    let mut out = Vec::with_capacity(sections.len());
    for (n, section) in sections.iter().enumerate() {
        let mut top = n;
        let mut steps = 0;
        while let Some(parent) = &sections[top].parent {
            let Some(next) = place.get(parent.as_str()).filter(|_| steps < sections.len()) else {
                let why = "a section whose parentSectionRefId is that of a section above it";
                faults.add(&section.at, why);
                top = n;
                break;
            };
            top = *next;
            steps += 1;
        }
        out.push(top);
    }
    out
}
