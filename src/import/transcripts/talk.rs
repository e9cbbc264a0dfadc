//! What a maker's file says of one call, and the turns that are made of it. Nothing said is dropped: what is wrong with
//! a cue is its mark, and the marks are counted in a warning that says where they stand.

use std::fmt;

use super::times::Time;
use crate::domain::call::{Moment, Role, TranscriptRecord, Turn};
use crate::domain::evaluation::AgentKey;
use crate::domain::raw::{Raw, visible};
use crate::domain::when::Stamp;

pub(super) const NO_TIMES: &str = "the cue has no times";
const NO_BEGINNING: &str = "the cue has no beginning";
const NO_END: &str = "the cue has no end";
const BAD_TIMES: &str = "the times of the cue cannot be read";
const REVERSED: &str = "the cue ends before it starts";
const TOO_EARLY: &str = "the cue begins before the call";
const BEYOND: &str = "the cue lies beyond the end of the audio";
const NO_WORDS: &str = "the cue has no words";
/// An element of a list of turns that is none.
pub(super) const NO_TURN: &str = "the cue cannot be read";

/// Makers round the audio's length, some to whole seconds.
const ROUNDED_MS: i64 = 1_000;
/// Faulty cues that a warning names; the rest is counted.
const NAMED: usize = 5;
/// Moments that are kept of one call: more than anyone looks through, and each is looked up among the turns.
const MOST_MOMENTS: usize = 1_000;

/// Where in its file something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// From 1, as an editor counts.
    Line(u64),
    /// A list of the JSON, and the position in it, from 0.
    Item(&'static str, usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Item(list, at) => write!(f, "{list}[{at}]"),
        }
    }
}

/// One cue.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub(super) place: Place,
    pub(super) role: Role,
    /// As the file names the speaker.
    pub(super) speaker: Option<String>,
    pub(super) from: Time,
    pub(super) to: Time,
    pub(super) text: String,
    /// What is wrong with it, beside what its times and words show.
    pub(super) fault: Option<&'static str>,
}

impl Said {
    /// The role is what the speaker's name says.
    pub(super) fn new(place: Place, speaker: Option<String>, from: Time, to: Time, text: String) -> Self {
        let role = speaker.as_deref().map_or(Role::Other, super::role_of);
        Self { place, role, speaker, from, to, text, fault: None }
    }

    /// The role is what the file says, and stands in place of the maker's own word for it; other speakers keep theirs.
    pub(super) fn in_role(self, role: Role) -> Self {
        let speaker = match role {
            Role::Agent | Role::Customer => Some(role.word().to_owned()),
            Role::Other => self.speaker,
        };
        Self { role, speaker, ..self }
    }

    /// In the place of an element that is no turn.
    pub(super) fn nothing(place: Place) -> Self {
        let fault = Some(NO_TURN);
        Self { fault, ..Self::new(place, None, Time::Missing, Time::Missing, String::new()) }
    }

    fn mark(&self, audio_ms: Option<i64>) -> Option<&'static str> {
        let beyond = |ms: i64| audio_ms.is_some_and(|end| ms > end.saturating_add(ROUNDED_MS));
        let of_times = match (self.from, self.to) {
            (Time::Unreadable, _) | (_, Time::Unreadable) => Some(BAD_TIMES),
            (Time::Missing, Time::Missing) => Some(NO_TIMES),
            (Time::Missing, Time::At(_)) => Some(NO_BEGINNING),
            (Time::At(_), Time::Missing) => Some(NO_END),
            (Time::At(from), Time::At(to)) if to < from => Some(REVERSED),
            (Time::At(from), Time::At(_)) if from < 0 => Some(TOO_EARLY),
            (Time::At(from), Time::At(to)) => (beyond(from) || beyond(to)).then_some(BEYOND),
        };
        let of_words = self.text.trim().is_empty().then_some(NO_WORDS);
        self.fault.or(of_times).or(of_words)
    }
}

/// A name that tells which call it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Id {
    /// The call's own.
    Call(String),
    /// What the maker's job was called: often the name of the recording.
    Job(String),
}

/// A moment that the maker's analysis points to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pointed {
    pub(super) label: String,
    pub(super) from: Time,
    pub(super) to: Time,
    /// Those of the turn spoken then, where the file has none of its own.
    pub(super) words: Option<String>,
}

/// A file's whole transcript.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::import) struct Talk {
    pub(super) format: &'static str,
    /// Whose ids and names its agent's are.
    pub(super) source: &'static str,
    pub(super) ids: Vec<Id>,
    pub(super) agent: Option<AgentKey>,
    pub(super) started: Option<Stamp>,
    /// How long the recording is.
    pub(super) audio_ms: Option<i64>,
    pub(super) said: Vec<Said>,
    pub(super) pointed: Vec<Pointed>,
    /// What else is worth knowing of it, each a sentence.
    pub(super) notes: Vec<String>,
}

