//! `export`: which table is asked for, and where it goes.

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use serde_json::Value;

use super::args::{ExportArgs, ExportWhat, Format};
use super::error::CommandError;
use super::{Outcome, UNREAD, json, say};
use crate::domain::day::Span;
use crate::domain::scorecard::NewDimension;
use crate::domain::session::{SessionLine, Status};
use crate::domain::standing::{Query, Standing};
use crate::domain::trends::filter::Reach;
use crate::domain::trends::{TrendsQuery, TrendsView};
use crate::export::{self, Form, Sink, Table};
use crate::import::Existing;
use crate::store::{FileDimension, SessionFilter, Store};
use crate::written::{Written, refusal};

pub(super) fn run(store: &Store, args: &ExportArgs) -> Outcome {
    apply(args)?;
    if args.format == Format::Xlsx && args.out.is_none() && io::stdout().is_terminal() {
        return Err(CommandError::usage("a workbook is no text: name a file with --out FILE.xlsx"));
    }
    let asked = Asked { store, args, span: span(args)? };
    let mut target = Target::open(args.out.as_deref())?;
    // Where this fails, what was begun goes away, and a file of before stays as it was.
    let rows = asked.write(&mut target)?;
    let code = target.finish()?;
    if store.is_damaged() {
        // No checkpoint stands beside it: nothing vouches for a log that cannot be read whole.
        say(&format!("{rows} rows were written; the file is damaged, and what of it cannot be read is left out"))?;
        return Ok(3);
    }
    if let Some(path) = &args.out {
        let mut beside = path.file_name().unwrap_or_default().to_owned();
        beside.push(".checkpoint.txt");
        let beside = path.with_file_name(beside);
        let taken = store.leave_checkpoint(&beside, Existing::WriteOver)?;
        say(&format!("{rows} rows written to {}, with log check code {}", path.display(), taken.check_code()))?;
    }
    Ok(code)
}

fn span(args: &ExportArgs) -> Result<Option<Span>, CommandError> {
    match args.period.from.zip(args.period.to) {
        Some((from, to)) if from >= to => {
            Err(CommandError::usage(format!("--to {to} is not after --from {from}; the day of --to is not included")))
        }
        days => Ok(days.map(|(from, to)| Span::new(from, to))),
    }
}

/// Which options mean something for a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Team,
    Agent,
    Scorecard,
    Days,
    Cycle,
    Cycles,
}

impl ExportWhat {
    fn takes(self) -> &'static [Takes] {
        match self {
            Self::Scores => &[Takes::Days],
            Self::Sessions | Self::Outcomes => &[Takes::Team, Takes::Agent, Takes::Days],
            Self::Log | Self::Practice => &[],
            Self::Scorecard => &[Takes::Scorecard],
            Self::Coverage | Self::Flags => &[Takes::Team, Takes::Days],
            Self::Team => &[Takes::Team, Takes::Scorecard, Takes::Days, Takes::Cycle],
            Self::Dimensions | Self::Calls => &[Takes::Team, Takes::Agent, Takes::Scorecard, Takes::Days, Takes::Cycle],
            Self::Due => &[Takes::Team],
            Self::Actions
            | Self::Trends
            | Self::Agents
            | Self::Movers
            | Self::Gaps
            | Self::Evaluators
            | Self::Overlaps => &[Takes::Team, Takes::Scorecard, Takes::Cycle, Takes::Cycles],
        }
    }
}

/// An option that would be passed over is refused: the table would not be what was asked for.
fn apply(args: &ExportArgs) -> Result<(), CommandError> {
    let given = [
        (Takes::Team, args.team.is_some(), "--team"),
        (Takes::Agent, args.agent.is_some(), "--agent"),
        (Takes::Scorecard, args.period.scorecard.is_some(), "--scorecard"),
        (Takes::Days, args.period.from.is_some(), "--from and --to"),
        (Takes::Cycle, args.period.cycle.is_some(), "--cycle"),
        (Takes::Cycles, args.cycles.is_some(), "--cycles"),
    ];
    let takes = args.what.takes();
    let strange = given.iter().find(|(option, given, _)| *given && !takes.contains(option));
    strange.map_or(Ok(()), |(_, _, name)| {
        let what = clap::ValueEnum::to_possible_value(&args.what).map(|v| v.get_name().to_owned()).unwrap_or_default();
        Err(CommandError::usage(format!("{name} means nothing for `export {what}`")))
    })
}

