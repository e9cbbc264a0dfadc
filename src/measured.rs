//! What the benchmarks reach of the program: a file that is open, its questions, and its screens, all by plain data.
//! Nothing of it is a promise; who uses the program uses [`crate::run`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock::Clock;
use crate::domain::day::{Span, from_number};
use crate::domain::focus::{self, DimensionFigure};
use crate::domain::id::PersonId;
use crate::domain::outcome::{self, Choice, Evidence};
use crate::domain::people::Actor;
use crate::domain::standing::{Period, Query};
use crate::domain::trends::TrendsQuery;
use crate::import::Go;
use crate::store::{ImportJob, Store, Worker};
use crate::tui::Frames;

/// An error is a sentence.
type Said<T> = Result<T, String>;

/// Days from the first up to, not including, the second.
pub type Days = (NaiveDate, NaiveDate);

fn span((from, to): Days) -> Span {
    Span::new(from, to)
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn open(path: &Path, name: &str, at: DateTime<Utc>) -> Said<Store> {
    let actor = Actor { name: name.to_owned(), os_user: None, host: None };
    Store::open(path, actor, Clock::Fixed(at), false).map_err(words)
}

/// An agent, by the position in [`Desk::agents`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The UUID.
    pub id: String,
    /// The source's own id.
    pub source_id: String,
    pub name: String,
}

/// A scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    /// The UUID of its line.
    pub id: String,
    pub name: String,
    pub version: String,
    /// Key and name.
    pub dimensions: Vec<(String, String)>,
}

/// A file that is open. Every question says how much there was in the answer.
#[derive(Debug)]
pub struct Desk {
    store: Store,
    people: Vec<PersonId>,
    end: NaiveDate,
}

impl Desk {
    /// Opens a file, or makes it, as somebody and at some time.
    pub fn open(path: &Path, name: &str, at: DateTime<Utc>) -> Said<Self> {
        let store = open(path, name, at)?;
        let mut desk = Self { store, people: Vec::new(), end: at.date_naive() };
        desk.look();
        Ok(desk)
    }

    /// Who is there, and until when, is found out anew.
    fn look(&mut self) {
        if let Ok((end, people)) = self.store.busiest() {
            self.people = people;
            self.end = from_number(end).unwrap_or(self.end);
        }
    }

    /// The day after the newest call.
    pub fn end(&self) -> NaiveDate {
        self.end
    }

    /// Those with the most calls first.
    pub fn agents(&self) -> Said<Vec<Agent>> {
        let all = self.store.people().map_err(words)?;
        let one = |id: &PersonId| {
            let line = all.iter().find(|line| line.agent.id == *id)?;
            Some(Agent { id: id.0.to_string(), source_id: line.agent.json_id(), name: line.agent.name.visible() })
        };
        Ok(self.people.iter().filter_map(one).collect())
    }

    /// The scorecard with the most evaluations in a span.
    pub fn scorecard(&self, days: Days) -> Said<Scorecard> {
        let query = Query { period: Period::Days(span(days)), ..Query::default() };
        let card = self.store.team_view(&query).map_err(words)?.basis.scorecard;
        let dimensions = card.dimensions.into_iter().map(|d| (d.key, d.name)).collect();
        Ok(Scorecard { id: card.id.0.to_string(), name: card.name, version: card.version, dimensions })
    }

    fn agent(&self, place: usize) -> Said<PersonId> {
        self.people.get(place).copied().ok_or_else(|| "there are not so many agents".to_owned())
    }

    /// Current, calls and overall of everyone: figures.
    pub fn figures(&self, days: Days) -> Said<usize> {
        self.store.figures_alone(span(days)).map_err(words)
    }

    /// All that the team's screen shows: agents.
    pub fn team(&self, days: Days) -> Said<usize> {
        let query = Query { period: Period::Days(span(days)), ..Query::default() };
        Ok(self.store.team_view(&query).map_err(words)?.agents.len())
    }

    /// All that the agent's screen shows: calls.
    pub fn prep_sheet(&self, agent: usize, days: Days) -> Said<usize> {
        let query = Query { period: Period::Days(span(days)), ..Query::default() };
        Ok(self.store.agent_view(self.agent(agent)?, &query).map_err(words)?.calls.len())
    }

    /// An agent's weeks: figures.
    pub fn weeks(&self, agent: usize, (from, to): Days) -> Said<usize> {
        let ends = std::iter::successors(Some(to), |end| Some(*end - chrono::TimeDelta::weeks(1)));
        let weeks = ends.take_while(|end| *end > from).map(|end| Span::new(end - chrono::TimeDelta::weeks(1), end));
        self.store.weeks_alone(self.agent(agent)?, &weeks.collect::<Vec<_>>()).map_err(words)
    }

    /// An agent's worst calls: calls.
    pub fn worst(&self, agent: usize, days: Days, most: usize) -> Said<usize> {
        self.store.worst_alone(self.agent(agent)?, span(days), most).map_err(words)
    }

