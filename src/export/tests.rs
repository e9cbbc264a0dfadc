//! Cells in each form, and the limits of a workbook.

use std::io::Cursor;

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

use super::{Cell, Form, Head, Sink, Table};

fn now() -> DateTime<Utc> {
    "2026-11-25T12:00:00Z".parse().expect("an instant")
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    let columns = (0..rows.first().map_or(0, Vec::len)).map(|n| format!("c{n}")).collect();
    Table { head: Head { name: "things", columns }, rows }
}

fn written(table: &Table, form: Form) -> Vec<u8> {
    let mut out = Vec::new();
    let rows = table.write(form, now(), &mut out).expect("memory takes it");
    assert_eq!(rows, table.rows.len() as u64);
    out
}

fn text(table: &Table, form: Form) -> String {
    String::from_utf8(written(table, form)).expect("text")
}

/// The sheet under its headings.
fn sheet(table: &Table) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written(table, Form::Xlsx))).expect("a workbook");
    assert_eq!(book.sheet_names(), ["things"]);
    let range = book.worksheet_range("things").expect("the sheet");
    range.rows().skip(1).map(<[Data]>::to_vec).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn each_kind_of_cell_in_each_form() {
    let row = vec![
        Cell::Empty,
        Cell::Text("004471".to_owned()),
        Cell::AsRead("85.50".to_owned()),
        Cell::AsRead("85".to_owned()),
        Cell::Count(-3),
        Cell::Number(62.4),
        Cell::Date(day("2026-11-09")),
        Cell::Instant("2026-11-09T18:00:00Z".parse().expect("an instant")),
        Cell::Yes(true),
    ];
    let table = table(vec![row]);
    assert_eq!(
        text(&table, Form::Csv),
        "c0,c1,c2,c3,c4,c5,c6,c7,c8\n,004471,85.50,85,-3,62.4,2026-11-09,2026-11-09T18:00:00Z,yes\n"
    );
    let expected = r#"[
  {
    "c0": null,
    "c1": "004471",
    "c2": "85.50",
    "c3": "85",
    "c4": -3,
    "c5": 62.4,
    "c6": "2026-11-09",
    "c7": "2026-11-09T18:00:00Z",
    "c8": true
  }
]
"#;
    assert_eq!(text(&table, Form::Json), expected);
    let cells = &sheet(&table)[0];
    let shown = |n: usize| cells[n].to_string();
    assert_eq!((&cells[0], &cells[1]), (&Data::Empty, &Data::String("004471".to_owned())), "an ID is text");
    assert_eq!(cells[2], Data::String("85.50".to_owned()), "as its file had it");
    assert_eq!((&cells[3], &cells[4], &cells[5]), (&Data::Float(85.0), &Data::Float(-3.0), &Data::Float(62.4)));
    // 46335 days after 30 December 1899, and three quarters of one.
    assert!(cells[6].is_datetime() && cells[7].is_datetime(), "days are days");
    assert_eq!((shown(6), shown(7), shown(8)), ("46335".to_owned(), "46335.75".to_owned(), "yes".to_owned()));
}

#[test]
fn a_table_without_rows_has_its_headings() {
    let mut none = table(vec![vec![Cell::Empty, Cell::Empty]]);
    none.rows.clear();
    assert_eq!((text(&none, Form::Csv).as_str(), text(&none, Form::Json).as_str()), ("c0,c1\n", "[]\n"));
    assert!(sheet(&none).is_empty());
}

#[test]
fn days_that_spreadsheets_disagree_on_are_text() {
    let days = ["1899-12-31", "1900-02-28", "1900-03-01", "9999-12-31"].map(|d| Cell::Date(day(d)));
    let cells = &sheet(&table(vec![days.to_vec()]))[0];
    assert_eq!(cells[0], Data::String("1899-12-31".to_owned()));
    assert_eq!(cells[1], Data::String("1900-02-28".to_owned()));
    assert_eq!((cells[2].to_string(), cells[3].to_string()), ("61".to_owned(), "2958465".to_owned()));
}

#[test]
fn headings_that_come_from_files_are_guarded_too() {
    let mut table = table(vec![vec![Cell::Count(1)]]);
    table.head.columns = vec!["=cmd()_n".to_owned()];
    assert!(text(&table, Form::Csv).starts_with("'=cmd()_n\n"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written(&table, Form::Xlsx))).expect("a workbook");
    let range = book.worksheet_range("things").expect("the sheet");
    assert_eq!(range.get_value((0, 0)), Some(&Data::String("'=cmd()_n".to_owned())));
    assert!(book.worksheet_formula("things").expect("the sheet").is_empty(), "no formula");
}

#[test]
fn a_text_that_no_cell_holds_is_said_and_not_cut() {
    let table = table(vec![vec![Cell::Text("x".repeat(40_000))]]);
    let mut out = Vec::new();
    let error = table.write(Form::Xlsx, now(), &mut out).expect_err("too long");
    assert!(error.to_string().contains("32,767") && out.is_empty(), "{error}");
    assert_eq!(text(&table, Form::Csv).len(), 40_004);
}

#[test]
fn a_sink_takes_rows_as_they_come() {
    let mut out = Vec::new();
    let head = Head::new("things", &["n"]);
    let mut sink = Sink::begin(Form::Csv, &head, now(), &mut out).expect("it begins");
    for n in 0..3 {
        sink.row(&[Cell::Count(n)]).expect("a row");
    }
    sink.end().expect("it ends");
    assert_eq!(out, b"n\n0\n1\n2\n");
}

proptest! {
    /// Whatever a text holds: the CSV reads back as the guarded text, the workbook has the same, and neither acts.
    #[test]
    fn text_is_text_in_every_form(words in "[=+@'\t\r\n -~äñ＝\u{1}\u{202e}_x0-9]{0,24}") {
        let table = table(vec![vec![Cell::Text(words.clone()), Cell::Count(1)]]);
        let csv_text = text(&table, Form::Csv);
        let mut reader = ::csv::Reader::from_reader(csv_text.as_bytes());
        let cell = reader.records().next().expect("a row").expect("CSV")[0].to_owned();
        prop_assert_eq!(crate::domain::guard::unguarded(&cell), words.as_str());
        let json: serde_json::Value = serde_json::from_str(&text(&table, Form::Json)).expect("JSON");
        prop_assert_eq!(&json[0]["c0"], &serde_json::json!(words));
        let sheet = sheet(&table);
        let found = match &sheet[0][0] {
            Data::Empty => String::new(),
            Data::String(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        prop_assert_eq!(found, cell);
    }
}
