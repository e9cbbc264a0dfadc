//! Text that acts on a terminal, in every field of every kind of file and in what is typed: what reaches a terminal are
//! the program's own sequences alone, and what leaves as JSON is what came in.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vte::{Params, Parser, Perform};

use crate::support::{Desk, NOW, csv};
use crate::terminal::Terminal;

/// Directions, invisible ones, tags, private use, separators, and what is no character.
const UNSEEN: [u32; 50] = [
    0xad,
    0x34f,
    0x61c,
    0x115f,
    0x1160,
    0x17b4,
    0x180b,
    0x180e,
    0x200b,
    0x200c,
    0x200d,
    0x200e,
    0x200f,
    0x2028,
    0x2029,
    0x202a,
    0x202b,
    0x202c,
    0x202d,
    0x202e,
    0x2060,
    0x2061,
    0x2062,
    0x2063,
    0x2064,
    0x2066,
    0x2067,
    0x2068,
    0x2069,
    0x206a,
    0x206f,
    0x3164,
    0xfe00,
    0xfe0f,
    0xfeff,
    0xffa0,
    0xfff9,
    0xfffa,
    0xfffb,
    0xfffe,
    0xffff,
    0xe000,
    0xf8ff,
    0x1d173,
    0xe0001,
    0xe0041,
    0xe007f,
    0xe0100,
    0xf0000,
    0x0010_fffd,
];

/// At least two hundred strings, each with something that acts, hides or piles up.
fn corpus() -> Vec<String> {
    let mut out = Vec::new();
    // Operating system commands: titles, colours, links, the clipboard, notifications; ended in three ways.
    for command in [
        "0;title",
        "1;icon",
        "2;title",
        "4;1;rgb:ff/00/00",
        "7;file://host/",
        "8;;http://evil.example",
        "9;note",
        "10;?",
        "50;?",
        "52;c;aGFja2Vk",
        "52;c;?",
        "104",
        "777;notify;a;b",
        "1337;File=:AAAA",
    ] {
        for end in ["\u{7}", "\u{1b}\\", "\u{9c}"] {
            out.push(format!("\u{1b}]{command}{end}"));
        }
        out.push(format!("\u{9d}{command}\u{9c}"));
    }
    // Control sequences: clear, colour, other screen, reports, cursor, scroll, modes, printing.
    for command in [
        "2J", "3J", "31m", "8m", "?1049l", "?1049h", "6n", "5n", "c", ">c", "=c", "0c", "s", "u", "?25l", "10;10H",
        "9999A", "1;1r", "100S", "?2004h", "?1003h", "18t", "21t", "20t", "!p", "4i", "5i", "4h", "\"q", "?5h", "2 q",
        "1000P", "1000@", "1000M",
    ] {
        out.push(format!("\u{1b}[{command}"));
        out.push(format!("\u{9b}{command}"));
    }
    // Device control: requests for settings, definitions of keys, pictures.
    for command in ["$q m", "$qr", "+q544e", "1$r0m", "0;1|17/41", "q#0;2;0;0;0~"] {
        out.push(format!("\u{1b}P{command}\u{1b}\\"));
        out.push(format!("\u{90}{command}\u{9c}"));
    }
    for begin in ["\u{1b}_", "\u{1b}^", "\u{1b}X", "\u{9f}", "\u{9e}", "\u{98}"] {
        out.push(format!("{begin}swallowed\u{1b}\\"));
    }
    for single in ["c", "7", "8", "#8", "(0", ")0", "N", "O", "=", ">", "%G", "D", "E", "H", "M", "Z", "n", "\u{1b}"] {
        out.push(format!("\u{1b}{single}"));
    }
    // Each control character, C0 and C1.
    out.extend((0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32).map(String::from));
    out.extend(UNSEEN.into_iter().filter_map(char::from_u32).map(String::from));
    out.push("\u{301}".repeat(10_000));
    out.push("\u{202e}\u{2066}\u{200f}rtl\u{200e}".to_owned());
    out.push("\r\nFocus: nothing\r\n".to_owned());
    out.push("\t\t\t".to_owned());
    out.push("\u{fffd}\u{fffd}".to_owned());
    out.push("e\u{301}\u{fe0f}\u{200d}👩\u{200d}👩\u{200d}👧".to_owned());
    out
}

/// Whether a terminal would act on it, or an eye miss it: told apart from the program's own table.
fn acts(c: char) -> bool {
    matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f | 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0xfffe | 0xffff
        | 0xe000..=0xf8ff | 0xe0000..=0x0010_ffff)
}

/// What a terminal was made to do.
#[derive(Debug, Default)]
struct Heard {
    sequences: BTreeSet<String>,
    /// Characters that should not have been printed.
    printed: BTreeSet<char>,
    marks: usize,
    piled: usize,
}

