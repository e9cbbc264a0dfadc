//! The same scores written in every way that a spreadsheet has, and grids that nobody would write.

use std::path::Path;

use proptest::prelude::*;

use crate::domain::evaluation::EvaluationRecord;
use crate::import::testing::{items, load_paths, try_load};
use crate::import::{FileKind, Item, Options, plan};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bytes {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "every bit of a variant is tried with every other")]
struct Variant {
    delimiter: char,
    bytes: Bytes,
    mark: bool,
    separator_line: bool,
    titles: bool,
    totals: bool,
    two_rows: bool,
    end: &'static str,
    ragged: bool,
    all_quoted: bool,
}

/// A text as cells: what is written, and the line that the next record is on.
struct Writer {
    variant: Variant,
    text: String,
    line: u64,
}

impl Writer {
    fn row(&mut self, cells: &[&str]) -> u64 {
        let Variant { delimiter, end, all_quoted, .. } = self.variant;
        let cell = |cell: &&str| {
            if all_quoted || cell.contains([delimiter, '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                (*cell).to_owned()
            }
        };
        let row = cells.iter().map(cell).collect::<Vec<_>>().join(&delimiter.to_string());
        let line = self.line;
        self.line += 1 + row.matches('\n').count() as u64;
        self.text.push_str(&row);
        self.text.push_str(end);
        line
    }

    fn bytes(&self) -> Vec<u8> {
        let mark = if self.variant.mark { "\u{feff}" } else { "" };
        let text = format!("{mark}{}", self.text);
        match self.variant.bytes {
            Bytes::Utf8 => text.into_bytes(),
            Bytes::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Bytes::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Bytes::Windows1252 => {
                let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
                assert!(!lost, "{text:?}");
                bytes.into_owned()
            }
        }
    }
}

const ROWS: [[&str; 7]; 4] = [
    ["C1", "Müller, Jörg", "2026-10-05", "82.5", "so; and \"so\" | well", "90", ""],
    ["C2", "Łukasz", "2026-10-06T09:30:00Z", "85%", "one\ntwo", "N/A", "ja"],
    ["C3", "Renée", "2026-10-07", "17/20", "", "", ""],
    ["C4", "Total Wine", "2026-10-08", "0", "=1+1", "100", "Total"],
];

/// The bytes, the line of each evaluation, and how many rows are left out.
fn write(variant: Variant) -> (Vec<u8>, Vec<u64>, u64) {
    let mut out = Writer { variant, text: String::new(), line: 1 };
    let mut left_out = 0;
    if variant.separator_line {
        out.text.extend(["sep=", &variant.delimiter.to_string(), variant.end]);
        out.line += 1;
    }
    if variant.titles {
        let row: &[&str] = if variant.ragged { &["QA report"] } else { &["QA report", "", "", "", "", "", ""] };
        out.row(row);
        out.row(&["Month", "October", "", "", "", "", ""]);
        left_out += 2;
    }
    if variant.two_rows {
        out.row(&["", "", "", "Empathy", "", "Tone", ""]);
        out.row(&["Call ID", "Agent", "Date", "Score", "Comment", "Score", "Comment"]);
    } else {
        out.row(&["Call ID", "Agent", "Date", "Empathy Score", "Empathy Comment", "Tone Score", "Tone Comment"]);
    }
    let mut lines = Vec::new();
    for row in ROWS {
        if row[1] == "Łukasz" && variant.bytes == Bytes::Windows1252 {
            continue;
        }
        let filled = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let longer = [&row[..], &["", ""]].concat();
        lines.push(match (variant.ragged, filled < row.len()) {
            (true, true) => out.row(&row[..filled]),
            (true, false) => out.row(&longer),
            (false, _) => out.row(&row),
        });
    }
    if variant.totals {
        out.row(&["Durchschnitt:", "", "", "70.1", "", "95", ""]);
        out.row(&["Generated on 2026-11-01", "", "", "", "", "", ""]);
        left_out += 2;
    }
    (out.bytes(), lines, left_out)
}

fn variants() -> Vec<Variant> {
    let mut out = Vec::new();
    for delimiter in [',', ';', '\t', '|'] {
        for (bytes, mark) in [
            (Bytes::Utf8, false),
            (Bytes::Utf8, true),
            (Bytes::Utf16Le, false),
            (Bytes::Utf16Le, true),
            (Bytes::Utf16Be, false),
            (Bytes::Utf16Be, true),
            (Bytes::Windows1252, false),
        ] {
            for end in ["\n", "\r\n", "\r"] {
                for bits in 0..64_u8 {
                    let [separator_line, titles, totals, two_rows, ragged, all_quoted] =
                        [0, 1, 2, 3, 4, 5].map(|bit| bits >> bit & 1 == 1);
                    out.push(Variant {
                        delimiter,
                        bytes,
                        mark,
                        separator_line,
                        titles,
                        totals,
                        two_rows,
                        end,
                        ragged,
                        all_quoted,
                    });
                }
            }
        }
    }
    out
}

fn evaluations(items: &[Item]) -> Vec<EvaluationRecord> {
    items
        .iter()
        .filter_map(|item| if let Item::Evaluation(found) = item { Some(*found.clone()) } else { None })
        .collect()
}

/// 5,376 files; each holds the same four evaluations, on the lines where an editor shows them.
#[test]
fn the_same_scores_written_in_every_way_are_the_same() {
    let plain = Variant {
        delimiter: ',',
        bytes: Bytes::Utf8,
        mark: false,
        separator_line: false,
        titles: false,
        totals: false,
        two_rows: false,
        end: "\n",
        ragged: false,
        all_quoted: false,
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("scores.csv");
    let read = |variant: Variant| {
        let (bytes, lines, left_out) = write(variant);
        std::fs::write(&path, bytes).expect("a file can be written");
        let loaded = load_paths(std::slice::from_ref(&path), &Options::default())
            .unwrap_or_else(|error| panic!("{error}: {variant:?}"));
        let left = loaded.left_out().len() as u64;
        assert_eq!((left, loaded.rejected().len()), (left_out, 0), "{variant:?} {:#?}", loaded.items);
        let mut found = evaluations(&loaded.items);
        let at: Vec<u64> = found.iter().map(|record| record.line).collect();
        assert_eq!(at, lines, "{variant:?}");
        for record in &mut found {
            record.line = 0;
        }
        found
    };
    let all = read(plain);
    assert_eq!(all.len(), 4);
    let latin: Vec<_> = all.iter().filter(|record| record.agent.name.as_deref() != Some("Łukasz")).cloned().collect();
    for variant in variants() {
        let expected = if variant.bytes == Bytes::Windows1252 { &latin } else { &all };
        assert_eq!(&read(variant), expected, "{variant:?}");
    }
}

/// As Excel in Germany writes it.
#[test]
fn a_semicolon_file_with_decimal_commas_titles_and_totals_in_windows_1252() {
    let text = "QA-Auswertung;;;;\r\nTeam: Süd;;;;\r\n\r\nAnruf-ID;Agent;Date;Empathie;Gesprächsführung\r\n\
        4711;Müller, Jörg;05.10.2026;82,5;90\r\n4712;Böhm, Renée;13/10/2026;75,25;85 %\r\n\
        Mittelwert;;;78,9;87,5\r\nErstellt am 01.11.2026 von Dana;;;;\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let loaded = try_load(&[("scores.csv", &bytes)], &Options::default()).expect("readable");
    let found = evaluations(&loaded.items);
    let told: Vec<_> = found
        .iter()
        .map(|record| {
            let scores: Vec<_> = record.scores.iter().map(|s| s.earned.as_ref().map_or(-1.0, |n| n.value)).collect();
            (record.agent.name.as_deref().unwrap_or("?"), record.line, scores)
        })
        .collect();
    assert_eq!(told, [("Müller, Jörg", 5, vec![82.5, 90.0]), ("Böhm, Renée", 6, vec![75.25, 85.0])]);
    assert_eq!(loaded.left_out().iter().map(|left| left.line).collect::<Vec<_>>(), [1, 2, 7, 8]);
    assert!(loaded.warned("read as Windows-1252") && loaded.rejected().is_empty(), "{:#?}", loaded.plan.warnings);
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        2 => "[A-C]",
        2 => "[0-9]{1,3}[,.%]?[0-9]?",
        1 => Just("2026-10-05".to_owned()),
        1 => Just("05/10/2026".to_owned()),
        1 => proptest::sample::select(vec!["Total", "Average:", "Generated on 2026", "agent", "date", "Empathy", "Score", "Comment", "N/A", "Müller"]).prop_map(str::to_owned),
        1 => "[a-zé\"',;\n\r\t|]{0,5}",
    ]
}

/// A row of anything, or one that has what a data row has.
fn row() -> impl Strategy<Value = Vec<String>> {
    let figure = || prop_oneof![3 => "[0-9]{2}", 1 => cell()];
    let data = ("[A-C]", "2026-1[0-2]-0[1-9]", "[c-e]{0,1}", figure(), figure());
    prop_oneof![
        proptest::collection::vec(cell(), 0..7),
        data.prop_map(|(agent, date, call, one, other)| vec![agent, date, call, one, other]),
    ]
}

fn grid() -> impl Strategy<Value = (Vec<Vec<String>>, usize, usize, bool, bool)> {
    let headed = proptest::bool::weighted(0.9);
    (proptest::collection::vec(row(), 0..14), 0..4_usize, 0..5_usize, headed, any::<bool>())
}

/// Headings somewhere in a random grid, written with a random separator in a random encoding. It is read with every row
/// accounted for, or refused.
fn random(
    (mut rows, delimiter, bytes, headed, again): (Vec<Vec<String>>, usize, usize, bool, bool),
    path: &Path,
) -> bool {
    let delimiter = [',', ';', '\t', '|'][delimiter];
    if headed {
        let headings = ["agent", "date", "call_id", "Empathy", "Tone"].map(str::to_owned).to_vec();
        let at = rows.len() / 3;
        if again {
            rows.insert(rows.len(), headings.clone());
        }
        rows.insert(at, headings);
    }
    let text: String = rows.iter().map(|row| row.join(&delimiter.to_string()) + "\n").collect();
    let bytes = match bytes {
        0 => text.into_bytes(),
        1 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        2 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        3 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        _ => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
    };
    std::fs::write(path, bytes).expect("a file can be written");
    let known = vec!["empathy".to_owned(), "tone".to_owned()];
    let options = Options { known_dimensions: known, ..Options::default() };
    let Ok(plan) = plan(&[path.to_owned()], &options) else { return false };
    let items = items(&plan).expect("what was planned can be read");
    let came: u64 = items
        .iter()
        .map(|item| match item {
            Item::Evaluation(record) => record.rows,
            Item::Rejected(rejected) => rejected.rows,
            Item::LeftOut(left) => left.rows,
            Item::Transcript(_) | Item::Call(_) | Item::Refused(_) | Item::Masked(_) => 0,
        })
        .sum();
    if plan.files[0].kind == FileKind::Evaluations {
        assert_eq!(plan.files[0].rows, came, "{items:#?}");
    }
    !items.is_empty()
}

fn many(cases: u32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("grid.csv");
    let read = std::cell::Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    runner
        .run(&grid(), |grid| {
            read.set(read.get() + u32::from(random(grid, &path)));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(read.get() * 5 > cases, "only {} of {cases} grids are read at all", read.get());
}

#[test]
fn random_grids_are_read_row_by_row_or_refused() {
    many(10_000);
}

#[test]
#[ignore = "a hundred thousand grids take minutes without optimisation"]
fn a_hundred_thousand_random_grids() {
    many(100_000);
}
