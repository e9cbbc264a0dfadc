//! Whatever is read, is read or refused: files, settings, queries, and what is typed. Damaged by chance from sound
//! samples, the same chance in every run.
//!
//! A share runs with the other tests; all of it by `cargo test --release --lib fuzz -- --ignored`.

use std::path::{Path, PathBuf};

use crate::clock::Clock;
use crate::config::Config;
use crate::config::keymap::Keymap;
use crate::domain::cards;
use crate::domain::people::Actor;
use crate::domain::practice::library::Library;
use crate::domain::raw::visible;
use crate::domain::session::Draft;
use crate::import::{self, Go, ImportError, Options, presets};
use crate::store::{ImportJob, ScorecardFile, Store};

/// Cases of each kind in all; a tenth of them is the share.
const ALL: usize = 100_000;
const SHARE: usize = ALL / 10;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).expect("below n")
    }
}

/// What trips readers, put in by chance.
const TRIPS: [&str; 40] = [
    "\"",
    "'",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "=",
    ":",
    "-",
    "*",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "1e999",
    "-0",
    "99999999999999999999",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[2J",
    "\u{301}",
    "é",
    "%",
    "17/0",
    "4111 1111 1111 1111",
    "four one one one",
    "cvv",
    "-->",
    "WEBVTT",
    "sep=;",
    "NEAR(",
    "OR",
];

/// A sound sample with up to eight damages.
fn damaged(sample: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + 1 + dice.below(12)).min(bytes.len());
        match dice.below(7) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
            1 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            2 => drop(bytes.drain(at.min(end)..end)),
            3 => {
                let copy = bytes[at.min(end)..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 if dice.below(4) == 0 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, TRIPS[dice.below(TRIPS.len())].bytes())),
        }
    }
    bytes
}

fn cases(samples: &[Vec<u8>], many: usize, seed: u64, mut read: impl FnMut(&[u8])) {
    let mut dice = Dice(seed);
    for n in 0..many {
        let bytes = damaged(&samples[n % samples.len()], &mut dice);
        read(&bytes);
    }
}

fn texts(samples: &[&str], many: usize, seed: u64, mut read: impl FnMut(&str)) {
    let samples: Vec<Vec<u8>> = samples.iter().map(|s| s.as_bytes().to_vec()).collect();
    cases(&samples, many, seed, |bytes| read(&String::from_utf8_lossy(bytes)));
}

#[derive(Debug)]
struct Failed;

impl From<ImportError> for Failed {
    fn from(error: ImportError) -> Self {
        // What is said of it is shown, whatever it repeats.
        let words = error.to_string();
        assert!(words.len() < 20_000, "{} bytes", words.len());
        Self
    }
}

/// Planned and streamed, as an import does it; every row is accounted for.
fn imported(path: &Path) {
    let paths = [path.to_owned()];
    let Ok(plan) = import::plan(&paths, &Options::default()).map_err(Failed::from) else { return };
    let mut count = 0_u64;
    let _ = import::read::<_, Failed>(
        &plan,
        &|item| item,
        &mut |_| {
            count += 1;
            Ok(Go::On)
        },
        &mut |_, _| {},
    );
}

const LONG: &str = "evaluation_id,call_id,agent,evaluated_at,dimension,criterion,earned,possible,flag,flag_at_ms,comment\n\
    E1,C1,Ama,2026-10-05,Empathy,,4,5,,,fine\nE1,C1,Ama,2026-10-05,Empathy,\"Q, 1\",4,5,A;B,12;13,\"two\nlines\"\n";
const WIDE: &str =
    "\u{feff}agent;call date;Empathy;total\r\nAma;05.10.2026 9:30 PM;82,5;80 %\r\nBen;25.10.2026;n/a;17/20\r\n";
