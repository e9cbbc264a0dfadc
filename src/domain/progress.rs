//! How far long work on the data file is: in phases that whoever waits for it understands.

/// Long work, with a way to say how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// What loading would do: a load into a copy.
    Preview,
    Load,
    /// An import is taken back.
    Undo,
    /// The rejected rows are written into a file.
    WriteRejected,
}

/// A part of such work. Each is over before the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// What the files are: read once whole, in bytes.
    Reading,
    /// The data file is copied, for a preview. It does not say how far it is.
    Copying,
    /// Rows go into the file, in bytes of the files that they come from.
    Storing,
    /// Rows are put in order for looking up, in indexes.
    Sorting,
    /// Rows of an import go, in evaluations.
    Removing,
    /// Which versions count and what each day comes to.
    AddingUp,
    /// All of it reaches the disk. It does not say how far it is, and cannot be cut.
    Saving,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub phase: Phase,
    /// In the phase's own unit.
    pub done: u64,
    /// In all; 0 where the phase does not say.
    pub of: u64,
    /// Rows that went in so far; 0 before the first.
    pub rows: u64,
}

impl Progress {
    pub fn new(phase: Phase, done: u64, of: u64) -> Self {
        Self { phase, done, of, rows: 0 }
    }

    pub fn with_rows(self, rows: u64) -> Self {
        Self { rows, ..self }
    }

    /// The part of its phase that is done, from 0 to 1; `None` where it does not say.
    pub fn part(&self) -> Option<f64> {
        (self.of > 0).then(|| (self.done as f64 / self.of as f64).clamp(0.0, 1.0))
    }

    /// The part of the whole work that is done, from 0 to 1, by what each phase takes as a rule.
    pub fn share(&self, work: Work) -> f64 {
        let phases = work.phases();
        let all: u32 = phases.iter().map(|(_, weight)| weight).sum();
        let Some(at) = phases.iter().position(|(phase, _)| *phase == self.phase) else { return 0.0 };
        let before: u32 = phases[..at].iter().map(|(_, weight)| weight).sum();
        (f64::from(before) + f64::from(phases[at].1) * self.part().unwrap_or(0.0)) / f64::from(all)
    }
}

impl Phase {
    /// What goes on: "storing the rows".
    pub fn words(self) -> &'static str {
        match self {
            Self::Reading => "reading the files",
            Self::Copying => "copying the data file for a look",
            Self::Storing => "storing the rows",
            Self::Sorting => "sorting them",
            Self::Removing => "removing its rows",
            Self::AddingUp => "adding up the days",
            Self::Saving => "saving",
        }
    }
}

impl Work {
    /// Its phases in their order, each with what it takes of the whole as a rule: measured with 2 million rows.
    pub fn phases(self) -> &'static [(Phase, u32)] {
        match self {
            Self::Preview => &[
                (Phase::Reading, 10),
                (Phase::Copying, 2),
                (Phase::Storing, 80),
                (Phase::Sorting, 5),
                (Phase::AddingUp, 3),
            ],
            Self::Load => &[
                (Phase::Reading, 13),
                (Phase::Storing, 78),
                (Phase::Sorting, 5),
                (Phase::AddingUp, 3),
                (Phase::Saving, 1),
            ],
            Self::Undo => &[(Phase::Removing, 75), (Phase::AddingUp, 15), (Phase::Saving, 10)],
            Self::WriteRejected => &[(Phase::Reading, 30), (Phase::Storing, 70)],
        }
    }
}

/// "a few seconds", "20 s", "3 min": a time to wait, no more exact than it is known.
pub fn wait_words(seconds: u64) -> String {
    match seconds {
        0..5 => "a few seconds".to_owned(),
        5..58 => format!("about {} s", (seconds + 2) / 5 * 5),
        58..90 => "about a minute".to_owned(),
        _ => format!("about {} min", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_grows_from_phase_to_phase_and_ends_below_the_whole() {
        for work in [Work::Preview, Work::Load, Work::Undo, Work::WriteRejected] {
            let mut last = -1.0;
            for (phase, weight) in work.phases() {
                assert!(*weight > 0);
                let begins = Progress::new(*phase, 0, 0).share(work);
                assert!(begins >= last, "{work:?}, {phase:?}: {begins} after {last}");
                last = Progress::new(*phase, 7, 7).share(work);
                assert!(last > begins && last <= 1.0, "{work:?}, {phase:?}: {last}");
            }
            assert!((last - 1.0).abs() < 1e-9, "{work:?} ends at {last}");
        }
        // 13 of 100 for reading, and half of 78 for storing.
        let half = Progress::new(Phase::Storing, 50, 100).share(Work::Load);
        assert!((half - 0.52).abs() < 1e-9, "{half}");
    }

    #[test]
    fn a_wait_is_told_no_more_exactly_than_it_is_known() {
        let told = [0, 4, 5, 12, 13, 57, 58, 89, 90, 149, 151].map(wait_words);
        let words = [
            "a few seconds",
            "a few seconds",
            "about 5 s",
            "about 10 s",
            "about 15 s",
            "about 55 s",
            "about a minute",
            "about a minute",
            "about 2 min",
            "about 2 min",
            "about 3 min",
        ];
        assert_eq!(told, words);
    }
}
