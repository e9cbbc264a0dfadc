//! What the vendors' readers share: an empty record, scores in percent and in points, names that are told apart, and what
//! every evaluation has to have.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::at::{At, Fault, Faults, Step};
use crate::domain::evaluation::{
    AgentKey, CriterionRecord, EvaluationKind, EvaluationRecord, EvaluationState, Number, ScoreRecord, ScoreState,
    ScoredBy,
};
use crate::domain::mapping::{DimensionUse, Mapping};
use crate::domain::scorecard::key_of;

/// What came of one element, or of a part of it.
#[derive(Debug)]
pub(super) enum Came {
    Evaluation {
        record: Box<EvaluationRecord>,
        way: Vec<Step>,
    },
    /// Each reason once, the first of them counting.
    Rejected(Vec<Fault>),
    /// It holds no evaluation: why, and where.
    LeftOut {
        way: Vec<Step>,
        why: String,
    },
}

/// Sentences that the files of one import give rise to, each once.
#[derive(Debug, Default)]
pub(super) struct Remarks(BTreeSet<String>);

/// More sentences than this nobody reads.
const MOST_REMARKS: usize = 100;

impl Remarks {
    pub(super) fn add(&mut self, words: String) {
        if self.0.len() < MOST_REMARKS {
            self.0.insert(words);
        }
    }

    pub(super) fn words(self) -> BTreeSet<String> {
        self.0
    }
}

/// Reads one evaluation: what `read` makes of it, where nothing is at fault.
pub(super) fn evaluation(at: &At<'_>, mut faults: Faults, read: impl FnOnce(&mut Faults) -> EvaluationRecord) -> Came {
    let mut record = read(&mut faults);
    tell_apart(&mut record.scores);
    complete(&record, at, &mut faults);
    if faults.all.is_empty() {
        Came::Evaluation { record: Box::new(record), way: at.way() }
    } else {
        Came::Rejected(faults.all)
    }
}

/// An evaluation with nothing in it. The place of the file and the line are filled in by who reads the file.
pub(super) fn blank(source: String, key: String) -> EvaluationRecord {
    EvaluationRecord {
        source,
        key,
        key_made: false,
        version: 1,
        call_id: None,
        agent: AgentKey { id: None, name: None },
        team: None,
        evaluator: None,
        scored_by: ScoredBy::Person,
        kind: EvaluationKind::Standard,
        state: EvaluationState::Final,
        scorecard: None,
        scorecard_version: None,
        call_started: None,
        evaluated: None,
        total: None,
        comment: None,
        scores: Vec::new(),
        flags: Vec::new(),
        auto_fails: Vec::new(),
        moments: Vec::new(),
        file: 0,
        line: 0,
        rows: 1,
    }
}

/// "amazon-connect:INSTANCE", or the vendor alone where the file does not tell whose.
pub(super) fn source(vendor: &str, instance: Option<&str>) -> String {
    match instance.map(str::trim).filter(|instance| !instance.is_empty()) {
        Some(instance) => format!("{vendor}:{instance}"),
        None => vendor.to_owned(),
    }
}

/// The id of the evaluation, which every vendor's has.
pub(super) fn key(at: &At<'_>, faults: &mut Faults) -> String {
    required(at, at.id(faults), "the evaluation's id", faults).unwrap_or_default()
}

/// What has to be there: a fault where it is absent.
pub(super) fn required<T>(at: &At<'_>, found: Option<T>, expected: &str, faults: &mut Faults) -> Option<T> {
    if found.is_none() && !faults.speak_of(at) {
        faults.add(at, expected);
    }
    found
}

pub(super) fn percent(value: f64) -> (Option<Number>, Option<Number>) {
    (Some(Number::new(value)), Some(Number::new(100.0)))
}

/// A dimension without criteria.
pub(super) fn dimension(name: String, state: ScoreState) -> ScoreRecord {
    ScoreRecord {
        dimension: name,
        state,
        earned: None,
        possible: None,
        comment: None,
        criteria: Vec::new(),
        weight: None,
    }
}

pub(super) fn criterion(name: String, state: ScoreState) -> CriterionRecord {
    CriterionRecord { name, state, earned: None, possible: None, result: None, comment: None, auto_fail: false }
}

/// Points of points; possible points of 0 are N/A.
pub(super) fn points(earned: Option<f64>, possible: Option<f64>) -> (ScoreState, Option<Number>, Option<Number>) {
    match (earned, possible) {
        (_, Some(0.0)) => (ScoreState::NotApplicable, None, None),
        (Some(earned), possible) => (ScoreState::Scored, Some(Number::new(earned)), possible.map(Number::new)),
        (None, _) => (ScoreState::Unanswered, None, None),
    }
}

/// A dimension without a score of its own has its criteria's points, N/A out.
pub(super) fn sum_criteria<'c>(score: &mut ScoreRecord, criteria: impl Iterator<Item = &'c CriterionRecord>) {
    let (mut earned, mut possible) = (0.0, 0.0);
    let (mut any, mut states) = (false, Vec::new());
    for criterion in criteria {
        states.push(criterion.state);
        if let (ScoreState::Scored, Some(points), Some(of)) = (criterion.state, &criterion.earned, &criterion.possible)
        {
            earned += points.value;
            possible += of.value;
            any = true;
        }
    }
    if any {
        (score.state, score.earned, score.possible) = points(Some(earned), Some(possible));
    } else {
        let first = states.first().copied().unwrap_or(ScoreState::NotApplicable);
        let same = first != ScoreState::Scored && states.iter().all(|state| *state == first);
        score.state = if same { first } else { ScoreState::NotApplicable };
    }
}

