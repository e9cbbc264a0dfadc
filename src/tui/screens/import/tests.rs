use std::collections::BTreeMap;
use std::path::PathBuf;

use uuid::Uuid;

use super::*;
use crate::config::theme::{Depth, Shade, Theme};
use crate::domain::cards::Masked;
use crate::domain::field::Field;
use crate::domain::log_view::{
    AgentMeans, BatchLine, Differing, ImportReport, OutOfAverages, ReasonCount, RejectedLine,
};
use crate::domain::mapping::{self, Candidate, ColumnMapping, ColumnUse, DateOrder, DimensionUse, Mapping};
use crate::domain::progress::{Phase, Progress};
use crate::domain::raw::Raw;
use crate::domain::scale::Scale;
use crate::import::{Choice, ColumnPlan, Question, ReadAs, Used, Why};
use crate::store::request::Request;
use crate::store::request::{CallChoice, ImportRequest, PreviewView, TableView, Unclaimed};
use crate::tui::driver::{Driver, Setting, Store, now, picture};
use crate::tui::event::Event;
use crate::tui::folder::{Entry, EntryKind, Folder};
use crate::tui::screen::Effect;
use crate::tui::screen::Nav;

mod running;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (160, 48)];

fn batch(number: i64, files: &[&str], rejected: i64, undone: bool) -> BatchLine {
    BatchLine {
        id: BatchId(Uuid::from_u128(u128::try_from(number).expect("small"))),
        number,
        at: now() - chrono::Duration::days(40 - 7 * number),
        by: Raw::from("Dana Reyes"),
        files: files.iter().map(|f| (Raw::from(*f), format!("{number:064x}"))).collect(),
        evaluations: 98 * number,
        transcripts: if number == 3 { 12 } else { 0 },
        loaded: 490 * number,
        rejected,
        erased: 0,
        undone,
    }
}

fn past() -> Vec<BatchLine> {
    vec![
        batch(4, &["evals-nov.csv"], 3, false),
        batch(3, &["004471.vtt", "004502.vtt", "004533.vtt"], 0, false),
        batch(2, &["october-with-a-rather-long-name-as-exports-have-them.csv"], 0, true),
        batch(1, &["september.csv"], 0, false),
    ]
}

fn differing(evaluation: &str, agent: &str, own: f64, recomputed: f64) -> Differing {
    Differing { evaluation: Raw::from(evaluation), agent: Raw::from(agent), own, recomputed }
}

fn reason(count: u64, reason: &str, examples: &[&str]) -> ReasonCount {
    let examples = examples.iter().map(|e| (*e).to_owned()).collect();
    ReasonCount { reason: reason.to_owned(), count, examples }
}

fn report(batch: Option<i64>) -> ImportReport {
    let rejected = |line, column: &str, value: &str| RejectedLine {
        file: Raw::from("evals-nov.csv"),
        line,
        column: Raw::from(column),
        value: Raw::from(value),
        expected: "a number of points from 0 on, a percent, or N/A".to_owned(),
    };
    ImportReport {
        batch,
        apart: OutOfAverages::default(),
        kind: "evaluations".to_owned(),
        format: "csv long".to_owned(),
        rows_read: 1204,
        loaded: 1186,
        updated: 4,
        unchanged: 10,
        left_out: 1,
        rejected_rows: 3,
        rejected: vec![rejected(17, "Empathy", "n/a?"), rejected(18, "Discovery", ""), rejected(940, "Empathy", "1O")],
        left_out_why: vec!["line 19: another row of evaluation E12 is rejected (line 17)".to_owned()],
        warnings: vec!["the column Handle time is left out: it is no dimension that is known here".to_owned()],
        evaluations: 241,
        transcripts: 0,
        masked: Masked::default(),
        calls: 239,
        agents: 12,
        reconciled_checked: 241,
        reconciled_differ: 2,
        differing: vec![differing("E12", "Ama Boateng", 80.0, 76.5), differing("E90", "Wei Zhang", 91.0, 90.2)],
        agent_means: vec![
            AgentMeans { agent: Raw::from("Ama Boateng"), own: 81.2, recomputed: 80.9, evaluations: 17 },
            AgentMeans { agent: Raw::from("Wei Zhang"), own: 84.0, recomputed: 84.0, evaluations: 20 },
        ],
        rejected_by: vec![
            reason(
                2,
                "Empathy: expected a number of points from 0 on, a percent, or N/A",
                &["evals-nov.csv, line 17: “n/a?”"],
            ),
            reason(
                1,
                "Discovery: expected a number of points from 0 on, a percent, or N/A",
                &["evals-nov.csv, line 18: “”"],
            ),
        ],
        left_out_by: vec![reason(1, "another row of the same evaluation is rejected", &["evals-nov.csv, line 19"])],
    }
}

fn column(position: usize, heading: &str, used: Used, samples: &[&str]) -> ColumnPlan {
    let score = matches!(used, Used::Dimension(_));
    ColumnPlan {
        heading: Raw::from(heading),
        position,
        why: if used == Used::LeftOut { Why::Because("it is not known here".to_owned()) } else { Why::Heading },
        used,
        samples: samples.iter().map(|s| Raw::from(*s)).collect(),
        filled: 1204,
        share: 1.0,
        scale: score.then_some(Scale::Percent),
        range: score.then_some((20.0, 100.0)),
        dates: None,
    }
}

