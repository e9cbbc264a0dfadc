use std::path::PathBuf;

use proptest::prelude::*;

use crate::domain::call::Role;
use crate::domain::evaluation::ScoreState;
use crate::domain::when::When;
use crate::import::testing::{Failed, folder, items, load, load_paths, refusal, sample, try_load};
use crate::import::{DateOrder, FileKind, Go, ImportError, Item, Options, plan, read};

#[test]
fn a_wide_table_has_a_column_a_dimension() {
    let loaded = load(
        "\
call_id,Agent Name,Call Date,Task,Empathy,Compliance,Handle time,Tone,Speaker ID,Overall Score,Notes2
C1,Ama,2026-10-05,billing,85%,17/20,340,N/A,46,83.5,-
C2,Ben,2026-10-05,cards,90,n/a,90,70,47,,none
",
    );
    let columns: Vec<_> =
        loaded.plan.files[0].columns.iter().map(|c| (c.heading.verbatim().to_owned(), c.used.words())).collect();
    assert_eq!(
        columns.iter().map(|(h, w)| (h.as_str(), w.as_str())).collect::<Vec<_>>(),
        [
            ("call_id", "call_id"),
            ("Agent Name", "agent_name"),
            ("Call Date", "call_started_at"),
            ("Task", "left out"),
            ("Empathy", "dimension Empathy"),
            ("Compliance", "dimension Compliance"),
            ("Handle time", "left out"),
            ("Tone", "dimension Tone"),
            ("Speaker ID", "left out"),
            ("Overall Score", "total"),
            ("Notes2", "left out"),
        ]
    );
    assert_eq!(loaded.plan.files[0].format, "csv wide");
    assert!(loaded.warned("since they are not known here: Task, Notes2"), "{:?}", loaded.plan.warnings);
    assert!(loaded.warned("the column Handle time is left out"));
    let states: Vec<_> = loaded.evaluations()[1].scores.iter().map(|s| s.state).collect();
    assert_eq!(states, [ScoreState::Scored, ScoreState::NotApplicable, ScoreState::Scored]);
}

#[test]
fn a_known_dimension_is_one_whatever_its_values() {
    let csv = b"agent,date,Feedback,Bonus\nAma,2026-10-05,80,140\nBen,2026-10-05,good,20\n";
    let options = Options { known_dimensions: vec!["feedback".to_owned()], ..Options::default() };
    let loaded = try_load(&[("a.csv", csv)], &options).expect("readable");
    assert_eq!(loaded.reasons(), ["3 Feedback good: a percent (85, 85%), points of points (17/20), or N/A"]);
    assert!(loaded.warned("the column Bonus is left out: it holds numbers below 0 or above 100"));
    // In a long table the synonym stands.
    let long = b"agent,date,dimension,score,Feedback\nAma,2026-10-05,Tone,80,nice\n";
    let loaded = try_load(&[("a.csv", long)], &options).expect("readable");
    assert_eq!(loaded.evaluation().scores[0].comment.as_deref(), Some("nice"));
}

#[test]
fn separators_marks_and_lines_above_the_headings() {
    let rows = ["agent;date;Empathy", "Ama;05.10.2026;82,5", "Ben;25.10.2026;90 %"];
    for (lead, end) in
        [("", "\n"), ("\u{feff}", "\r\n"), ("sep=;\n", "\n"), ("", "\r"), ("QA report;;\n\nOctober;;\n", "\n")]
    {
        let loaded = load(&format!("{lead}{}", rows.join(end)));
        let earned: Vec<_> =
            loaded.evaluations().iter().map(|e| e.scores[0].earned.as_ref().map(|n| n.value)).collect();
        assert_eq!(earned, [Some(82.5), Some(90.0)], "{lead:?} {end:?}");
        assert_eq!(loaded.warned("lines above the headings"), lead.starts_with("QA"), "{lead:?}");
    }
    for delimiter in [',', '\t', '|'] {
        let csv = "agent;date;Empathy\nAma;2026-10-05;82.5\n".replace(';', &delimiter.to_string());
        assert_eq!(load(&csv).evaluation().scores.len(), 1, "{delimiter:?}");
    }
    // A column that shows points, or that shows nothing, does not read a comma.
    let comma = load("agent,date,Empathy\nAma,2026-10-05,80.5\nBen,2026-10-05,\"82,5\"\n");
    assert!(comma.reasons()[0].starts_with("3 Empathy 82,5: a number with a decimal point"), "{:?}", comma.reasons());
    let comma = load("agent,date,Empathy\nAma,2026-10-05,80\nBen,2026-10-05,\"1,234\"\n");
    assert!(comma.reasons()[0].starts_with("3 Empathy 1,234: a number with a decimal point"), "{:?}", comma.reasons());
}

