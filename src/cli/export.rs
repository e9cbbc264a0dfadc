//! `export`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::args::{ExportWhat, Format};
use super::error::CommandError;
use super::{Outcome, json, say};
use crate::domain::day::Span;
use crate::domain::guard::guarded;
use crate::store::{ScoreRow, SessionFilter, Store};

const SCORE_HEADINGS: [&str; 26] = [
    "evaluation_id",
    "call_id",
    "agent_id",
    "agent_name",
    "team",
    "evaluator",
    "scorecard",
    "call_started_at",
    "evaluated_at",
    "dimension",
    "criterion",
    "earned",
    "possible",
    "result",
    "auto_fail",
    "flag",
    "comment",
    "source",
    "version",
    "kind",
    "scored_by",
    "total",
    "state",
    "flag_severity",
    "flag_at_ms",
    "scorecard_version",
];

pub(super) fn run(store: &Store, what: ExportWhat, format: Format, out: Option<&Path>, span: Option<Span>) -> Outcome {
    let mut target = Target::open(out)?;
    let written = match (what, format) {
        (ExportWhat::Scores, Format::Csv) => scores_csv(store, span, &mut target),
        (ExportWhat::Scores, Format::Json) => scores_json(store, span, &mut target),
        (ExportWhat::Sessions, format) => sessions(store, format, &mut target),
        (ExportWhat::Log, format) => log(store, format, &mut target),
        (ExportWhat::Coverage, format) => coverage(store, span, format, &mut target),
        (ExportWhat::Scorecard, _) => {
            let card = store.scorecard_file(None, store.today()?)?;
            let text = serde_json::to_value(&card).map_err(|e| CommandError::user(e.to_string()))?;
            target.write_all(json::text(&text).as_bytes()).map(|()| card.dimensions.len() as u64).map_err(Into::into)
        }
    };
    match written.and_then(|rows| target.finish().map(|()| rows).map_err(Into::into)) {
        Ok(rows) => {
            if let Some(path) = out {
                say(&format!("{rows} rows written to {}", path.display()))?;
            }
            Ok(0)
        }
        Err(e) => Err(e),
    }
}

/// Standard output, or a file that stands under its name only once it is whole.
enum Target {
    Out(io::StdoutLock<'static>),
    File { file: BufWriter<File>, temporary: std::path::PathBuf, path: std::path::PathBuf },
}

impl Target {
    fn open(out: Option<&Path>) -> Result<Self, CommandError> {
        let Some(path) = out else { return Ok(Self::Out(io::stdout().lock())) };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let temporary = path.with_file_name(name);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&temporary)
            .map_err(|e| CommandError::user(format!("{} cannot be written: {e}", path.display())))?;
        Ok(Self::File { file: BufWriter::new(file), temporary, path: path.to_owned() })
    }

    fn finish(mut self) -> io::Result<()> {
        match self {
            Self::Out(_) => self.flush(),
            Self::File { file, temporary, path } => {
                file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
                std::fs::rename(temporary, path)
            }
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            // A reader that has seen enough is no error.
            Self::Out(out) => match out.write(bytes) {
                Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
                other => other,
            },
            Self::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Out(out) => match out.flush() {
                Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                other => other,
            },
            Self::File { file, .. } => file.flush(),
        }
    }
}

/// Text cells are guarded; numbers never are.
fn cells(r: &ScoreRow) -> [String; 26] {
    [
        guarded(&r.evaluation_id),
        guarded(&r.call_id),
        guarded(&r.agent_id),
        guarded(&r.agent_name),
        guarded(&r.team),
        guarded(&r.evaluator),
        guarded(&r.scorecard),
        guarded(&r.call_started_at),
        guarded(&r.evaluated_at),
        guarded(&r.dimension),
        guarded(&r.criterion),
        r.earned.clone(),
        r.possible.clone(),
        guarded(&r.result),
        r.auto_fail.clone(),
        guarded(&r.flag),
        guarded(&r.comment),
        guarded(&r.source),
        r.version.clone(),
        r.kind.clone(),
        r.scored_by.clone(),
        r.total.clone(),
        r.state.clone(),
        guarded(&r.flag_severity),
        r.flag_at_ms.clone(),
        guarded(&r.scorecard_version),
    ]
}

fn scores_csv(store: &Store, span: Option<Span>, target: &mut Target) -> Result<u64, CommandError> {
    let mut writer = csv::Writer::from_writer(target);
    writer.write_record(SCORE_HEADINGS).map_err(|e| csv_error(&e))?;
    let rows = store.score_rows(span, &mut |r| writer.write_record(cells(r)).map_err(io::Error::other))??;
    writer.flush()?;
    Ok(rows)
}