fn table() -> TableView {
    let columns = vec![
        column(1, "Agent", Used::Field(Field::AgentName), &["Ama Boateng", "Lars Nyström"]),
        column(2, "Call", Used::Field(Field::CallId), &["004471", "004502"]),
        column(3, "Date", Used::Field(Field::CallStarted), &["05/10/2026", "06/10/2026"]),
        column(4, "Empathy", Used::Dimension("Empathy".to_owned()), &["62", "80"]),
        column(5, "Close", Used::Dimension("Close".to_owned()), &["4", "5"]),
        column(6, "Handle time", Used::LeftOut, &["312", "455"]),
    ];
    let mapped = columns.iter().map(|c| {
        let used = match &c.used {
            Used::Field(field) => ColumnUse::from(*field),
            Used::Dimension(_) => ColumnUse::Dimension,
            Used::LeftOut => ColumnUse::Ignore,
        };
        ColumnMapping::of(c.heading.verbatim(), used)
    });
    TableView {
        file: Raw::from("evals-nov.csv"),
        rows: 1204,
        mapping: Mapping { columns: mapped.collect(), ..Mapping::default() },
        columns,
        read_as: ReadAs::Headings,
        encoding: Some("Windows-1252"),
        dimensions: vec!["Empathy".to_owned()],
        unknown: Vec::new(),
        known: vec!["Empathy".to_owned(), "Resolution".to_owned()],
    }
}

fn preview(questions: &[&str]) -> PreviewView {
    let choice = |words: &str, order| Choice {
        words: words.to_owned(),
        answer: mapping::Answer::Dates { position: 3, heading: "Date".to_owned(), order },
    };
    let question = |words: &str| Question {
        file: "evals-nov.csv".to_owned(),
        column: "Date".to_owned(),
        words: words.to_owned(),
        choices: vec![
            choice("day first: 05/10/2026 is 5 October", DateOrder::DayFirst),
            choice("month first: 05/10/2026 is 10 May", DateOrder::MonthFirst),
        ],
    };
    PreviewView {
        files: vec![(Raw::from("evals-nov.csv"), "csv wide", 1204)],
        table: Some(table()),
        questions: questions.iter().map(|q| question(q)).collect(),
        unclaimed: Vec::new(),
        claimed: Vec::new(),
        report: if questions.is_empty() { report(None) } else { ImportReport::default() },
    }
}

const QUESTION: &str = "The column Date of evals-nov.csv can be read two ways (line 3: 05/10/2026), and nothing in the column decides: say which with --dates day-first or --dates month-first.";

/// How a store answers previews and loads; what is `None` is left running.
struct Answers {
    past: Vec<BatchLine>,
    newest: Vec<Candidate>,
    preview: Option<Result<PreviewView, String>>,
    import: Option<Result<ImportReport, String>>,
}

impl Default for Answers {
    fn default() -> Self {
        Self { past: past(), newest: Vec::new(), preview: Some(Ok(preview(&[]))), import: Some(Ok(report(Some(4)))) }
    }
}

fn store(answers: Answers) -> Store {
    Box::new(move |request| match request {
        Request::Imports => Some(Ok(Answer::Imports(answers.past.clone()))),
        Request::Newest => Some(Ok(Answer::Newest(answers.newest.clone()))),
        // A question is answered by the mapping.
        Request::Preview(ImportRequest { mapping: Some(_), .. }) => Some(Ok(Answer::Preview(Box::new(preview(&[]))))),
        Request::Preview(_) => answers.preview.clone().map(|p| p.map(|p| Answer::Preview(Box::new(p)))),
        Request::Import(_) => answers.import.clone().map(|r| r.map(|r| Answer::Imported(Box::new(r)))),
        Request::Undo { .. } => Some(Ok(Answer::Done("the import was taken back".to_owned()))),
        _ => Some(Err("not of interest".to_owned())),
    })
}

fn open(size: (u16, u16)) -> Driver {
    Driver::new(size, Nav::Import, store(Answers::default()))
}

fn entry(name: &str, kind: EntryKind, size: u64) -> Entry {
    Entry { name: name.into(), kind, size, changed: Some(now() - chrono::Duration::days(3)) }
}

fn folder() -> Folder {
    Folder {
        path: "/home/dana/exports".into(),
        entries: vec![
            entry(".cache", EntryKind::Folder, 0),
            entry("older", EntryKind::Folder, 0),
            entry("004471.vtt", EntryKind::File, 8_120),
            entry("evals-nov.csv", EntryKind::File, 1_204_000),
            entry("evals-oct.csv", EntryKind::File, 998_000),
            entry("Notes.docx", EntryKind::File, 44_000),
        ],
        named: None,
    }
}

/// What was asked for last, to be answered with a folder.
fn asked(t: &Driver) -> (Ticket, Option<PathBuf>) {
    let last = t.effects.iter().rev().find_map(|e| match e {
        Effect::ListFolder(ticket, path) => Some((*ticket, path.clone())),
        _ => None,
    });
    last.expect("a folder was asked for")
}

fn gives(t: &mut Driver, folder: Result<Folder, String>) -> &mut Driver {
    let (ticket, _) = asked(t);
    t.event(Event::Folder(ticket, folder))
}

/// At the files of a folder.
fn files(size: (u16, u16)) -> Driver {
    files_with(size, Answers::default())
}

fn files_with(size: (u16, u16), answers: Answers) -> Driver {
    let mut t = Driver::new(size, Nav::Import, store(answers));
    t.keys("n");
    gives(&mut t, Ok(folder()));
    t
}

fn writes(t: &Driver) -> Vec<Request> {
    t.requests
        .iter()
        .filter(|r| !matches!(r, Request::Imports | Request::Newest | Request::Today | Request::TodayBegins))
        .cloned()
        .collect()
}

fn import_of(paths: &[&str], mapping: Option<Mapping>) -> ImportRequest {
    let paths = paths.iter().map(|p| PathBuf::from("/home/dana/exports").join(p)).collect();
    ImportRequest { paths, mapping: mapping.map(Box::new), ..ImportRequest::default() }
}

