use std::path::PathBuf;

use uuid::Uuid;

use super::*;
use crate::config::theme::{Depth, Shade, Theme};
use crate::domain::log_view::{AgentMeans, BatchLine, Differing, ImportReport, ReasonCount, RejectedLine};
use crate::domain::raw::Raw;
use crate::import::DateOrder;
use crate::store::request::Request;
use crate::store::request::{ImportRequest, PreviewView, Reply};
use crate::tui::driver::{Driver, Setting, Store, now, picture};
use crate::tui::event::Event;
use crate::tui::folder::{Entry, EntryKind, Folder};
use crate::tui::screen::Effect;
use crate::tui::screen::Nav;

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

fn preview(questions: &[&str]) -> PreviewView {
    let columns = [
        ("Agent", "agent_name"),
        ("Call", "call_id"),
        ("Date", "call_started_at"),
        ("Empathy", "Empathy"),
        ("Handle time", "left out"),
    ];
    PreviewView {
        files: vec![(Raw::from("evals-nov.csv"), "csv long", 1204)],
        columns: columns.iter().map(|(h, f)| (Raw::from(*h), (*f).to_owned())).collect(),
        questions: questions.iter().map(|q| (*q).to_owned()).collect(),
        report: if questions.is_empty() { report(None) } else { ImportReport::default() },
    }
}

const QUESTION: &str = "evals-nov.csv, Date: line 3: 05/10/2026 can be read two ways; say which with --dates day-first or --dates month-first";

/// How a store answers previews and loads; what is `None` is left running.
struct Answers {
    past: Vec<BatchLine>,
    preview: Option<Result<PreviewView, String>>,
    import: Option<Result<ImportReport, String>>,
}

impl Default for Answers {
    fn default() -> Self {
        Self { past: past(), preview: Some(Ok(preview(&[]))), import: Some(Ok(report(Some(4)))) }
    }
}

fn store(answers: Answers) -> Store {
    Box::new(move |request| match request {
        Request::Imports => Some(Ok(Answer::Imports(answers.past.clone()))),
        // A question is answered by an order of dates.
        Request::Preview(ImportRequest { date_order: Some(_), .. }) => {
            Some(Ok(Answer::Preview(Box::new(preview(&[])))))
        }
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
    t.requests.iter().filter(|r| !matches!(r, Request::Imports | Request::Today)).cloned().collect()
}

fn import_of(paths: &[&str], date_order: Option<DateOrder>) -> ImportRequest {
    let paths = paths.iter().map(|p| PathBuf::from("/home/dana/exports").join(p)).collect();
    ImportRequest { paths, date_order, strict: false }
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
    let ticket = Ticket(asked(&t).0.0 + 1);
    t.event(Event::Reply(Reply::Progress(ticket, 42, 100)));
    snap("running", &t.text());
    t.keys("q");
    assert!(t.text().contains("stop that first"));
    t.effects.clear();
    t.keys("esc esc f8");
    assert_eq!(t.effects, [Effect::Cancel], "it is asked to stop once");
    assert!(t.text().contains("stopping"));
    t.answer(Err("stopped; nothing was loaded".to_owned()));
    assert!(t.text().contains("cannot be loaded: stopped; nothing was loaded"), "{}", t.text());
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
        t.keys("m");
        let order = Some(DateOrder::MonthFirst);
        assert_eq!(writes(&t).last(), Some(&Request::Preview(import_of(&["evals-nov.csv"], order))));
        assert!(t.text().contains("Dates are read month first"), "{}", t.text());
        t.keys("d f5");
        let order = Some(DateOrder::DayFirst);
        assert_eq!(writes(&t).last(), Some(&Request::Import(import_of(&["evals-nov.csv"], order))));
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
    assert_eq!(t.requests.last(), Some(&Request::Imports));
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
    assert_eq!(t.effects, [Effect::Cancel]);
    t.answer(Err("stopped; nothing was loaded".to_owned()));
    let text = t.text();
    assert!(
        text.contains("Nothing was loaded: stopped") && text.contains("REJECTED 3"),
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
        columns: vec![(raw.clone(), bad.clone()); 3],
        questions: Vec::new(),
        report: hostile.clone(),
    };
    let past =
        vec![BatchLine { by: raw.clone(), files: vec![(raw, bad.clone()); 4], ..batch(4, &[], i64::MIN, false) }; 3];
    let import = Some(Ok(ImportReport { batch: Some(4), ..hostile }));
    let mut t = Driver::new((120, 40), Nav::Import, store(Answers { past, preview: Some(Ok(view)), import }));
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
    let ticket = Ticket(asked(&t).0.0 + 1);
    t.event(Event::Reply(Reply::Progress(ticket, 42, 100)));
    picture("import-running", &t, Shade::Dark);
}
