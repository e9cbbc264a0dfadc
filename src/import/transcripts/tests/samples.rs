//! The shared samples, read in place.

use std::collections::BTreeSet;

use crate::import::testing::{load_paths, sample};
use crate::import::{CallsNamed, Item, Options, plan};

/// A sample and what is in it.
struct Sample {
    path: &'static str,
    format: &'static str,
    turns: usize,
    speakers: usize,
    /// The first turn's beginning and the last one's end, in milliseconds.
    ends: (i64, i64),
    words: usize,
    marked: usize,
}

const fn of(
    path: &'static str,
    format: &'static str,
    (turns, speakers): (usize, usize),
    ends: (i64, i64),
    (words, marked): (usize, usize),
) -> Sample {
    Sample { path, format, turns, speakers, ends, words, marked }
}

/// Counted by a Python script of its own: `json`, and for subtitles one regular expression over the whole text. Where a
/// maker has words alone (Deepgram without utterances) it begins a turn at another speaker or after 1.5 s of silence.
/// Words are what is between white space. `missing_timeframe.vtt` has one cue more than times, of three words.
const SAMPLES: [Sample; 22] = [
    of("aws_call_analytics/example-call.json", "transcribe_call_analytics", (37, 2), (40, 182_890), (462, 0)),
    of("aws_pca/testfile.json", "amazon_pca", (12, 2), (40, 28_960), (94, 0)),
    of("deepgram/dg_speakers_no_utterances.json", "deepgram", (15, 3), (3_040, 163_105), (226, 0)),
    of("deepgram/dg_utterances.json", "deepgram", (6, 0), (80, 25_440), (62, 0)),
    of("assemblyai/assemblyai_utterances.json", "assemblyai", (1, 1), (170, 25_140), (60, 0)),
    of("whisper/whisper_timestamped.json", "whisper", (4, 0), (120, 25_320), (59, 0)),
    of("harper_valley/transcript/0002f70f7386445b.json", "harper_valley", (18, 2), (3_720, 50_610), (81, 0)),
    of("harper_valley/transcript/01f7ec3700424bc0.json", "harper_valley", (13, 2), (4_819, 61_619), (77, 0)),
    of("srt/gb2312.srt", "srt", (3, 0), (27_000, 36_570), (5, 0)),
    of("srt/invalid_timeframe.srt", "srt", (5, 0), (500, 23_880), (15, 1)),
    of("srt/missing_caption_text.srt", "srt", (5, 0), (500, 23_880), (12, 1)),
    of("srt/sample.srt", "srt", (5, 0), (500, 23_880), (15, 0)),
    of("srt/styles_colours.srt", "srt", (6, 0), (7_120, 149_280), (28, 0)),
    of("webvtt/captions_with_bom.vtt", "webvtt", (4, 0), (500, 21_580), (12, 0)),
    of("webvtt/comments.vtt", "webvtt", (3, 0), (135_000, 150_000), (25, 0)),
    of("webvtt/cue_tags.vtt", "webvtt", (3, 0), (16_500, 21_500), (13, 0)),
    of("webvtt/invalid.vtt", "srt", (7, 0), (500, 30_280), (21, 0)),
    of("webvtt/metadata_headers.vtt", "webvtt", (2, 0), (500, 11_890), (6, 0)),
    of("webvtt/missing_timeframe.vtt", "webvtt", (7, 0), (500, 30_280), (21, 1)),
    of("webvtt/non_padded_timestamps.vtt", "webvtt", (3, 2), (0, 3_727_950), (10, 0)),
    of("webvtt/sample.vtt", "webvtt", (16, 0), (500, 64_300), (48, 0)),
    of("webvtt/using_identifiers.vtt", "webvtt", (6, 0), (500, 27_280), (18, 0)),
];

fn named() -> Options {
    let calls = CallsNamed { alone: Some("C-1".to_owned()), ..CallsNamed::default() };
    Options { calls, ..Options::default() }
}

#[test]
fn every_sample_loads_with_the_turns_that_are_in_it() {
    for one in SAMPLES {
        let Some(path) = sample(&format!("transcripts/{}", one.path)) else { continue };
        let loaded = load_paths(&[path], &named()).expect(one.path);
        let [Item::Transcript(record)] = loaded.items.as_slice() else { panic!("{}: {:?}", one.path, loaded.items) };
        let speakers: BTreeSet<_> = record.turns.iter().filter_map(|turn| turn.speaker.as_ref()).collect();
        let first = record.turns.iter().find_map(|turn| turn.from_ms);
        let last = record.turns.iter().rev().find_map(|turn| turn.to_ms);
        let words: usize = record.turns.iter().map(|turn| turn.text.verbatim().split_whitespace().count()).sum();
        let marked = record.turns.iter().filter(|turn| turn.mark.is_some()).count();
        let (begin, end) = one.ends;
        assert_eq!(
            (record.format, record.turns.len(), speakers.len(), (first, last), (words, marked)),
            (one.format, one.turns, one.speakers, (Some(begin), Some(end)), (one.words, one.marked)),
            "{}",
            one.path
        );
        assert_eq!(record.call_id, "C-1", "{}", one.path);
        assert_eq!(record.warnings.len(), usize::from(one.marked > 0), "{}: {:?}", one.path, record.warnings);
    }
}

#[test]
fn what_is_no_transcript_is_refused_with_its_reason() {
    for (path, why) in [
        ("srt/invalid_format3.srt", "its first line is \"1\""),
        ("webvtt/empty.vtt", "it is empty (0 bytes)"),
        ("srt/LICENSE-srt", "its first line is"),
    ] {
        let Some(path) = sample(&format!("transcripts/{path}")) else { continue };
        let error = plan(&[path], &named()).expect_err("no transcript").to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn every_sample_is_listed_here() {
    let Some(folder) = sample("transcripts") else { return };
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let apart = |name: &str| name.contains("LICENSE") || name.contains("metadata/") || name.contains("derived_long");
    for path in files {
        let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        let refused = ["srt/invalid_format3.srt", "webvtt/empty.vtt"].contains(&name.as_str());
        assert!(apart(&name) || refused || SAMPLES.iter().any(|one| one.path == name), "{name} is in no test");
    }
}

#[test]
fn the_call_is_asked_for_where_neither_the_file_nor_its_name_tells() {
    for (path, call) in [
        ("aws_call_analytics/example-call.json", Some("example-call")),
        ("aws_pca/testfile.json", Some("stereo_std_1")),
        ("deepgram/dg_utterances.json", None),
        ("assemblyai/assemblyai_utterances.json", None),
        ("whisper/whisper_timestamped.json", None),
        ("harper_valley/transcript/01f7ec3700424bc0.json", Some("01f7ec3700424bc0")),
        ("webvtt/sample.vtt", None),
    ] {
        let Some(path) = sample(&format!("transcripts/{path}")) else { continue };
        let plan = plan(std::slice::from_ref(&path), &Options::default()).expect("readable");
        assert_eq!(plan.transcripts().next().map(|(_, id)| id), call, "{}", path.display());
        assert_eq!(plan.unclaimed, if call.is_none() { vec![path] } else { Vec::new() });
        assert_eq!(plan.questions.len(), usize::from(call.is_none()));
        if let Some(question) = plan.questions.first() {
            assert!(question.words.contains("name the call with --call ID"), "{}", question.words);
        }
    }
}