impl Perform for Heard {
    fn print(&mut self, c: char) {
        if acts(c) {
            self.printed.insert(c);
        }
        let mark = ('\u{300}'..='\u{36f}').contains(&c);
        self.marks = if mark { self.marks + 1 } else { 0 };
        self.piled = self.piled.max(self.marks);
    }

    fn execute(&mut self, byte: u8) {
        self.sequences.insert(format!("C0 {byte:02x}"));
    }

    fn hook(&mut self, _: &Params, intermediates: &[u8], _: bool, action: char) {
        self.sequences.insert(format!("DCS {} {action}", String::from_utf8_lossy(intermediates)));
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _: bool) {
        let whole: Vec<_> = params.iter().map(|p| String::from_utf8_lossy(p)).collect();
        self.sequences.insert(format!("OSC {}", whole.join(";")));
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], _: bool, action: char) {
        let private = String::from_utf8_lossy(intermediates).into_owned();
        // Which mode is set matters; where the cursor goes, and in which colour, does not.
        let which = if matches!(action, 'h' | 'l') {
            params.iter().flatten().map(u16::to_string).collect::<Vec<_>>().join(";")
        } else {
            String::new()
        };
        self.sequences.insert(format!("CSI {private}{which}{action}"));
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _: bool, byte: u8) {
        self.sequences.insert(format!("ESC {}{}", String::from_utf8_lossy(intermediates), char::from(byte)));
    }
}

fn heard(raw: &[u8]) -> Heard {
    let (mut parser, mut heard) = (Parser::new(), Heard::default());
    parser.advance(&mut heard, raw);
    heard
}

/// All that the program sends of its own: its name as title, the other screen, cursor, colours, mouse and paste.
const OWN: [&str; 25] = [
    "OSC 0;coachlog",
    "CSI ?1049h",
    "CSI ?1049l",
    "CSI ?25h",
    "CSI ?25l",
    "CSI ?2004h",
    "CSI ?2004l",
    "CSI ?1000h",
    "CSI ?1000l",
    "CSI ?1002h",
    "CSI ?1002l",
    "CSI ?1003h",
    "CSI ?1003l",
    "CSI ?1006h",
    "CSI ?1006l",
    "CSI ?1015h",
    "CSI ?1015l",
    "CSI H",
    "CSI m",
    "CSI J",
    "CSI K",
    // The cursor goes on, and lines that moved are moved: the region, lines in, lines out.
    "CSI C",
    "CSI r",
    "CSI L",
    "CSI M",
];

#[track_caller]
fn own_alone(raw: &[u8], what: &str) {
    let heard = heard(raw);
    let others: Vec<&String> = heard.sequences.iter().filter(|s| !OWN.contains(&s.as_str())).collect();
    assert!(others.is_empty(), "{what}: the terminal was sent {others:?}");
    assert!(heard.printed.is_empty(), "{what}: the terminal was sent {:?}", heard.printed);
    assert!(heard.piled <= 8, "{what}: {} marks on one character", heard.piled);
    // What was read ends where it does, in the midst of a character perhaps.
    let broken = std::str::from_utf8(raw).err().and_then(|e| e.error_len());
    assert_eq!(broken, None, "{what}: what was sent is no UTF-8");
}

const HEAD: [&str; 20] = [
    "evaluation_id",
    "call_id",
    "agent_id",
    "agent_name",
    "team",
    "evaluator",
    "scorecard",
    "scorecard_version",
    "call_started_at",
    "evaluated_at",
    "dimension",
    "criterion",
    "earned",
    "possible",
    "result",
    "flag",
    "flag_severity",
    "comment",
    "source",
    "auto_fail",
];

/// Two evaluations for each string: one of the scorecard in force, and one in which scorecard, dimension, source and the
/// call's ID are hostile too.
fn table(corpus: &[String]) -> Vec<Vec<String>> {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    // A zero further on is no sign of binary data.
    let plain = "E0,C0,A0,Plain Agent,North,Kim,,,2026-11-10T10:00:00Z,2026-11-11T09:00:00Z,Empathy,Asks,4,10,met,late,minor,fine and long enough to be a text,grid,";
    for n in 0..10 {
        let mut row: Vec<String> = plain.split(',').map(str::to_owned).collect();
        row[0] = format!("P{n}");
        row[1] = format!("PC{n}");
        rows.push(row);
    }
    for (n, h) in corpus.iter().enumerate() {
        // Flags are lists.
        let flag = h.replace([';', '|'], "");
        for second in [false, true] {
            let on = |text: &str| if second { format!("{text}{h}x") } else { text.to_owned() };
            rows.push(vec![
                if second { format!("E{n:03}{h}x") } else { format!("E{n:03}") },
                if second { format!("C{n:03}{h}x") } else { format!("T{n:03}") },
                format!("A{n:03}{h}x"),
                format!("Ada {n:03}{h}Lee"),
                format!("Team {}{h}x", n % 9),
                format!("Dana{h}x"),
                if second { format!("Form{}{h}x", n % 9) } else { String::new() },
                if second { format!("v{h}1") } else { String::new() },
                format!("2026-11-1{}T10:00:00Z", n % 9),
                "2026-11-20T09:00:00Z".to_owned(),
                if second { format!("Warm{h}th") } else { "Empathy".to_owned() },
                if second { String::new() } else { format!("Asks{h}why") },
                "40".to_owned(),
                "100".to_owned(),
                format!("res{h}ult"),
                format!("flag{flag}x"),
                format!("sev{flag}x"),
                format!("com{h}ment {n}"),
                on("grid"),
                String::new(),
            ]);
        }
    }
    rows
}

