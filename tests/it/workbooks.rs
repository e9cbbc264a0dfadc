//! Excel workbooks: the same scores as in a CSV, by the rows of the sheet; and files made to exhaust who reads them.

use std::io::{Cursor, Write as _};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::Desk;

const CSV: &str = "\
call_id,agent_id,agent_name,team,call_started_at,Empathy,Compliance,Comment
447100000000123,A1,\"Müller, Jörg\",North,2026-10-05 14:30:00,85%,82.5,fine
447100000000124,A2,Łukasz,North,2026-10-06 09:00:00,7%,N/A,\"two
lines\"
004471,A3,Renée,South,2026-10-07 00:00:00,100%,60,
";

fn team(desk: &Desk) -> Value {
    let span = ["--from", "2026-10-01", "--to", "2026-11-01"];
    desk.json(&["team", span[0], span[1], span[2], span[3]])
}

/// What the CSV comes to.
fn expected() -> Value {
    let desk = Desk::new();
    let file = desk.write("scores.csv", CSV);
    let report = desk.json(&["import", &file]);
    assert_eq!((&report["evaluations"], &report["rows_read"]), (&3.into(), &3.into()), "{report}");
    team(&desk)
}

fn path(desk: &Desk, name: &str) -> String {
    desk.path(name).to_string_lossy().into_owned()
}

fn honest(file: &Path, prepare: impl Fn(&mut Workbook)) {
    let mut book = Workbook::new();
    prepare(&mut book);
    book.save(file).expect("a workbook can be written");
}

fn fill(book: &mut Workbook, name: &str, from: u32) {
    let when = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let percent = Format::new().set_num_format("0%");
    let id = Format::new().set_num_format("000000");
    let sheet = book.add_worksheet().set_name(name).expect("a name");
    let heads = ["call_id", "agent_id", "agent_name", "team", "call_started_at", "Empathy", "Compliance", "Comment"];
    for (column, head) in (0..).zip(heads) {
        sheet.write(from, column, head).expect("a heading");
    }
    let rows = [
        ("A1", "Müller, Jörg", "North", "2026-10-05T14:30:00", 0.85),
        ("A2", "Łukasz", "North", "2026-10-06T09:00:00", 0.07),
        ("A3", "Renée", "South", "2026-10-07T00:00:00", 1.0),
    ];
    for (row, (agent, person, team, at, empathy)) in (from + 1..).zip(rows) {
        let at = ExcelDateTime::parse_from_str(at).expect("a date");
        sheet.write(row, 1, agent).expect("a cell");
        sheet.write(row, 2, person).expect("a cell");
        sheet.write(row, 3, team).expect("a cell");
        sheet.write_with_format(row, 4, &at, &when).expect("a cell");
        sheet.write_with_format(row, 5, empathy, &percent).expect("a cell");
    }
    sheet.write(from + 1, 0, 447_100_000_000_123_i64).expect("a cell");
    sheet.write(from + 2, 0, 447_100_000_000_124_i64).expect("a cell");
    sheet.write_with_format(from + 3, 0, 4471, &id).expect("a cell");
    sheet.write(from + 1, 6, Formula::new("=165/2").set_result("82.5")).expect("a cell");
    sheet.write(from + 2, 6, "N/A").expect("a cell");
    sheet.write(from + 3, 6, 60).expect("a cell");
    sheet.write(from + 1, 7, "fine").expect("a cell");
    sheet.write(from + 2, 7, "two\nlines").expect("a cell");
}

