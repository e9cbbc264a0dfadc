//! The scorecard that the invented team is scored on: five dimensions, seventeen criteria.

/// Its name in the CSV: the scorecard that a new database has in force.
pub(super) const SCORECARD: &str = "Default";

/// One scored area; the order is the scorecard's, and an index into [`DIMENSIONS`] stands for one.
#[derive(Debug)]
pub(super) struct Dimension {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    /// Percent, as in the default scorecard.
    pub(super) target: f64,
    pub(super) critical: bool,
}

pub(super) const COMPLIANCE: usize = 0;
pub(super) const EMPATHY: usize = 1;
pub(super) const DISCOVERY: usize = 2;
pub(super) const RESOLUTION: usize = 3;
pub(super) const PROCESS: usize = 4;

pub(super) const DIMENSIONS: [Dimension; 5] = [
    Dimension { key: "compliance", name: "Compliance", target: 95.0, critical: true },
    Dimension { key: "empathy", name: "Empathy", target: 75.0, critical: false },
    Dimension { key: "discovery", name: "Discovery", target: 80.0, critical: false },
    Dimension { key: "resolution", name: "Resolution", target: 85.0, critical: false },
    Dimension { key: "process_adherence", name: "Process adherence", target: 90.0, critical: false },
];

/// One criterion. The order is that of [`ITEMS`], so that `item as usize` finds its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Notice,
    Verify,
    Disclosure,
    NoPromise,
    Name,
    Acknowledge,
    Tone,
    OpenQuestion,
    Confirm,
    Reason,
    NextStep,
    Answer,
    NothingOpen,
    Code,
    Note,
    Hold,
    Written,
}

/// What the form says of a criterion.
#[derive(Debug)]
pub(super) struct Criterion {
    pub(super) item: Item,
    pub(super) dimension: usize,
    /// Names its lists in the phrase files.
    pub(super) key: &'static str,
    pub(super) words: &'static str,
    pub(super) points: u32,
    /// Share of calls where it does not apply.
    pub(super) not_applicable: f64,
    /// Whether a listener hears it: what is heard must agree with the transcript, so only the rest may be scored twice over.
    pub(super) heard: bool,
}

pub(super) const COUNT: usize = 17;

const fn row(
    item: Item,
    dimension: usize,
    key: &'static str,
    words: &'static str,
    points: u32,
    not_applicable: f64,
    heard: bool,
) -> Criterion {
    Criterion { item, dimension, key, words, points, not_applicable, heard }
}

pub(super) const ITEMS: [Criterion; COUNT] = [
    row(Item::Notice, COMPLIANCE, "recording_notice", "States the recording notice", 5, 0.0, true),
    row(Item::Verify, COMPLIANCE, "verify_caller", "Verifies the caller", 5, 0.0, true),
    row(Item::Disclosure, COMPLIANCE, "disclosure", "Reads the required statement", 5, 0.08, true),
    row(Item::NoPromise, COMPLIANCE, "no_promise", "Promises nothing outside the policy", 5, 0.0, true),
    row(Item::Name, EMPATHY, "uses_name", "Uses the caller's name", 3, 0.0, true),
    row(Item::Acknowledge, EMPATHY, "acknowledges", "Acknowledges what the caller said", 4, 0.0, true),
    row(Item::Tone, EMPATHY, "warm_tone", "Keeps a warm, even tone", 3, 0.0, false),
    row(Item::OpenQuestion, DISCOVERY, "open_question", "Asks an open question first", 4, 0.0, true),
    row(Item::Confirm, DISCOVERY, "confirms_details", "Reads the details back", 3, 0.0, true),
    row(Item::Reason, DISCOVERY, "finds_reason", "Finds out what matters to the caller", 3, 0.0, true),
    row(Item::NextStep, RESOLUTION, "next_step", "Gives a next step with a date", 4, 0.0, true),
    row(Item::Answer, RESOLUTION, "answers_question", "Answers the caller's question", 4, 0.06, true),
    row(Item::NothingOpen, RESOLUTION, "nothing_open", "Checks that nothing is left open", 2, 0.0, true),
    row(Item::Code, PROCESS, "call_code", "Codes the call correctly", 2, 0.0, false),
    row(Item::Note, PROCESS, "file_note", "Writes the note on the file", 3, 0.0, false),
    row(Item::Hold, PROCESS, "hold_procedure", "Follows the hold procedure", 2, 0.55, true),
    row(Item::Written, PROCESS, "written_confirmation", "Confirms in writing", 3, 0.1, true),
];

/// What an evaluator marked beside a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Met,
    Missed,
    NotApplicable,
}

impl Mark {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotApplicable => "n/a",
        }
    }
}

/// The marks of one evaluation, in the order of [`ITEMS`].
pub(super) type Marks = [Mark; COUNT];

pub(super) fn criterion(item: Item) -> &'static Criterion {
    &ITEMS[item as usize]
}

/// Points earned and possible on a dimension; possible is 0 where nothing in it applied.
pub(super) fn points(marks: &Marks, dimension: usize) -> (u32, u32) {
    let mut earned = 0;
    let mut possible = 0;
    for (criterion, mark) in ITEMS.iter().zip(marks).filter(|(criterion, _)| criterion.dimension == dimension) {
        match mark {
            Mark::Met => {
                earned += criterion.points;
                possible += criterion.points;
            }
            Mark::Missed => possible += criterion.points,
            Mark::NotApplicable => {}
        }
    }
    (earned, possible)
}

/// A dimension's percent, none where nothing in it applied.
pub(super) fn percent(marks: &Marks, dimension: usize) -> Option<f64> {
    let (earned, possible) = points(marks, dimension);
    (possible > 0).then(|| 100.0 * f64::from(earned) / f64::from(possible))
}
