//! Who scored which call, when it was loaded, and what was scored again.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::calendar::{Calendar, ahead, in_london, is_workday, local, on_or_after};
use super::calls::Call;
use super::cast;
use super::form::{DIMENSIONS, ITEMS, Item, Mark, Marks, percent};
use super::rng::{Dealer, Rng};

const FIRST_EVALUATION: usize = 20_411;
/// Re-evaluations and calibrations in the whole history.
const REVIEWS: usize = 12;
const CALIBRATIONS: usize = 6;

/// One scoring of a call, or a newer version of one.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    /// Kept by its newer version.
    pub(super) id: String,
    /// An index into the calls.
    pub(super) call: usize,
    /// An index into the evaluators; none for AI.
    pub(super) evaluator: Option<usize>,
    pub(super) calibration: bool,
    pub(super) at: DateTime<Utc>,
    /// An index into the batches: the file that it comes in.
    pub(super) batch: usize,
    pub(super) marks: Marks,
    /// The evaluator's words, one a dimension where there are any.
    pub(super) comments: [Option<String>; 5],
    /// The criterion that a newer version changed.
    pub(super) reviewed: Option<Item>,
}

/// All evaluations in the order of their time.
pub(super) fn evaluations(rng: &Rng, calendar: &Calendar, calls: &[Call], evaluators: usize) -> Vec<Evaluation> {
    let mut rng = rng.fork("evaluations");
    let mut made = Vec::new();
    for (index, call) in calls.iter().enumerate() {
        // Pinned calls are a person's: an answer for a flag comes from somebody.
        let by_ai = call.pin.is_none() && rng.chance(0.6);
        made.push(evaluation(&mut rng, calendar, call, index, (!by_ai).then_some(index % evaluators)));
        // Where a score is seen not to move, nobody hears it otherwise.
        let steady = cast::form(call.agent, calendar).steady.is_some_and(|steady| call.day < steady.until);
        if by_ai && rng.chance(0.11) && !steady {
            let mut second = evaluation(&mut rng, calendar, call, index, Some((index + 1) % evaluators));
            hear_otherwise(&mut rng, &mut second.marks);
            made.push(second);
        }
    }
    calibrate(&mut rng, calendar, &mut made, evaluators);
    made.sort_by_key(|evaluation| (evaluation.at, evaluation.call, evaluation.evaluator));
    let mut next = FIRST_EVALUATION;
    for evaluation in &mut made {
        next += 1 + rng.below(3);
        evaluation.id = format!("QA-{next}");
    }
    review(&mut rng, calendar, calls, &mut made);
    let batches = calendar.batches();
    for evaluation in &mut made {
        evaluation.batch = batches.iter().position(|batch| evaluation.at < *batch).unwrap_or(batches.len() - 1);
    }
    made.sort_by_key(|evaluation| (evaluation.at, evaluation.call, evaluation.evaluator));
    made
}

fn evaluation(rng: &mut Rng, calendar: &Calendar, call: &Call, index: usize, evaluator: Option<usize>) -> Evaluation {
    let at = evaluated_at(rng, calendar, call, evaluator.is_none());
    Evaluation {
        id: String::new(),
        call: index,
        evaluator,
        calibration: false,
        at,
        batch: 0,
        marks: call.marks,
        comments: [const { None }; 5],
        reviewed: None,
    }
}

/// AI scores within the hour, people on the same day or the next; nobody after the newest file is written.
fn evaluated_at(rng: &mut Rng, calendar: &Calendar, call: &Call, by_ai: bool) -> DateTime<Utc> {
    let soon = call.start + Duration::seconds(rng.between(720, 2400));
    let latest = calendar.end - Duration::minutes(3);
    let at = if by_ai {
        soon
    } else if rng.chance(0.5) || !is_workday(ahead(call.day, 1)) {
        soon + Duration::minutes(rng.between(20, 70))
    } else {
        next_day(rng, ahead(call.day, 1))
    };
    if at < latest { at } else { soon.min(latest) }
}

fn next_day(rng: &mut Rng, day: NaiveDate) -> DateTime<Utc> {
    let seconds = rng.between(0, 6 * 3600);
    local(day, 9, 30, 0).with_timezone(&Utc) + Duration::seconds(seconds)
}