/// Names that are taken, and which number comes next where one came again.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    next: HashMap<String, u64>,
}

impl FromIterator<String> for Names {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        Self { taken: names.into_iter().collect(), next: HashMap::new() }
    }
}

/// A name that no other in `taken` has: the second of a name is "Name (2)".
pub(super) fn fresh(names: &mut Names, name: &str, key: impl Fn(&str) -> String) -> String {
    if names.taken.insert(key(name)) {
        return name.to_owned();
    }
    let next = names.next.entry(key(name)).or_insert(2);
    loop {
        let candidate = format!("{name} ({next})");
        *next += 1;
        if names.taken.insert(key(&candidate)) {
            return candidate;
        }
    }
}

/// Forms may have two sections, or two questions in one, of the same name.
fn tell_apart(scores: &mut [ScoreRecord]) {
    let mut dimensions = Names::default();
    for score in scores {
        score.dimension = fresh(&mut dimensions, &score.dimension, key_of);
        let mut criteria = Names::default();
        for criterion in &mut score.criteria {
            criterion.name = fresh(&mut criteria, &criterion.name, str::to_owned);
        }
    }
}

/// An evaluation has an agent, a date, and something that was scored.
fn complete(record: &EvaluationRecord, at: &At<'_>, faults: &mut Faults) {
    if !faults.all.is_empty() {
        return;
    }
    if record.agent.id.is_none() && record.agent.name.is_none() {
        faults.add(at, "an evaluation with the agent's name or id");
    }
    if record.call_started.is_none() && record.evaluated.is_none() {
        faults.add(at, "an evaluation with its date, or the call's");
    }
    if record.scores.is_empty() && record.total.is_none() {
        faults.add(at, "an evaluation with scores");
    }
}

/// What the file's dimensions are here, as it was answered. Several that are one here become its criteria.
pub(super) fn rename(record: &mut EvaluationRecord, mapping: &Mapping) {
    if mapping.dimensions.is_empty() {
        return;
    }
    let here = |named: &str| match mapping.dimension_use(named) {
        None | Some(DimensionUse::New | DimensionUse::NewWithTarget(_)) => Some(named.to_owned()),
        Some(DimensionUse::SameAs(name)) => Some(name.clone()),
        Some(DimensionUse::Ignore) => None,
    };
    let mut gathered: BTreeMap<String, usize> = BTreeMap::new();
    for score in &record.scores {
        if let Some(name) = here(&score.dimension) {
            *gathered.entry(key_of(&name)).or_default() += 1;
        }
    }
    let mut out: Vec<ScoreRecord> = Vec::new();
    for score in std::mem::take(&mut record.scores) {
        let Some(name) = here(&score.dimension) else { continue };
        if gathered.get(&key_of(&name)).is_none_or(|n| *n < 2) {
            out.push(ScoreRecord { dimension: name, ..score });
            continue;
        }
        let at = out.iter().position(|other| key_of(&other.dimension) == key_of(&name)).unwrap_or_else(|| {
            out.push(dimension(name, ScoreState::NotApplicable));
            out.len() - 1
        });
        gather(&mut out[at], score);
    }
    for score in out.iter_mut().filter(|score| gathered.get(&key_of(&score.dimension)).is_some_and(|n| *n > 1)) {
        let parts: Vec<CriterionRecord> =
            score.criteria.iter().filter(|c| c.result.as_deref() == Some(PART)).cloned().collect();
        sum_criteria(score, parts.iter());
        for part in score.criteria.iter_mut().filter(|c| c.result.as_deref() == Some(PART)) {
            part.result = None;
        }
    }
    record.scores = out;
    let dimensions = record.flags.iter_mut().map(|flag| &mut flag.dimension);
    let dimensions = dimensions.chain(record.auto_fails.iter_mut().map(|fail| &mut fail.dimension));
    for named in dimensions.chain(record.moments.iter_mut().map(|moment| &mut moment.dimension)) {
        *named = named.as_deref().and_then(here);
    }
}

/// Marks a dimension of the file among the criteria while they are summed.
const PART: &str = "\u{0}part";

/// Adds one of several dimensions to the one that they are here, its criteria behind it.
fn gather(into: &mut ScoreRecord, score: ScoreRecord) {
    let mut taken: Names = into.criteria.iter().map(|c| c.name.clone()).collect();
    let part = CriterionRecord {
        name: fresh(&mut taken, &score.dimension, str::to_owned),
        state: score.state,
        earned: score.earned,
        possible: score.possible,
        result: Some(PART.to_owned()),
        comment: score.comment,
        auto_fail: false,
    };
    into.criteria.push(part);
    for criterion in score.criteria {
        let name = fresh(&mut taken, &criterion.name, str::to_owned);
        into.criteria.push(CriterionRecord { name, ..criterion });
    }
}

/// Comments that are there, a line each.
pub(super) fn joined(comments: Vec<Option<String>>) -> Option<String> {
    let lines: Vec<String> = comments.into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::{Names, fresh};
    use crate::domain::scorecard::key_of;

    #[test]
    fn a_name_that_comes_again_and_again_is_numbered() {
        let mut names = Names::default();
        let all: Vec<String> = (0..50_000).map(|_| fresh(&mut names, "Tone", key_of)).collect();
        assert_eq!((all[0].as_str(), all[1].as_str()), ("Tone", "Tone (2)"));
        assert_eq!(all.last().map(String::as_str), Some("Tone (50000)"));
        // A number that a file uses itself is passed over.
        let mut names: Names = ["Tone", "Tone (2)"].iter().map(|name| key_of(name)).collect();
        assert_eq!(fresh(&mut names, "Tone", key_of), "Tone (3)");
    }
}
