//! Files made to exhaust who reads them: each is refused within two seconds of work and 256 MB, with a sentence that names
//! the file and the place.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::Command;

use crate::support::{Desk, Ran, ran};

const MEMORY: u64 = 256 << 20;
/// Of work, in seconds. Without optimisation the same takes longer.
const WORK: f64 = if cfg!(debug_assertions) { 24.0 } else { 2.0 };

/// Runs it, and measures it and its children: the most memory that one of them held, and their work in all, or the time
/// that passed where two worked at once.
const MEASURE: &str = "
import resource, subprocess, sys, time
begin = time.monotonic()
code = subprocess.run(sys.argv[2:], timeout=120).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], 'w').write(f'{used.ru_maxrss * 1024} {min(used.ru_utime + used.ru_stime, time.monotonic() - begin)}')
sys.exit(code)
";

struct Measured {
    ran: Ran,
    memory: u64,
    work: f64,
}

fn can_measure() -> bool {
    let can = Command::new("python3").args(["-c", "import resource"]).status().is_ok_and(|status| status.success());
    if !can {
        eprintln!("skipped: there is no python3 to measure with");
    }
    can
}

fn measured(desk: &Desk, args: &[&str]) -> Measured {
    let into = desk.path("measured");
    let program = desk.command();
    let mut command = Command::new("python3");
    command.env_clear().envs(program.get_envs().filter_map(|(k, v)| Some((k, v?)))).current_dir(desk.path(""));
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.arg("-c").arg(MEASURE).arg(&into).arg(program.get_program()).arg("--db").arg(&desk.db).args(args);
    let ran = ran(&mut command);
    let text = std::fs::read_to_string(&into).expect("it was measured");
    let (memory, work) = text.split_once(' ').expect("two figures");
    Measured { ran, memory: memory.parse().expect("bytes"), work: work.parse().expect("seconds") }
}

/// Imports a bomb: nothing is loaded, the words are said, and neither memory nor time go beyond their limits.
#[track_caller]
fn refused(name: &str, words: &[&str], build: impl FnOnce(&Path)) {
    if !can_measure() {
        return;
    }
    let desk = Desk::new();
    let path = desk.path(name);
    build(&path);
    let file = path.to_string_lossy().into_owned();
    let before = desk.dump();
    let Measured { ran, memory, work } = measured(&desk, &["import", &file]);
    eprintln!("{name}: {} MB, {work:.2} s: {}", memory >> 20, ran.err.trim());
    assert!(matches!(ran.code, 1 | 3), "{name}: {ran:?}");
    for words in words.iter().chain([&name]) {
        assert!(ran.err.contains(words), "{name}: “{words}” is not in {ran:?}");
    }
    assert!(ran.err.len() < 4_000, "{name}: an answer, not a book: {} bytes", ran.err.len());
    assert!(memory <= MEMORY, "{name}: {memory} bytes of memory");
    assert!(work <= WORK, "{name}: {work} s of work");
    assert_eq!(desk.dump(), before, "{name}: the file is as it was");
}

fn text(path: &Path, pieces: impl IntoIterator<Item = String>) {
    let mut file = std::io::BufWriter::new(File::create(path).expect("a file"));
    for piece in pieces {
        file.write_all(piece.as_bytes()).expect("it can be written");
    }
    file.flush().expect("it can be written");
}

/// A piece many times over.
fn times(piece: &str, many: usize) -> impl Iterator<Item = String> {
    let piece = piece.to_owned();
    (0..many).map(move |_| piece.clone())
}

const HEAD: &str = "call_id,agent,date,dimension,score,comment\n";
const GOOD: &str = "C1,Ada,2026-11-10,Empathy,50,fine\n";
const MB: usize = 1 << 20;

#[test]
fn a_quote_that_is_never_closed_is_not_read_as_one_cell() {
    refused(
        "quote.csv",
        &["line 3", "a quote opens here, and is perhaps never closed", "column 6", "256 KB"],
        |path| {
            let line = "and so on, and so on\n".repeat(50_000);
            text(
                path,
                [HEAD, GOOD, "C2,Ada,2026-11-10,Empathy,50,\"begins\n"]
                    .map(str::to_owned)
                    .into_iter()
                    .chain(times(&line, 300 * MB / line.len())),
            );
        },
    );
}