impl Talk {
    pub(super) fn new(format: &'static str, said: Vec<Said>) -> Self {
        Self {
            format,
            source: format,
            ids: Vec::new(),
            agent: None,
            started: None,
            audio_ms: None,
            said,
            pointed: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(in crate::import) fn format(&self) -> &'static str {
        self.format
    }

    /// How many turns come of it.
    pub(in crate::import) fn turns(&self) -> u64 {
        self.said.len() as u64
    }

    /// `name` is the file's, for warnings; `file` its position in the batch.
    pub(in crate::import) fn record(self, call_id: String, name: &str, file: usize) -> TranscriptRecord {
        let marks: Vec<Option<&str>> = self.said.iter().map(|said| said.mark(self.audio_ms)).collect();
        let mut warnings = faults(name, &self.said, &marks).into_iter().collect::<Vec<_>>();
        warnings.extend(self.notes.iter().map(|note| format!("{}: {note}", visible(name))));
        let turn = |((said, mark), n): ((Said, Option<&str>), u32)| Turn {
            n,
            role: said.role,
            speaker: said.speaker.map(Raw::from),
            from_ms: said.from.ms(),
            to_ms: said.to.ms(),
            text: Raw::from(said.text),
            mark: mark.map(str::to_owned),
        };
        let turns: Vec<Turn> = self.said.into_iter().zip(marks).zip(1..).map(turn).collect();
        if self.pointed.len() > MOST_MOMENTS {
            let all = self.pointed.len();
            warnings.push(format!(
                "{}: its analysis points to {all} moments; the first {MOST_MOMENTS} are kept",
                visible(name)
            ));
        }
        let pointed = self.pointed.into_iter().take(MOST_MOMENTS);
        let moments = pointed.filter_map(|pointed| moment(pointed, &turns)).collect();
        let (agent, started) = (self.agent, self.started);
        let source = self.source.to_owned();
        TranscriptRecord { call_id, format: self.format, source, agent, started, turns, moments, warnings, file }
    }
}

/// "calls.srt: 2 of 40 cues are faulty; they were kept with a mark: line 7 (the cue has no times), …".
fn faults(name: &str, said: &[Said], marks: &[Option<&str>]) -> Option<String> {
    let faulty: Vec<(Place, &str)> =
        said.iter().zip(marks).filter_map(|(said, mark)| Some((said.place, (*mark)?))).collect();
    let named: Vec<String> = faulty.iter().take(NAMED).map(|(place, why)| format!("{place} ({why})")).collect();
    let more = faulty.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let are = if faulty.len() == 1 { "is faulty; it was" } else { "are faulty; they were" };
    (!faulty.is_empty()).then(|| {
        format!(
            "{}: {} of {} cues {are} kept with a mark: {}{more}",
            visible(name),
            faulty.len(),
            said.len(),
            named.join(", ")
        )
    })
}

/// A moment without a time points nowhere. Its words are those of the turn that it lies in.
fn moment(pointed: Pointed, turns: &[Turn]) -> Option<Moment> {
    let from_ms = pointed.from.ms()?;
    let to_ms = pointed.to.ms().filter(|to| *to >= from_ms);
    let words = match pointed.words {
        Some(words) => Raw::from(words),
        None => turn_at(turns, from_ms, to_ms.unwrap_or(from_ms)).map(|turn| turn.text.clone()).unwrap_or_default(),
    };
    Some(Moment { label: Raw::from(pointed.label), from_ms, to_ms, words })
}

/// The turn that shares the longest time with a stretch; else the one that began last before it.
fn turn_at(turns: &[Turn], from: i64, to: i64) -> Option<&Turn> {
    let shared = |turn: &Turn| {
        let (begins, ends) = turn.from_ms.zip(turn.to_ms)?;
        // A turn that begins where the stretch begins shares a point at least.
        Some(ends.min(to) - begins.max(from)).filter(|length| *length >= 0)
    };
    let overlap = turns.iter().filter_map(|turn| Some((shared(turn)?, turn)));
    let longest = overlap.fold(None, |best: Option<(i64, &Turn)>, (length, turn)| match best {
        Some((most, _)) if most >= length => best,
        _ => Some((length, turn)),
    });
    longest.map(|(_, turn)| turn).or_else(|| turns.iter().rfind(|turn| turn.from_ms.is_some_and(|at| at <= from)))
}
