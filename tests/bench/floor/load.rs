//! The load: one transaction, sixteen rows an INSERT, the indexes after the rows, and the daily sums last.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Result, bail};
use csv::ByteRecord;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::table::{self, Columns, Scores, points, second, text};

const SCHEMA: &str = "
    CREATE TABLE agent (id INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, team TEXT NOT NULL);
    CREATE TABLE evaluator (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE dimension (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE call (id INTEGER PRIMARY KEY, key TEXT NOT NULL, agent INTEGER NOT NULL, started INTEGER NOT NULL);
    CREATE TABLE evaluation (id INTEGER PRIMARY KEY, key TEXT NOT NULL, call INTEGER NOT NULL, agent INTEGER NOT NULL,
        evaluator INTEGER NOT NULL, scored_by TEXT NOT NULL, evaluated INTEGER NOT NULL, day INTEGER NOT NULL,
        overall REAL, auto_fail INTEGER NOT NULL, flag TEXT);
    CREATE TABLE score (evaluation INTEGER NOT NULL, dimension INTEGER NOT NULL, earned REAL, possible REAL);
    -- A number, a sum and a sum of squares for the overall and for each dimension, eight bytes each.
    CREATE TABLE sums (agent INTEGER NOT NULL, day INTEGER NOT NULL, cells BLOB NOT NULL,
        PRIMARY KEY (agent, day)) WITHOUT ROWID;";

const INDEXES: &str = "
    CREATE UNIQUE INDEX score_evaluation ON score (evaluation, dimension);
    CREATE UNIQUE INDEX call_key ON call (key);
    CREATE INDEX call_agent ON call (agent);
    CREATE UNIQUE INDEX evaluation_key ON evaluation (key);
    CREATE INDEX evaluation_call ON evaluation (call);
    CREATE INDEX evaluation_day ON evaluation (agent, day);";

const ROWS_AN_INSERT: usize = 16;

/// Rows that wait until there are enough for one statement.
#[derive(Debug)]
struct Batch {
    into: &'static str,
    columns: usize,
    values: Vec<Value>,
}

impl Batch {
    fn new(into: &'static str, columns: usize) -> Self {
        Self { into, columns, values: Vec::with_capacity(columns * ROWS_AN_INSERT) }
    }

    fn add<const N: usize>(&mut self, conn: &Connection, row: [Value; N]) -> Result<()> {
        self.values.extend(row);
        if self.values.len() == self.columns * ROWS_AN_INSERT { self.write(conn) } else { Ok(()) }
    }

    fn write(&mut self, conn: &Connection) -> Result<()> {
        let rows = self.values.len() / self.columns;
        if rows > 0 {
            let row = format!("({})", vec!["?"; self.columns].join(","));
            let sql = format!("INSERT INTO {} VALUES {}", self.into, vec![row; rows].join(","));
            conn.prepare_cached(&sql)?.execute(params_from_iter(self.values.drain(..)))?;
        }
        Ok(())
    }
}

/// Words that many rows share, by the number of each.
#[derive(Debug, Default)]
struct Words(HashMap<String, i64>);

impl Words {
    /// The number, and whether it is new.
    fn number(&mut self, word: &str) -> (i64, bool) {
        if let Some(number) = self.0.get(word) {
            return (*number, false);
        }
        let number = i64::try_from(self.0.len()).unwrap_or(i64::MAX) + 1;
        self.0.insert(word.to_owned(), number);
        (number, true)
    }
}

/// Number, sum and sum of squares.
pub type Cell = [f64; 3];

/// The overall and eight dimensions.
pub const CELLS: usize = 9;

#[derive(Debug)]
struct Open {
    key: String,
    rest: [Value; 9],
    agent: i64,
    day: i64,
    /// Dimension and percent.
    percents: Vec<(i64, f64)>,
}

struct Load<'c> {
    conn: &'c Connection,
    agents: Words,
    evaluators: Words,
    dimensions: Words,
    calls: Words,
    agent_rows: Batch,
    call_rows: Batch,
    evaluation_rows: Batch,
    score_rows: Batch,
    evaluations: i64,
    open: Option<Open>,
    sums: BTreeMap<(i64, i64), [Cell; CELLS]>,
}

/// Loads a table into a new file; says how many scores there were.
pub fn load(from: &Path, out: &Path) -> Result<u64> {
    if out.exists() {
        bail!("{} is there already", out.display());
    }
    let conn = Connection::open(out)?;
    conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;")?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.execute_batch("BEGIN IMMEDIATE;")?;
    conn.execute_batch(SCHEMA)?;
    let mut reader = table::open(from)?;
    let columns = Columns::read(reader.byte_headers()?)?;
    let mut load = Load::new(&conn);
    let mut record = ByteRecord::new();
    let mut scores = 0;
    while reader.read_byte_record(&mut record)? {
        scores += load.row(&columns, &record)?;
    }
    load.close()?;
    load.finish()?;
    conn.execute_batch(INDEXES)?;
    conn.execute_batch("COMMIT;")?;
    conn.close().map_err(|(_, error)| error)?;
    Ok(scores)
}

fn owned(text: &str) -> Value {
    Value::Text(text.to_owned())
}

impl<'c> Load<'c> {
    fn new(conn: &'c Connection) -> Self {
        Self {
            conn,
            agents: Words::default(),
            evaluators: Words::default(),
            dimensions: Words::default(),
            calls: Words::default(),
            agent_rows: Batch::new("agent", 4),
            call_rows: Batch::new("call", 4),
            evaluation_rows: Batch::new("evaluation", 11),
            score_rows: Batch::new("score", 4),
            evaluations: 0,
            open: None,
            sums: BTreeMap::new(),
        }
    }

    /// Says how many scores the row has. Rows of one evaluation follow each other.
    fn row(&mut self, columns: &Columns, record: &ByteRecord) -> Result<u64> {
        let key = text(record, columns.evaluation)?;
        if self.open.as_ref().is_none_or(|open| open.key != key) {
            self.close()?;
            self.evaluation(columns, record)?;
        }
        match &columns.scores {
            Scores::Long(dimension, earned, possible) => {
                let (dimension, _) = self.dimensions.number(text(record, *dimension)?);
                self.score(dimension, text(record, *earned)?.parse()?, text(record, *possible)?.parse()?)?;
                Ok(1)
            }
            Scores::Wide(dimensions) => {
                let mut scores = 0;
                for (at, name) in dimensions {
                    let (dimension, _) = self.dimensions.number(name);
                    if let Some((earned, possible)) = points(text(record, *at)?)? {
                        self.score(dimension, earned, possible)?;
                        scores += 1;
                    }
                }
                Ok(scores)
            }
        }
    }

    fn evaluation(&mut self, columns: &Columns, record: &ByteRecord) -> Result<()> {
        let (agent, new) = self.agents.number(text(record, columns.agent)?);
        if new {
            let cell = |at| text(record, at).map(owned);
            let row = [agent.into(), cell(columns.agent)?, cell(columns.name)?, cell(columns.team)?];
            self.agent_rows.add(self.conn, row)?;
        }
        let started = second(text(record, columns.started)?)?;
        let call_key = text(record, columns.call)?;
        let (call, new) = self.calls.number(call_key);
        if new {
            self.call_rows.add(self.conn, [call.into(), owned(call_key), agent.into(), started.into()])?;
        }
        let (evaluator, _) = self.evaluators.number(text(record, columns.evaluator)?);
        let day = started.div_euclid(86_400);
        let (fail, flag) = (text(record, columns.auto_fail)?, text(record, columns.flag)?);
        self.evaluations += 1;
        self.open = Some(Open {
            key: text(record, columns.evaluation)?.to_owned(),
            rest: [
                call.into(),
                agent.into(),
                evaluator.into(),
                owned(text(record, columns.scored_by)?),
                second(text(record, columns.evaluated)?)?.into(),
                day.into(),
                Value::Null,
                i64::from(fail == "true").into(),
                if flag.is_empty() { Value::Null } else { owned(flag) },
            ],
            agent,
            day,
            percents: Vec::with_capacity(CELLS),
        });
        Ok(())
    }

    fn score(&mut self, dimension: i64, earned: f64, possible: f64) -> Result<()> {
        if let Some(open) = &mut self.open {
            open.percents.push((dimension, 100.0 * earned / possible));
        }
        self.score_rows.add(self.conn, [self.evaluations.into(), dimension.into(), earned.into(), possible.into()])
    }

    /// All rows of the evaluation were read.
    fn close(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let [call, agent, evaluator, scored_by, evaluated, day, _, fail, flag] = open.rest;
        let failed = matches!(fail, Value::Integer(1));
        let sum: f64 = open.percents.iter().map(|(_, percent)| percent).sum();
        let overall = match open.percents.len() {
            0 => None,
            _ if failed => Some(0.0),
            n => Some(sum / n as f64),
        };
        let cells = self.sums.entry((open.agent, open.day)).or_insert([[0.0; 3]; CELLS]);
        let overalls = overall.map(|percent| (0, percent));
        for (at, percent) in open.percents.iter().copied().chain(overalls) {
            if let Some(cell) = usize::try_from(at).ok().and_then(|at| cells.get_mut(at)) {
                *cell = [cell[0] + 1.0, cell[1] + percent, cell[2] + percent * percent];
            }
        }
        let overall = overall.map_or(Value::Null, Value::Real);
        let row = [
            self.evaluations.into(),
            Value::Text(open.key),
            call,
            agent,
            evaluator,
            scored_by,
            evaluated,
            day,
            overall,
            fail,
            flag,
        ];
        self.evaluation_rows.add(self.conn, row)
    }

    fn finish(&mut self) -> Result<()> {
        for batch in [&mut self.agent_rows, &mut self.call_rows, &mut self.evaluation_rows, &mut self.score_rows] {
            batch.write(self.conn)?;
        }
        for (table, words) in [("evaluator", &self.evaluators), ("dimension", &self.dimensions)] {
            for (word, number) in &words.0 {
                self.conn.execute(&format!("INSERT INTO {table} VALUES (?1, ?2)"), (number, word))?;
            }
        }
        let mut sums = Batch::new("sums", 3);
        for ((agent, day), cells) in &self.sums {
            let bytes = cells.as_flattened().iter().flat_map(|number| number.to_le_bytes()).collect();
            sums.add(self.conn, [(*agent).into(), (*day).into(), Value::Blob(bytes)])?;
        }
        sums.write(self.conn)
    }
}