#[test]
fn one_cell_of_300_megabytes() {
    refused("cell.csv", &["line 2", "column 6", "256 KB", "xxxxxxxx"], |path| {
        text(path, [format!("{HEAD}C2,Ada,2026-11-10,Empathy,50,")].into_iter().chain(times(&"x".repeat(MB), 300)));
    });
}

#[test]
fn a_row_of_many_cells_that_are_too_much_together() {
    refused("row.csv", &["line 3", "1 MB"], |path| {
        text(
            path,
            [HEAD.to_owned(), GOOD.to_owned()].into_iter().chain(times(&format!("{},", "y".repeat(200 << 10)), 1_000)),
        );
    });
}

#[test]
fn ten_million_columns() {
    refused("columns.csv", &["line 1", "2000 columns"], |path| {
        text(path, times(&"a,".repeat(100_000), 100));
    });
    refused("later.csv", &["line 3", "2000 columns"], |path| {
        text(path, [HEAD.to_owned(), GOOD.to_owned()].into_iter().chain(times(&"a,".repeat(100_000), 100)));
    });
}

#[test]
fn a_gigabyte_of_nothing() {
    let hole = |path: &Path, front: &str| {
        let mut file = File::create(path).expect("a file");
        file.write_all(front.as_bytes()).expect("it can be written");
        file.seek(SeekFrom::Start(1 << 30)).expect("a file has places");
        file.write_all(b"\n").expect("it can be written");
    };
    refused("sparse.csv", &["zero at byte 0"], |path| hole(path, ""));
    refused("later.csv", &["zero"], |path| hole(path, &format!("{HEAD}{GOOD}")));
    refused("talk.vtt", &["zero"], |path| hole(path, "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"));
    refused("talk.json", &["zero"], |path| hole(path, "{\"results\": ["));
}

#[test]
fn files_that_unpack_to_more() {
    // A gigabyte of zeros, packed a thousand times smaller, is never unpacked.
    refused("bomb.gz", &["gzip"], |path| {
        let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
        bytes.extend(vec![0x5a; 1_000_000]);
        std::fs::write(path, bytes).expect("a file");
    });
    refused("bomb.zip", &["zip file and no Excel workbook"], |path| zipped(path, &[("bomb.txt", "0", 1_000 * MB)]));
    refused("text.xlsx", &["workbook", "216 MB"], |path| {
        let parts = book("", "");
        let mut parts: Vec<(&str, &str, usize)> = parts.iter().map(|(name, text)| (*name, text.as_str(), 1)).collect();
        // Half a gigabyte of strings, of two megabytes in the file.
        let begin = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\0";
        let strings = format!("{begin}<si><t>{}</t></si>", "a".repeat(200));
        parts.retain(|(name, ..)| *name != "xl/sharedStrings.xml");
        parts.push(("xl/sharedStrings.xml", &strings, 500 * MB / 220));
        zipped(path, &parts);
    });
}

/// Writes a zip of parts: name, text (what begins it once stands before a zero), how often. Unpacked, it may be larger than any memory.
const ZIP: &str = "
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as out:
    for name, text, many in json.load(sys.stdin):
        begin, _, text = text.rpartition(chr(0))
        with out.open(name, 'w', force_zip64=many > 1) as part:
            part.write(begin.encode())
            at_once = max(1, (1 << 20) // len(text))
            while many > 0:
                part.write((text * min(at_once, many)).encode())
                many -= at_once
";

fn zipped(path: &Path, parts: &[(&str, &str, usize)]) {
    let mut child = Command::new("python3")
        .args(["-c", ZIP])
        .arg(path)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let parts = serde_json::to_string(parts).expect("plain data");
    child.stdin.take().expect("it was piped").write_all(parts.as_bytes()).expect("python3 reads");
    assert!(child.wait().expect("python3 ends").success());
}

/// The last part goes on with rows.
fn zipped_with_rows(path: &Path, parts: &[(&str, &str, usize)], row: &str, many: usize) {
    let (name, sheet, _) = parts[parts.len() - 1];
    let rows = format!("{sheet}{}</sheetData></worksheet>", row.repeat(many));
    let mut all = parts[..parts.len() - 1].to_vec();
    all.push((name, rows.as_str(), 1));
    zipped(path, &all);
}

fn book(strings: &str, rows: &str) -> Vec<(&'static str, String)> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    vec![
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
        ("_rels/.rels", format!("<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Scores\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"s1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"s2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>")),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\" {strings}</sst>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")),
    ]
}