    /// All that the trends' screen shows of everyone: cycles.
    pub fn trends(&self) -> Said<usize> {
        Ok(self.store.trends(&TrendsQuery::default()).map_err(words)?.cycles.len())
    }

    /// What is due: items.
    pub fn today(&self) -> Said<usize> {
        Ok(self.store.today_view(None).map_err(words)?.items.len())
    }

    /// The newest lines of transcripts with all the words: lines.
    pub fn search(&self, typed: &str) -> Said<usize> {
        Ok(self.store.search(typed, None).map_err(words)?.lines.len())
    }

    /// The newest page of the log: records.
    pub fn log(&self, filter: &str, most: usize) -> Said<usize> {
        Ok(self.store.log_page(filter, most, None).map_err(words)?.lines.len())
    }

    /// Whether the log is whole: records.
    pub fn verify(&self) -> Said<usize> {
        let verified = self.store.verify().map_err(words)?;
        usize::try_from(verified.records).map_err(words)
    }

    /// Loads files as one batch: rows read.
    pub fn import(&mut self, paths: &[PathBuf]) -> Said<u64> {
        let job = ImportJob { paths: paths.to_vec(), ..ImportJob::default() };
        let plan = self.store.plan_import(&job).map_err(words)?;
        let report = self.store.import(&plan, false, &mut |_| Go::On).map_err(words)?;
        self.look();
        Ok(report.rows_read)
    }

    /// Puts things on record, each in JSON as the log has it: `action` and `what`.
    pub fn record(&mut self, records: &[String]) -> Said<()> {
        self.store.put_on_record(records).map_err(words)
    }
}

/// The screens of a file, drawn without a terminal.
pub struct Screens {
    frames: Frames,
    worker: Arc<Worker>,
}

impl std::fmt::Debug for Screens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screens").field("worker", &self.worker).finish_non_exhaustive()
    }
}

impl Screens {
    /// Opens the file on Today.
    pub fn open(path: &Path, name: &str, at: DateTime<Utc>, size: (u16, u16)) -> Said<Self> {
        let store = open(path, name, at)?;
        let zone = store.settings().map_err(words)?.zone;
        let (sender, replies) = channel();
        let worker = Worker::start(
            store,
            Box::new(move |reply| {
                // Nobody waits any more.
                let _ = sender.send(reply);
            }),
        );
        let worker = Arc::new(worker);
        let asked = worker.clone();
        let send = Box::new(move |ticket, request| asked.send(ticket, request));
        let frames = Frames::new(size, name, (Clock::Fixed(at), zone), send, replies)?;
        Ok(Self { frames, worker })
    }

    /// Presses keys, written as in `keymap.toml` with spaces between, and waits for what they ask for.
    pub fn keys(&mut self, keys: &str) -> Said<()> {
        self.frames.keys(keys)
    }

    /// Types into the field in use.
    pub fn types(&mut self, text: &str) -> Said<()> {
        self.frames.types(text)
    }

    /// Draws a frame: cells.
    pub fn draw(&mut self) -> Said<usize> {
        self.frames.draw()
    }

    pub fn text(&mut self) -> Said<String> {
        self.frames.text()
    }
}

impl Drop for Screens {
    fn drop(&mut self) {
        self.worker.finish();
    }
}

/// A call's percents, a place per dimension.
pub type Percents = Vec<Option<f64>>;

/// The focus among dimensions by their targets and calls, and how sure it is.
pub fn focus(targets: &[Option<f64>], calls: &[Percents]) -> Option<(usize, Option<f64>)> {
    let figures: Vec<DimensionFigure> = targets
        .iter()
        .enumerate()
        .map(|(at, target)| {
            let all: Vec<f64> = calls.iter().filter_map(|call| call.get(at).copied().flatten()).collect();
            DimensionFigure {
                key: at.to_string(),
                name: at.to_string(),
                weight: 1.0,
                critical: at == 0,
                target: *target,
                current: (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64),
                n: u32::try_from(all.len()).unwrap_or(u32::MAX),
                previous: None,
                previous_n: 0,
            }
        })
        .collect();
    let mut finding = focus::find(&figures, 3);
    focus::judge_confidence(&mut finding, &figures, calls, 3);
    let focus::Finding::Focus { dimension, confidence, .. } = finding else { return None };
    Some((dimension, confidence))
}

/// The interval that the outcome of a session is judged by: its first dimension, coached between two lists of calls.
pub fn interval(targets: &[Option<f64>], before: &[Percents], after: &[Percents]) -> Option<(f64, f64)> {
    let evidence = Evidence {
        focus: 0,
        targets: targets.to_vec(),
        choice: Choice::FromTheseCalls,
        before: before.to_vec(),
        after: after.to_vec(),
        peers: Vec::new(),
    };
    let outcome = outcome::judge(&evidence);
    outcome.lower.zip(outcome.upper)
}