/// What the preview amounts to, changed.
#[expect(clippy::unnecessary_wraps, reason = "it is compared with what was asked for, which may be nothing")]
fn changed(change: impl FnOnce(&mut Mapping)) -> Option<Mapping> {
    let mut mapping = table().mapping;
    change(&mut mapping);
    Some(mapping)
}

fn snap(name: &str, text: &str) {
    insta::assert_snapshot!(name, text);
}

#[test]
fn the_imports_of_before_stand_newest_first() {
    for size in SIZES {
        snap(&format!("past_{}", size.0), &open(size).keys("down").text());
    }
}

#[test]
fn no_import_yet_a_slow_list_and_one_that_cannot_be_read_say_so() {
    for size in SIZES {
        let none = Answers { past: Vec::new(), ..Answers::default() };
        snap(&format!("empty_{}", size.0), &Driver::new(size, Nav::Import, store(none)).text());
        snap(&format!("loading_{}", size.0), &Driver::new(size, Nav::Import, Box::new(|_| None)).text());
        let broken: Store = Box::new(|_| Some(Err("disk I/O error".to_owned())));
        snap(&format!("failed_{}", size.0), &Driver::new(size, Nav::Import, broken).text());
    }
}

#[test]
fn an_import_is_taken_back_for_a_reason() {
    let mut t = open((120, 40));
    t.keys("u");
    snap("undo", &t.text());
    t.keys("enter");
    assert_eq!(writes(&t), [], "without a reason nothing is taken back");
    t.keys("'wrong month' enter");
    assert_eq!(writes(&t), [Request::Undo { batch: past()[0].id, reason: "wrong month".to_owned() }]);
    assert_eq!(t.requests.last(), Some(&Request::Imports), "the list is read anew");
    assert!(t.keys("down down u").text().contains("import 2 was taken back before"));
}

#[test]
fn files_are_picked_from_the_folder_where_picking_begins() {
    let mut t = open((120, 40));
    t.keys("n");
    assert_eq!(asked(&t).1, None);
    assert!(t.text().contains("Reading the folder"));
    for size in SIZES {
        snap(&format!("files_{}", size.0), &files(size).keys("down down").text());
    }
}

#[test]
fn enter_on_a_file_previews_it_and_marks_go_before() {
    let mut t = files((120, 40));
    t.keys("down down down enter");
    assert_eq!(writes(&t), [Request::Preview(import_of(&["evals-nov.csv"], None))]);
    let mut t = files((120, 40));
    t.keys("down down space space");
    snap("marked", &t.text());
    t.keys("enter");
    assert_eq!(writes(&t), [Request::Preview(import_of(&["004471.vtt", "evals-nov.csv"], None))]);
}

#[test]
fn a_mark_is_taken_off_and_folders_have_none() {
    let mut t = files((120, 40));
    assert!(t.keys("down space").text().contains("files are marked, not folders"));
    t.keys("down space up space");
    assert!(!t.text().contains("file marked"), "{}", t.text());
}

#[test]
fn folders_are_gone_into_and_out_of() {
    let mut t = files((120, 40));
    t.keys("down enter");
    assert_eq!(asked(&t).1, Some(PathBuf::from("/home/dana/exports/older")));
    gives(&mut t, Ok(Folder { path: "/home/dana/exports/older".into(), ..Folder::default() }));
    assert!(t.text().contains("Nothing to pick here"));
    t.keys("left");
    assert_eq!(asked(&t).1, Some(PathBuf::from("/home/dana/exports")));
    gives(&mut t, Ok(folder()));
    assert!(t.text().contains("▌   older/"), "the folder that was come from is selected: {}", t.text());
}

#[test]
fn a_folder_that_cannot_be_read_leaves_the_one_of_before() {
    let mut t = files((120, 40));
    t.keys("down enter");
    gives(&mut t, Err("/home/dana/exports/older may not be read by you".to_owned()));
    let text = t.text();
    assert!(
        text.contains("✗ /home/dana/exports/older may not be read by you") && text.contains("evals-nov.csv"),
        "{text}"
    );
}

#[test]
fn an_answer_that_is_late_changes_nothing() {
    let mut t = files((120, 40));
    t.keys("down enter");
    let (late, _) = asked(&t);
    t.keys("left");
    t.event(Event::Folder(late, Ok(Folder { path: "/late".into(), ..Folder::default() })));
    assert!(t.text().contains("/home/dana/exports") && !t.text().contains("/late"));
}

#[test]
fn files_of_other_kinds_are_shown_when_asked_for() {
    let mut t = files((120, 40));
    assert!(!t.text().contains("Notes.docx") && !t.text().contains(".cache"));
    assert!(t.keys("a").text().contains("Notes.docx") && t.text().contains(".cache/"));
    assert!(!t.keys("a").text().contains("Notes.docx"));
}

#[test]
fn a_name_is_found_by_its_letters() {
    let mut t = files((120, 40));
    let text = t.keys("/ 'OCT'").text();
    assert!(text.contains("evals-oct.csv") && !text.contains("evals-nov.csv"), "{text}");
    t.keys("enter");
    assert_eq!(writes(&t), [Request::Preview(import_of(&["evals-oct.csv"], None))]);
}

#[test]
fn a_path_is_typed_and_completed() {
    let mut t = files((120, 40));
    t.keys("t");
    assert!(t.text().contains("path  /home/dana/exports/"));
    t.keys("'ev' tab");
    snap("completed", &t.text());
    t.keys("'n' tab");
    assert!(t.text().contains("path  /home/dana/exports/evals-nov.csv"), "{}", t.text());
    t.keys("enter");
    assert_eq!(asked(&t).1, Some(PathBuf::from("/home/dana/exports/evals-nov.csv")));
    gives(&mut t, Ok(Folder { named: Some("evals-nov.csv".into()), ..folder() }));
    assert_eq!(writes(&t), [Request::Preview(import_of(&["evals-nov.csv"], None))]);
}