#[test]
fn a_few_bad_cells_are_rejected_and_do_not_cost_the_column() {
    let rows = "Ama,2026-10-05,80\n".repeat(4);
    let loaded = load(&format!("agent,date,Empathy\n{rows}Ben,2026-10-05,8O\n"));
    assert_eq!(loaded.reasons(), ["6 Empathy 8O: a percent (85, 85%), points of points (17/20), or N/A"]);
    let refused = refusal("a.csv", b"agent,date,Empathy\nAma,2026-10-05,80\nBen,2026-10-05,good\n");
    assert!(refused.contains("missing: a dimension column"), "{refused}");
}

#[test]
fn dates_that_can_be_read_two_ways_are_a_question() {
    let csv = b"agent,Call Date,evaluated_at,Empathy\nAma,05/10/2026,13/10/2026,80\n";
    let loaded = try_load(&[("a.csv", csv)], &Options::default()).expect("readable");
    assert_eq!(loaded.plan.questions.len(), 1);
    assert_eq!(
        loaded.plan.questions[0].words,
        "The column Call Date of a.csv can be read two ways (line 2: 05/10/2026), and nothing in the column decides: \
         say which with --dates day-first or --dates month-first."
    );
    // Nothing is guessed meanwhile.
    assert_eq!(loaded.rejected()[0].column.verbatim(), "Call Date");
    let options = Options { date_order: Some(DateOrder::DayFirst), ..Options::default() };
    let loaded = try_load(&[("a.csv", csv)], &options).expect("readable");
    let day = loaded.evaluation().call_started.as_ref().map(|stamp| (stamp.when, stamp.text.clone()));
    let expected = chrono::NaiveDate::from_ymd_opt(2026, 10, 5).expect("a date");
    assert_eq!(day, Some((When::Date(expected), "05/10/2026".to_owned())));
    assert!(loaded.plan.questions.is_empty());
}

#[test]
fn warnings_name_what_a_reader_would_miss() {
    let loaded = load("Agent,Agent,date,dimension,score\nAma,Ben,2026-10-05,Empathy,40\n");
    assert!(loaded.warned("no call_id column"));
    assert!(loaded.warned("another column has the same meaning: Agent"));
    assert!(
        load("agent,date,Tone\nAma,2026-10-05,20\n")
            .warned("the highest value in Tone is 20: plain numbers are read as percents")
    );
    assert_eq!(loaded.evaluation().agent.name.as_deref(), Some("Ama"));
}

