//! All that a batch holds, as the hash that its record says: whoever loads the same again gets the same.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// What tells an evaluation from others, and what it says: hashes, half of each.
type Evaluation = ([u8; 16], [u8; 16]);

#[derive(Debug, Default)]
pub(super) struct Held {
    evaluations: Vec<Evaluation>,
    /// By key.
    transcripts: BTreeMap<Vec<u8>, [u8; 16]>,
}

impl Held {
    pub(super) fn evaluation(&mut self, key: [u8; 16], content: [u8; 16]) {
        self.evaluations.push((key, content));
    }

    pub(super) fn transcript(&mut self, key: Vec<u8>, content: [u8; 16]) {
        self.transcripts.insert(key, content);
    }

    /// Brings them into the order of their keys. Of what the files have twice, the last one stands.
    pub(super) fn settle(&mut self) {
        self.evaluations.sort_by_key(|(key, _)| *key);
        self.evaluations.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = later.1;
            }
            same
        });
    }

    /// Evaluations and transcripts, once they are settled.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.evaluations.len() as u64, self.transcripts.len() as u64)
    }

    /// Over the contents in the order of their keys, evaluations first; once they are settled.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (key, content) in &self.evaluations {
            hash.update(b"e");
            hash.update(key);
            hash.update(content);
        }
        for (key, content) in &self.transcripts {
            hash.update(key);
            hash.update(content);
        }
        crate::store::log::hex(&hash.finalize())
    }
}
