//! Files as they come out of breakage: shapes with a key dropped, a type changed, a time reversed, cut in the middle.
//! Whatever happens, nothing panics, and nothing that was said is lost unsaid.

use serde_json::{Value, json};

use super::{Heard, read_json, read_srt, read_webvtt};
use crate::domain::call::TranscriptRecord;
use crate::import::sniff::Refusal;

/// A small generator of its own, so that a failure can be made again from its number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap_or(0)
    }
}

/// How what is said in a shape is counted.
#[derive(Clone, Copy)]
enum Count {
    /// A turn an element of the list at this pointer.
    Turns(&'static str),
    /// A turn an element of the lists under this key in each element of the list at the pointer.
    Inner(&'static str, &'static str),
    /// The words of the list at this pointer, under this key or the other.
    Words(&'static str, [&'static str; 2]),
}

fn shapes() -> Vec<(&'static str, Value, Count)> {
    let many = |one: &dyn Fn(i64) -> Value| Value::Array((0..6).map(one).collect());
    vec![
        (
            "transcribe_call_analytics",
            json!({"JobName": "j.wav", "Participants": [{"ParticipantRole": "AGENT"}], "ConversationCharacteristics": {"TotalConversationDurationMillis": 9000},
                "Categories": {"MatchedDetails": {"Late": {"PointsOfInterest": [{"BeginOffsetMillis": 10, "EndOffsetMillis": 20}]}, "Never": {"PointsOfInterest": []}}},
                "Transcript": many(&|n| json!({"ParticipantRole": "AGENT", "BeginOffsetMillis": n * 1000, "EndOffsetMillis": n * 1000 + 900, "Content": format!("said {n}"),
                    "IssuesDetected": [{"CharacterOffsets": {"Begin": 0, "End": 4}}]}))}),
            Count::Turns("/Transcript"),
        ),
        (
            "amazon_pca",
            json!({"ConversationAnalytics": {"GUID": "None", "Duration": "6.5", "ConversationTime": "2026-03-04 09:08:07.25", "ConversationLocation": "Europe/London",
                "SpeakerLabels": [{"Speaker": "spk_0", "DisplayText": "Agent"}], "CategoriesDetected": [{"Name": "R", "Timestamps": [{"BeginOffsetSecs": 1.0}]}]},
                "SpeechSegments": many(&|n| json!({"SegmentStartTime": n, "SegmentEndTime": n, "SegmentSpeaker": "spk_0", "DisplayText": format!("said {n}")}))}),
            Count::Turns("/SpeechSegments"),
        ),
        (
            "transcribe",
            json!({"jobName": "j", "results": {"transcripts": [], "speaker_labels": {"segments": [{"start_time": "0.0", "end_time": "3.0", "speaker_label": "spk_0"}, {"start_time": "3.0", "end_time": "6.0", "speaker_label": "spk_1"}]},
                "items": many(&|n| json!({"start_time": format!("{n}.0"), "end_time": format!("{n}.5"), "type": "pronunciation", "content": format!("w{n}")}))}}),
            Count::Words("/results/items", ["content", "content"]),
        ),
        (
            "bedrock_data_automation",
            json!({"audio_segments": many(&|n| json!({"start_timestamp_millis": n, "end_timestamp_millis": n + 1, "text": format!("said {n}"), "speaker": {"speaker_label": "spk_0"}}))}),
            Count::Turns("/audio_segments"),
        ),
        (
            "deepgram",
            json!({"metadata": {"request_id": "r", "duration": 7.0}, "results": {"channels": [{}],
                "utterances": many(&|n| json!({"start": n, "end": n + 1, "speaker": n % 2, "transcript": format!("said {n}"), "words": [{"speaker": 0}]}))}}),
            Count::Turns("/results/utterances"),
        ),
        (
            "deepgram",
            json!({"metadata": {"request_id": "r"}, "results": {"channels": [{"alternatives": [{"transcript": "",
                "words": many(&|n| json!({"word": format!("w{n}"), "start": n, "end": n + 1, "speaker": n % 2}))}]}]}}),
            Count::Words("/results/channels/0/alternatives/0/words", ["punctuated_word", "word"]),
        ),
        (
            "assemblyai",
            json!({"id": "t", "status": "completed", "audio_duration": 6, "text": "t", "words": [],
                "utterances": many(&|n| json!({"start": n * 100, "end": n * 100 + 50, "speaker": "A", "text": format!("said {n}")}))}),
            Count::Turns("/utterances"),
        ),
        (
            "assemblyai",
            json!({"id": "t", "audio_duration": 6, "text": "", "utterances": null,
                "words": many(&|n| json!({"start": n * 100, "end": n * 100 + 50, "speaker": "A", "text": format!("w{n}")}))}),
            Count::Words("/words", ["text", "text"]),
        ),
        (
            "whisper",
            json!({"text": "", "duration": 7, "segments": many(&|n| json!({"start": n, "end": n + 1, "text": format!(" said {n}"), "speaker": "SPEAKER_00"}))}),
            Count::Turns("/segments"),
        ),
        (
            "whisper.cpp",
            json!({"transcription": many(&|n| json!({"offsets": {"from": n, "to": n + 1}, "timestamps": {"from": "00:00:01,000", "to": "00:00:02,000"}, "text": format!(" said {n}")}))}),
            Count::Turns("/transcription"),
        ),
        (
            "genesys",
            json!({"conversationId": "c", "conversationStartTime": 1_772_611_687_000_i64, "participants": [{"participantPurpose": "internal", "userId": "u"}],
                "transcripts": [{"phrases": many(&|n| json!({"text": format!("said {n}"), "startTimeMs": 1_772_611_690_000_i64 + n, "duration": {"milliseconds": 5}, "participantPurpose": "internal"}))}]}),
            Count::Inner("/transcripts", "phrases"),
        ),
        (
            "twilio",
            json!({"transcript_sid": "GT1", "sentences": many(&|n| json!({"media_channel": 1, "start_time": n.to_string(), "end_time": (n + 1).to_string(), "transcript": format!("said {n}")}))}),
            Count::Turns("/sentences"),
        ),
        (
            "google_stt",
            json!({"results": many(&|n| json!({"alternatives": [{"transcript": format!(" said {n}"), "words": [{"startTime": "1s", "endTime": "1.5s", "word": "said"}]}], "resultEndTime": format!("{n}s")}))}),
            Count::Turns("/results"),
        ),
        (
            "google_ccai",
            json!({"name": "p/c1", "startTime": "2026-03-04T09:00:00Z", "transcript": {"transcriptSegments":
                many(&|n| json!({"text": format!("said {n}"), "segmentParticipant": {"role": "END_USER"}, "words": [{"startOffset": "1s", "endOffset": "2s"}]}))}}),
            Count::Turns("/transcript/transcriptSegments"),
        ),
        (
            "harper_valley",
            many(
                &|n| json!({"human_transcript": format!("said {n}"), "speaker_role": "agent", "offset_ms": n, "duration_ms": 1, "start_timestamp_ms": 1_584_312_851_871_i64, "emotion": [0.1]}),
            ),
            Count::Turns(""),
        ),
    ]
}