/// A second pair of ears differs on what a transcript does not show.
fn hear_otherwise(rng: &mut Rng, marks: &mut Marks) {
    for (criterion, mark) in ITEMS.iter().zip(marks.iter_mut()) {
        if !criterion.heard && rng.chance(0.12) {
            *mark = match mark {
                Mark::Met => Mark::Missed,
                Mark::Missed => Mark::Met,
                Mark::NotApplicable => Mark::NotApplicable,
            };
        }
    }
}

/// Calibrations: a call that somebody has scored, scored again to compare the evaluators. They count nowhere.
fn calibrate(rng: &mut Rng, calendar: &Calendar, made: &mut Vec<Evaluation>, evaluators: usize) {
    for round in 0..CALIBRATIONS {
        let Some(model) = made.get((round + 1) * made.len() / (CALIBRATIONS + 2)).cloned() else {
            continue;
        };
        let day = in_london(model.at).date_naive();
        let day = if is_workday(ahead(day, 1)) { ahead(day, 1) } else { day };
        let at = local(day, 17, 10 + u32::try_from(round).unwrap_or(0), 0).with_timezone(&Utc);
        if at >= calendar.end {
            continue;
        }
        let evaluator = model.evaluator.map_or(round % evaluators, |other| (other + 1) % evaluators);
        let mut copy = Evaluation { evaluator: Some(evaluator), calibration: true, at, ..model };
        hear_otherwise(rng, &mut copy.marks);
        made.push(copy);
    }
}

/// Newer versions of earlier evaluations, in a later file: something that was marked as missed had been done after all.
fn review(rng: &mut Rng, calendar: &Calendar, calls: &[Call], made: &mut Vec<Evaluation>) {
    let open = |evaluation: &Evaluation| {
        !evaluation.calibration && evaluation.evaluator.is_some() && calls[evaluation.call].pin.is_none()
    };
    for round in 0..REVIEWS {
        let from = round * made.len() / (REVIEWS + 2);
        let found = made.iter().skip(from).find_map(|evaluation| {
            let item = [Item::Note, Item::Code, Item::Tone]
                .into_iter()
                .find(|item| evaluation.marks[*item as usize] == Mark::Missed)?;
            (open(evaluation) && evaluation.reviewed.is_none()).then(|| (evaluation.clone(), item))
        });
        let Some((earlier, item)) = found else {
            continue;
        };
        let at =
            local(on_or_after(ahead(earlier.at.date_naive(), 8)), 11, u32::try_from(rng.below(50)).unwrap_or(0), 0)
                .with_timezone(&Utc);
        let taken = made.iter().any(|other| other.id == earlier.id && other.at > earlier.at);
        if at >= calendar.end || taken {
            continue;
        }
        let mut newer = Evaluation { at, reviewed: Some(item), ..earlier };
        newer.marks[item as usize] = Mark::Met;
        made.push(newer);
    }
}

/// Writes the evaluators' comments: people leave more of them than AI does, and nobody leaves one everywhere.
pub(super) fn comment(rng: &Rng, words: &super::phrases::Comments, evaluations: &mut [Evaluation]) {
    let mut dealer = Dealer::new(rng.fork("comments dealt"));
    let mut rng = rng.fork("comments");
    for evaluation in evaluations {
        for (dimension, comment) in evaluation.comments.iter_mut().enumerate() {
            let missed = ITEMS
                .iter()
                .zip(&evaluation.marks)
                .find(|(item, mark)| item.dimension == dimension && **mark == Mark::Missed);
            let share = if evaluation.evaluator.is_some() { 0.7 } else { 0.45 };
            let (lists, key, share) = match missed {
                Some((item, _)) => (&words.missed, item.key, share),
                None => (&words.praise, DIMENSIONS[dimension].key, 0.05),
            };
            if rng.chance(share) && percent(&evaluation.marks, dimension).is_some() {
                *comment = lists.get(key).map(|lines| dealer.deal(key, lines).to_owned());
            }
        }
        if let Some(item) = evaluation.reviewed.map(super::form::criterion) {
            evaluation.comments[item.dimension] =
                words.review.get(item.key).map(|lines| dealer.deal(item.key, lines).to_owned());
        }
    }
}