/// A workbook by its bare parts.
fn raw<N: AsRef<str>>(parts: &[(N, N)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(name.as_ref(), options).expect("a part");
        zip.write_all(text.as_ref().as_bytes()).expect("a part can be written");
    }
    zip.finish().expect("a zip").into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn book(properties: &str, strings: &str, rows: &str) -> Vec<u8> {
    raw(&parts(properties, strings, rows))
}

/// One sheet of these rows, with shared strings and styles: 1 is dd/mm/yyyy, 2 is 0.0%.
fn parts(properties: &str, strings: &str, rows: &str) -> Vec<(String, String)> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let relation = |id: u8, what: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{what}\" Target=\"{target}\"/>")
    };
    let relations = |all: String| format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>");
    let types = "<Default Extension=\"xml\" ContentType=\"application/xml\"/>";
    let of_book = [
        relation(1, "worksheet", "worksheets/sheet1.xml"),
        relation(2, "sharedStrings", "sharedStrings.xml"),
        relation(3, "styles", "styles.xml"),
    ];
    let formats = "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>\
        <numFmt numFmtId=\"165\" formatCode=\"0.0%\"/></numFmts>\
        <cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs>";
    let sheets = "<sheets><sheet name=\"Scores\" sheetId=\"1\" r:id=\"rId1\"/></sheets>";
    let all = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\">{types}</Types>")),
        ("_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr {properties}/>{sheets}</workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels", relations(of_book.concat())),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\" {strings}</sst>")),
        ("xl/styles.xml", format!("<styleSheet xmlns=\"{MAIN}\">{formats}</styleSheet>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")),
    ];
    all.map(|(name, part)| (name.to_owned(), format!("{head}{part}"))).to_vec()
}

fn inline(cells: &[&str]) -> String {
    let cells: Vec<String> =
        cells.iter().map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>")).collect();
    cells.concat()
}

fn write(desk: &Desk, bytes: &[u8]) -> String {
    let file = desk.path("scores.xlsx");
    std::fs::write(&file, bytes).expect("a file can be written");
    file.to_string_lossy().into_owned()
}

#[test]
fn a_workbook_loads_as_its_csv_does() {
    let desk = Desk::new();
    honest(&desk.path("scores.xlsx"), |book| fill(book, "Scores", 0));
    let report = desk.json(&["import", &path(&desk, "scores.xlsx")]);
    assert_eq!(
        (&report["format"], &report["rows_read"], &report["evaluations"]),
        (&"xlsx wide".into(), &3.into(), &3.into()),
        "{report}"
    );
    assert_eq!(team(&desk), expected());
    assert_eq!(desk.json(&["call", "004471"])["agent"]["name"], "Renée");
    let call = desk.json(&["call", "447100000000124"]);
    assert_eq!(call["evaluations"][0]["comment"], "two\nlines", "{call}");
    // The same bytes again are nothing new.
    let again = desk.run(&["import", &path(&desk, "scores.xlsx")]).expect(0);
    assert!(again.all().contains("nothing new"), "{again:?}");
}

#[test]
fn the_sheet_is_found_named_or_asked_for() {
    let desk = Desk::new();
    let file = path(&desk, "scores.xlsx");
    honest(&desk.path("scores.xlsx"), |book| {
        book.add_worksheet().set_name("Agents").expect("a name").write(0, 0, "Agent").expect("a cell");
        fill(book, "October", 3);
        book.add_worksheet().set_name("Empty").expect("a name");
    });
    let ran = desk.run(&["import", &file, "--dry-run"]).expect(0);
    assert!(ran.all().contains("the sheet October is read"), "{ran:?}");
    honest(&desk.path("scores.xlsx"), |book| {
        fill(book, "October", 0);
        fill(book, "Old ones", 0);
    });
    let ran = desk.run(&["import", &file]).expect(3);
    assert!(ran.err.contains("--sheet NAME (October, Old ones)"), "{ran:?}");
    let ran = desk.run(&["import", &file, "--sheet", "November"]).expect(1);
    assert!(ran.err.contains("has no sheet “November”; it has: October, Old ones"), "{ran:?}");
    desk.run(&["import", &file, "--sheet", "old ones"]).expect(0);
    assert_eq!(team(&desk), expected());
    let ran = desk.run(&["import", &file, "--encoding", "klingon"]).expect(2);
    assert!(ran.err.contains("windows-1252"), "{ran:?}");
}

