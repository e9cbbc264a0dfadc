use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::import::testing::{Loaded, folder, load_paths};
use crate::import::{DateOrder, Options};

fn options() -> Options {
    Options { date_order: Some(DateOrder::DayFirst), ..Options::default() }
}

fn write(paths: &[PathBuf], out: &Path) -> (Loaded, Mendable) {
    let loaded = load_paths(paths, &options()).expect("the files are readable");
    let written = write_refused(&loaded.plan, out, Existing::Keep, &mut |_, _| Go::On).expect("it can be written");
    (loaded, written)
}

/// The cells as an import takes them, without the reasons.
fn refused(loaded: &Loaded, columns: usize) -> Vec<Vec<String>> {
    let of = |item: &Item| match item {
        Item::Refused(row) => {
            let cells: Vec<String> = row.cells.iter().map(|cell| unguarded(cell).to_owned()).collect();
            Some(cells[..columns.min(cells.len())].to_vec())
        }
        _ => None,
    };
    loaded.items.iter().filter_map(of).collect()
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop_oneof![Just("80"), Just("N/A"), Just("17.5"), Just("")].prop_map(str::to_owned),
        2 => prop_oneof![
            Just("abc"), Just("=1+1"), Just("'=1+1"), Just("-7"), Just("-"), Just("@x"), Just("a \"quoted\" word"),
            Just("two\nlines"), Just(" spaces "), Just("a,b;c\td"), Just("1e9"), Just("’"), Just("+49 30"), Just("'")
        ]
        .prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_refused_row_is_written_and_is_refused_again_until_it_is_mended(
        rows in prop::collection::vec((0u8..5, cell(), cell(), cell(), prop::option::of(cell())), 1..12),
        delimiter in prop_oneof![Just(','), Just(';'), Just('\t')],
    ) {
        const HEADINGS: [&str; 9] =
            ["evaluation_id", "call_id", "agent_name", "call_started_at", "dimension", "earned", "possible", "comment", "my notes"];
        let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |cells: &[String]| cells.iter().map(|c| quoted(c)).collect::<Vec<_>>().join(&delimiter.to_string()) + "\n";
        let mut text = line(&HEADINGS.map(str::to_owned));
        for (n, (evaluation, earned, agent, comment, extra)) in rows.iter().enumerate() {
            let mut cells = vec![
                format!("E{evaluation}"), format!("C{evaluation}"), agent.clone(), "2026-11-10".to_owned(),
                format!("D{n}"), earned.clone(), "100".to_owned(), comment.clone(), comment.clone(),
            ];
            cells.extend(extra.clone());
            text.push_str(&line(&cells));
        }
        let (home, paths) = folder(&[("scores.csv", text.as_bytes())]);
        let out = home.path().join("out.csv");
        let (first, written) = write(&paths, &out);
        let rejected: u64 = first.rejected().iter().map(|r| r.rows).sum();
        let left_out: u64 = first.left_out().iter().map(|l| l.rows).sum();
        prop_assert_eq!(written.rows, rejected + left_out);
        if written.rows == 0 {
            prop_assert!(!out.exists() && written.files.is_empty());
            return Ok(());
        }
        let bytes = std::fs::read(&out).expect("it was written");
        prop_assert!(bytes.starts_with(BOM));
        let again = home.path().join("again.csv");
        let (second, rewritten) = write(std::slice::from_ref(&out), &again);
        prop_assert_eq!(&second.plan.warnings, &first.plan.warnings.iter().map(|w| w.replace("scores.csv", "out.csv")).collect::<Vec<_>>());
        prop_assert_eq!(second.evaluations().len(), 0);
        // What was behind the headings stands behind the reason now.
        let width = HEADINGS.len();
        prop_assert_eq!(refused(&second, width), refused(&first, width));
        prop_assert_eq!(rewritten.rows, written.rows);
        let values = |loaded: &Loaded| {
            let mut all: Vec<String> = loaded.rejected().iter()
                .filter(|r| r.column.verbatim() != "(row)")
                .map(|r| format!("{} {}", r.column.verbatim(), unguarded(r.value.verbatim()))).collect();
            all.sort();
            all
        };
        prop_assert_eq!(values(&second), values(&first));
    }
}

