//! The invented words, read from `assets/demo`. They are embedded, so a fault in them is ours and a test finds it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

const PEOPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/people.toml"));
const LINES: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/lines.toml"));
const COMMENTS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/comments.toml"));
const COACHING: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/coaching.toml"));
/// In the order of the teams.
const SITUATIONS: [&str; 3] = [
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/home.toml")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/motor.toml")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/policy.toml")),
];

/// Lists of lines by name.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) company: String,
    pub(super) evaluators: Vec<String>,
    pub(super) team: Vec<Team>,
    pub(super) callers: Callers,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub(super) name: String,
    pub(super) supervisor: String,
    pub(super) agents: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Callers {
    pub(super) women: Vec<String>,
    pub(super) men: Vec<String>,
    pub(super) last: Vec<String>,
    pub(super) streets: Vec<String>,
}

/// One reason for a call, written so that any variant of a stage fits any of another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Situation {
    pub(super) key: String,
    /// How many days before the call it happened, from and to.
    #[serde(default = "some_days")]
    pub(super) days: [i64; 2],
    /// The years that the caller may be born in.
    #[serde(default = "some_years")]
    pub(super) born: [i64; 2],
    pub(super) opening: Vec<String>,
    /// The agent takes in what was said; left out where Empathy's criterion was missed.
    pub(super) kind: Vec<String>,
    /// What the caller says about how it feels, and an agent's good answer.
    pub(super) hurt: Vec<String>,
    pub(super) hurt_kind: Vec<String>,
    pub(super) open: Vec<String>,
    pub(super) story: Vec<String>,
    pub(super) closed: Vec<String>,
    pub(super) closed_reply: Vec<String>,
    pub(super) readback: Vec<String>,
    pub(super) next: Vec<String>,
    pub(super) question: Vec<String>,
    pub(super) answer: Vec<String>,
    /// Facts that differ from one transcript to another.
    #[serde(default)]
    pub(super) vary: Lists,
    pub(super) ask: Vec<Exchange>,
    pub(super) why: Exchange,
    /// Three steps; the middle one can be left out.
    pub(super) work: [Exchange; 3],
}

/// A turn and its reply.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) agent: Vec<String>,
    pub(super) caller: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct SituationFile {
    situation: Vec<Situation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comments {
    pub(super) missed: Lists,
    pub(super) praise: Lists,
    pub(super) flagged: BTreeMap<String, String>,
    pub(super) review: Lists,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coaching {
    pub(super) criterion: BTreeMap<String, Coached>,
    pub(super) strength: Lists,
    pub(super) recognition: Recognition,
    pub(super) reason: BTreeMap<String, String>,
    pub(super) note: Notes,
    pub(super) said: Lists,
    pub(super) dispute: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coached {
    pub(super) behavior: Vec<String>,
    pub(super) action: Vec<String>,
    pub(super) happened: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recognition {
    pub(super) behavior: String,
    pub(super) action: String,
    pub(super) note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notes {
    pub(super) stuck: Vec<String>,
    pub(super) flagged: Vec<String>,
    pub(super) riser: String,
    /// On a flag that is added by hand.
    pub(super) heard: String,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Phrases {
    pub(super) people: People,
    pub(super) lines: Lists,
    /// By team.
    pub(super) situations: Vec<Vec<Situation>>,
    pub(super) comments: Comments,
    pub(super) coaching: Coaching,
}

impl Phrases {
    pub(super) fn load() -> Self {
        Self {
            people: embedded(PEOPLE),
            lines: embedded(LINES),
            situations: SITUATIONS.iter().map(|text| embedded::<SituationFile>(text).situation).collect(),
            comments: embedded(COMMENTS),
            coaching: embedded(COACHING),
        }
    }

    /// Name and team of every agent, in the order of their numbers.
    pub(super) fn agents(&self) -> Vec<(&str, usize)> {
        self.people
            .team
            .iter()
            .enumerate()
            .flat_map(|(team, people)| people.agents.iter().map(move |name| (name.as_str(), team)))
            .collect()
    }
}

fn some_days() -> [i64; 2] {
    [1, 4]
}

fn some_years() -> [i64; 2] {
    [1968, 1993]
}

fn embedded<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("the embedded phrase files are valid, as a test shows")
}