#[test]
fn cells_of_every_kind_keep_their_row() {
    let desk = Desk::new();
    let rows = format!(
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>\
         <row r=\"4\">{}</row>\
         <row r=\"5\" hidden=\"1\">{}<c s=\"1\"><v>44838</v></c><c s=\"2\"><v>0.855</v></c><c t=\"s\"><v>1</v></c></row>\
         <row r=\"7\"><c r=\"A7\"><v>4.471E+17</v></c><c r=\"B7\" t=\"str\"><f>1</f><v>Ben</v></c><c r=\"C7\" s=\"1\"><v>44839</v></c><c r=\"D7\"><v>80</v></c></row>\
         <row r=\"9\"><c r=\"A9\" t=\"str\"><v>C9</v></c><c r=\"B9\" t=\"b\"><v>1</v></c><c r=\"C9\" t=\"d\"><v>2026-10-07</v></c><c r=\"D9\" t=\"e\"><v>#DIV/0!</v></c></row>\
         <row r=\"10\"><c r=\"A10\" t=\"str\"><v>Total</v></c><c r=\"D10\"><v>80</v></c></row>\
         <row r=\"12\">{}</row>",
        inline(&["call_id", "agent", "date", "Empathy", "comment"]),
        inline(&["C5", "Ama"]),
        inline(&["Generated on 2026-11-01"]),
    );
    let strings = "count=\"2\" uniqueCount=\"2\"><si><t>QA report</t></si><si><r><t>go</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">od call</t></r></si>";
    let file = write(&desk, &book("date1904=\"1\"", strings, &rows));
    let report = desk.run(&["import", &file, "--json"]).expect(3).json();
    let rejected: Vec<_> = report["rejected"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|r| (r["line"].as_u64(), r["column"].as_str(), r["value"].as_str()))
        .collect();
    assert_eq!(
        rejected,
        [(Some(7), Some("call_id"), Some("4.471E+17")), (Some(9), Some("Empathy"), Some("#DIV/0!"))],
        "{report}"
    );
    assert_eq!(
        (&report["rows_read"], &report["loaded"], &report["left_out"]),
        (&6.into(), &1.into(), &3.into()),
        "{report}"
    );
    let warnings = report["warnings"].to_string();
    for words in [
        "rows above the headings are left out: 2",
        "rows of totals or averages are left out: 10",
        "rows of notes below the table are left out: 12",
    ] {
        assert!(warnings.contains(words), "{words}: {warnings}");
    }
    let call = desk.json(&["call", "C5"]);
    assert_eq!(call["evaluations"][0]["comment"], "good call", "{call}");
    let span = ["--from", "2026-10-05", "--to", "2026-10-06"];
    let day = desk.json(&["team", span[0], span[1], span[2], span[3]]);
    let ama = day["agents"].as_array().expect("a list").iter().find(|agent| agent["name"] == "Ama").expect("Ama");
    assert_eq!(ama["overall"], 85.5, "{day}");
}

#[test]
fn two_rows_of_headings_with_merged_cells() {
    let desk = Desk::new();
    let rows = format!(
        "<row>{}<c/><c/>{}<c/>{}</row><row>{}</row><row>{}</row>",
        inline(&["Call"]),
        inline(&["Empathy"]),
        inline(&["Tone"]),
        inline(&["Call ID", "Agent", "Date", "Score", "Comment", "Score", "Comment"]),
        inline(&["C1", "Ama", "2026-10-05", "80", "kind", "70", ""])
    );
    let file = write(&desk, &book("", "count=\"0\">", &rows));
    let report = desk.json(&["import", &file]);
    assert_eq!((&report["loaded"], &report["rows_read"]), (&1.into(), &1.into()), "{report}");
    assert!(report["warnings"].to_string().contains("Empathy Comment"), "{report}");
}

/// Ends with a sentence; the program is alive and the file as it was.
#[track_caller]
fn refused(bytes: &[u8], words: &str) {
    let desk = Desk::new();
    let file = write(&desk, bytes);
    let before = desk.dump();
    let ran = desk.run(&["import", &file]).expect(3);
    assert!(ran.err.contains(words), "{words:?} is not in {ran:?}");
    assert_eq!(desk.dump(), before);
}

#[test]
fn workbooks_made_to_exhaust_their_reader_are_refused() {
    let heads = inline(&["agent", "date", "Empathy"]);
    // Far-off cells: a dense reader asks for seventeen thousand million cells.
    let far = format!("<row r=\"1\">{heads}</row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    refused(&book("", "count=\"0\">", &far), "line 1048576: more than 2000 columns");
    // A count of strings that nobody has memory for.
    let count = "count=\"1\" uniqueCount=\"4000000000000\"><si><t>x</t></si>";
    refused(&book("", count, &format!("<row r=\"1\">{heads}</row>")), "takes more than 216 MB of memory");
    let count = format!("count=\"1\" uniqueCount=\"{}\"><si><t>x</t></si>", 12_000_000);
    refused(&book("", &count, &format!("<row r=\"1\">{heads}</row>")), "takes more than 216 MB of memory");
    // One cell of many megabytes.
    let cell = "x".repeat(300 << 10);
    let rows = format!("<row r=\"1\">{heads}</row><row r=\"3\">{}</row>", inline(&[cell.as_str()]));
    refused(&book("", "count=\"0\">", &rows), "line 3: a cell of more than 256 KB");
}

