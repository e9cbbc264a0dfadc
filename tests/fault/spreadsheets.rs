//! Tables that leave for a spreadsheet: no cell of text acts there, and all of them come back as they were.

use std::process::Command;

use crate::support::{Desk, csv};

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("small") % n
    }
}

const PIECES: [&str; 40] = [
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "'",
    "''",
    "\"",
    "\t",
    "\r",
    "\n",
    "\r\n",
    " ",
    "  ",
    ",",
    ";",
    "1",
    "2+3",
    "A1",
    "HYPERLINK(\"http://x\";\"y\")",
    "cmd|'/C calc'!A0",
    "SUM(A1:A9)",
    "DDE(\"a\";\"b\")",
    "%",
    "|",
    "\u{feff}",
    "\u{200b}",
    "\u{a0}",
    "text",
    "é",
    "0",
    "-5",
    "+44 20",
    "=1+1",
    "'=1+1",
    "\u{1b}[31m",
    "(",
];

/// A text that begins in a way that a spreadsheet may run. It ends in a letter: what is white at the end of a cell is
/// the reader's to trim.
fn text(dice: &mut Dice) -> String {
    let mut out = String::new();
    for _ in 0..=dice.below(5) {
        out.push_str(PIECES[dice.below(PIECES.len())]);
    }
    out + "x"
}

fn desk(many: usize) -> Desk {
    let desk = Desk::new();
    let mut dice = Dice(29);
    let head = [
        "evaluation_id",
        "call_id",
        "agent_id",
        "agent_name",
        "evaluated_at",
        "dimension",
        "criterion",
        "earned",
        "possible",
        "result",
        "comment",
        "evaluator",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for n in 0..many {
        rows.push(vec![
            format!("E{n}"),
            format!("C{n}"),
            "A1".to_owned(),
            "Ada".to_owned(),
            "2026-11-10T10:00:00Z".to_owned(),
            "Empathy".to_owned(),
            format!("crit {}", n % 5),
            ["-0", "5", "+5"][n % 3].to_owned(),
            "10".to_owned(),
            text(&mut dice),
            text(&mut dice),
            format!("={}", n % 4),
        ]);
    }
    let file = desk.write("scores.csv", &csv(&rows));
    desk.run(&["import", &file]).expect(0);
    desk
}

fn round_trip(many: usize) -> (Desk, String) {
    let desk = desk(many);
    let file = desk.path("out.csv").to_string_lossy().into_owned();
    desk.run(&["export", "scores", "--out", &file]).expect(0);
    let before = desk.run(&["export", "scores", "--format", "json"]).expect(0).out;
    // Nothing of it is new to this file, and another file makes the same of it.
    let back = desk.json(&["import", &file]);
    assert_eq!(
        (&back["loaded"], &back["updated"], &back["rejected_rows"]),
        (&0.into(), &0.into(), &0.into()),
        "{back}"
    );
    let other = Desk::new();
    other.run(&["import", &file]).expect(0);
    assert_eq!(other.run(&["export", "scores", "--format", "json"]).expect(0).out, before);
    let written = std::fs::read_to_string(&file).expect("it was written");
    let numbers = ["earned", "possible", "total", "version", "flag_at_ms"];
    let mut rows = cells(&written).into_iter();
    let heads = rows.next().expect("headings");
    let mut guarded = 0;
    for row in rows {
        for (head, cell) in heads.iter().zip(&row).filter(|(head, _)| !numbers.contains(&head.as_str())) {
            let acts = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
                || cell.starts_with(['\t', '\r', '\n']);
            assert!(!acts, "{head} is written {cell:?}");
            guarded += usize::from(cell.starts_with('\''));
        }
        let earned = heads.iter().position(|h| h == "earned").expect("points");
        assert!(!row[earned].starts_with('\''), "a number is never guarded: {:?}", row[earned]);
    }
    assert!(guarded > many, "{guarded} cells of {many} rows are guarded");
    (desk, file)
}

/// CSV as any reader has it, written out apart from the program.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[test]
fn a_share_of_texts_comes_back_as_it_went() {
    round_trip(1_000);
}

#[test]
#[ignore = "the whole: ten thousand rows"]
fn every_text_comes_back_as_it_went() {
    round_trip(10_000);
}

#[test]
fn a_spreadsheet_finds_no_formula() {
    let found = ["soffice", "libreoffice"]
        .into_iter()
        .find(|program| Command::new(program).arg("--version").output().is_ok_and(|done| done.status.success()));
    let Some(program) = found else {
        eprintln!("skipped: there is no LibreOffice");
        return;
    };
    let (desk, file) = round_trip(1_000);
    // A formula that is not guarded is found, so that finding none says something.
    let bad = desk.write("bad.csv", "a,b\n=1+1,=A1\n");
    for (file, name, wanted) in [(bad.as_str(), "bad.fods", 2), (file.as_str(), "out.fods", 0)] {
        let run = Command::new(program)
            .args(["--headless", "--convert-to", "fods", "--outdir"])
            .arg(desk.path(""))
            // Commas, double quotes, UTF-8, and formulas in cells are evaluated.
            .args(["--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true", file])
            .env("HOME", desk.path(""))
            .output()
            .expect("it runs");
        let sheet = std::fs::read_dir(desk.path(""))
            .expect("a folder")
            .flatten()
            .map(|entry| entry.path())
            .find(|path| {
                path.to_string_lossy().ends_with(".fods")
                    && path.to_string_lossy().contains(name.trim_end_matches(".fods"))
            })
            .unwrap_or_else(|| panic!("it wrote no {name}: {run:?}"));
        let text = std::fs::read_to_string(&sheet).expect("it can be read");
        assert!(text.contains("table:table-cell"), "{name} has cells");
        assert_eq!(text.matches("table:formula").count(), wanted, "formulas in {name}");
        std::fs::remove_file(sheet).expect("it can go");
    }
}