/// Places of all values, as pointers.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, inside) in entries {
                let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                out.push(place.clone());
                places(inside, &place, out);
            }
        }
        Value::Array(items) => {
            for (n, inside) in items.iter().enumerate() {
                let place = format!("{at}/{n}");
                out.push(place.clone());
                places(inside, &place, out);
            }
        }
        _ => {}
    }
}

fn other_type(dice: &mut Dice) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1e300),
        json!(9_007_199_254_740_993_i64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("NaN"),
        json!("1.500s"),
        json!("\u{202e}\u{0}"),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!({"a": 1}),
    ];
    all[dice.roll(all.len())].clone()
}

fn wear(value: &mut Value, dice: &mut Dice) {
    let mut all = Vec::new();
    places(value, "", &mut all);
    let Some(place) = all.get(dice.roll(all.len())).cloned() else { return };
    match dice.roll(4) {
        0 => {
            let (parent, key) = place.rsplit_once('/').unwrap_or_default();
            if let Some(Value::Object(entries)) = value.pointer_mut(parent) {
                entries.remove(key);
            }
        }
        1 => {
            // A time reversed, or far off.
            if let Some(found) = value.pointer_mut(&place)
                && let Some(number) = found.as_f64()
            {
                *found = json!(-number * 1000.0);
            }
        }
        _ => {
            let other = other_type(dice);
            if let Some(found) = value.pointer_mut(&place) {
                *found = other;
            }
        }
    }
}