/// Whoever holds the program to less memory than its reader may take has his workbooks read all the same. (Who may raise
/// such a limit would not see a reader that tries to.)
#[cfg(target_os = "linux")]
#[test]
fn a_workbook_is_read_within_a_limit_of_the_systems_own() {
    let desk = Desk::new();
    let rows = format!("<row r=\"1\">{}</row>", inline(&["agent", "date", "Empathy"]));
    let file = write(&desk, &book("", "count=\"0\">", &rows));
    let program = desk.command().get_program().to_owned();
    let mut shell = std::process::Command::new("sh");
    let script = "ulimit -v 250000 && [ \"$(ulimit -H -v)\" = 250000 ] && exec \"$0\" read-workbook -- \"$1\"";
    let read = shell.args(["-c", script]).arg(program).arg(&file).output().expect("a shell");
    let said = String::from_utf8_lossy(&read.stdout);
    assert!(read.status.success() && said.contains("Empathy") && said.contains("\"end\""), "{read:?}");
}

#[test]
fn what_is_no_workbook_is_refused_with_what_to_do() {
    refused(
        &raw(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]),
        "it is damaged, or no Excel workbook",
    );
    refused(
        &raw(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<c/>")]),
        "zip file and no Excel workbook",
    );
    let rows = format!("<row r=\"1\">{}</row>", inline(&["agent", "date", "Empathy"]));
    let whole = book("", "count=\"0\">", &rows);
    refused(&whole[..whole.len() / 2], "it is damaged, or no Excel workbook");
    let cut = book("", "count=\"0\">", "<row r=\"1\"><c r=\"A1\"><v>1");
    refused(&cut, "it is damaged, or no Excel workbook");
    refused(&book("", "count=\"0\">", ""), "its sheet Scores is empty");
    refused(
        &book("", "count=\"0\">", "<row><c><v>1</v></c></row>"),
        "its sheet Scores has no headings that are known; its row 1 is \"1\"",
    );
}

/// A workbook with bytes changed here and there is read, or refused with a sentence: never a crash.
#[test]
fn damaged_workbooks_are_read_or_refused() {
    let desk = Desk::new();
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}<c s=\"1\"><v>46300</v></c><c s=\"2\"><v>0.8</v></c></row>",
        inline(&["agent", "date", "Empathy"]),
        inline(&["Ama"])
    );
    let stored = |text: &str| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, part) in parts("", "count=\"0\">", text) {
            zip.start_file(name, options).expect("a part");
            zip.write_all(part.as_bytes()).expect("a part can be written");
        }
        zip.finish().expect("a zip").into_inner()
    };
    let whole = stored(&rows);
    desk.run(&["import", "--dry-run", &write(&desk, &whole)]).expect(0);
    // The same numbers each time.
    let mut seed = 20_261_125_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("small") % below
    };
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..=next(6) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = u8::try_from(next(256)).expect("a byte"),
                1 => bytes.truncate(at.max(10)),
                _ => bytes.insert(at, b'<'),
            }
        }
        let ran = desk.run(&["import", "--dry-run", &write(&desk, &bytes)]);
        assert!(matches!(ran.code, 0 | 3), "{ran:?}");
        assert!(ran.code == 0 || !ran.err.is_empty() || ran.out.contains("rejected"), "{ran:?}");
    }
}

/// Slow without optimisation: `cargo test --release -- --ignored five_million`.
#[test]
#[ignore = "fifty megabytes of cells"]
fn five_million_cells_are_the_most() {
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(2_000));
    let rows = format!("<row>{}</row>{}", inline(&["agent", "date", "Empathy"]), row.repeat(2_501));
    refused(&book("", "count=\"0\">", &rows), "more than 5000000 filled cells");
}
