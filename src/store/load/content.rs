//! What an evaluation or a transcript says, as a hash: two files that say the same give the same.
//! Where it stood (file, line, batch, team) is no part of it.

use sha2::{Digest, Sha256};

use crate::domain::call::TranscriptRecord;
use crate::domain::evaluation::{AutoFailRecord, EvaluationRecord, Number};
use crate::domain::scorecard::{key_of, push_key};
use crate::domain::when::Stamp;
use crate::store::convert::parts;

/// The bytes that are hashed, all at once: they are many and short.
struct Fields(Vec<u8>);

impl Fields {
    /// With room for so many.
    fn of_about(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    fn text(&mut self, text: &str) {
        self.0.extend((text.len() as u64).to_be_bytes());
        self.0.extend(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn number(&mut self, number: Option<f64>) {
        self.0.push(u8::from(number.is_some()));
        self.0.extend(number.unwrap_or_default().to_be_bytes());
    }

    fn whole(&mut self, number: Option<i64>) {
        self.0.push(u8::from(number.is_some()));
        self.0.extend(number.unwrap_or_default().to_be_bytes());
    }

    fn stamp(&mut self, stamp: Option<&Stamp>) {
        let (kind, ms) = stamp.map(|s| parts(s.when)).unzip();
        self.whole(kind.map(i64::from));
        self.whole(ms);
    }

    fn finish(self) -> [u8; 16] {
        half(Sha256::digest(&self.0).into())
    }
}

fn half(hash: [u8; 32]) -> [u8; 16] {
    let (head, _) = hash.split_first_chunk::<16>().expect("32 bytes have 16");
    *head
}

fn value(number: Option<&Number>) -> Option<f64> {
    number.map(|n| n.value)
}

/// What an evaluation says, but for the scorecard that it is held to: which one that is, the file knows.
pub(in crate::store) struct Content {
    fields: Vec<u8>,
    /// Where the scorecard's fields go.
    at: usize,
}

impl Content {
    /// On a version of a scorecard.
    pub(super) fn on(&self, line: &str, form: &str) -> [u8; 16] {
        let (before, after) = self.fields.split_at(self.at);
        let mut hash = Sha256::new();
        hash.update(before);
        for word in [line, form] {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word);
        }
        hash.update(after);
        half(hash.finalize().into())
    }

    /// Scores and flags are taken in the order of their dimension, whatever order the file has.
    pub(super) fn of(e: &EvaluationRecord) -> Self {
        let mut f = Fields::of_about(1024);
        f.optional(e.call_id.as_deref());
        f.optional(e.agent.id.as_deref());
        f.optional(e.agent.name.as_deref());
        f.optional(e.evaluator.as_deref().filter(|n| !n.is_empty()));
        for word in [e.scored_by.word(), e.kind.word(), e.state.word()] {
            f.text(word);
        }
        let at = f.0.len();
        f.stamp(e.call_started.as_ref());
        f.number(value(e.total.as_ref()));
        f.optional(e.comment.as_deref());
        let mut keys = String::with_capacity(256);
        let mut order = Vec::with_capacity(e.scores.len());
        for s in &e.scores {
            let start = keys.len();
            push_key(&s.dimension, &mut keys);
            order.push((start..keys.len(), s));
        }
        order.sort_by(|(a, _), (b, _)| keys[a.clone()].cmp(&keys[b.clone()]));
        f.whole(i64::try_from(order.len()).ok());
        for (key, s) in order {
            f.text(&keys[key]);
            f.text(s.state.word());
            f.number(value(s.earned.as_ref()));
            f.number(value(s.possible.as_ref()));
            f.optional(s.comment.as_deref());
            f.whole(i64::try_from(s.criteria.len()).ok());
            for c in &s.criteria {
                f.text(&c.name);
                f.text(c.state.word());
                f.number(value(c.earned.as_ref()));
                f.number(value(c.possible.as_ref()));
                f.optional(c.result.as_deref());
                f.optional(c.comment.as_deref());
                f.whole(Some(i64::from(c.auto_fail)));
            }
        }
        let mut flags: Vec<_> = e.flags.iter().collect();
        flags.sort_by_key(|x| (&x.code, x.at_ms, x.dimension.as_deref().map(key_of), &x.note));
        for x in flags {
            f.text(&x.code);
            f.optional(x.dimension.as_deref().map(key_of).as_deref());
            f.optional(x.severity.as_deref());
            f.whole(x.at_ms);
            f.optional(x.note.as_deref());
        }
        let mut fails: Vec<String> = e.auto_fails.iter().map(named).collect();
        fails.sort_unstable();
        for name in fails {
            f.text(&name);
        }
        // Only where there are some: what was loaded before there were any is the same still.
        for moment in &e.moments {
            f.text("moment");
            f.optional(moment.dimension.as_deref().map(key_of).as_deref());
            f.optional(moment.criterion.as_deref());
            f.whole(Some(moment.from_ms));
            f.whole(moment.to_ms);
            f.optional(moment.words.as_deref());
        }
        Self { fields: f.0, at }
    }
}

/// A dimension's own auto-fail bears its name, however the file spells it.
fn named(fail: &AutoFailRecord) -> String {
    let key = fail.dimension.as_deref().map(key_of);
    key.filter(|key| *key == key_of(&fail.name)).unwrap_or_else(|| fail.name.clone())
}

/// Source, key, version and evaluation date: what tells one evaluation from another.
pub(super) fn key_of_evaluation(e: &EvaluationRecord) -> [u8; 16] {
    let mut f = Fields::of_about(128);
    f.text(&e.source);
    f.text(&e.key);
    f.whole(Some(e.version));
    f.stamp(e.evaluated.as_ref());
    f.finish()
}

pub(super) fn of_transcript(t: &TranscriptRecord) -> [u8; 16] {
    of_transcript_in(t, t.format)
}

/// With the name of its format as it is stored.
pub(super) fn of_transcript_in(t: &TranscriptRecord, format: &str) -> [u8; 16] {
    let mut f = Fields::of_about(16 << 10);
    f.text(&t.call_id);
    f.text(format);
    for turn in &t.turns {
        f.text(turn.role.word());
        f.optional(turn.speaker.as_ref().map(crate::domain::raw::Raw::verbatim));
        f.whole(turn.from_ms);
        f.whole(turn.to_ms);
        f.text(turn.text.verbatim());
        f.optional(turn.mark.as_deref());
    }
    // Most transcripts have none, and say what they said before there were any.
    for moment in &t.moments {
        f.text(moment.label.verbatim());
        f.whole(Some(moment.from_ms));
        f.whole(moment.to_ms);
        f.text(moment.words.verbatim());
    }
    f.finish()
}

pub(super) fn key_of_transcript(t: &TranscriptRecord) -> Vec<u8> {
    let mut out = vec![b't'];
    out.extend(t.call_id.as_bytes());
    out
}