/// Cuts a text in its middle.
fn cut_off(text: &mut String, dice: &mut Dice) {
    let mut at = dice.roll(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.truncate(at);
}

fn text_of(record: &TranscriptRecord) -> String {
    record.turns.iter().flat_map(|turn| turn.text.verbatim().chars()).filter(|c| !c.is_whitespace()).collect()
}

/// What is in a list of the shape, counted by the shape alone.
fn nothing_is_lost(record: &TranscriptRecord, value: &Value, count: Count, format: &str) {
    if record.format != format {
        return;
    }
    let list = |pointer: &str| value.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
    match count {
        Count::Turns(pointer) => {
            // A list that is gone leaves what else the file has: words, one text.
            let all = list(pointer);
            assert!(all.is_empty() || record.turns.len() >= all.len(), "{value}\n{record:#?}");
            for turn in all.iter().filter(|turn| turn.is_object()) {
                let said = ["Content", "DisplayText", "text", "transcript", "human_transcript"];
                let words = said.iter().find_map(|key| turn.get(key)?.as_str()).unwrap_or_default();
                let bare: String = words.chars().filter(|c| !c.is_whitespace()).collect();
                assert!(text_of(record).contains(&bare), "{words:?} is lost: {value}\n{record:#?}");
            }
        }
        Count::Inner(pointer, key) => {
            let all: usize = list(pointer).iter().filter_map(|one| one.get(key)?.as_array()).map(Vec::len).sum();
            assert_eq!(record.turns.len(), all, "{value}\n{record:#?}");
        }
        Count::Words(pointer, [first, second]) => {
            let all = list(pointer);
            let word = |one: &Value| {
                let named = |key: &str| one.get(key).filter(|v| !v.is_null());
                named(first).or(named(second)).and_then(Value::as_str).map(str::to_owned)
            };
            let words: String = all
                .iter()
                .filter_map(word)
                .flat_map(|w| w.chars().collect::<Vec<_>>())
                .filter(|c| !c.is_whitespace())
                .collect();
            let unreadable = all.iter().any(|one| word(one).is_none());
            assert!(all.is_empty() || text_of(record) == words, "{value}\n{record:#?}");
            let marked = record.turns.iter().any(|turn| turn.mark.is_some());
            assert!(all.is_empty() || !unreadable || marked, "{value}\n{record:#?}");
        }
    }
    let marks = record.turns.iter().filter(|turn| turn.mark.is_some()).count();
    let told = record.warnings.iter().any(|w| w.starts_with(&format!("a.json: {marks} of {} cue", record.turns.len())));
    assert!(marks == 0 || told, "{marks} marks are not told: {:?}", record.warnings);
}

fn worn(times: usize) {
    for (n, (format, whole, count)) in shapes().into_iter().enumerate() {
        let sound = super::json(&whole.to_string());
        assert_eq!(sound.format, format);
        assert!(sound.turns.iter().all(|turn| turn.mark.is_none()), "{sound:#?}");
        nothing_is_lost(&sound, &whole, count, format);
        let mut refused = 0;
        for case in 0..times {
            let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (n as u64 + 1) << 40 ^ (case as u64 + 1));
            let mut value = whole.clone();
            for _ in 0..=dice.roll(3) {
                wear(&mut value, &mut dice);
            }
            let mut text = value.to_string();
            let cut = dice.roll(5) == 0;
            if cut {
                cut_off(&mut text, &mut dice);
            }
            match read_json(text.as_bytes(), 0) {
                Ok(Heard::Talk(talk)) => {
                    assert!(!cut, "half a file is taken for a whole one: {text}");
                    nothing_is_lost(&talk.record("C1".to_owned(), "a.json", 0), &value, count, format);
                }
                Ok(Heard::Call(_)) => {}
                Err(Refusal::Malformed { why, .. }) => {
                    assert!(cut && why.contains(" line ") && why.contains(" column "), "{why}: {text}");
                    refused += 1;
                }
                Err(Refusal::Unknown(_)) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(refused * 2 < times, "{format}: most of it is refused, so little is tried");
    }
}

#[test]
fn worn_json_loses_nothing_unsaid() {
    worn(1_000);
}

#[test]
#[ignore = "ten times as many: a minute"]
fn worn_json_loses_nothing_unsaid_at_length() {
    worn(10_000);
}

/// Every cue has a word that no other has.
fn subtitles(mark: char) -> String {
    let cue = |n: usize| format!("{n}\n00:00:{n:02}{mark}000 --> 00:00:{n:02}{mark}900\nsaid w{n}x\n\n");
    (1..=8).map(cue).collect()
}

fn worn_subtitles(times: usize) {
    for case in 0..times {
        let mut dice = Dice(0xD1B5_4A32_D192_ED03 ^ (case as u64 + 1));
        let srt = case % 2 == 0;
        let text = if srt { subtitles(',') } else { subtitles('.') };
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for _ in 0..=dice.roll(4) {
            let at = dice.roll(lines.len());
            match dice.roll(5) {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, "-->".to_owned()),
                2 => lines[at] = lines[at].replacen("00:", "xx:", 1),
                3 => {
                    if let Some((from, to)) = lines[at].clone().split_once(" --> ") {
                        lines[at] = format!("{to} --> {from}");
                    }
                }
                _ => {
                    let other = dice.roll(lines.len());
                    lines.swap(at, other);
                }
            }
        }
        let mut text = lines.join("\n");
        if dice.roll(4) == 0 {
            cut_off(&mut text, &mut dice);
        }
        let whole = if srt { text.clone() } else { format!("WEBVTT\n\n{text}") };
        let read = if srt { read_srt(whole.as_bytes()) } else { read_webvtt(whole.as_bytes()) };
        let said = match read {
            Ok(heard) => {
                let record = super::record(heard);
                record.turns.iter().map(|turn| turn.text.verbatim().to_owned()).collect::<Vec<_>>().join(" ")
            }
            Err(Refusal::Unknown(_)) => String::new(),
            Err(other) => panic!("{other:?}"),
        };
        for (n, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("said ") && text.contains(*line))
        {
            // In WebVTT a line above the times is the cue's name.
            let name = !srt && lines.get(n + 1).is_some_and(|next| next.contains("-->"));
            assert!(name || said.contains(&line[5..]), "{line} is lost:\n{whole}\n---\n{said}");
        }
    }
}

#[test]
fn worn_subtitles_lose_nothing_unsaid() {
    worn_subtitles(1_000);
}

#[test]
#[ignore = "ten times as many"]
fn worn_subtitles_lose_nothing_unsaid_at_length() {
    worn_subtitles(10_000);
}
