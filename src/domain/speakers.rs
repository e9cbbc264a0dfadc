//! Who is the agent in a transcript. Files mix up their channels, or do not say; a supervisor hears it at once.

use serde::{Deserialize, Serialize};

use super::call::{Role, Turn};
use super::raw::Raw;

/// What was decided about a transcript's speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speakers {
    /// As the file has them.
    #[default]
    AsRead,
    /// Agent and customer change places.
    Swapped,
    /// The file tells no roles: who speaks first is the agent, the other one the customer.
    FirstIsAgent,
    /// The other way round.
    SecondIsAgent,
}

impl Speakers {
    pub fn word(self) -> &'static str {
        match self {
            Self::AsRead => "as_read",
            Self::Swapped => "swapped",
            Self::FirstIsAgent => "first_is_agent",
            Self::SecondIsAgent => "second_is_agent",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::AsRead, Self::Swapped, Self::FirstIsAgent, Self::SecondIsAgent].into_iter().find(|s| s.word() == word)
    }

    /// For a notice: "agent and customer are swapped".
    pub fn words(self) -> &'static str {
        match self {
            Self::AsRead => "the speakers are as the file has them",
            Self::Swapped => "agent and customer are swapped",
            Self::FirstIsAgent => "who speaks first is the agent",
            Self::SecondIsAgent => "who speaks first is the customer",
        }
    }

    /// What the same key makes of it. `turns` are as the file has them; an error says why nothing can be swapped.
    pub fn next(self, turns: &[Turn]) -> Result<Self, &'static str> {
        if roles_told(turns) {
            return Ok(if self == Self::Swapped { Self::AsRead } else { Self::Swapped });
        }
        if voices(turns).is_empty() {
            return Err("this transcript does not tell its speakers apart, so there is nobody to swap");
        }
        Ok(match self {
            Self::AsRead | Self::Swapped => Self::FirstIsAgent,
            Self::FirstIsAgent => Self::SecondIsAgent,
            Self::SecondIsAgent => Self::AsRead,
        })
    }

    /// Gives the turns, which are as the file has them, their roles. A turn whose role was decided bears it in place of
    /// the file's label, which would contradict it.
    pub fn apply(self, turns: &mut [Turn]) {
        let role = match self {
            Self::AsRead => return,
            Self::Swapped => swapped(turns),
            Self::FirstIsAgent => assigned(turns, [Role::Agent, Role::Customer]),
            Self::SecondIsAgent => assigned(turns, [Role::Customer, Role::Agent]),
        };
        for (turn, role) in turns.iter_mut().zip(role) {
            let Some(role) = role else { continue };
            turn.role = role;
            turn.speaker = Some(Raw::from(role.word()));
        }
    }
}

fn roles_told(turns: &[Turn]) -> bool {
    turns.iter().any(|turn| turn.role != Role::Other)
}

/// The speakers by their labels, in the order in which they first speak.
fn voices(turns: &[Turn]) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    for speaker in turns.iter().filter_map(|turn| turn.speaker.as_ref()) {
        if !out.contains(speaker) {
            out.push(speaker.clone());
            // Nobody asks for more than two.
            if out.len() == 3 {
                break;
            }
        }
    }
    out
}

/// Each turn's role; `None` where it stays what it is. Where the file tells one of the two, the only other speaker is the
/// other.
fn swapped(turns: &[Turn]) -> Vec<Option<Role>> {
    let is = |role: Role| turns.iter().any(|turn| turn.role == role);
    let others: Vec<Turn> = turns.iter().filter(|turn| turn.role == Role::Other).cloned().collect();
    let only = match voices(&others).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    let lacking = match (is(Role::Agent), is(Role::Customer)) {
        (true, false) => Some(Role::Agent),
        (false, true) => Some(Role::Customer),
        (true, true) | (false, false) => None,
    };
    let role = |turn: &Turn| match turn.role {
        Role::Agent => Some(Role::Customer),
        Role::Customer => Some(Role::Agent),
        Role::Other => lacking.filter(|_| only.is_some() && turn.speaker == only),
    };
    turns.iter().map(role).collect()
}

fn assigned(turns: &[Turn], roles: [Role; 2]) -> Vec<Option<Role>> {
    let voices = voices(turns);
    let role = |turn: &Turn| {
        let at = voices.iter().position(|voice| turn.speaker.as_ref() == Some(voice))?;
        roles.get(at).copied()
    };
    turns.iter().map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::Speakers;
    use crate::domain::call::{Role, Turn};
    use crate::domain::raw::Raw;

    fn turns(all: &[(Role, Option<&str>)]) -> Vec<Turn> {
        let turn = |((role, speaker), n): (&(Role, Option<&str>), u32)| Turn {
            n,
            role: *role,
            speaker: speaker.map(Raw::from),
            from_ms: None,
            to_ms: None,
            text: Raw::from("words"),
            mark: None,
        };
        all.iter().zip(1..).map(turn).collect()
    }

    fn shown(turns: &[Turn]) -> Vec<(Role, &str)> {
        turns.iter().map(|t| (t.role, t.speaker.as_ref().map_or("", |s| s.verbatim()))).collect()
    }

    #[test]
    fn the_same_key_swaps_and_swaps_back() {
        let read = turns(&[(Role::Agent, Some("AGENT")), (Role::Customer, Some("Jo")), (Role::Other, Some("ivr"))]);
        let first = Speakers::AsRead.next(&read).expect("roles are told");
        let mut now = read.clone();
        first.apply(&mut now);
        assert_eq!(shown(&now), [(Role::Customer, "customer"), (Role::Agent, "agent"), (Role::Other, "ivr")]);
        assert_eq!(first.next(&read), Ok(Speakers::AsRead));
        let mut back = read.clone();
        Speakers::AsRead.apply(&mut back);
        assert_eq!(back, read);
    }

    #[test]
    fn where_no_role_is_told_the_first_speaker_becomes_the_agent_then_the_customer_then_nobody() {
        let read =
            turns(&[(Role::Other, Some("0")), (Role::Other, Some("1")), (Role::Other, None), (Role::Other, Some("2"))]);
        let mut speakers = Speakers::AsRead;
        let mut seen = Vec::new();
        for _ in 0..3 {
            speakers = speakers.next(&read).expect("there are speakers");
            let mut now = read.clone();
            speakers.apply(&mut now);
            seen.push(shown(&now).into_iter().map(|(_, s)| s.to_owned()).collect::<Vec<_>>().join("|"));
        }
        assert_eq!(seen, ["agent|customer||2", "customer|agent||2", "0|1||2"]);
        assert!(Speakers::AsRead.next(&turns(&[(Role::Other, None)])).is_err());
    }

    #[test]
    fn one_known_role_makes_the_only_other_speaker_the_other() {
        let mut two = turns(&[(Role::Agent, Some("Agent Pat")), (Role::Other, Some("Jo"))]);
        Speakers::Swapped.apply(&mut two);
        assert_eq!(shown(&two), [(Role::Customer, "customer"), (Role::Agent, "agent")]);
        let mut three =
            turns(&[(Role::Agent, Some("Agent Pat")), (Role::Other, Some("Jo")), (Role::Other, Some("Sam"))]);
        Speakers::Swapped.apply(&mut three);
        assert_eq!(shown(&three), [(Role::Customer, "customer"), (Role::Other, "Jo"), (Role::Other, "Sam")]);
    }
}