struct Asked<'a> {
    store: &'a Store,
    args: &'a ExportArgs,
    span: Option<Span>,
}

impl Asked<'_> {
    fn write(&self, target: &mut Target) -> Result<u64, CommandError> {
        let form = match self.args.format {
            Format::Csv => Form::Csv,
            Format::Json => Form::Json,
            Format::Xlsx => Form::Xlsx,
        };
        match (self.args.what, form) {
            (ExportWhat::Scores, form) => self.scores(form, target),
            // What these hold inside each other, a table cannot: JSON has it whole.
            (ExportWhat::Sessions, Form::Json) => {
                let lines = self.lines()?;
                let whole = |line: &SessionLine| Ok(json::session(&self.store.session_view(line.id)?));
                let readable = |one: &Result<Value, CommandError>| one.is_ok() || !self.store.is_damaged();
                let all = lines.iter().map(whole).filter(readable).collect::<Result<Vec<Value>, CommandError>>()?;
                let rows = all.len() as u64;
                target.write_all(json::text(&all.into()).as_bytes())?;
                Ok(rows)
            }
            (ExportWhat::Scorecard, Form::Json) => {
                let card = self.store.scorecard_file(self.args.period.scorecard.as_deref(), self.store.today()?)?;
                let text = serde_json::to_value(&card).map_err(|e| CommandError::user(e.to_string()))?;
                target.write_all(json::text(&text).as_bytes())?;
                Ok(card.dimensions.len() as u64)
            }
            (ExportWhat::Coverage, Form::Json) => {
                let rows = super::coverage::rows(&self.store.recent_coverage(self.span, self.team()?)?);
                let count = rows.len() as u64;
                target.write_all(json::text(&rows.into()).as_bytes())?;
                Ok(count)
            }
            (what, form) => Ok(self.table(what)?.write(form, self.store.clock().now(), target)?),
        }
    }

    /// Row by row: a year of a center is more than memory should hold.
    fn scores(&self, form: Form, target: &mut Target) -> Result<u64, CommandError> {
        let mut sink = Sink::begin(form, &export::scores(), self.store.clock().now(), target)?;
        let rows = self.store.score_rows(self.span, &mut |r| sink.row(&export::score(r)))??;
        sink.end()?;
        Ok(rows)
    }

    fn table(&self, what: ExportWhat) -> Result<Table, CommandError> {
        let store = self.store;
        Ok(match what {
            // Streamed, and not come by here.
            ExportWhat::Scores => Table { head: export::scores(), rows: Vec::new() },
            ExportWhat::Sessions => export::sessions(&self.lines()?),
            ExportWhat::Outcomes => export::outcomes(&store.with_outcomes(self.lines()?)?),
            ExportWhat::Log => export::log(&store.log_view("", usize::MAX)?),
            ExportWhat::Scorecard => self.scorecard()?,
            ExportWhat::Coverage => export::coverage(&store.recent_coverage(self.span, self.team()?)?),
            ExportWhat::Flags => export::flags(&store.recent_coverage(self.span, self.team()?)?),
            ExportWhat::Team => export::team(&store.team_view(&self.query()?)?),
            ExportWhat::Dimensions => self.dimensions()?,
            ExportWhat::Calls => self.calls()?,
            ExportWhat::Due => export::due(&store.today_view(self.team()?)?),
            ExportWhat::Practice => export::practice(&store.practice_by_dimension()?),
            ExportWhat::Actions => export::actions(&self.trends()?),
            ExportWhat::Trends => export::trends(&self.trends()?),
            ExportWhat::Agents => export::agents(&self.trends()?),
            ExportWhat::Movers => export::movers(&self.trends()?),
            ExportWhat::Gaps => export::gaps(&self.trends()?),
            ExportWhat::Evaluators => export::evaluators(&self.trends()?),
            ExportWhat::Overlaps => export::overlaps(&self.trends()?),
        })
    }

    fn team(&self) -> Result<Option<crate::domain::id::TeamId>, CommandError> {
        Ok(self.args.team.as_deref().map(|team| self.store.team_named(team)).transpose()?.map(|team| team.id))
    }

    fn query(&self) -> Result<Query, CommandError> {
        super::team::query(self.store, self.args.team.as_deref(), &self.args.period)
    }

    fn trends(&self) -> Result<TrendsView, CommandError> {
        Ok(self.store.trends(&TrendsQuery {
            team: self.team()?,
            scorecard: self.args.period.scorecard.clone(),
            last: self.args.period.cycle.unwrap_or(0),
            reach: self.args.cycles.map_or(Reach::Usual, |n| Reach::Cycles(usize::from(n))),
            ..TrendsQuery::default()
        })?)
    }

    fn dimensions(&self) -> Result<Table, CommandError> {
        let query = self.query()?;
        if let Some(agent) = &self.args.agent {
            let view = self.store.agent_view(self.store.agent_named(agent)?.id, &query)?;
            return Ok(export::dimensions(&[&view.standing], &view.basis));
        }
        let view = self.store.team_view(&query)?;
        Ok(export::dimensions(&view.agents.iter().collect::<Vec<&Standing>>(), &view.basis))
    }

    fn calls(&self) -> Result<Table, CommandError> {
        let query = self.query()?;
        if let Some(agent) = &self.args.agent {
            let view = self.store.agent_view(self.store.agent_named(agent)?.id, &query)?;
            return Ok(export::calls(&[view]));
        }
        let team = self.store.team_view(&query)?;
        // One scorecard for all: the columns are its dimensions.
        let query = Query { scorecard: Some(team.basis.scorecard.name.clone()), ..query };
        let views = team.agents.iter().map(|s| Ok(self.store.agent_view(s.agent.id, &query)?));
        Ok(export::calls(&views.collect::<Result<Vec<_>, CommandError>>()?))
    }

    /// Finished sessions, newest first; of a team, those of its agents of today.
    fn lines(&self) -> Result<Vec<SessionLine>, CommandError> {
        let agent = self.args.agent.as_deref().map(|a| self.store.agent_named(a)).transpose()?.map(|a| a.id);
        let (from, to) = self.span.map(|s| (s.from, s.to)).unzip();
        let mut lines = self.store.sessions(&SessionFilter { agent, from, to })?;
        if self.args.what == ExportWhat::Outcomes {
            lines.retain(|line| line.status != Status::Void);
        }
        if let Some(team) = self.team()? {
            let view = self.store.team_view(&Query { team: Some(team), ..Query::default() })?;
            lines.retain(|line| view.agents.iter().any(|a| a.agent.id == line.agent));
        }
        Ok(lines)
    }

    fn scorecard(&self) -> Result<Table, CommandError> {
        let card = self.store.scorecard_file(self.args.period.scorecard.as_deref(), self.store.today()?)?;
        let dimension = |d: &FileDimension| NewDimension {
            key: d.key.clone().unwrap_or_default(),
            name: d.name.clone().unwrap_or_default(),
            weight: d.weight,
            critical: d.critical,
            target: d.target,
        };
        let dimensions: Vec<NewDimension> = card.dimensions.iter().map(dimension).collect();
        Ok(export::scorecard(&card.name, &card.version, &dimensions))
    }
}