#[test]
fn what_is_not_known_is_refused_with_what_was_found_and_expected() {
    for (name, bytes, words) in [
        ("a.csv", &b""[..], "it is empty (0 bytes)"),
        ("a.csv", b" \n ", "nothing but white space"),
        ("a.csv", b"call_id,task,date\n1,x,2026-10-05\n", "missing: the agent (agent_name or agent_id)"),
        ("a.csv", b"agent,dimension,score\nAma,Tone,80\n", "missing: a date (call_started_at or evaluated_at)"),
        ("a.csv", b"agent,date,task\nAma,2026-10-05,x\n", "missing: a dimension column and a score column"),
        ("a.txt", b"Dear team,\nwell done\n", "its first line is \"Dear team,\""),
        ("a.xlsx", b"PK\x03\x04rest", "it is a zip file and no Excel workbook"),
        ("a.ods", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        ("a.xlsb", b"PK\x03\x04[Content_Types].xml xl/workbook.bin", "binary Excel workbook (.xlsb)"),
        ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1", "save it as an Excel workbook (.xlsx)"),
        ("a.gz", b"\x1F\x8B\x08\x00", "gzip"),
        ("a.pdf", b"%PDF-1.7", "it is a PDF"),
        ("a.db", b"SQLite format 3\0", "binary data"),
        ("a.srt", b"1\n00:00:xx,000 --> soon\nhi\n", "none of its first cues has a time that can be read"),
        ("a.json", b"{\"results\": {}}", "it is JSON, an object with results"),
        ("a.json", b"[1, 2]", "it is JSON, a list of something else than turns"),
        ("a.json", b"[{\"a\": 1}]", "a list of objects with a; expected is"),
        ("a.json", b"[{\"human_transcript\": \"a\"},\n{]", "line 2: the JSON is malformed"),
        ("a.json", b"{\"sid\": \"x\"", "the JSON is malformed: EOF"),
        ("a.csv", b"\xFF\xFEa\0", "its first line is \"a\""),
        ("a.csv", b"a\0g\0e\0n\0t\0", "its first line is \"agent\""),
        ("a.csv", b"\xFF\xFE\0\0a\0\0\0", "UTF-32"),
        ("a.c", b"int main(int a, int b, char c) {\n  return f(a, b, c);\n}\n", "its first line is"),
        ("a.txt", b"Ama, well done, keep going, thanks,\nBen, see above.\n", "its first line is"),
        (
            "a.csv",
            b"Wer,Wann,Was,Wieviel\nAma,2026-10-05,Tone,80\n",
            "line 1 has the headings Wer, Wann, Was, Wieviel; missing",
        ),
        ("a.csv", b"agent,date,Tone\nAma,2026-10-05,\"80\n", "line 2: a quote opens here and is never closed"),
        ("a.vtt", b"WEBVTT\n\nNOTE only this\n", "without a single cue"),
    ] {
        let message = refusal(name, bytes);
        assert!(message.contains(words), "{words:?} is not in {message:?}");
    }
    let wide = format!("agent,date,Empathy{}\n", ",c".repeat(5_000));
    assert!(refusal("a.csv", wide.as_bytes()).contains("line 1: more than 2000 columns"));
    let deep = format!("{{\"a\": {}", "[".repeat(1_000_000));
    let said = refusal("a.json", deep.as_bytes());
    assert!(said.contains("malformed"), "{said}");
}

#[test]
fn a_folder_is_read_by_name_and_leaves_out_what_it_does_not_know() {
    let csv = b"agent,date,Empathy\nAma,2026-10-05,80\n";
    let (folder, _) =
        folder(&[("b.csv", csv), ("a.csv", csv), (".hidden.csv", csv), ("LICENSE", b"MIT"), ("sub/c.csv", csv)]);
    let loaded = load_paths(&[folder.path().to_owned()], &Options::default()).expect("readable");
    let names: Vec<_> = loaded.plan.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.csv", "b.csv"]);
    assert!(loaded.warned("LICENSE is left out: its first line is \"MIT\""));
    let missing = plan(&[folder.path().join("nothing")], &Options::default());
    assert!(matches!(missing, Err(ImportError::Unreadable { .. })));
    let twice = [folder.path().join("a.csv"), folder.path().to_owned()];
    assert_eq!(plan(&twice, &Options::default()).expect("readable").files.len(), 2);
}

#[test]
fn a_file_that_changes_between_the_readings_is_not_loaded() {
    let (_folder, paths) = folder(&[("a.csv", b"agent,date,Empathy\nAma,2026-10-05,80\n")]);
    let plan = plan(&paths, &Options::default()).expect("readable");
    // As `sha256sum` has it.
    assert_eq!(plan.files[0].sha256, "ce95179bb9e6f3b730e8508c7dd26054488d85dcff9b0e4edece0a362497585d");
    assert_eq!((plan.files[0].bytes, plan.files[0].rows), (37, 1));
    std::fs::write(&paths[0], "agent,date,Empathy\nAma,2026-10-05,90\n").expect("written");
    assert!(matches!(items(&plan), Err(ImportError::Changed { .. })));
}

#[test]
fn reading_stops_when_told_and_says_how_far_it_is() {
    let (_folder, paths) = folder(&[("a.csv", b"agent,date,Empathy\nAma,2026-10-05,80\nBen,2026-10-05,80\n")]);
    let plan = plan(&paths, &Options::default()).expect("readable");
    let mut taken = 0;
    let mut stop = |_: &Item| {
        taken += 1;
        Ok::<_, Failed>(Go::Stop)
    };
    assert!(matches!(read(&plan, &|item| item, &mut stop, &mut |_, _| {}), Err(Failed(ImportError::Stopped))));
    assert_eq!(taken, 1);
    let mut said = Vec::new();
    read(&plan, &|item| item, &mut |_| Ok::<_, Failed>(Go::On), &mut |done, all| said.push((done, all)))
        .expect("readable");
    assert_eq!(said, [(plan.files[0].bytes, plan.files[0].bytes)]);
}

#[test]
fn harper_valley_is_read_from_its_folder() {
    let Some(path) = sample("transcripts/harper_valley") else { return };
    let loaded = load_paths(&[path], &Options::default()).expect("readable");
    let count = |kind| loaded.plan.files.iter().filter(|file| file.kind == kind).count();
    assert_eq!((count(FileKind::Evaluations), count(FileKind::CallData), count(FileKind::Transcript)), (1, 11, 2));
    assert!(loaded.warned("since they are not known here: speaker_id, task"), "{:?}", loaded.plan.warnings);
    let evaluations = loaded.evaluations();
    assert_eq!((evaluations.len(), evaluations.iter().map(|e| e.rows).sum::<u64>()), (11, 33));
    let record = evaluations.iter().find(|e| e.call_id.as_deref() == Some("01f7ec3700424bc0")).expect("the call");
    let scores: Vec<_> =
        record.scores.iter().map(|s| (s.dimension.as_str(), s.earned.as_ref().map(|n| n.value))).collect();
    assert_eq!(scores, [("agent_mos", Some(5.0)), ("lhvb_script", Some(5.0)), ("partner_rating", Some(2.0))]);
    assert_eq!(record.scores[2].comment.as_deref(), Some("lots of dead air"));
    let started = record.call_started.as_ref().expect("a start");
    assert_eq!(started.when, When::Instant("2020-03-15T22:54:06Z".parse().expect("an instant")));
    // Python: the sum of the percents of agent_mos is 880.
    let mos = |e: &&crate::domain::evaluation::EvaluationRecord| {
        let score = e.scores.iter().find(|s| s.dimension == "agent_mos")?;
        Some(100.0 * score.earned.as_ref()?.value / score.possible.as_ref()?.value)
    };
    assert!((evaluations.iter().filter_map(mos).sum::<f64>() - 880.0).abs() < 1e-9);
    let transcript = loaded
        .items
        .iter()
        .find_map(|item| match item {
            Item::Transcript(record) if record.call_id == "01f7ec3700424bc0" => Some(record),
            _ => None,
        })
        .expect("the transcript");
    assert_eq!(
        (transcript.turns.len(), transcript.source.as_str(), transcript.started.is_none()),
        (13, "gridspace", true)
    );
    let first = &transcript.turns[0];
    assert_eq!((first.n, first.role, first.from_ms, first.to_ms), (1, Role::Agent, Some(4_819), Some(5_119)));
    assert_eq!(first.text.verbatim(), "hello");
    assert_eq!(transcript.turns[1].role, Role::Customer);
    let calls: Vec<_> =
        loaded.items.iter().filter_map(|item| if let Item::Call(call) = item { Some(call) } else { None }).collect();
    let call = calls.iter().find(|call| call.call_id == "01f7ec3700424bc0").expect("the call");
    assert_eq!(call.agent.as_ref().and_then(|agent| agent.name.as_deref()), Some("Elizabeth"));
    assert_eq!(call.started.as_ref().map(|s| s.text.as_str()), Some("1584312846874"));
}

#[test]
fn the_webvtt_samples_are_read_or_refused() {
    let Some(folder) = sample("transcripts/webvtt") else { return };
    let loaded = load_paths(std::slice::from_ref(&folder), &Options::default()).expect("readable");
    let turns: Vec<_> = loaded.plan.files.iter().map(|file| (file.name.as_str(), file.rows)).collect();
    assert_eq!(
        turns,
        [
            ("captions_with_bom.vtt", 4),
            ("comments.vtt", 3),
            ("cue_tags.vtt", 3),
            ("invalid.vtt", 7),
            ("metadata_headers.vtt", 2),
            ("missing_timeframe.vtt", 7),
            ("non_padded_timestamps.vtt", 3),
            ("sample.vtt", 16),
            ("using_identifiers.vtt", 6),
        ]
    );
    assert!(loaded.warned("empty.vtt is left out: it is empty (0 bytes)"));
    let empty = plan(&[folder.join("empty.vtt")], &Options::default());
    assert!(matches!(empty, Err(ImportError::Unknown { .. })), "{empty:?}");
}

fn table_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[A-C]",
        "[0-9]{1,3}%?",
        Just("17/20".to_owned()),
        Just("N/A".to_owned()),
        Just("2026-10-05".to_owned()),
        Just("2026-10-06T10:00:00Z".to_owned()),
        Just("05/10/2026".to_owned()),
        Just("yes".to_owned()),
        Just("\"x\ny\"".to_owned()),
        "[a-z\"',;]{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_row_of_a_table_is_accounted_for(rows in proptest::collection::vec(proptest::collection::vec(table_cell(), 8), 0..30)) {
        let mut csv = "evaluation_id,call_id,agent,evaluated_at,dimension,score,auto_fail,flag\n".to_owned();
        for row in &rows {
            csv.push_str(&row.join(","));
            csv.push('\n');
        }
        // `load_paths` compares the sums.
        let _ = try_load(&[("a.csv", csv.as_bytes())], &Options::default());
        let wide = csv.replacen("dimension,score", "Empathy,Tone", 1);
        let options = Options { known_dimensions: vec!["empathy".to_owned(), "Tone".to_owned()], ..Options::default() };
        let _ = try_load(&[("a.csv", csv.as_bytes()), ("b.csv", wide.as_bytes())], &options);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = try_load(&[("a.csv", &bytes)], &Options::default());
    }

    #[test]
    fn mutated_files_are_read_or_refused(
        which in 0..SEEDS.len(), cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
    ) {
        let mut bytes = SEEDS[which].as_bytes().to_vec();
        for (at, byte, what) in cuts {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        let _ = try_load(&[("a", &bytes)], &Options::default());
    }
}

