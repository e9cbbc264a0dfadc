//! Which call a transcript is of: by the ID in the file, by the file's name, or asked.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::names;
use super::talk::{Id, Talk};
use crate::domain::call::TranscriptRecord;
use crate::import::files;

/// What a transcript's file tells of its call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Belongs {
    /// The file's own ID of the call, as it stands there.
    own: Vec<String>,
    /// What stands in a name that is made by a known pattern.
    pattern: Vec<String>,
    /// Names of the recording's job, then the file's: IDs where a call is known by them.
    names: Vec<String>,
    /// How many of `names` the file itself holds.
    inside: usize,
    /// The call; `None` while nobody has said it.
    call: Option<String>,
}

impl Belongs {
    pub(in crate::import) fn new(talk: &Talk, path: &Path) -> Self {
        let mut belongs = Self::default();
        let stem = files::stem(path);
        let mut jobs = Vec::new();
        for id in &talk.ids {
            match id {
                Id::Call(id) => belongs.own.push(id.clone()),
                Id::Job(name) => jobs.push(name.clone()),
            }
        }
        belongs.pattern.extend([&stem].into_iter().chain(&jobs).filter_map(|name| names::read(name).call_id));
        for name in &jobs {
            belongs.names.extend([names::bare(name).to_owned(), name.clone()]);
        }
        belongs.inside = belongs.names.len();
        belongs.names.extend([names::bare(&stem).to_owned(), stem]);
        belongs
    }

    /// Of what names its call and nothing else.
    pub(in crate::import) fn sure(call_id: String) -> Self {
        Self { own: vec![call_id.clone()], call: Some(call_id), ..Self::default() }
    }

    pub(in crate::import) fn call(&self) -> Option<&str> {
        self.call.as_deref()
    }

    /// Every ID that it may be, surest first.
    pub(in crate::import) fn may_be(&self) -> impl Iterator<Item = &String> {
        self.own.iter().chain(&self.pattern).chain(&self.names)
    }

    /// Settles on a call: the one that the user named; one that is known; the file's own, or its name where that can be
    /// an ID.
    pub(in crate::import) fn settle(&mut self, named: Option<&str>, known: &HashSet<String>) {
        let found = named.map(str::to_owned).or_else(|| self.may_be().find(|id| known.contains(*id)).cloned());
        let inside = self.names.first().filter(|_| self.inside > 0);
        let own = self.own.first().or(self.pattern.first()).or(inside);
        let stem = self.names.get(self.inside).filter(|name| can_be_an_id(name));
        self.call = found.or_else(|| own.or(stem).cloned());
    }
}

/// "004471" and "01f7ec37"; never "transcript" or "call with Ama 2".
fn can_be_an_id(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_digit()) && !name.contains(char::is_whitespace)
}

/// What the file's name says beside, where the file says nothing.
pub(in crate::import) fn name_says(record: &mut TranscriptRecord, path: &Path) {
    let named = names::read(&files::stem(path));
    if record.agent.is_none() {
        record.agent = named.agent;
    }
    if record.started.is_none() {
        record.started = named.started;
    }
}

/// IDs that the plan's transcripts may belong to.
pub(in crate::import) fn candidates<'b>(all: impl Iterator<Item = &'b Belongs>) -> BTreeSet<String> {
    all.flat_map(Belongs::may_be).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::Belongs;
    use crate::import::transcripts::talk::{Id, Talk};

    fn settled(ids: Vec<Id>, file: &str, named: Option<&str>, known: &[&str]) -> Option<String> {
        let mut belongs = Belongs::new(&Talk { ids, ..Talk::new("webvtt", Vec::new()) }, Path::new(file));
        let known: HashSet<String> = known.iter().map(|id| (*id).to_owned()).collect();
        belongs.settle(named, &known);
        belongs.call().map(str::to_owned)
    }

    #[test]
    fn the_users_word_then_a_known_call_then_the_files_own_id_then_its_name() {
        let own = || vec![Id::Call("C-9".to_owned()), Id::Job("rec7.wav".to_owned())];
        let job = || vec![Id::Job("rec7.wav".to_owned())];
        let pca = "x_GUID_7001_AGENT_Pat_DT_2026-03-04T09-08-07.wav.json";
        for (ids, file, named, known, call) in [
            (own(), "004471.json", Some("77"), &["C-9"][..], Some("77")),
            (own(), "004471.json", None, &["004471"][..], Some("004471")),
            (own(), "004471.json", None, &["004471", "C-9"][..], Some("C-9")),
            (own(), "004471.json", None, &[][..], Some("C-9")),
            (job(), "welcome.json", None, &[][..], Some("rec7")),
            (job(), "welcome.json", None, &["rec7.wav"][..], Some("rec7.wav")),
            (job(), pca, None, &[][..], Some("7001")),
            (Vec::new(), "004471.vtt", None, &[][..], Some("004471")),
            (Vec::new(), "004471.wav.vtt", None, &[][..], Some("004471")),
            (Vec::new(), "welcome.vtt", None, &["welcome"][..], Some("welcome")),
            (Vec::new(), "welcome.vtt", None, &[][..], None),
            (Vec::new(), "call with Ama 2.vtt", None, &[][..], None),
        ] {
            assert_eq!(settled(ids, file, named, known).as_deref(), call, "{file} {named:?} {known:?}");
        }
    }
}