/// Standard output, or a file that stands under its name only once it is whole.
enum Target {
    /// With the exit code that it comes to.
    Out(io::StdoutLock<'static>, u8),
    File {
        written: Written,
        path: std::path::PathBuf,
    },
}

impl Target {
    fn open(out: Option<&Path>) -> Result<Self, CommandError> {
        let Some(path) = out else { return Ok(Self::Out(io::stdout().lock(), 0)) };
        let written = Written::begin(path).map_err(|e| CommandError::user(refusal(path, &e)))?;
        Ok(Self::File { written, path: path.to_owned() })
    }

    fn finish(mut self) -> Result<u8, CommandError> {
        self.flush()?;
        match self {
            Self::Out(_, code) => Ok(code),
            Self::File { written, path } => {
                written.finish().map_err(|e| CommandError::user(refusal(&path, &e)))?;
                Ok(0)
            }
        }
    }
}

fn unwritable(error: &io::Error) -> io::Error {
    io::Error::other(format!("standard output cannot be written: {error}"))
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            // A reader that has seen enough is no error.
            Self::Out(out, code) => match out.write(bytes) {
                Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                    *code = UNREAD;
                    Ok(bytes.len())
                }
                other => other.map_err(|e| unwritable(&e)),
            },
            // The words of a failure go through what makes workbooks, too: the path and the room are in them.
            Self::File { written, path } => {
                written.write(bytes).map_err(|e| io::Error::new(e.kind(), refusal(path, &e)))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Out(out, code) => match out.flush() {
                Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                    *code = UNREAD;
                    Ok(())
                }
                other => other.map_err(|e| unwritable(&e)),
            },
            Self::File { written, path } => written.flush().map_err(|e| io::Error::new(e.kind(), refusal(path, &e))),
        }
    }
}
