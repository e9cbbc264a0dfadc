//! What a file's name tells of its call, where it is made by a known pattern.

use chrono::NaiveDateTime;

use crate::domain::evaluation::AgentKey;
use crate::domain::when::Stamp;

use super::stamp_on_the_wall;

/// Endings of recordings, which transcripts are named after.
const AUDIO: [&str; 12] = ["wav", "mp3", "mp4", "m4a", "flac", "ogg", "webm", "amr", "opus", "aac", "wma", "aiff"];

/// What a name holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Named {
    pub(super) call_id: Option<String>,
    pub(super) agent: Option<AgentKey>,
    pub(super) started: Option<Stamp>,
}

/// The name without a recording's ending.
pub(super) fn bare(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && AUDIO.iter().any(|audio| ending.eq_ignore_ascii_case(audio)) => {
            stem
        }
        _ => name,
    }
}

pub(super) fn read(name: &str) -> Named {
    let name = bare(name);
    let found = pca(name).or_else(|| phone(name)).or_else(|| contact_lens(name));
    found.unwrap_or_default()
}

/// `Card1_GUID_101_AGENT_ChrisL_DT_2025-02-22T10-12-03`, as Amazon's post-call analytics names recordings.
fn pca(name: &str) -> Option<Named> {
    let after = |mark: &str| {
        let (_, rest) = name.split_once(mark)?;
        rest.split('_').next().filter(|value| !value.is_empty())
    };
    let call_id = after("_GUID_")?.to_owned();
    let agent = after("_AGENT_").map(|agent| AgentKey::read(None, Some(agent.to_owned())));
    let started = after("_DT_").and_then(|text| {
        let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H-%M-%S").ok()?;
        stamp_on_the_wall(at, None, text)
    });
    Some(Named { call_id: Some(call_id), agent, started })
}

/// `[Last, First]_AgentID-Phone_YYYYMMDDHHMMSS(CallID)`, as telephone systems name recordings.
fn phone(name: &str) -> Option<Named> {
    let (agent, rest) = name.strip_prefix('[')?.split_once("]_")?;
    let (rest, call_id) = rest.strip_suffix(')')?.rsplit_once('(')?;
    let (id_and_phone, digits) = rest.rsplit_once('_')?;
    let (id, _) = id_and_phone.split_once('-')?;
    let at = NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok().filter(|_| digits.len() == 14)?;
    let agent = match agent.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => agent.trim().to_owned(),
    };
    let id = Some(id.to_owned()).filter(|id| !id.is_empty());
    Some(Named {
        call_id: Some(call_id.to_owned()).filter(|id| !id.is_empty()),
        agent: Some(AgentKey::read(id, Some(agent))),
        started: stamp_on_the_wall(at, None, digits),
    })
}

/// `b2f…_analysis_2026-11-18T14_02_07Z`: the contact's id, a GUID, comes first.
fn contact_lens(name: &str) -> Option<Named> {
    let (id, rest) = name.split_once('_')?;
    let guid = uuid::Uuid::try_parse(id).is_ok() && id.len() == 36;
    let analysis = ["analysis", "call", "chat", "contact"].iter().any(|word| rest.starts_with(word));
    (guid && analysis).then(|| Named { call_id: Some(id.to_owned()), ..Named::default() })
}

#[cfg(test)]
mod tests {
    use super::{bare, read};
    use crate::domain::when::When;

    #[test]
    fn known_patterns_tell_call_agent_and_time() {
        for (name, call, agent, at) in [
            ("Desk2_GUID_7001_AGENT_PatR_DT_2026-03-04T09-08-07.wav", "7001", "PatR", "2026-03-04T09:08:07"),
            ("[Roe, Pat]_A17-5550100_20260304090807(90210).mp3", "90210", "Pat Roe", "2026-03-04T09:08:07"),
        ] {
            let named = read(name);
            assert_eq!(named.call_id.as_deref(), Some(call));
            assert_eq!(named.agent.and_then(|agent| agent.name).as_deref(), Some(agent));
            assert_eq!(named.started.map(|s| s.when), Some(When::Naive(at.parse().expect("a time"))));
        }
        let guid = "0b9f6c52-7d1e-4f0a-9c3b-1a2b3c4d5e6f";
        let name = format!("{guid}_analysis_2026-03-04T09_08_07Z");
        assert_eq!(read(&name).call_id.as_deref(), Some(guid));
        for name in ["004471", "transcript", "[Roe] notes", "a_GUID__AGENT_x", "x_analysis_y", ""] {
            assert_eq!(read(name).call_id, None, "{name}");
        }
        assert_eq!((bare("4471.WAV"), bare("v1.2"), bare(".wav")), ("4471", "v1.2", ".wav"));
    }
}
