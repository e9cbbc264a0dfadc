//! Transcripts of every maker from outside: found by their words, taken as evidence, asked about, swapped and back.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::support::{Desk, sample};

/// A word that begins like no other: words are found by their beginnings.
fn word(n: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(n).expect("a few"));
    format!("{letter}marmalade")
}

/// One call a maker, in each of which one word is said that no other has, from 2,000 to 3,000 ms by the second speaker.
#[expect(clippy::too_many_lines, reason = "a shape a maker")]
fn talks() -> Vec<(&'static str, &'static str, String)> {
    let said = |n: usize| format!("so about the {}", word(n));
    let of = |n: usize, text: Value| text.to_string().replace("WORDS", &said(n));
    vec![
        (
            "CA-1.json",
            "transcribe_call_analytics",
            of(
                0,
                json!({"Participants": [], "Transcript": [
            {"ParticipantRole": "AGENT", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Content": "Hello"},
            {"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 2000, "EndOffsetMillis": 3000, "Content": "WORDS"}]}),
            ),
        ),
        (
            "PC-1.json",
            "amazon_pca",
            of(
                1,
                json!({"ConversationAnalytics": {"SpeakerLabels": [{"Speaker": "spk_1", "DisplayText": "Customer"}]}, "SpeechSegments": [
            {"SegmentStartTime": 0, "SegmentEndTime": 0.9, "SegmentSpeaker": "spk_0", "DisplayText": "Hello"},
            {"SegmentStartTime": 2.0, "SegmentEndTime": 3.0, "SegmentSpeaker": "spk_1", "DisplayText": "WORDS"}]}),
            ),
        ),
        (
            "TR-1.json",
            "transcribe",
            of(
                2,
                json!({"results": {"transcripts": [], "items": [
            {"start_time": "0.0", "end_time": "0.9", "type": "pronunciation", "speaker_label": "spk_0", "alternatives": [{"content": "Hello"}]},
            {"start_time": "2.0", "end_time": "3.0", "type": "pronunciation", "speaker_label": "spk_1", "alternatives": [{"content": "WORDS"}]}]}}),
            ),
        ),
        (
            "BD-1.json",
            "bedrock_data_automation",
            of(
                3,
                json!({"audio_segments": [
            {"start_timestamp_millis": 0, "end_timestamp_millis": 900, "text": "Hello", "speaker": {"speaker_label": "spk_0"}},
            {"start_timestamp_millis": 2000, "end_timestamp_millis": 3000, "text": "WORDS", "speaker": {"speaker_label": "spk_1"}}]}),
            ),
        ),
        (
            "DG-1.json",
            "deepgram",
            of(
                4,
                json!({"metadata": {"request_id": "r"}, "results": {"channels": [], "utterances": [
            {"start": 0, "end": 0.9, "speaker": 0, "transcript": "Hello"}, {"start": 2.0, "end": 3.0, "speaker": 1, "transcript": "WORDS"}]}}),
            ),
        ),
        (
            "AA-1.json",
            "assemblyai",
            of(
                5,
                json!({"audio_duration": 3, "text": "", "words": [], "utterances": [
            {"start": 0, "end": 900, "speaker": "A", "text": "Hello"}, {"start": 2000, "end": 3000, "speaker": "B", "text": "WORDS"}]}),
            ),
        ),
        (
            "WH-1.json",
            "whisper",
            of(
                6,
                json!({"segments": [
            {"start": 0, "end": 0.9, "text": " Hello", "speaker": "SPEAKER_00"}, {"start": 2.0, "end": 3.0, "text": " WORDS", "speaker": "SPEAKER_01"}]}),
            ),
        ),
        (
            "WC-1.json",
            "whisper.cpp",
            of(
                7,
                json!({"transcription": [
            {"offsets": {"from": 0, "to": 900}, "text": " Hello", "speaker": "0"}, {"offsets": {"from": 2000, "to": 3000}, "text": " WORDS", "speaker": "1"}]}),
            ),
        ),
        (
            "GE-1.json",
            "genesys",
            of(
                8,
                json!({"conversationStartTime": 1_772_611_687_000_i64, "transcripts": [{"phrases": [
            {"text": "Hello", "startTimeMs": 1_772_611_687_000_i64, "duration": {"milliseconds": 900}, "participantPurpose": "internal"},
            {"text": "WORDS", "startTimeMs": 1_772_611_689_000_i64, "duration": {"milliseconds": 1000}, "participantPurpose": "external"}]}]}),
            ),
        ),
        (
            "TW-1.json",
            "twilio",
            of(
                9,
                json!({"sentences": [
            {"media_channel": 1, "start_time": "0", "end_time": "0.9", "transcript": "Hello"},
            {"media_channel": 2, "start_time": "2", "end_time": "3", "transcript": "WORDS"}]}),
            ),
        ),
        (
            "GS-1.json",
            "google_stt",
            of(
                10,
                json!({"results": [
            {"alternatives": [{"transcript": "Hello", "words": [{"endTime": "0.9s", "word": "Hello", "speakerTag": 1}]}]},
            {"alternatives": [{"transcript": "", "words": [{"startTime": "2s", "endTime": "3s", "word": "WORDS", "speakerTag": 2}]}]}]}),
            ),
        ),
        (
            "GC-1.json",
            "google_ccai",
            of(
                11,
                json!({"transcriptSegments": [
            {"text": "Hello", "segmentParticipant": {"role": "HUMAN_AGENT"}, "words": [{"endOffset": "0.9s"}]},
            {"text": "WORDS", "segmentParticipant": {"role": "END_USER"}, "words": [{"startOffset": "2s", "endOffset": "3s"}]}]}),
            ),
        ),
        (
            "HV-1.json",
            "harper_valley",
            of(
                12,
                json!([
            {"human_transcript": "hello", "speaker_role": "agent", "offset_ms": 0, "duration_ms": 900},
            {"human_transcript": "WORDS", "speaker_role": "caller", "offset_ms": 2000, "duration_ms": 1000}]),
            ),
        ),
        (
            "VT-1.vtt",
            "webvtt",
            format!(
                "WEBVTT\n\n00:00.000 --> 00:00.900\n<v Agent>Hello\n\n00:02.000 --> 00:03.000\n<v Customer>{}\n",
                said(13)
            ),
        ),
        (
            "SR-1.srt",
            "srt",
            format!(
                "1\n00:00:00,000 --> 00:00:00,900\nAgent: Hello\n\n2\n00:00:02,000 --> 00:00:03,000\nCustomer: {}\n",
                said(14)
            ),
        ),
    ]
}

/// A desk with a scored call a maker, all of one agent, and their transcripts.
fn loaded() -> (Desk, Vec<(String, &'static str)>) {
    let desk = Desk::new();
    let mut scores = "call_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n".to_owned();
    let mut files = Vec::new();
    let mut calls = Vec::new();
    for (n, (name, format, text)) in talks().into_iter().enumerate() {
        let call = name.split('.').next().expect("a stem").to_owned();
        let _ = writeln!(scores, "{call},A1,Ama,2026-11-{:02}T10:00:00Z,Empathy,50,100", n + 1);
        files.push(desk.write(name, &text));
        calls.push((call, format));
    }
    desk.run(&["import", &desk.write("scores.csv", &scores)]).expect(0);
    let mut args = vec!["import"];
    args.extend(files.iter().map(String::as_str));
    desk.run(&args).expect(0);
    (desk, calls)
}

#[test]
fn a_word_said_in_any_makers_file_is_found_and_its_line_becomes_evidence() {
    let (desk, calls) = loaded();
    for (n, (call, format)) in calls.iter().enumerate() {
        let hits = desk.json(&["search", &word(n)]);
        assert_eq!(hits.as_array().map(Vec::len), Some(1), "{format}: {hits}");
        assert_eq!(
            (&hits[0]["call_id"], &hits[0]["from_ms"], &hits[0]["turn"]),
            (&json!(call), &json!(2000), &json!(2)),
            "{format}"
        );
        let view = desk.json(&["call", call]);
        assert_eq!(view["transcript"]["format"], json!(format));
        let turn = &view["transcript"]["turns"][1];
        assert_eq!((&turn["from_ms"], &turn["to_ms"]), (&json!(2000), &json!(3000)), "{format}: {turn}");
        assert_eq!(turn["text"], json!(format!("so about the {}", word(n))), "{format}");
    }
    // The line of one of them, in a finished session: its quote is known to stand in the transcript.
    let turn = desk.json(&["call", "TW-1"])["transcript"]["turns"][1].clone();
    let session = json!({
        "agent": "A1", "held_at": "2026-11-24T10:00:00Z", "behavior": "names what was heard",
        "action": "Use a name acknowledgment in the first 30 seconds of every call this week",
        "focus": {"dimension": "empathy"},
        "evidence": [{"call_id": "TW-1", "from_ms": turn["from_ms"], "to_ms": turn["to_ms"], "speaker": turn["speaker"], "quote": turn["text"]}],
    });
    desk.run(&["session", "add", &desk.write("session.json", &session.to_string()), "--finish"]).expect(0);
    let id = desk.json(&["sessions"])[0]["id"].as_str().expect("an id").to_owned();
    let row = desk.json(&["session", "show", &id])["evidence"][0].clone();
    assert_eq!((&row["from_ms"], &row["to_ms"]), (&json!(2000), &json!(3000)));
    assert_eq!((&row["quote"], &row["quote_source"]), (&json!("so about the jmarmalade"), &json!("transcript")));
    desk.run(&["log", "verify"]).expect(4);
}

fn speakers(desk: &Desk, call: &str) -> Vec<(String, String)> {
    let view = desk.json(&["call", call]);
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let turns = view["transcript"]["turns"].as_array().expect("turns");
    turns.iter().map(|t| (text(&t["role"]), text(&t["speaker"]))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn speakers_are_swapped_and_swapped_back_and_the_log_keeps_both() {
    let (desk, _) = loaded();
    let before = speakers(&desk, "VT-1");
    assert_eq!(before, pairs(&[("agent", "Agent"), ("customer", "Customer")]));
    let said = desk.run(&["call", "VT-1", "--swap-speakers"]).expect(0);
    assert!(said.all().contains("agent and customer are swapped in call VT-1"), "{said:?}");
    assert_eq!(speakers(&desk, "VT-1"), pairs(&[("customer", "customer"), ("agent", "agent")]));
    assert_eq!(desk.json(&["search", "nmarmalade"])[0]["speaker"], json!("agent"));
    assert_eq!(desk.count("speakers"), 1);
    desk.run(&["call", "VT-1", "--swap-speakers"]).expect(0);
    assert_eq!(speakers(&desk, "VT-1"), before);
    assert_eq!(desk.count("speakers"), 0);
    // Nobody's role is known: the first speaker is the agent, then the customer, then it is as the file has it.
    let unknown = speakers(&desk, "TW-1");
    assert_eq!(unknown, pairs(&[("other", "channel 1"), ("other", "channel 2")]));
    desk.run(&["call", "TW-1", "--swap-speakers"]).expect(0);
    assert_eq!(speakers(&desk, "TW-1"), pairs(&[("agent", "agent"), ("customer", "customer")]));
    desk.run(&["call", "TW-1", "--swap-speakers"]).expect(0);
    assert_eq!(speakers(&desk, "TW-1"), pairs(&[("customer", "customer"), ("agent", "agent")]));
    desk.run(&["call", "TW-1", "--swap-speakers"]).expect(0);
    assert_eq!(speakers(&desk, "TW-1"), unknown);
    let log = desk.run(&["log", "show"]).expect(0).out;
    assert!(log.contains("call VT-1: agent and customer are swapped"), "{log}");
    desk.run(&["log", "verify"]).expect(4);
    desk.run(&["call", "VT-1", "--swap-speakers"]).expect(0);
    desk.run(&["log", "verify"]).expect(4);
    // A call without a transcript has nobody to swap.
    let bare = desk.write(
        "more.csv",
        "call_id,agent_id,call_started_at,dimension,earned\nB-9,A1,2026-11-20T10:00:00Z,Empathy,50\n",
    );
    desk.run(&["import", &bare]).expect(0);
    assert!(desk.run(&["call", "B-9", "--swap-speakers"]).expect(1).err.contains("no transcript"));
    // What was decided outlives the import.
    let undo = desk.run(&["imports", "undo", "2"]);
    assert_eq!(undo.code, 0, "{undo:?}");
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn a_transcript_without_a_call_is_asked_about() {
    let (desk, _) = loaded();
    let text = talks().swap_remove(9).2;
    let spaced = desk.write("talk with Ama.json", &text);
    let before = desk.dump();
    let asked = desk.run(&["import", &spaced]).expect(3);
    assert!(
        asked.err.contains("talk with Ama.json does not say which call it is a transcript of")
            && asked.err.contains("--call ID"),
        "{asked:?}"
    );
    assert_eq!(desk.dump(), before);
    // A name that can be an ID is taken for one, and that is said.
    let file = desk.write("talk.json", &text);
    let taken = desk.run(&["import", &file, "--dry-run"]).expect(0);
    assert!(taken.out.contains("talk.json is the transcript of call talk"), "{taken:?}");
    assert!(taken.err.contains("its name was taken, talk; name another with --call ID"), "{taken:?}");
    assert_eq!(desk.dump(), before);
    let told = desk.run(&["import", &file, "--call", "004471", "--dry-run"]).expect(0);
    assert!(told.out.contains("talk.json is the transcript of call 004471"), "{told:?}");
    desk.run(&["import", &file, "--call", "004471"]).expect(0);
    assert_eq!(desk.json(&["call", "004471"])["transcript"]["turns"].as_array().map(Vec::len), Some(2));
    let other = desk.write("GE-1.json", &talks().swap_remove(8).2);
    assert!(desk.run(&["import", &file, &other, "--call", "1"]).expect(1).err.contains("there are 2 transcripts"));
}

#[test]
fn faulty_cues_are_kept_and_named_by_file_and_place() {
    let desk = Desk::new();
    let srt = desk.write("C-1.srt", "1\n00:00:05,000 --> 00:00:02,000\nback\n\n2\n00:00:xx,000 --> 00:00:07,000\nbad\n\n3\n00:00:08,000 --> 00:00:09,000\nfine\n");
    let said = desk.run(&["import", &srt]).expect(0);
    assert!(
        said.err.contains(
            "C-1.srt: 2 of 3 cues are faulty; they were kept with a mark: line 2 (the cue ends before it starts), line 6 (the times of the cue cannot be read)"
        ),
        "{said:?}"
    );
    let turns = desk.json(&["call", "C-1"])["transcript"]["turns"].clone();
    assert_eq!(turns.as_array().map(Vec::len), Some(3));
    assert_eq!(turns[0]["mark"], json!("the cue ends before it starts"));
    let broken = desk.write("C-2.json", "{\"Transcript\": [\n  {\"Content\": ,}\n]}");
    assert!(desk.run(&["import", &broken]).expect(3).err.contains("line 2 column 15"));
}

#[test]
fn points_of_interest_are_suggested_as_evidence_and_absences_break_nothing() {
    let desk = Desk::new();
    let mut scores = "call_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n".to_owned();
    for n in 1..=4 {
        let _ = writeln!(scores, "C-{n},A1,Ama,2026-11-{:02}T10:00:00Z,Empathy,{},100", 16 + n, 40 + n);
    }
    desk.run(&["import", &desk.write("scores.csv", &scores)]).expect(0);
    let talk = json!({"Participants": [], "Transcript": [
            {"ParticipantRole": "AGENT", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Content": "Next."},
            {"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 2000, "EndOffsetMillis": 3000, "Content": "I am not well"}],
        "Categories": {"MatchedDetails": {"Empathy_Chance": {"PointsOfInterest": [{"BeginOffsetMillis": 2100, "EndOffsetMillis": 2900}]},
            "No_Closing": {"PointsOfInterest": []}}}});
    desk.run(&["import", &desk.write("C-4.json", &talk.to_string())]).expect(0);
    let view = desk.json(&["call", "C-4"]);
    assert_eq!(
        view["transcript"]["moments"],
        json!([{"label": "Empathy_Chance", "from_ms": 2100, "to_ms": 2900, "words": "I am not well"}])
    );
    assert!(desk.run(&["call", "C-4"]).expect(0).out.contains("0:02.1 Empathy_Chance: I am not well"));
    desk.run(&["imports", "undo", "2"]).expect(0);
    assert_eq!(desk.count("moment"), 0);
}

#[test]
fn the_samples_load_under_the_call_that_is_named() {
    for (path, turns) in [
        ("transcripts/aws_call_analytics/example-call.json", 37),
        ("transcripts/aws_pca/testfile.json", 12),
        ("transcripts/deepgram/dg_speakers_no_utterances.json", 15),
        ("transcripts/assemblyai/assemblyai_utterances.json", 1),
        ("transcripts/whisper/whisper_timestamped.json", 4),
        ("transcripts/srt/gb2312.srt", 3),
    ] {
        let Some(path) = sample(path) else { continue };
        let desk = Desk::new();
        desk.run(&["import", &path.to_string_lossy(), "--call", "C-1"]).expect(0);
        let view = desk.json(&["call", "C-1"]);
        assert_eq!(view["transcript"]["turns"].as_array().map(Vec::len), Some(turns), "{}", path.display());
        desk.run(&["log", "verify"]).expect(4);
    }
}

#[test]
fn hostile_transcripts_cost_no_more_than_their_length() {
    let desk = Desk::new();
    let cue = "00:00:01,000 --> 00:00:02,000\n";
    let many = |text: &str| format!("{cue}{}", text.repeat(1 << 20));
    for (name, text) in [
        ("A-1.srt", many("<")),
        ("A-2.srt", many("&")),
        ("A-3.srt", many("1\n")),
        ("A-4.vtt", format!("WEBVTT\n\n{}", many("<v "))),
        ("A-5.json", format!("{{\"Transcript\": {}", "[".repeat(1 << 20))),
        ("A-6.json", format!("[{}0]", "[],".repeat(1 << 22))),
    ] {
        let file = desk.write(name, &text);
        let begun = std::time::Instant::now();
        let ran = desk.run(&["import", &file, "--dry-run"]);
        assert!(matches!(ran.code, 0 | 3), "{name}: {ran:?}");
        assert!(begun.elapsed().as_secs() < 20, "{name} took {:?}", begun.elapsed());
    }
}
