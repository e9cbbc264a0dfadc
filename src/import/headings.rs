//! Which field a column fills, by its heading.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

macro_rules! fields {
    ($($variant:ident $name:literal [$($synonym:literal),* $(,)?]),+ $(,)?) => {
        /// What a column of a table of evaluations can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Field { $($variant),+ }

        impl Field {
            pub(super) const COUNT: usize = [$(Self::$variant),+].len();

            /// Its heading in the canonical CSV.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        /// Headings in plain form, the surest of each field first.
        const SYNONYMS: [(Field, &[&str]); Field::COUNT] = [$((Field::$variant, &[$($synonym),*])),+];
    };
}

fields! {
    EvaluationId "evaluation_id" [
        "evaluation id", "evaluationid", "eval id", "evaluation reference", "evaluation ref", "review id", "qa id",
        "assessment id", "evaluation number", "evaluation", "answer id",
    ],
    CallId "call_id" [
        "call id", "callid", "contact id", "contactid", "conversation id", "conversationid", "interaction id",
        "interactionid", "call reference", "call ref", "call sid", "call guid", "call number", "ucid", "conn id",
        "conversation external id", "external ticket id", "master contact", "gradable id", "ticket id", "recording id",
        "call", "sid",
    ],
    AgentId "agent_id" [
        "agent id", "agentid", "agent number", "agent user id", "gradee id", "employee id", "rep id", "advisor id",
        "adviser id", "agent code", "agent login", "agent email",
    ],
    AgentName "agent_name" [
        "agent name", "agent", "agent full name", "rep name", "rep", "representative", "representative name", "advisor",
        "advisor name", "adviser", "adviser name", "gradee", "gradee name", "reviewee", "reviewee name", "employee",
        "employee name", "associate", "associate name", "csr", "csr name", "for user", "operator", "consultant",
    ],
    Team "team" ["team", "team name", "agent team", "agent group"],
    Evaluator "evaluator" [
        "evaluator", "evaluator name", "reviewer", "reviewer name", "grader", "grader name", "grader email",
        "scored by name", "qa analyst", "analyst", "assessor", "evaluated by", "reviewed by", "graded by",
    ],
    Scorecard "scorecard" [
        "scorecard", "scorecard name", "form", "form name", "evaluation form", "qa form", "template", "template name",
        "rubric", "survey",
    ],
    ScorecardVersion "scorecard_version" [
        "scorecard version", "form version", "template version", "rubric version", "form revision",
    ],
    CallStarted "call_started_at" [
        "call started at", "call started", "call start", "call start time", "call time", "call date and time",
        "call date time", "call datetime", "call date", "interaction date", "interaction time", "interaction start",
        "conversation date", "conversation time", "conversation start", "contact date", "date of call", "started at",
        "start time", "date and time", "date time", "datetime", "date",
    ],
    Evaluated "evaluated_at" [
        "evaluated at", "evaluated", "evaluated on", "evaluation date", "evaluation date time",
        "evaluation date and time", "evaluation time", "evaluation completed at", "scored at", "score date",
        "reviewed at", "review date", "graded at", "date evaluated", "date scored", "date reviewed", "scoring date",
        "submitted at",
    ],
    Dimension "dimension" [
        "dimension", "dimension name", "section", "section name", "section title", "category", "category name",
        "question group", "question group name", "attribute", "attribute name", "competency", "skill", "skill name",
    ],
    Criterion "criterion" [
        "criterion", "criteria", "question", "question text", "question name", "checkpoint", "evaluation element text",
    ],
    Earned "earned" [
        "earned", "earned points", "points earned", "score", "obtained score", "evaluation obtained score", "points",
        "section score", "question score", "dimension score", "score percent", "percent", "percentage", "rating", "mark",
    ],
    Possible "possible" [
        "possible", "possible points", "points possible", "max score", "maximum score", "max points", "maximum points",
        "evaluation max score", "potential score", "max", "maximum", "out of",
    ],
    Outcome "result" ["result", "answer", "answer value", "response"],
    AutoFail "auto_fail" [
        "auto fail", "autofail", "auto failed", "automatic fail", "auto failure", "critical fail", "fatal", "is fatal",
    ],
    Flag "flag" ["flag", "flags", "flag code", "flag codes", "compliance flag", "compliance flags"],
    FlagSeverity "flag_severity" ["flag severity", "severity"],
    FlagAt "flag_at_ms" ["flag at ms", "flag offset ms"],
    Comment "comment" [
        "comment", "comments", "note", "notes", "feedback", "remarks", "remark", "evaluator comment",
        "evaluator comments", "general notes",
    ],
    Source "source" ["source"],
    Version "version" ["version", "evaluation version"],
    Kind "kind" ["kind", "evaluation kind"],
    ScoredBy "scored_by" ["scored by"],
    Total "total" [
        "total", "total score", "overall", "overall score", "final score", "qa score", "quality score",
        "evaluation score", "total percent", "overall percent", "total percentage", "average score", "grand total",
    ],
    State "state" ["state", "evaluation state"],
}

impl Field {
    /// Whether it holds text, which an export guards against spreadsheets; numbers and marks are never guarded.
    pub(super) fn is_text(self) -> bool {
        match self {
            Self::EvaluationId
            | Self::CallId
            | Self::AgentId
            | Self::AgentName
            | Self::Team
            | Self::Evaluator
            | Self::Scorecard
            | Self::ScorecardVersion
            | Self::CallStarted
            | Self::Evaluated
            | Self::Dimension
            | Self::Criterion
            | Self::Outcome
            | Self::Flag
            | Self::FlagSeverity
            | Self::Comment
            | Self::Source => true,
            Self::Earned
            | Self::Possible
            | Self::AutoFail
            | Self::FlagAt
            | Self::Version
            | Self::Kind
            | Self::ScoredBy
            | Self::Total
            | Self::State => false,
        }
    }
}

/// A heading recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) field: Field,
    /// How sure: 0 is the surest synonym. Where two columns could fill one field, the lower wins.
    pub(super) rank: usize,
    /// It says that its times are UTC.
    pub(super) utc: bool,
    /// The database has a dimension of this name.
    pub(super) dimension: bool,
}

/// A heading in plain form: lower case, no accents, words of letters and digits with single spaces.
pub(super) fn plain(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    for c in heading.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The field of a heading, where it is a known one.
pub(super) fn recognise(heading: &str) -> Option<Known> {
    let plain = plain(heading);
    let (words, utc) = plain.strip_suffix(" utc").map_or((plain.as_str(), false), |rest| (rest, true));
    SYNONYMS.iter().find_map(|(field, synonyms)| {
        let rank = synonyms.iter().position(|synonym| *synonym == words)?;
        Some(Known { field: *field, rank, utc, dimension: false })
    })
}

/// Words that no scored area ends in: a number under such a heading is a measure or an id.
const MEASURES: [&str; 24] = [
    "id",
    "ids",
    "no",
    "nr",
    "number",
    "count",
    "calls",
    "time",
    "seconds",
    "secs",
    "sec",
    "minutes",
    "min",
    "ms",
    "duration",
    "aht",
    "extension",
    "phone",
    "week",
    "month",
    "year",
    "quarter",
    "rank",
    "weight",
];

/// Whether a column of numbers with this heading holds something other than scores.
pub(super) fn is_measure(heading: &str) -> bool {
    let plain = plain(heading);
    plain.is_empty() || plain.rsplit(' ').next().is_some_and(|last| MEASURES.contains(&last))
}

#[cfg(test)]
mod tests;