const HEAD: &str = "evaluation_id,call_id,agent_name,call_started_at,dimension,earned\n";

#[test]
fn a_file_is_written_for_each_table_and_none_is_written_over() {
    let bad = HEAD.to_owned() + "E1,C1,Ada,2026-11-10,Empathy,abc\nE1,C1,Ada,2026-11-10,Process,80\n";
    let good = HEAD.to_owned() + "E2,C2,Ada,2026-11-10,Empathy,80\n";
    let (home, paths) = folder(&[
        ("a/scores.csv", bad.as_bytes()),
        ("b/scores.csv", bad.replace("E1", "E3").as_bytes()),
        ("good.csv", good.as_bytes()),
    ]);
    let out = home.path().join("bad.csv");
    let (loaded, written) = write(&paths, &out);
    assert_eq!(written.rows, 4);
    let named: Vec<_> =
        written.files.iter().map(|f| f.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    assert_eq!(named, ["bad-scores.csv", "bad-scores-2.csv"]);
    let text = std::fs::read_to_string(&written.files[0]).expect("it is text");
    assert_eq!(
        text,
        "\u{feff}evaluation_id,call_id,agent_name,call_started_at,dimension,earned,reason\n\
         E1,C1,Ada,2026-11-10,Empathy,abc,\"earned: expected a number of points from 0 on, a percent, or N/A\"\n\
         E1,C1,Ada,2026-11-10,Process,80,another row of evaluation E1 is rejected (line 2)\n"
            .replace("\"earned: expected a number of points from 0 on, a percent, or N/A\"", &quoted_reason(&text))
    );
    let refuse = |out: &Path, existing| {
        write_refused(&loaded.plan, out, existing, &mut |_, _| Go::On).expect_err("it is refused").to_string()
    };
    assert!(refuse(&out, Existing::Keep).contains("exists already"));
    assert_eq!(std::fs::read_to_string(&written.files[0]).expect("it is there"), text);
    write_refused(&loaded.plan, &out, Existing::WriteOver, &mut |_, _| Go::On).expect("it is written over");
    let one = load_paths(&paths[..1], &options()).expect("it is readable");
    let words =
        write_refused(&one.plan, &paths[0], Existing::WriteOver, &mut |_, _| Go::On).expect_err("its own input");
    assert!(words.to_string().contains("one of the files that are read"), "{words}");
}

/// The words of the reason are those of the rejected value.
fn quoted_reason(text: &str) -> String {
    let line = text.lines().nth(1).expect("a second line");
    line.strip_prefix("E1,C1,Ada,2026-11-10,Empathy,abc,").expect("the cells").to_owned()
}

#[test]
fn a_mended_file_loads_without_a_word() {
    let bad = HEAD.to_owned() + "E1,C1,Ada,2026-11-10,Empathy,abc\nE1,C1,Ada,2026-11-10,Process,80\n";
    let (home, paths) = folder(&[("scores.csv", bad.as_bytes())]);
    let out = home.path().join("bad.csv");
    write(&paths, &out);
    let text = std::fs::read_to_string(&out).expect("it is text").replace("abc", "70");
    std::fs::write(&out, text).expect("it can be mended");
    let mended = load_paths(&[out], &options()).expect("it is readable");
    assert!(mended.plan.warnings.is_empty(), "{:?}", mended.plan.warnings);
    assert_eq!(mended.evaluation().scores.len(), 2);
}

#[test]
fn a_stopped_writing_leaves_nothing() {
    let rows = "E1,C1,Ada,2026-11-10,Empathy,abc\n".repeat(60_000);
    let (home, paths) = folder(&[("scores.csv", (HEAD.to_owned() + &rows).as_bytes())]);
    let loaded = load_paths(&paths, &options()).expect("it is readable");
    let out = home.path().join("bad.csv");
    let stopped = write_refused(&loaded.plan, &out, Existing::Keep, &mut |_, _| Go::Stop);
    assert!(matches!(stopped, Err(ImportError::Stopped)), "{stopped:?}");
    let left: Vec<_> = std::fs::read_dir(home.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