fn talk(h: &str) -> String {
    let turn = |n: i32, who: &str| json!({ "start": f64::from(n), "end": f64::from(n) + 0.5, "speaker": format!("{who}{h}x"), "text": format!("say{h}words {n}") });
    json!({ "language": "en", "text": format!("all{h}words"), "segments": [turn(0, "Agent "), turn(1, "Customer "), turn(2, "Agent ")] }).to_string()
}

/// Everything loaded; what the shell was told meanwhile is looked at, too.
fn desk(corpus: &[String]) -> (Desk, Vec<Vec<String>>) {
    let desk = Desk::new();
    let rows = table(corpus);
    let file = desk.write("hostile.csv", &csv(&rows));
    let folder = desk.path("talks");
    std::fs::create_dir(&folder).expect("a folder");
    for (n, h) in corpus.iter().enumerate() {
        std::fs::write(folder.join(format!("T{n:03}.json")), talk(h)).expect("a file");
    }
    let said = desk.run(&["import", &file]).expect(0);
    tame(&said.all(), "import");
    let said = desk.run(&["import", &folder.to_string_lossy()]).expect(0);
    tame(&said.all(), "import of transcripts");
    (desk, rows)
}

#[track_caller]
fn tame(text: &str, what: &str) {
    let bad: BTreeSet<char> = text.chars().filter(|c| *c != '\n' && acts(*c)).collect();
    assert!(bad.is_empty(), "{what} lets {bad:?} through");
}

#[test]
fn there_are_two_hundred_strings_and_each_is_one_of_its_own() {
    let corpus = corpus();
    assert!(corpus.len() >= 200, "{}", corpus.len());
    assert_eq!(corpus.iter().collect::<BTreeSet<_>>().len(), corpus.len());
    // The check sees what it is to find.
    let mut found = 0;
    for h in &corpus {
        let heard = heard(format!("before{h}after").as_bytes());
        let others = heard.sequences.iter().any(|s| !OWN.contains(&s.as_str()));
        found += usize::from(others || !heard.printed.is_empty() || heard.piled > 8);
    }
    assert!(found > 200, "sent as they are, {found} of {} would be found", corpus.len());
}

/// What leaves as JSON is what came in, byte for byte.
#[test]
fn what_leaves_as_json_is_what_came_in() {
    let corpus = corpus();
    let (desk, rows) = desk(&corpus);
    let ran = desk.run(&["export", "scores", "--format", "json"]).expect(0);
    tame(&ran.out, "export scores");
    let out = ran.json();
    let out = out.as_array().expect("a list");
    let mut compared = 0;
    for row in rows.iter().skip(11) {
        // The row of the dimension, and that of its criterion.
        let there: Vec<&Value> = out.iter().filter(|o| o["evaluation_id"] == row[0].as_str()).collect();
        for (field, text) in HEAD.iter().zip(row) {
            // An answer is one to a question.
            if *field == "result" && row[11].is_empty() {
                continue;
            }
            let same = [
                "evaluation_id",
                "call_id",
                "agent_id",
                "agent_name",
                "team",
                "evaluator",
                "criterion",
                "result",
                "comment",
                "source",
            ];
            if same.contains(field)
                || (!text.is_empty() && matches!(*field, "scorecard" | "scorecard_version" | "dimension"))
            {
                let same = there.iter().any(|o| o[*field].as_str().unwrap_or_default() == text);
                assert!(same, "{field} of {:?} is not {text:?} in {there:?}", row[0]);
                compared += 1;
            }
        }
    }
    assert!(compared > 200 * 2 * 10, "{compared}");
    for (n, h) in corpus.iter().enumerate().step_by(5) {
        let call: Value = desk.json(&["call", &format!("T{n:03}")]);
        let said: Vec<&str> =
            call["transcript"]["turns"].as_array().into_iter().flatten().filter_map(|t| t["text"].as_str()).collect();
        assert_eq!(said.len(), 3, "{call}");
        assert_eq!(said[0], format!("say{h}words 0"));
    }
    // As CSV it comes back as it went.
    let file = desk.path("back.csv").to_string_lossy().into_owned();
    desk.run(&["export", "scores", "--out", &file]).expect(0);
    let back = desk.json(&["import", &file]);
    assert_eq!(
        (&back["loaded"], &back["updated"], &back["rejected_rows"]),
        (&0.into(), &0.into(), &0.into()),
        "{back}"
    );
}

