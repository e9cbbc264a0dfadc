//! Long work on the data file, as every screen shows it: what it is, how far, how fast, and for how much longer.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::progress::{Phase, Progress, Work, wait_words};
use crate::domain::raw::visible;
use crate::store::request::{Request, Ticket};

/// One request that takes long, from when it is sent until it is answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Running {
    pub(crate) ticket: Ticket,
    pub(crate) work: Work,
    pub(crate) run: Run,
    /// "evals.csv and 2 more"; empty where no files are read.
    files: String,
    /// The last that was heard of it, and when.
    heard: Option<(DateTime<Utc>, Progress)>,
    /// When the first was heard.
    began: Option<DateTime<Utc>>,
    /// Rows that had gone in at moments of the last seconds, oldest first.
    seen: VecDeque<(DateTime<Utc>, u64)>,
}

/// Whether it was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run {
    Going,
    Stopping,
}

/// The rate is that of so many last seconds.
const RATE_OVER: TimeDelta = TimeDelta::seconds(4);
/// Over less than this no rate is told.
const LEAST_FOR_RATE: TimeDelta = TimeDelta::milliseconds(900);
/// What is left is told from then on, and from this share of the whole on.
const LEAST_FOR_LEFT: TimeDelta = TimeDelta::milliseconds(1500);
const LEAST_SHARE: f64 = 0.03;

impl Running {
    /// What a request is, where it takes long.
    pub(crate) fn of(ticket: Ticket, request: &Request) -> Option<Self> {
        let (work, files) = match request {
            Request::Preview(import) => (Work::Preview, import.name()),
            Request::Import(import) => (Work::Load, import.name()),
            Request::WriteRejected { import, .. } => (Work::WriteRejected, import.name()),
            Request::Undo { .. } => (Work::Undo, String::new()),
            _ => return None,
        };
        let seen = VecDeque::new();
        Some(Self { ticket, work, run: Run::Going, files, heard: None, began: None, seen })
    }

    /// Takes what is said of how far it is.
    pub(crate) fn told(&mut self, progress: Progress, now: DateTime<Utc>) {
        // A clock that was set back starts anew.
        if self.heard.is_some_and(|(at, _)| at > now) {
            self.seen.clear();
            self.began = None;
        }
        self.began.get_or_insert(now);
        self.heard = Some((now, progress));
        if progress.phase == Phase::Storing {
            self.seen.push_back((now, progress.rows));
        }
        while self.seen.len() > 2 && self.seen[1].0 <= now - RATE_OVER {
            self.seen.pop_front();
        }
    }

    pub(crate) fn phase(&self) -> Option<Phase> {
        self.heard.map(|(_, progress)| progress.phase)
    }

    /// Rows that have gone in.
    pub(crate) fn rows(&self) -> u64 {
        self.heard.map_or(0, |(_, progress)| progress.rows)
    }