#[test]
fn a_path_of_another_folder_is_completed_from_there() {
    let mut t = files((120, 40));
    t.keys("t ctrl-u '~/sc' tab");
    assert_eq!(asked(&t).1, Some(PathBuf::from("~/")));
    let other = Folder { path: "/home/dana".into(), entries: vec![entry("scores", EntryKind::Folder, 0)], named: None };
    gives(&mut t, Ok(other));
    assert!(t.text().contains("path  ~/scores/"), "{}", t.text());
    assert!(t.text().contains("evals-nov.csv"), "the folder on screen is still the one of before");
    t.keys("ctrl-u '/home/dana/exports/x' tab");
    assert!(t.text().contains("begins with “x”"), "{}", t.text());
}

#[test]
fn a_path_that_leads_nowhere_stays_to_be_mended() {
    let mut t = files((120, 40));
    t.keys("t 'gone.csv' enter");
    gives(&mut t, Err("there is no /home/dana/exports/gone.csv".to_owned()));
    let text = t.text();
    assert!(
        text.contains("there is no /home/dana/exports/gone.csv") && text.contains("path  /home/dana/exports/gone.csv"),
        "{text}"
    );
    assert!(!t.keys("esc").text().contains("gone.csv"));
}

#[test]
fn a_path_that_is_pasted_takes_the_place_of_the_folder() {
    let mut t = files((120, 40));
    t.keys("t").event(Event::Paste("/tmp/x.csv\n".to_owned()));
    assert!(t.text().contains("path  /tmp/x.csv"), "{}", t.text());
}

#[test]
fn the_preview_shows_what_loading_would_do() {
    for size in SIZES {
        let mut t = files(size);
        snap(&format!("preview_{}", size.0), &t.keys("down down down enter").text());
        snap(&format!("preview_end_{}", size.0), &t.keys("end").text());
    }
}

#[test]
fn a_preview_that_runs_shows_how_far_it_is_and_can_be_stopped() {
    let mut t = files_with((120, 30), Answers { preview: None, ..Answers::default() });
    t.keys("down down down enter");
    t.told(0, Progress::new(Phase::Reading, 42, 100));
    snap("running", &t.text());
    t.keys("q");
    assert!(t.text().contains("stop that first"));
    t.effects.clear();
    t.keys("esc esc f8");
    assert!(matches!(t.effects[..], [Effect::Cancel(_)]), "it is asked to stop once: {:?}", t.effects);
    assert!(t.text().contains("stopping"));
    t.answer(Err("stopped; nothing was loaded".to_owned()));
    assert!(t.text().contains("Stopped: evals-nov.csv was not looked at to the end."), "{}", t.text());
    assert!(t.keys("esc").text().contains("evals-oct.csv"));
}

#[test]
fn files_that_cannot_be_read_say_why_and_others_can_be_picked() {
    let why =
        "notes.csv is neither a table of evaluations nor a transcript that is known here: its first line is \"MIT\"";
    let mut t = files_with((100, 30), Answers { preview: Some(Err(why.to_owned())), ..Answers::default() });
    t.keys("down down down enter");
    snap("unreadable", &t.text());
    t.keys("enter f5");
    assert!(!writes(&t).iter().any(|r| matches!(r, Request::Import(_))));
    assert!(t.keys("esc").text().contains("/home/dana/exports"));
}

#[test]
fn dates_that_can_be_read_two_ways_are_asked_about() {
    for size in SIZES {
        let mut t = files_with(size, Answers { preview: Some(Ok(preview(&[QUESTION]))), ..Answers::default() });
        t.keys("down down down enter");
        snap(&format!("question_{}", size.0), &t.text());
        assert!(t.keys("f5").text().contains("answer the question first"));
        t.keys("enter");
        snap(&format!("answers_{}", size.0), &t.text());
        t.keys("down enter");
        let order = changed(|m| m.columns[2].dates = Some(DateOrder::MonthFirst));
        assert_eq!(writes(&t).last(), Some(&Request::Preview(import_of(&["evals-nov.csv"], order.clone()))));
        t.keys("f5");
        snap(&format!("name_{}", size.0), &t.text());
        t.keys("enter");
        let import = ImportRequest { save_as: Some("evals-nov".to_owned()), ..import_of(&["evals-nov.csv"], order) };
        assert_eq!(writes(&t).last(), Some(&Request::Import(import)));
    }
}

#[test]
fn how_a_table_is_read_is_remembered_under_a_name_or_not() {
    for (keys, name) in [("ctrl-u 'QA suite' enter", "QA suite"), ("ctrl-u enter", "")] {
        let mut t = columns((120, 40));
        t.keys("down down s enter f5");
        assert!(!writes(&t).iter().any(|r| matches!(r, Request::Import(_))), "a name is asked for first");
        t.keys(keys);
        let Some(Request::Import(import)) = writes(&t).last().cloned() else { panic!("{:?}", writes(&t)) };
        assert_eq!(import.save_as.as_deref(), Some(name));
    }
    let mut t = columns((120, 40));
    t.keys("down down s enter f5 esc");
    assert!(!writes(&t).iter().any(|r| matches!(r, Request::Import(_))), "esc loads nothing");
}

#[test]
fn the_newest_file_of_a_folder_of_before_is_offered() {
    let file = |name: &str, hours: i64| Candidate {
        profile: "QA export".to_owned(),
        path: PathBuf::from("/home/dana/exports").join(name),
        name: Raw::from(name),
        modified: now() - chrono::Duration::hours(hours),
        bytes: 9_000,
    };
    for size in SIZES {
        let newest = vec![file("evals-oct.csv", 700), file("evals-dec.csv", 2)];
        let mut t = Driver::new(size, Nav::Import, store(Answers { newest, ..Answers::default() }));
        snap(&format!("newest_{}", size.0), &t.text());
        t.keys("f");
        assert_eq!(writes(&t).last(), Some(&Request::Preview(import_of(&["evals-dec.csv"], None))));
    }
    assert!(open((120, 40)).keys("f").text().contains("no file is newer"));
}