const VTT: &str = "WEBVTT - x\n\nNOTE y\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Agent Jo>Hi &amp; <c.x>bye</c></v>\n\n00:03.000 --> 00:01.000\nJo: four one one one\n";
const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\nAgent: hello\n\n2\n00:00:03,000 --> 00:00:04,500\nCaller: no\n";
const WHISPER: &str = "{\"text\": \"a b\", \"language\": \"en\", \"segments\": [{\"id\": 0, \"start\": 0.0, \"end\": 1.5, \"text\": \" a\"}, {\"id\": 1, \"start\": 1.5, \"end\": 2.5, \"text\": \" b\", \"speaker\": \"SPEAKER_01\"}]}";
const LENS: &str = "{\"Participants\": [], \"Transcript\": [{\"ParticipantRole\": \"AGENT\", \"BeginOffsetMillis\": 0, \"EndOffsetMillis\": 900, \"Content\": \"Next.\"}], \"Categories\": {\"MatchedDetails\": {\"Absent\": {\"PointsOfInterest\": [{\"BeginOffsetMillis\": 5, \"EndOffsetMillis\": 9}]}}}}";
const HARPER: &str = "[{\"human_transcript\": \"a\", \"offset_ms\": 12, \"duration_ms\": 5, \"speaker_role\": \"agent\", \"start_timestamp_ms\": 1584312851871}]";
const LINES: &str = "{\"id\": 1, \"reviewer\": {\"name\": \"K\"}, \"reviewee\": {\"name\": \"A\"}, \"ratings\": [{\"category\": \"Tone\", \"rating\": 3}], \"created_at\": \"2026-10-05T10:00:00Z\"}\n{\"id\": 2, \"reviewer\": {\"name\": \"K\"}, \"reviewee\": {\"name\": \"B\"}, \"ratings\": [{\"category\": \"Tone\", \"rating\": 4}]}\n";

/// The vendors' files of the other tests.
fn vendors() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/vendors");
    let names = [
        "connect_export.json",
        "connect_flat.json",
        "connect_api.jsonl",
        "genesys.json",
        "miarec.json",
        "zendesk_qa.json",
        "zendesk_autoqa.json",
    ];
    names.iter().map(|name| std::fs::read(folder.join(name)).expect("it is there")).collect()
}

fn files(samples: &[Vec<u8>], many: usize, seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("T1");
    cases(samples, many, seed, |bytes| {
        std::fs::write(&path, bytes).expect("a file can be written");
        imported(&path);
    });
}

fn bytes(samples: &[&str]) -> Vec<Vec<u8>> {
    samples.iter().map(|s| s.as_bytes().to_vec()).collect()
}

fn tables(many: usize) {
    files(&bytes(&[LONG, WIDE]), many, 1);
}

fn documents(many: usize) {
    let mut samples = bytes(&[WHISPER, LENS, HARPER]);
    // Whole evaluations are long: fewer of them say as much.
    files(&samples, many - many / 20, 2);
    samples = vendors();
    files(&samples, many / 20, 3);
}

fn lines(many: usize) {
    files(&bytes(&[LINES]), many, 4);
}

fn subtitles(many: usize) {
    files(&bytes(&[VTT, SRT]), many, 5);
}

fn settings(many: usize) {
    texts(&[include_str!("../assets/config.toml"), "theme = \"dark\"\nas-name = \"K\"\n"], many, 6, |text| {
        let _ = Config::read(text);
        let _ = Config::with_name(text, "Dana");
    });
}

fn keys(many: usize) {
    texts(&["[global]\nhelp = [\"?\", \"f1\"]\n[list]\ndown = [\"j\", \"down\"]\n"], many, 7, |text| {
        let _ = Keymap::read(text);
    });
    texts(&[include_str!("../assets/keymap.toml")], many / 100, 8, |text| drop(Keymap::read(text)));
}

fn mappings(many: usize) {
    texts(
        &[include_str!("../assets/presets/wolkvox.toml"), include_str!("../assets/presets/sprinklr.toml")],
        many,
        9,
        |text| {
            let _ = presets::parse(text);
        },
    );
}

fn scorecards(many: usize) {
    texts(&[include_str!("../assets/scorecards/default.toml")], many, 10, |text| drop(ScorecardFile::parse(text)));
}

fn libraries(many: usize) {
    let sample = "[[entry]]\ndimension = \"empathy\"\ncriterion = \"Asks\"\nbehavior = \"Says it back\"\naction = \"Say the worry back on every call this week\"\n";
    texts(&[sample], many, 11, |text| drop(Library::read(text)));
}