    /// From 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        self.heard.map_or(0.0, |(_, progress)| progress.share(self.work))
    }

    /// "43 %": never 100 before the end.
    pub(crate) fn percent(&self) -> String {
        format!("{:.0} %", (self.share() * 100.0).floor().min(99.0))
    }

    /// Rows a second, while they go in and once it can be told.
    pub(crate) fn rate(&self) -> Option<u64> {
        let ((from, before), (to, after)) = (self.seen.front()?, self.seen.back()?);
        if self.phase() != Some(Phase::Storing) || *to - *from < LEAST_FOR_RATE {
            return None;
        }
        let seconds = (*to - *from).as_seconds_f64();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows that went in a second")]
        let rate = (after.saturating_sub(*before) as f64 / seconds).round() as u64;
        (rate > 0).then_some(rate)
    }

    /// "about 20 s", once it can be told: at the speed so far.
    pub(crate) fn left(&self, now: DateTime<Utc>) -> Option<String> {
        let ((at, _), began) = (self.heard?, self.began?);
        let (share, took) = (self.share(), at - began);
        if took < LEAST_FOR_LEFT || share < LEAST_SHARE || self.run == Run::Stopping {
            return None;
        }
        let left = took.as_seconds_f64() * (1.0 - share) / share - (now - at).as_seconds_f64().max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds from 0 on")]
        Some(wait_words(left.max(0.0).round() as u64))
    }

    /// Why it cannot be stopped now, in a sentence.
    pub(crate) fn hindrance(&self) -> Option<&'static str> {
        match (self.work, self.phase()) {
            (Work::Undo, _) => Some("taking an import back is not stopped half way: it is done soon"),
            (Work::Load, Some(Phase::Saving)) => {
                Some("it is being saved, which is not stopped any more; it can be taken back afterwards")
            }
            _ => None,
        }
    }

    /// What it is, in the middle of a sentence.
    fn what(&self) -> &'static str {
        match self.work {
            Work::Preview => "the preview of an import",
            Work::Load => "the import",
            Work::Undo => "an import that is taken back",
            Work::WriteRejected => "the rejected rows",
        }
    }

    /// "43 %, about 20 s left".
    pub(crate) fn how_far(&self, now: DateTime<Utc>) -> String {
        match (self.run, self.left(now)) {
            (Run::Stopping, _) => "stopping …".to_owned(),
            (Run::Going, Some(left)) => format!("{}, {left} left", self.percent()),
            (Run::Going, None) => self.percent(),
        }
    }

    /// "the import (43 %, about 20 s left)".
    pub(crate) fn waited_for(&self, now: DateTime<Utc>) -> String {
        format!("{} ({})", self.what(), self.how_far(now))
    }

    /// For a line beside everything else: "loading evals.csv: 43 %, about 20 s left".
    pub(crate) fn line(&self, now: DateTime<Utc>) -> String {
        let doing = match self.work {
            Work::Preview => format!("looking at {}", visible(&self.files)),
            Work::Load => format!("loading {}", visible(&self.files)),
            Work::Undo => "taking an import back".to_owned(),
            Work::WriteRejected => "writing the rejected rows".to_owned(),
        };
        format!("{doing}: {}", self.how_far(now))
    }

    /// "import 43 %", where there is little room.
    pub(crate) fn short(&self, now: DateTime<Utc>) -> String {
        match self.run {
            Run::Going => format!("import {}", self.percent()),
            Run::Stopping => self.how_far(now),
        }
    }

    /// The files' names.
    pub(crate) fn files(&self) -> &str {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::BatchId;
    use crate::store::request::ImportRequest;
    use crate::tui::driver::now;

    fn load() -> Running {
        let import =
            ImportRequest { paths: vec!["/x/evals.csv".into(), "/x/b.csv".into()], ..ImportRequest::default() };
        Running::of(Ticket(7), &Request::Import(import)).expect("it takes long")
    }

    fn at(seconds: f64) -> DateTime<Utc> {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a test")]
        let milliseconds = (seconds * 1000.0) as i64;
        now() + TimeDelta::milliseconds(milliseconds)
    }

    fn storing(rows: u64, done: u64) -> Progress {
        Progress::new(Phase::Storing, done, 100).with_rows(rows)
    }

    #[test]
    fn what_is_left_is_told_once_it_can_be_and_counts_down() {
        let mut load = load();
        assert_eq!(load.line(at(0.0)), "loading evals.csv and 1 more: 0 %");
        load.told(Progress::new(Phase::Reading, 0, 10), at(0.0));
        load.told(Progress::new(Phase::Reading, 10, 10), at(1.0));
        assert_eq!(load.left(at(1.0)), None, "too early");
        // Reading is 13 of 100, and 40 of 100 of storing's 78 make 31.2: 44.2 in 8.4 seconds, so 55.8 in another 10.6.
        load.told(storing(40_000, 40), at(8.4));
        assert_eq!(load.percent(), "44 %");
        assert_eq!(load.left(at(8.4)).as_deref(), Some("about 10 s"));
        assert_eq!(load.left(at(10.9)).as_deref(), Some("about 10 s"));
        assert_eq!(load.left(at(14.0)).as_deref(), Some("about 5 s"));
        assert_eq!(load.left(at(60.0)).as_deref(), Some("a few seconds"));
        load.run = Run::Stopping;
        assert_eq!(load.waited_for(at(9.0)), "the import (stopping …)");
    }

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let mut load = load();
        load.told(storing(0, 0), at(0.0));
        assert_eq!(load.rate(), None);
        load.told(storing(50_000, 5), at(0.5));
        assert_eq!(load.rate(), None, "over half a second nothing is told");
        for second in 1..=10 {
            load.told(storing(100_000 * second, 5), at(second as f64));
        }
        assert_eq!(load.rate(), Some(100_000));
        // Slower from then on: after some seconds nothing else counts.
        for second in 11..=20 {
            load.told(storing(1_000_000 + 20_000 * (second - 10), 5), at(second as f64));
        }
        assert_eq!(load.rate(), Some(20_000));
        load.told(Progress::new(Phase::Sorting, 1, 4), at(21.0));
        assert_eq!(load.rate(), None, "no row goes in any more");
    }

    #[test]
    fn a_clock_that_is_set_back_tells_no_nonsense() {
        let mut load = load();
        load.told(storing(10, 10), at(100.0));
        load.told(storing(20, 20), at(5.0));
        assert_eq!((load.rate(), load.left(at(5.0))), (None, None));
        load.told(storing(120_000, 50), at(7.0));
        assert_eq!(load.rate(), Some(59_990));
    }

    #[test]
    fn what_cannot_be_stopped_says_so() {
        let mut load = load();
        assert_eq!(load.hindrance(), None);
        load.told(Progress::new(Phase::Saving, 0, 0), at(0.0));
        assert!(load.hindrance().is_some_and(|words| words.contains("being saved")));
        let undo = Request::Undo { batch: BatchId::new(), reason: String::new() };
        let undo = Running::of(Ticket(8), &undo).expect("it takes long");
        assert!(undo.hindrance().is_some());
        assert_eq!(undo.line(at(0.0)), "taking an import back: 0 %");
        assert_eq!(Running::of(Ticket(9), &Request::Today), None);
    }
}