const SEEDS: [&str; 5] = [
    "evaluation_id,call_id,agent,evaluated_at,dimension,criterion,earned,possible,flag,flag_at_ms\n\
     E1,C1,Ama,2026-10-05,Empathy,,4,5,,\nE1,C1,Ama,2026-10-05,Empathy,\"Q, 1\",4,5,A;B,12;13\n",
    "\u{feff}agent;call date;Empathy;total\r\nAma;05.10.2026 9:30 PM;82,5;80 %\r\nBen;25.10.2026;n/a;17/20\r\n",
    "WEBVTT - x\n\nNOTE y\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Agent Jo>Hi &amp; <c.x>bye</c></v>\n00:03.000 --> 00:01.000\nJo: no\n",
    "[{\"human_transcript\": \"a\", \"offset_ms\": 12, \"duration_ms\": 5, \"speaker_role\": \"agent\", \"start_timestamp_ms\": 1584312851871}]",
    "{\"sid\": \"x1\", \"agent\": {\"metadata\": {\"agent_name\": \"Jo\"}}, \"tasks\": [], \"start_time_ms\": 1584312846874}",
];

/// Paths compare by value in other tests; here they only have to exist.
#[test]
fn nothing_to_read_is_an_empty_plan() {
    let none: [PathBuf; 0] = [];
    assert!(plan(&none, &Options::default()).expect("nothing").files.is_empty());
}