fn sessions(many: usize) {
    let sample = "{\"agent\": \"A1\", \"kind\": \"scheduled\", \"cycle\": {\"from\": \"2026-11-09\", \"to\": \"2026-11-23\"}, \"focus\": {\"dimension\": \"Empathy\", \"reason\": \"x\"}, \"behavior\": \"b\", \"action\": \"c\", \"due\": \"fri\", \"check\": {\"threshold\": 80}, \"evidence\": [{\"call_id\": 17, \"quote\": \"q\", \"from_ms\": 5}], \"sign_off\": null}";
    texts(&[sample], many, 12, |text| {
        let Ok(mut value) = serde_json::from_str::<serde_json::Value>(text) else { return };
        let _ = serde_json::from_value::<Draft>(value.clone());
        cards::mask_json(&mut value);
    });
}

fn shown(many: usize) {
    texts(
        &["plain é 電話", "\u{1b}]0;x\u{7}\u{9b}31m", "4111 1111 1111 1111 cvv 123", "call 447100000000123"],
        many,
        13,
        |text| {
            let shown = visible(text).into_owned();
            assert_eq!(visible(&shown), shown);
            let mut masked = text.to_owned();
            cards::mask(&mut masked);
            assert!(cards::count(&masked).is_none(), "{masked:?}");
            let _ = cards::unfinished(text);
        },
    );
}

/// Anything at all is searched for: found or not, and never an error.
fn queries(many: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("T1.vtt");
    std::fs::write(&path, VTT).expect("a file");
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store =
        Store::in_memory(actor, Clock::Fixed("2026-11-25T12:00:00Z".parse().expect("a time"))).expect("it opens");
    let job = ImportJob {
        paths: vec![path],
        calls: import::CallsNamed { alone: Some("T1".to_owned()), ..import::CallsNamed::default() },
        ..ImportJob::default()
    };
    let plan = store.plan_import(&job).expect("it is read");
    store.import(&plan, false, &mut |_| Go::On).expect("it is loaded");
    assert!(!store.search("bye", None).expect("it is found").lines.is_empty());
    let long = "word ".repeat(2_000);
    let samples = [
        "bye",
        "\"hi bye\"",
        "hi -bye",
        "hi*",
        "NEAR(hi bye, 2)",
        "a AND b OR NOT c",
        "col:hi",
        "^hi",
        "{hi} : bye",
        "hi\0bye",
        "'; DROP TABLE call; --",
        "()\"\"**",
        &long,
    ];
    texts(&samples, many, 14, |text| {
        store.search(text, None).unwrap_or_else(|e| panic!("{text:?}: {e}"));
    });
}

/// The samples of real exports, damaged: read in place where they are.
fn real(many: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            let small = std::fs::metadata(&path).is_ok_and(|data| data.is_file() && data.len() < 60_000);
            let known =
                path.extension().is_some_and(|e| ["csv", "json", "vtt", "srt", "jsonl", "tsv"].iter().any(|k| e == *k));
            if path.is_dir() {
                folders.push(path);
            } else if small && known {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        eprintln!("skipped: {} is not there", root.display());
        return;
    }
    found.sort();
    let mut dice = Dice(15);
    let samples: Vec<Vec<u8>> = (0..found.len().min(200))
        .map(|_| std::fs::read(&found[dice.below(found.len())]).expect("a sample can be read"))
        .collect();
    files(&samples, many, 16);
}

macro_rules! fuzzed {
    ($($kind:ident $share:ident $whole:ident $few:expr),+ $(,)?) => {
        $(
            #[test]
            fn $share() {
                $kind($few);
            }

            #[test]
            #[ignore = "the whole: a hundred thousand cases"]
            fn $whole() {
                $kind(ALL);
            }
        )+
    };
}

fuzzed! {
    tables a_share_of_damaged_tables every_damaged_table SHARE,
    documents a_share_of_damaged_documents every_damaged_document SHARE,
    lines a_share_of_damaged_json_lines every_damaged_json_line SHARE,
    subtitles a_share_of_damaged_subtitles every_damaged_subtitle SHARE,
    settings a_share_of_damaged_settings every_damaged_setting SHARE,
    keys a_share_of_damaged_keymaps every_damaged_keymap SHARE,
    mappings a_share_of_damaged_mappings every_damaged_mapping SHARE,
    scorecards a_share_of_damaged_scorecards every_damaged_scorecard SHARE,
    libraries a_share_of_damaged_libraries every_damaged_library SHARE,
    sessions a_share_of_damaged_sessions every_damaged_session SHARE,
    shown a_share_of_damaged_words every_damaged_word SHARE,
    queries a_share_of_queries every_query SHARE,
    real a_share_of_damaged_real_files every_damaged_real_file 500,
}
