//! How far a data file is on its way to the schema of this program.

use std::sync::Arc;

/// One moment of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upgrade {
    /// The schema that the file has, and the one that it gets.
    pub from: i64,
    pub to: i64,
    pub part: Part,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A copy of the file is made before anything else: pages, and how many there are.
    Copying { done: u64, all: u64 },
    /// The copy is read back whole.
    ReadingBack,
    /// The tables are changed, all in one transaction: the step that is under way, from 1, and how many there are.
    Changing { step: usize, of: usize },
}

impl Part {
    /// The parts in words, in their order.
    pub const WORDS: [&'static str; 3] =
        ["a copy of the file is made first", "the copy is read back", "the tables are changed"];

    /// The position among them.
    pub fn position(self) -> usize {
        match self {
            Self::Copying { .. } => 0,
            Self::ReadingBack => 1,
            Self::Changing { .. } => 2,
        }
    }

    /// "41%", "step 2 of 3"; nothing where nobody knows.
    pub fn so_far(self) -> String {
        match self {
            Self::Copying { done, all } => format!("{}%", done.saturating_mul(100) / all.max(1)),
            Self::ReadingBack | Self::Changing { of: 0 | 1, .. } => String::new(),
            Self::Changing { step, of } => format!("step {step} of {of}"),
        }
    }
}

/// Whether it goes on. Until its end nothing of it is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    GoOn,
    Stop,
}

/// Is told now and then how far it is, and says whether it goes on.
pub type Tell = Arc<dyn Fn(Upgrade) -> Wish + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn what_is_known_of_a_part_is_said() {
        assert_eq!(Part::Copying { done: 41, all: 100 }.so_far(), "41%");
        assert_eq!(Part::Copying { done: 0, all: 0 }.so_far(), "0%");
        assert_eq!(Part::Changing { step: 2, of: 3 }.so_far(), "step 2 of 3");
        assert_eq!(Part::Changing { step: 1, of: 1 }.so_far(), "");
        assert_eq!(Part::ReadingBack.position(), 1);
    }
}