const ESC: &str = "\u{1b}";
const F2: &str = "\u{1b}OQ";
const F7: &str = "\u{1b}[18~";

/// Goes to an agent's page, his call and its words, and the form of a session with its evidence.
fn look_at(terminal: &mut Terminal, n: usize) {
    let name = format!("Ada {n:03}");
    terminal.press("2").shows("who needs you first").press("/").press(&name).shows(&name).press("\r").press("\r");
    terminal
        .shows("SESSIONS  0")
        .press("\r")
        .shows("tab transcript")
        .press(ESC)
        .hides("tab transcript")
        .shows("SESSIONS  0");
    // Which of several flags it answers is asked, where there are several.
    terminal.press("s").shows("esc ");
    if terminal.text().contains("Which flag does") {
        terminal.press("\r");
    }
    terminal.shows("WHAT WE AGREE").press(F2).shows("type to narrow");
    terminal.press(ESC).hides("type to narrow").press(ESC).hides("WHAT WE AGREE").shows("SESSIONS  0");
    terminal.press(ESC).shows("who needs you first").press(ESC).shows("Plain Agent");
}

fn screens(many: usize) {
    let corpus = corpus();
    let (desk, _) = desk(&corpus);
    // Files with such names are listed, and one of them has a bad value in each row.
    let bad: Vec<Vec<String>> =
        std::iter::once(["call_id", "agent", "date", "dimension", "score"].map(str::to_owned).to_vec())
            .chain(
                corpus
                    .iter()
                    .map(|h| ["C1", "Ada", "2026-11-10", "Empathy", &format!("ma{h}ny")].map(str::to_owned).to_vec()),
            )
            .collect();
    let bad = csv(&bad);
    for h in corpus.iter().step_by(7) {
        let name: String = h.chars().filter(|c| !matches!(c, '/' | '\0')).take(40).collect();
        desk.write(&format!("bad {name}.csv"), &bad);
    }
    desk.write("bad.csv", &bad);
    let mut terminal = Terminal::open_at(&desk, &["--as", "Noor\u{1b}]0;x\u{7}Haddad"], NOW);
    terminal.shows("TODAY");
    for _ in 0..30 {
        terminal.press("\u{1b}[6~");
    }
    let step = (corpus.len() / many).max(1);
    let mut seen = 0;
    for n in (0..corpus.len()).step_by(step) {
        look_at(&mut terminal, n);
        own_alone(&terminal.raw, &format!("the pages of {:?}", corpus[n]));
        seen += 1;
    }
    assert!(seen >= many, "{seen}");
    let page_down = "\u{1b}[6~";
    terminal.press(F7).shows("words that were said in any call").press("words 1").shows("say");
    terminal.press(page_down).press(ESC).hides("› search");
    terminal.press("3").shows("TRENDS");
    for _ in 0..12 {
        terminal.press("\t").press(page_down);
    }
    terminal.press("4").shows("LOG").press(page_down).press(page_down).press("6").shows("SETUP");
    for _ in 0..8 {
        terminal.press("\t").press(page_down);
    }
    own_alone(&terminal.raw, "lists");
    let folder = desk.path("").to_string_lossy().into_owned();
    terminal.press("5").shows("IMPORT").shows("hostile.csv").press("n").shows("pick files").shows("the folder above");
    terminal.press("t").press(&folder).press("\r").shows("bad ").press(page_down).press(page_down);
    terminal.press("t").press(&desk.path("bad.csv").to_string_lossy()).press("\r").shows("REJECTED");
    terminal.press(page_down).press(page_down).press(page_down);
    own_alone(&terminal.raw, "what is refused");
    terminal.press(ESC).hides("REJECTED").press("q");
    terminal.ends();
    own_alone(&terminal.raw, "the end");
    let marks = ["␛", "␇", "⟨U+"];
    let sent = String::from_utf8_lossy(&terminal.raw).into_owned();
    assert!(marks.iter().all(|mark| sent.contains(mark)), "what acts is shown as what it is");
}

#[test]
fn a_share_of_the_strings_on_every_screen() {
    screens(24);
}

#[test]
#[ignore = "the whole: the pages of each of two hundred strings"]
fn every_string_on_every_screen() {
    screens(corpus().len());
}