fn scores_json(store: &Store, span: Option<Span>, target: &mut Target) -> Result<u64, CommandError> {
    target.write_all(b"[")?;
    let mut first = true;
    let rows = store.score_rows(span, &mut |r| {
        let values = [
            &r.evaluation_id,
            &r.call_id,
            &r.agent_id,
            &r.agent_name,
            &r.team,
            &r.evaluator,
            &r.scorecard,
            &r.call_started_at,
            &r.evaluated_at,
            &r.dimension,
            &r.criterion,
            &r.earned,
            &r.possible,
            &r.result,
            &r.auto_fail,
            &r.flag,
            &r.comment,
            &r.source,
            &r.version,
            &r.kind,
            &r.scored_by,
            &r.total,
            &r.state,
            &r.flag_severity,
            &r.flag_at_ms,
            &r.scorecard_version,
        ];
        let object: serde_json::Map<String, Value> =
            SCORE_HEADINGS.iter().zip(values).map(|(h, v)| ((*h).to_owned(), json!(v))).collect();
        target.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        target.write_all(json::text(&Value::Object(object)).trim_end().as_bytes())
    })??;
    target.write_all(b"\n]\n")?;
    Ok(rows)
}

fn csv_error(e: &csv::Error) -> CommandError {
    CommandError::user(e.to_string())
}

fn sessions(store: &Store, format: Format, target: &mut Target) -> Result<u64, CommandError> {
    let lines = store.sessions(&SessionFilter::default())?;
    if format == Format::Json {
        let mut all = Vec::new();
        for line in &lines {
            all.push(json::session(&store.session_view(line.id)?));
        }
        target.write_all(json::text(&all.into()).as_bytes())?;
        return Ok(lines.len() as u64);
    }
    let mut writer = csv::Writer::from_writer(target);
    let headings = [
        "id",
        "agent",
        "agent_name",
        "supervisor",
        "kind",
        "status",
        "held_at",
        "focus",
        "behavior",
        "action",
        "due",
        "check_threshold",
        "check_on",
        "next_session",
    ];
    writer.write_record(headings).map_err(|e| csv_error(&e))?;
    for l in &lines {
        let date = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
        let text = |t: &Option<String>| guarded(t.as_deref().unwrap_or_default());
        writer
            .write_record([
                l.id.to_string(),
                guarded(&l.agent_json_id),
                guarded(l.agent_name.verbatim()),
                guarded(&l.supervisor),
                l.kind.word().to_owned(),
                l.status.word().to_owned(),
                json::instant(l.held_at),
                text(&l.focus),
                text(&l.behavior),
                text(&l.action),
                date(l.due),
                l.check.map(|c| c.threshold.to_string()).unwrap_or_default(),
                date(l.check.map(|c| c.on)),
                date(l.next_session),
            ])
            .map_err(|e| csv_error(&e))?;
    }
    writer.flush()?;
    Ok(lines.len() as u64)
}

/// What became of flags and auto-fails; the last 90 days where none are named.
fn coverage(store: &Store, span: Option<Span>, format: Format, target: &mut Target) -> Result<u64, CommandError> {
    let rows = super::coverage::rows(&store.recent_coverage(span, None)?);
    if format == Format::Json {
        let all = Value::Array(rows.clone());
        target.write_all(json::text(&all).as_bytes())?;
        return Ok(rows.len() as u64);
    }
    let headings = [
        "state",
        "kind",
        "agent",
        "agent_name",
        "team",
        "call_id",
        "day",
        "code",
        "severity",
        "dimension",
        "auto_fail",
        "age_days",
        "overdue_days",
        "session",
        "coached_on",
        "days_after",
    ];
    let mut writer = csv::Writer::from_writer(target);
    writer.write_record(headings).map_err(|e| csv_error(&e))?;
    for row in &rows {
        let cells = headings.map(|heading| match &row[heading] {
            Value::String(text) => guarded(text),
            Value::Null => String::new(),
            number => number.to_string(),
        });
        writer.write_record(cells).map_err(|e| csv_error(&e))?;
    }
    writer.flush()?;
    Ok(rows.len() as u64)
}

fn log(store: &Store, format: Format, target: &mut Target) -> Result<u64, CommandError> {
    let view = store.log_view("", usize::MAX)?;
    if format == Format::Json {
        let all: Vec<Value> = view
            .lines
            .iter()
            .rev()
            .map(|l| json!({ "seq": l.seq, "at": json::instant(l.at), "actor": l.actor.verbatim(), "action": l.action, "summary": l.summary.verbatim(), "why": l.why.as_ref().map(crate::domain::raw::Raw::verbatim), "hash": l.hash }))
            .collect();
        target.write_all(json::text(&all.into()).as_bytes())?;
        return Ok(view.lines.len() as u64);
    }
    let mut writer = csv::Writer::from_writer(target);
    writer.write_record(["seq", "at", "actor", "action", "summary", "why", "hash"]).map_err(|e| csv_error(&e))?;
    for l in view.lines.iter().rev() {
        let why = l.why.as_ref().map(|w| guarded(w.verbatim())).unwrap_or_default();
        let record = [
            l.seq.to_string(),
            json::instant(l.at),
            guarded(l.actor.verbatim()),
            l.action.clone(),
            guarded(l.summary.verbatim()),
            why,
            l.hash.clone(),
        ];
        writer.write_record(record).map_err(|e| csv_error(&e))?;
    }
    writer.flush()?;
    Ok(view.lines.len() as u64)
}
