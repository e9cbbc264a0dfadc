//! What a column of a table of evaluations can hold.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! fields {
    ($($variant:ident $name:literal $text:literal),+ $(,)?) => {
        /// One field of the canonical table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $($variant),+ }

        impl Field {
            pub const ALL: [Self; [$(Self::$variant),+].len()] = [$(Self::$variant),+];
            pub const COUNT: usize = Self::ALL.len();

            /// Its heading in the canonical CSV.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Whether it holds text, which an export guards against spreadsheets; numbers and marks are never guarded.
            pub fn is_text(self) -> bool {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

fields! {
    EvaluationId "evaluation_id" true,
    CallId "call_id" true,
    AgentId "agent_id" true,
    AgentName "agent_name" true,
    Team "team" true,
    Evaluator "evaluator" true,
    Scorecard "scorecard" true,
    ScorecardVersion "scorecard_version" true,
    CallStarted "call_started_at" true,
    Evaluated "evaluated_at" true,
    Dimension "dimension" true,
    Criterion "criterion" true,
    Earned "earned" false,
    Possible "possible" false,
    Outcome "result" true,
    AutoFail "auto_fail" false,
    Flag "flag" true,
    FlagSeverity "flag_severity" true,
    FlagAt "flag_at_ms" false,
    Comment "comment" true,
    Source "source" true,
    Version "version" false,
    Kind "kind" false,
    ScoredBy "scored_by" false,
    Total "total" false,
    State "state" false,
}

impl Field {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether a number in it needs a scale.
    pub fn is_score(self) -> bool {
        matches!(self, Self::Earned | Self::Total)
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| de::Error::custom(format!("\"{name}\" is no field")))
    }
}