fn columns(size: (u16, u16)) -> Driver {
    let mut t = files(size);
    t.keys("down down down enter c");
    t
}

fn last_mapping(t: &Driver) -> Option<Mapping> {
    match writes(t).last() {
        Some(Request::Preview(request)) => request.mapping.as_deref().cloned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn columns_stand_beside_their_first_rows() {
    for size in SIZES {
        let mut t = columns(size);
        t.keys("down down down");
        snap(&format!("columns_{}", size.0), &t.text());
    }
    let mut t = columns((120, 40));
    picture("import-columns", t.keys("down down down"), Shade::Dark);
    assert!(t.keys("?").text().contains("HOW A TABLE IS READ"));
    t.keys("esc esc");
    assert!(t.text().contains("ROWS"), "{}", t.text());
}

#[test]
fn a_column_is_set_and_takes_its_field_from_the_one_before() {
    let mut t = columns((120, 40));
    t.keys("end enter 'call_started' enter");
    let expected = changed(|m| {
        m.columns[2].used = ColumnUse::Ignore;
        m.columns[5].used = ColumnUse::Field(Field::CallStarted);
    });
    assert_eq!(last_mapping(&t), expected);
    let mut t = columns((120, 40));
    t.keys("down down down down enter 'left out' enter");
    assert_eq!(last_mapping(&t), changed(|m| m.columns[4].used = ColumnUse::Ignore));
    // Dimensions share the word: several columns are scores.
    let mut t = columns((120, 40));
    t.keys("end enter 'scores of a' enter");
    assert_eq!(last_mapping(&t), changed(|m| m.columns[5].used = ColumnUse::Dimension));
}

#[test]
fn the_cursor_stays_on_the_column_that_was_set() {
    let mut t = files_with((120, 40), Answers { preview: Some(Ok(preview(&[QUESTION]))), ..Answers::default() });
    t.keys("down down down enter c down down down s enter");
    let line = t.text().lines().find(|line| line.contains('▌')).map(str::to_owned).expect("a cursor");
    assert!(line.contains("Date"), "{}", t.text());
}

#[test]
fn a_question_that_no_list_answers_leads_to_the_columns() {
    let ask = Question {
        file: "evals-nov.csv".to_owned(),
        column: "a column".to_owned(),
        words: "evals-nov.csv: line 1 has the headings Rep, When; missing: a date (call_started_at or evaluated_at); \
                say which columns hold it on the Import screen, or in a file for --map."
            .to_owned(),
        choices: Vec::new(),
    };
    let asked = PreviewView { questions: vec![ask], ..preview(&[]) };
    let mut t = files_with((120, 40), Answers { preview: Some(Ok(asked)), ..Answers::default() });
    let text = t.keys("down down down enter enter").text();
    assert!(text.contains("Set below what each column is") && !text.contains("--map"), "{text}");
    assert!(!text.contains("lists the answers"), "{text}");
}

#[test]
fn scales_are_picked_or_typed_and_dates_have_an_order() {
    let mut t = columns((120, 40));
    t.keys("down down down s 'fraction' enter");
    assert_eq!(last_mapping(&t), changed(|m| m.columns[3].scale = Some(Scale::Fraction)));
    let mut t = columns((120, 40));
    t.keys("down down down s '1 to 7' enter");
    assert_eq!(last_mapping(&t), changed(|m| m.columns[3].scale = Some(Scale::Between { min: 1.0, max: 7.0 })));
    let mut t = columns((120, 40));
    t.keys("down down down s 'of many' enter");
    assert!(t.text().contains("is no scale"), "{}", t.text());
    let mut t = columns((120, 40));
    t.keys("down down s enter");
    assert_eq!(last_mapping(&t), changed(|m| m.columns[2].dates = Some(DateOrder::DayFirst)));
    assert!(columns((120, 40)).keys("s").text().contains("is read as it stands"));
}

fn with_unknown(names: &[&str]) -> Driver {
    let unknown = names.iter().map(|name| (*name).to_owned()).collect();
    let view = PreviewView { table: Some(TableView { unknown, ..table() }), ..preview(&[]) };
    let mut t = files_with((120, 40), Answers { preview: Some(Ok(view)), ..Answers::default() });
    t.keys("down down down enter");
    t
}

fn said(t: &Driver) -> BTreeMap<String, DimensionUse> {
    match writes(t).last() {
        Some(Request::Preview(request)) => request.dimensions.clone(),
        other => panic!("{other:?}"),
    }
}

fn dimension_is(name: &str, used: DimensionUse) -> BTreeMap<String, DimensionUse> {
    BTreeMap::from([(name.to_owned(), used)])
}

#[test]
fn a_dimension_that_no_scorecard_has_is_asked_about_before_it_is_loaded() {
    let target = DimensionUse::NewWithTarget;
    for (keys, used) in [
        ("enter enter", DimensionUse::New),
        ("enter '80' enter", target(80.0)),
        ("enter '72,5 %' enter", target(72.5)),
        ("down down enter", DimensionUse::SameAs("Resolution".to_owned())),
        ("'ignore' enter", DimensionUse::Ignore),
    ] {
        for open in ["enter", "f5", "c end enter", "c f5"] {
            let mut t = with_unknown(&["Close"]);
            t.keys(open);
            assert!(t.text().contains("Close, which no scorecard here has, is"), "{open}: {}", t.text());
            t.keys(keys);
            assert_eq!(said(&t), dimension_is("Close", used.clone()), "{open} {keys}");
            assert!(!writes(&t).iter().any(|r| matches!(r, Request::Import(_))), "nothing is loaded yet");
        }
    }
}

#[test]
fn several_new_dimensions_are_answered_at_once_or_one_by_one() {
    let mut t = with_unknown(&["Close", "Warmth"]);
    snap("unknown_columns", &t.keys("c end").text());
    t.keys("esc");
    snap("unknown_dimensions", &t.keys("f5").text());
    t.keys("enter");
    let mut both = dimension_is("Close", DimensionUse::New);
    both.extend(dimension_is("Warmth", DimensionUse::New));
    assert_eq!(said(&t), both);
    let mut t = with_unknown(&["Close", "Warmth"]);
    t.keys("f5 down enter '60' enter");
    assert_eq!(said(&t), dimension_is("Close", DimensionUse::NewWithTarget(60.0)));
    // Another answer stands beside the first.
    t.keys("c end enter 'ignore' enter");
    let mut both = dimension_is("Close", DimensionUse::NewWithTarget(60.0));
    both.extend(dimension_is("Warmth", DimensionUse::Ignore));
    assert_eq!(said(&t), both);
}

#[test]
fn a_target_that_is_no_percent_is_asked_for_again_with_what_was_typed() {
    for typed in ["eighty", "101", "-5", "inf", "NaN"] {
        let mut t = with_unknown(&["Close"]);
        let before = writes(&t);
        t.keys("enter enter").keys(&format!("'{typed}' enter"));
        let text = t.text();
        assert!(text.contains("What target has Close?") && text.contains(&format!("not “{typed}”")), "{text}");
        assert_eq!(writes(&t), before, "{typed} is not taken");
        t.keys("ctrl-u '80' enter");
        assert_eq!(said(&t), dimension_is("Close", DimensionUse::NewWithTarget(80.0)));
    }
}

#[test]
fn what_a_dimension_is_can_be_remembered_with_its_profile() {
    for (read_as, name) in [(ReadAs::Headings, "evals-nov"), (ReadAs::Profile("QA export".to_owned()), "QA export")] {
        let view = |unknown: &[&str]| PreviewView {
            table: Some(TableView {
                unknown: unknown.iter().map(|name| (*name).to_owned()).collect(),
                read_as: read_as.clone(),
                ..table()
            }),
            ..preview(&[])
        };
        let (asked, told) = (view(&["Close"]), view(&[]));
        let answer = move |request: &Request| match request {
            Request::Imports => Some(Ok(Answer::Imports(past()))),
            Request::Preview(request) if request.dimensions.is_empty() => {
                Some(Ok(Answer::Preview(Box::new(asked.clone()))))
            }
            Request::Preview(_) => Some(Ok(Answer::Preview(Box::new(told.clone())))),
            Request::Import(_) => Some(Ok(Answer::Imported(Box::new(report(Some(4)))))),
            _ => Some(Err("not of interest".to_owned())),
        };
        let mut t = Driver::new((120, 40), Nav::Import, Box::new(answer));
        t.keys("n");
        gives(&mut t, Ok(folder()));
        t.keys("down down down enter enter 'ignore' enter enter");
        assert!(t.text().contains("Remember how this table is read?"), "{}", t.text());
        t.keys("enter");
        let import = ImportRequest {
            dimensions: dimension_is("Close", DimensionUse::Ignore),
            save_as: Some(name.to_owned()),
            ..import_of(&["evals-nov.csv"], None)
        };
        assert_eq!(writes(&t).last(), Some(&Request::Import(import)));
    }
}

#[test]
fn one_answer_can_serve_all_columns_that_ask_the_same() {
    let ask = |position: usize, heading: &str| Question {
        file: "evals-nov.csv".to_owned(),
        column: heading.to_owned(),
        words: format!("The column {heading} holds whole numbers from 1 to 5: say which with --scale"),
        choices: [Scale::Of(5.0), Scale::Percent]
            .map(|scale| Choice {
                words: scale.words(),
                answer: mapping::Answer::Scale { position, heading: heading.to_owned(), scale },
            })
            .to_vec(),
    };
    let asked = PreviewView { questions: vec![ask(4, "Empathy"), ask(5, "Close")], ..preview(&[]) };
    for (keys, scales) in
        [("enter enter", [Some(Scale::Of(5.0)); 2]), ("enter down down enter", [Some(Scale::Of(5.0)), None])]
    {
        let mut t = files_with((120, 40), Answers { preview: Some(Ok(asked.clone())), ..Answers::default() });
        t.keys("down down down enter").keys(keys);
        let expected = changed(|m| (m.columns[3].scale, m.columns[4].scale) = (scales[0], scales[1]));
        assert_eq!(last_mapping(&t), expected, "{keys}");
    }
}

#[test]
fn loading_says_what_was_loaded_and_can_be_taken_back() {
    for size in SIZES {
        let mut t = files(size);
        t.keys("down down down enter enter");
        snap(&format!("loaded_{}", size.0), &t.text());
    }
    let mut t = files((120, 40));
    t.keys("down down down enter f5");
    assert_eq!(writes(&t).last(), Some(&Request::Import(import_of(&["evals-nov.csv"], None))));
    assert!(t.requests.iter().rev().take(2).any(|r| *r == Request::Imports), "the list is asked for anew");
    assert!(t.keys("enter").text().contains("this is loaded already"));
    t.keys("u 'wrong file' enter");
    assert_eq!(writes(&t).last(), Some(&Request::Undo { batch: past()[0].id, reason: "wrong file".to_owned() }));
    assert!(t.keys("esc").text().contains("NO  WHEN"));
}

#[test]
fn what_was_taken_back_is_not_offered_again() {
    let undone = std::cell::Cell::new(false);
    let answer = move |request: &Request| match request {
        Request::Imports => {
            let mut lines = past();
            lines[0].undone = undone.get();
            Some(Ok(Answer::Imports(lines)))
        }
        Request::Preview(_) => Some(Ok(Answer::Preview(Box::new(preview(&[]))))),
        Request::Import(_) => Some(Ok(Answer::Imported(Box::new(report(Some(4)))))),
        Request::Undo { .. } => {
            undone.set(true);
            Some(Ok(Answer::Done("import 4 was taken back".to_owned())))
        }
        _ => Some(Err("not of interest".to_owned())),
    };
    let mut t = Driver::new((120, 40), Nav::Import, Box::new(answer));
    t.keys("n");
    gives(&mut t, Ok(folder()));
    t.keys("down down down enter f5");
    assert!(t.text().contains("take it back"), "{}", t.text());
    t.keys("u 'wrong' enter");
    let text = t.text();
    assert!(text.contains("Import 4 was taken back") && !text.contains("take it back"), "{text}");
    assert!(t.keys("u").text().contains("was taken back before"));
}

#[test]
fn rejected_rows_are_written_to_a_file_whose_name_can_be_changed() {
    let request =
        |path: &str| Request::WriteRejected { import: import_of(&["evals-nov.csv"], None), path: path.into() };
    for load in ["", "f5"] {
        let mut t = files((100, 30));
        t.keys(&format!("down down down enter {load} w"));
        if load.is_empty() {
            snap("write_rejected", &t.text());
        }
        t.keys("esc");
        assert!(!writes(&t).iter().any(|r| matches!(r, Request::WriteRejected { .. })), "esc writes nothing");
        t.keys("w enter");
        assert_eq!(writes(&t).last(), Some(&request("/home/dana/exports/evals-nov-rejected.csv")), "{load}");
        assert!(t.text().contains("not of interest"), "a refusal is said: {}", t.text());
        t.keys("w ctrl-u 'mend.csv' enter");
        assert_eq!(writes(&t).last(), Some(&request("/home/dana/exports/mend.csv")), "{load}");
    }
    let mut fine = preview(&[]);
    fine.report.rejected_rows = 0;
    fine.report.rejected.clear();
    let mut t = files_with((100, 30), Answers { preview: Some(Ok(fine)), ..Answers::default() });
    assert!(t.keys("down down down enter w").text().contains("no row is rejected here"));
}

#[test]
fn many_rejected_values_are_counted_by_reason() {
    let mut many = preview(&[]);
    many.report.rejected_by[0].count = 340;
    many.report.left_out_by[0].count = 52;
    many.report.left_out = 52;
    let mut t = files_with((120, 40), Answers { preview: Some(Ok(many)), ..Answers::default() });
    snap("many_rejected", &t.keys("down down down enter").text());
}

#[test]
fn a_load_that_is_stopped_says_that_nothing_stays() {
    let mut t = files_with((120, 30), Answers { import: None, ..Answers::default() });
    t.keys("down down down enter f5");
    assert!(t.text().contains("Loading evals-nov.csv"));
    t.effects.clear();
    t.keys("esc");
    assert!(matches!(t.effects[..], [Effect::Cancel(_)]), "{:?}", t.effects);
    t.answer(Err("stopped; nothing was loaded".to_owned()));
    let text = t.text();
    assert!(
        text.contains("Stopped: nothing was loaded") && text.contains("REJECTED 3"),
        "the plan is still there: {text}"
    );
}

#[test]
fn files_with_nothing_new_are_not_loaded() {
    let same = ImportReport { loaded: 0, updated: 0, unchanged: 1200, rejected_rows: 3, ..report(None) };
    let view = PreviewView { report: same, ..preview(&[]) };
    let mut t = files_with((120, 40), Answers { preview: Some(Ok(view)), ..Answers::default() });
    assert!(t.keys("down down down enter f5").text().contains("there is nothing to load"));
}

#[test]
fn counts_that_do_not_add_up_are_said() {
    let view = PreviewView { report: ImportReport { rows_read: 1300, ..report(None) }, ..preview(&[]) };
    let mut t = files_with((120, 40), Answers { preview: Some(Ok(view)), ..Answers::default() });
    assert!(t.keys("down down down enter").text().contains("do not add up: 1300 rows"), "{}", t.text());
}

#[test]
fn a_read_only_file_is_looked_at_and_not_loaded_into() {
    let setting = Setting { read_only: Some("the file is newer than this coachlog".to_owned()), ..Setting::default() };
    let mut t = Driver::with((120, 40), Nav::Import, store(Answers::default()), setting);
    assert!(t.keys("u").text().contains("nothing can be changed: the file is newer"));
    t.keys("n");
    gives(&mut t, Ok(folder()));
    assert!(t.keys("down down down enter f5").text().contains("nothing can be loaded: the file is newer"));
    assert!(!writes(&t).iter().any(|r| matches!(r, Request::Import(_) | Request::Undo { .. })));
}

#[test]
fn the_work_stays_while_another_tab_is_looked_at() {
    let mut t = files((120, 40));
    t.keys("down down space 4 5");
    assert!(t.text().contains("1 file marked") && t.text().contains("/home/dana/exports"));
}

#[test]
fn hostile_words_do_nothing_and_every_size_draws() {
    let bad = "\u{1b}]0;x\u{7}\u{202e}\u{1b}[2J\r\n\u{9b}31m".repeat(5);
    let raw = Raw::from(bad.as_str());
    let line = RejectedLine {
        file: raw.clone(),
        line: u64::MAX,
        column: raw.clone(),
        value: raw.clone(),
        expected: bad.clone(),
    };
    let hostile = ImportReport {
        rejected: vec![line; 9],
        left_out_why: vec![bad.clone(); 3],
        warnings: vec![bad.clone(); 3],
        ..report(None)
    };
    let view = PreviewView {
        files: vec![(raw.clone(), "csv long", u64::MAX); 3],
        table: Some(TableView {
            file: raw.clone(),
            columns: vec![
                ColumnPlan { heading: raw.clone(), samples: vec![raw.clone(); 3], ..table().columns[0].clone() },
                ColumnPlan { used: Used::Dimension(bad.clone()), ..table().columns[3].clone() },
                ColumnPlan { why: Why::Because(bad.clone()), ..table().columns[5].clone() },
            ],
            unknown: vec![bad.clone()],
            known: vec![bad.clone()],
            read_as: ReadAs::Profile(bad.clone()),
            ..table()
        }),
        questions: Vec::new(),
        unclaimed: Vec::new(),
        claimed: vec![(raw.clone(), raw.clone())],
        report: hostile.clone(),
    };
    let past =
        vec![BatchLine { by: raw.clone(), files: vec![(raw, bad.clone()); 4], ..batch(4, &[], i64::MIN, false) }; 3];
    let import = Some(Ok(ImportReport { batch: Some(4), ..hostile }));
    let mut t = Driver::new(
        (120, 40),
        Nav::Import,
        store(Answers { past, preview: Some(Ok(view)), import, ..Answers::default() }),
    );
    let name = format!("{bad}.csv");
    let files = Folder {
        path: format!("/{bad}").into(),
        entries: vec![entry(&name, EntryKind::File, u64::MAX); 3],
        named: None,
    };
    for keys in ["", "n", "down space t", "'x' enter", "esc enter", "tab end", "enter", "esc u"] {
        t.keys(keys);
        match keys {
            "n" => _ = gives(&mut t, Ok(files.clone())),
            "'x' enter" => _ = gives(&mut t, Err(bad.clone())),
            _ => {}
        }
        for columns in [1, 2, 39, 40, 41, 80, 120, 200] {
            for rows in [1, 2, 9, 10, 12, 17, 18, 60] {
                let text = t.resize(columns, rows).text();
                assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']), "{columns}×{rows} after {keys}");
            }
        }
    }
}

#[test]
fn pictures() {
    let light = Setting { theme: Theme { shade: Shade::Light, depth: Depth::True }, ..Setting::default() };
    let mut t = Driver::with((120, 30), Nav::Import, store(Answers::default()), light);
    picture("import-past", t.keys("down"), Shade::Light);
    let mut t = files((120, 30));
    picture("import-files", t.keys("down down space"), Shade::Dark);
    picture("import-path", t.keys("t 'ev' tab"), Shade::Dark);
    let mut t = files((120, 40));
    picture("import-preview", t.keys("down down down enter"), Shade::Dark);
    picture("import-loaded", t.keys("enter"), Shade::Dark);
    let mut t = files((80, 24));
    picture("import-preview-80", t.keys("down down down enter"), Shade::Dark);
    let mut t = files_with((120, 30), Answers { preview: Some(Ok(preview(&[QUESTION]))), ..Answers::default() });
    picture("import-question", t.keys("down down down enter"), Shade::Dark);
    let mut t = files_with((120, 30), Answers { preview: None, ..Answers::default() });
    t.keys("down down down enter");
    t.told(0, Progress::new(Phase::Reading, 42, 100));
    picture("import-running", &t, Shade::Dark);
}

/// A preview of a transcript whose call nobody knows.
fn whose(calls: Vec<CallChoice>) -> PreviewView {
    let path = PathBuf::from("/home/dana/exports/talk.json");
    let words = "talk.json does not say which call it is a transcript of; name the call with --call ID, or name the file \
                 after it";
    let question = Question {
        file: "talk.json".to_owned(),
        column: "the call".to_owned(),
        words: words.to_owned(),
        choices: Vec::new(),
    };
    PreviewView {
        files: vec![(Raw::from("talk.json"), "deepgram", 15)],
        table: None,
        questions: vec![question],
        unclaimed: vec![Unclaimed { path, calls }],
        claimed: Vec::new(),
        report: ImportReport::default(),
    }
}

#[test]
fn a_transcript_without_a_call_is_given_one_from_the_list_or_typed() {
    let calls = ["004471", "004502"].map(|id| CallChoice {
        call_id: id.into(),
        agent: Some("Ama Boateng".into()),
        day: Some("2026-11-18".parse().expect("a day")),
    });
    let answers = || Answers { preview: Some(Ok(whose(calls.to_vec()))), ..Answers::default() };
    let path = PathBuf::from("/home/dana/exports/talk.json");
    let claimed = |t: &Driver| match writes(t).pop() {
        Some(Request::Preview(import)) => import.calls.get(&path).cloned(),
        other => panic!("{other:?}"),
    };
    for size in [(80, 24), (120, 40), (160, 48)] {
        let mut t = files_with(size, answers());
        let text = t.keys("down down down enter").text();
        assert!(text.contains("does not say which call") && !text.contains("--call"), "{text}");
        assert!(!text.contains("every column"), "{text}");
        let text = t.keys("enter").text();
        assert!(text.contains("004502") && text.contains("Ama Boateng") && text.contains("another call"), "{text}");
        t.keys("down enter");
        assert_eq!(claimed(&t).as_deref(), Some("004502"));
    }
    let mut t = files_with((80, 24), answers());
    t.keys("down down down enter enter '0099' enter");
    assert_eq!(claimed(&t).as_deref(), Some("0099"));
    let none = Answers { preview: Some(Ok(whose(Vec::new()))), ..Answers::default() };
    let mut t = files_with((80, 24), none);
    t.keys("down down down enter enter 'AB-1' enter");
    assert_eq!(claimed(&t).as_deref(), Some("AB-1"));
}
