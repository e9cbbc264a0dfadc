//! Reads the team's files: CSV rows into evaluations, `WebVTT` into cues, JSON as it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde_json::Value;

use crate::demo::{DemoTeam, What, local};

const COLUMNS: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,evaluated_at,\
dimension,criterion,earned,possible,result,auto_fail,flag,comment,scored_by,kind,flag_severity,flag_at_ms";

pub(super) const DIMENSIONS: [(&str, f64); 5] =
    [("Compliance", 95.0), ("Empathy", 75.0), ("Discovery", 80.0), ("Resolution", 85.0), ("Process adherence", 90.0)];

#[derive(Debug)]
pub(super) struct Evaluation {
    pub(super) id: String,
    pub(super) call: String,
    pub(super) agent: String,
    pub(super) evaluator: String,
    pub(super) by: String,
    pub(super) calibration: bool,
    pub(super) start: DateTime<Utc>,
    pub(super) at: DateTime<Utc>,
    pub(super) loaded: DateTime<Utc>,
    /// 0, and 1 for a newer one of the same id.
    pub(super) version: usize,
    /// By dimension; none is N/A.
    pub(super) percents: [Option<f64>; 5],
    sums: [(f64, f64); 5],
    pub(super) auto_fail: bool,
}

#[derive(Debug)]
pub(super) struct Flag {
    pub(super) call: String,
    pub(super) agent: String,
    pub(super) code: String,
    pub(super) at_ms: u64,
    pub(super) comment: String,
    pub(super) start: DateTime<Utc>,
}

#[derive(Debug)]
pub(super) struct Cue {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) speaker: String,
    pub(super) text: String,
}

#[derive(Debug)]
pub(super) struct Transcript {
    pub(super) loaded: DateTime<Utc>,
    pub(super) cues: Vec<Cue>,
}

#[derive(Debug, Default)]
pub(super) struct Team {
    /// Name and team by id.
    pub(super) agents: BTreeMap<String, (String, String)>,
    pub(super) evaluations: Vec<Evaluation>,
    pub(super) flags: Vec<Flag>,
    pub(super) comments: BTreeSet<String>,
    pub(super) transcripts: BTreeMap<String, Transcript>,
    pub(super) sessions: Vec<Value>,
    pub(super) drafts: Vec<Value>,
    pub(super) anchor: NaiveDate,
}

pub(super) fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

impl Team {
    pub(super) fn read(demo: &DemoTeam) -> Self {
        let mut team = Self { anchor: demo.anchor, ..Self::default() };
        for step in &demo.steps {
            match &step.what {
                What::Evaluations { csv, .. } => team.read_csv(step.at, csv),
                What::Transcripts { files } => {
                    for (name, text) in files {
                        let call = name.strip_suffix(".vtt").expect("a vtt").to_owned();
                        assert!(team.evaluations.iter().any(|one| one.call == call), "{call} is no call");
                        let new =
                            team.transcripts.insert(call, Transcript { loaded: step.at, cues: cues(text) }).is_none();
                        assert!(new, "{name} twice");
                    }
                }
                What::Session { json } => team.sessions.push(json.clone()),
                What::Draft { json } => team.drafts.push(json.clone()),
                What::Dispute { .. }
                | What::FlagCode { .. }
                | What::SignOff { .. }
                | What::Check { .. }
                | What::Amendment { .. }
                | What::NextStep { .. }
                | What::PutOff { .. }
                | What::ReadBack { .. }
                | What::Practice { .. }
                | What::FlagByHand { .. }
                | What::Away { .. }
                | What::Praise { .. } => {}
            }
        }
        team
    }

