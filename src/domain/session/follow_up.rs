//! What happens to a session after it is locked: the practice action read back, what follows, amendments.

use serde::{Deserialize, Serialize};

/// A vocabulary with its words in JSON and on screen.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in JSON.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The words on screen.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// Whether the agent did what was agreed.
    ActionState {
        Agreed = "agreed", "agreed";
        Done = "done", "done";
        Partly = "partly", "partly done";
        Not = "not", "not done";
    }
}

words! {
    /// What follows a session.
    NextStep {
        /// The dimension needs no more sessions.
        Close = "close", "close";
        /// The same action goes on.
        Continue = "continue", "continue";
        ChangeAction = "change_action", "change the action";
        /// Something other than practice stands in the way.
        OtherCause = "other_cause", "look for another cause";
    }
}

words! {
    /// Why a dimension does not move despite sessions.
    Cause {
        NotPractised = "not_practised", "the action was not practised";
        PractisedButFlat = "practised_but_flat", "practised, but the scores stayed flat";
        RoseThenFellBack = "rose_then_fell_back", "rose, then fell back";
        CannotTell = "cannot_tell", "cannot tell";
        Knowledge = "knowledge", "knowledge";
        Process = "process", "the process";
        Tool = "tool", "a tool";
        Workload = "workload", "the workload";
        Evaluator = "evaluator", "how it is evaluated";
    }
}

words! {
    /// What an amendment is about.
    Amended {
        Behavior = "behavior", "behavior";
        Action = "action", "practice action";
        Due = "due", "due date";
        CheckThreshold = "check_threshold", "the check's threshold";
        CheckOn = "check_on", "the check's date";
        Strength = "strength", "strength";
        NextSession = "next_session", "next session";
        Evidence = "evidence", "evidence";
        Note = "note", "note";
    }
}

/// Calls on which something was done, of those that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub done: u32,
    pub of: u32,
}

impl Done {
    /// "12 of 20", "12/20"; `None` for what is no share of some calls.
    pub fn read(text: &str) -> Option<Self> {
        let (done, of) = text.split_once('/').or_else(|| text.split_once("of"))?;
        let (done, of) = (done.trim().parse().ok()?, of.trim().parse().ok()?);
        (of > 0 && done <= of).then_some(Self { done, of })
    }
}

/// The question of the scorecard that an action is tied to, with how it stood when the session was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiedCriterion {
    /// As the scorecard words it.
    pub name: String,
    /// Over the calls that the session saw; `None` where it was not scored on any.
    pub before: Option<Done>,
}

/// What the practice library suggested, beside what was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub entry: super::super::id::EntryId,
    pub behavior: String,
    pub action: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_is_the_one_of_json() {
        macro_rules! check {
            ($($name:ident),+) => {$(
                for one in $name::ALL {
                    assert_eq!($name::from_word(one.word()), Some(*one));
                    assert_eq!(serde_json::to_value(one).expect("it writes"), serde_json::json!(one.word()));
                }
            )+};
        }
        check!(ActionState, NextStep, Cause, Amended);
        assert_eq!(Cause::from_word("nothing"), None);
    }
}