fn workbook(path: &Path, strings: &str, rows: &str) {
    let parts = book(strings, rows);
    let parts: Vec<(&str, &str, usize)> = parts.iter().map(|(name, text)| (*name, text.as_str(), 1)).collect();
    zipped(path, &parts);
}

const HEADS: &str = "<row r=\"1\"><c t=\"inlineStr\"><is><t>agent</t></is></c><c t=\"inlineStr\"><is><t>date</t></is></c><c t=\"inlineStr\"><is><t>Empathy</t></is></c></row>";

#[test]
fn workbooks_with_far_off_cells_and_counts_that_nobody_has_memory_for() {
    refused("sparse.xlsx", &["line 1048576", "2000 columns"], |path| {
        workbook(path, "count=\"0\">", &format!("{HEADS}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"));
    });
    for (n, count) in ["4000000000000", "4294967295", "12000000"].into_iter().enumerate() {
        refused(&format!("ss{n}.xlsx"), &["workbook", "216 MB"], |path| {
            workbook(path, &format!("count=\"1\" uniqueCount=\"{count}\"><si><t>x</t></si>"), HEADS);
        });
    }
}

#[test]
#[ignore = "the whole: a workbook of 33 million cells"]
fn a_workbook_of_33_million_cells() {
    refused("cells.xlsx", &["5000000 filled cells"], |path| {
        let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(2_000));
        let parts = book("count=\"0\">", "");
        let parts: Vec<(&str, &str, usize)> = parts.iter().map(|(name, text)| (*name, text.as_str(), 1)).collect();
        // The first row alone has the element around it: a reader of a stream is at the limit before its end.
        let sheet = parts[5].1.replace("</sheetData></worksheet>", HEADS);
        let mut all = parts[..5].to_vec();
        all.push((parts[5].0, sheet.as_str(), 1));
        zipped_with_rows(path, &all, &row, 16_500);
    });
}

#[test]
fn json_a_million_deep() {
    for (name, front) in
        [("list.json", ""), ("talk.json", "{\"results\": "), ("evaluations.json", "{\"evaluations\": ")]
    {
        refused(name, &["128", "deep"], |path| {
            text(path, [front.to_owned()].into_iter().chain(times(&"[".repeat(100_000), 10)));
        });
    }
    refused("objects.json", &["128", "deep"], |path| {
        text(path, times(&"{\"a\":".repeat(100_000), 10));
    });
    refused("lines.json", &["128", "deep"], |path| {
        let deep = format!("{}{}\n", "[".repeat(1_000_000), "]".repeat(1_000_000));
        text(path, [deep]);
    });
}

#[test]
fn json_of_300_megabytes() {
    refused("one.json", &["one.json"], |path| {
        text(
            path,
            ["{\"evaluations\": [{\"evaluationId\": \"".to_owned()].into_iter().chain(times(&"x".repeat(MB), 300)),
        );
    });
    refused("numbers.json", &["numbers.json"], |path| {
        text(path, ["{\"results\": [1".to_owned()].into_iter().chain(times(&",1".repeat(MB / 2), 300)));
    });
    refused("talk.vtt", &["talk.vtt", "32 MB"], |path| {
        text(path, ["WEBVTT\n\n00:01.000 --> 00:02.000\n".to_owned()].into_iter().chain(times(&"x".repeat(MB), 300)));
    });
}

#[test]
fn a_session_and_other_files_that_people_write() {
    if !can_measure() {
        return;
    }
    let desk = Desk::new();
    let deep = desk.write("deep.json", &"[".repeat(1_000_000));
    let large = desk.path("large.toml");
    text(&large, ["[[entry]]\ndimension = \"".to_owned()].into_iter().chain(times(&"x".repeat(MB), 300)));
    let large = large.to_string_lossy().into_owned();
    for args in [
        vec!["session", "add", &deep],
        vec!["session", "add", &large],
        vec!["practice", "import", &large],
        vec!["practice", "import", &deep],
        vec!["import", "--map", &large, &deep],
    ] {
        let Measured { ran, memory, work } = measured(&desk, &args);
        eprintln!("{args:?}: {} MB, {work:.2} s: {}", memory >> 20, ran.err.trim());
        assert!(matches!(ran.code, 1..=3), "{args:?}: {ran:?}");
        assert!(ran.err.len() < 4_000 && !ran.err.is_empty(), "{args:?}: {} bytes", ran.err.len());
        assert!(memory <= MEMORY && work <= WORK, "{args:?}: {memory} bytes, {work} s");
    }
}