    fn read_csv(&mut self, loaded: DateTime<Utc>, text: &str) {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().expect("headers").clone();
        assert_eq!(columns.iter().collect::<Vec<_>>().join(","), COLUMNS);
        let places: BTreeMap<&str, usize> = columns.iter().enumerate().map(|(place, name)| (name, place)).collect();
        for row in reader.records() {
            // The reader refuses a row with another number of fields.
            let row = row.expect("a row");
            let get = |name: &str| row.get(places[name]).unwrap_or("").to_owned();
            self.agents.insert(get("agent_id"), (get("agent_name"), get("team")));
            let at = instant(&get("evaluated_at"));
            let id = get("evaluation_id");
            let same = |one: &&mut Evaluation| one.id == id && one.at == at;
            if self.evaluations.iter_mut().rev().take(4).find(same).is_none() {
                let version = self.evaluations.iter().filter(|one| one.id == id).count();
                let evaluation = Evaluation {
                    id: id.clone(),
                    call: get("call_id"),
                    agent: get("agent_id"),
                    evaluator: get("evaluator"),
                    by: get("scored_by"),
                    calibration: get("kind") == "calibration",
                    start: instant(&get("call_started_at")),
                    at,
                    loaded,
                    version,
                    percents: [None; 5],
                    sums: [(0.0, 0.0); 5],
                    auto_fail: false,
                };
                self.evaluations.push(evaluation);
            }
            let flag = get("flag");
            if !flag.is_empty() {
                let at_ms = get("flag_at_ms").parse().expect("an offset");
                let flag = Flag {
                    call: get("call_id"),
                    agent: get("agent_id"),
                    code: flag,
                    at_ms,
                    comment: get("comment"),
                    start: instant(&get("call_started_at")),
                };
                self.flags.push(flag);
            }
            if !get("comment").is_empty() {
                self.comments.insert(get("comment"));
            }
            let evaluation = self.evaluations.iter_mut().rev().find(same).expect("the one of this row");
            evaluation.auto_fail |= get("auto_fail") == "true";
            let dimension = DIMENSIONS.iter().position(|(name, _)| *name == get("dimension")).expect("a dimension");
            let (earned, possible): (f64, f64) =
                (get("earned").parse().expect("points"), get("possible").parse().expect("points"));
            if get("criterion").is_empty() {
                evaluation.percents[dimension] = (possible > 0.0).then(|| 100.0 * earned / possible);
                evaluation.sums[dimension] = (earned, possible);
            } else {
                assert_eq!(
                    get("result"),
                    if possible == 0.0 {
                        "n/a"
                    } else if earned > 0.0 {
                        "met"
                    } else {
                        "missed"
                    }
                );
                evaluation.sums[dimension].0 -= earned;
                evaluation.sums[dimension].1 -= possible;
            }
        }
        // A dimension's own row is the sum of its criteria.
        assert!(
            self.evaluations
                .iter()
                .all(|one| { one.sums.iter().all(|(earned, possible)| earned.abs() + possible.abs() < 1e-9) })
        );
    }

    pub(super) fn agent_of(&self, call: &str) -> &str {
        &self.evaluations.iter().find(|one| one.call == call).expect("a call").agent
    }

    /// Calls that a person and AI both scored.
    pub(super) fn both_scored(&self) -> usize {
        let scored = |by: &str| -> BTreeSet<&str> {
            self.evaluations
                .iter()
                .filter(|one| one.by == by && !one.calibration)
                .map(|one| one.call.as_str())
                .collect()
        };
        scored("ai").intersection(&scored("person")).count()
    }

    /// Where the last complete cycle before a day ends.
    pub(super) fn boundary(&self, day: NaiveDate) -> DateTime<Utc> {
        let whole = (day - self.anchor).num_days() / 14 * 14;
        midnight(self.anchor + Days::new(u64::try_from(whole).expect("after the anchor")))
    }

    /// An agent's calls in a span with their percents on a dimension, of what counts at the end of the history.
    pub(super) fn calls(&self, agent: &str, dimension: usize, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<f64> {
        let mut by_call: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for one in self
            .evaluations
            .iter()
            .filter(|one| one.agent == agent && !one.calibration && from <= one.start && one.start < to)
        {
            let superseded = self.evaluations.iter().any(|other| other.id == one.id && other.at > one.at);
            if let Some(percent) = one.percents[dimension].filter(|_| !superseded) {
                by_call.entry(&one.call).or_default().push(percent);
            }
        }
        by_call.values().map(|percents| percents.iter().sum::<f64>() / percents.len() as f64).collect()
    }
}

pub(super) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    assert!(day.year() > 2000);
    local(day, 0, 0, 0).to_utc()
}

fn cues(text: &str) -> Vec<Cue> {
    let mut blocks = text.split("\n\n");
    assert_eq!(blocks.next(), Some("WEBVTT"));
    blocks
        .map(|block| {
            let lines: Vec<_> = block.trim_end().lines().collect();
            let [_, times, words] = lines[..] else { panic!("{block}") };
            let (from, to) = times.split_once(" --> ").expect("times");
            let (speaker, text) = words.strip_prefix("<v ").and_then(|rest| rest.split_once('>')).expect("a voice");
            Cue {
                from: ms(from),
                to: ms(to),
                speaker: speaker.to_owned(),
                text: text.strip_suffix("</v>").expect("its end").to_owned(),
            }
        })
        .collect()
}

fn ms(text: &str) -> u64 {
    let (clock, thousandths) = text.split_once('.').expect("thousandths");
    let seconds = clock.split(':').fold(0, |sum, part| sum * 60 + part.parse::<u64>().expect("digits"));
    seconds * 1000 + thousandths.parse::<u64>().expect("digits")
}
