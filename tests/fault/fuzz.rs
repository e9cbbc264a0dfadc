//! Keys at random in a real terminal: letters, escape sequences, pastes, the mouse, bytes that are no text. The program
//! neither ends by itself nor hangs nor grows, and whatever the keys have changed has its record.

use std::time::{Duration, Instant};

use rustix::process::Pid;

use crate::invariant;
use crate::support::{Desk, NOW, demo};
use crate::tty::{Start, Tty, pid_of};

/// No answer takes longer; a build without optimisation beside other tests is given more.
const HANGS: Duration = Duration::from_secs(if cfg!(debug_assertions) { 8 } else { 1 });
/// Kilobytes of memory at the most.
const MOST: u64 = 100 << 10;
/// Keys between two looks at whether it answers.
const BURST: usize = 100;

/// Numbers that are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("48 bits") % n
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Keys of the keymap and of terminals, as a terminal sends them. No hang-up, and no paste without an end: no terminal
/// sends one.
const KEYS: &[&str] = &[
    "\u{1b}[A",
    "\u{1b}[B",
    "\u{1b}[C",
    "\u{1b}[D",
    "\u{1b}[H",
    "\u{1b}[F",
    "\u{1b}[5~",
    "\u{1b}[6~",
    "\u{1b}[3~",
    "\u{1b}[2~",
    "\u{1b}[Z",
    "\t",
    "\r",
    "\n",
    "\u{1b}",
    "\u{7f}",
    " ",
    "\u{1b}OP",
    "\u{1b}OQ",
    "\u{1b}OR",
    "\u{1b}OS",
    "\u{1b}[15~",
    "\u{1b}[17~",
    "\u{1b}[18~",
    "\u{1b}[19~",
    "\u{1b}[20~",
    "\u{1b}[21~",
    "\u{1b}[24~",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "s",
    "e",
    "y",
    "n",
    "a",
    "d",
    "f",
    "t",
    "z",
    "c",
    "v",
    "x",
    "i",
    "o",
    "b",
    "m",
    "w",
    "u",
    "r",
    "+",
    ",",
    ".",
    "/",
    ":",
    "?",
    "J",
    "K",
    "N",
    "G",
    "g",
    "h",
    "j",
    "k",
    "l",
    "\u{1a}",
    "\u{19}",
    "\u{1}",
    "\u{5}",
    "\u{15}",
    "\u{17}",
    "\u{b}",
    "\u{10}",
    "\u{c}",
    "\u{1b}b",
    "\u{1b}f",
    "\u{1b}d",
    "\u{1b}[1;5C",
    "\u{1b}[1;2A",
    "\u{1b}[1;3D",
];

/// Sequences that are broken, unknown or far off.
const ODD: &[&[u8]] = &[
    b"\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f\x98",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\x80\x81",
    b"\x1b[",
    b"\x1b[<0;",
    b"\x1b[1;",
    b"\x1b]0;x\x07",
    b"\x1bP$q\x1b\\",
    b"\x1b[?1;2c",
    b"\x1b[8;40;120t",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[99999999999~",
    b"\x1b[;;;;~",
    b"\x1b[<0;65535;65535M",
    b"\x1b[<64;3;3M",
    b"\x1b[<65;30;10M",
    b"\x1b[<0;-1;2M",
    b"\x1b[97;5u",
    b"\x1b\x1b\x1b",
    b"\0",
];

const WORDS: &[&str] = &[
    "Names the worry",
    "fri",
    "+7d",
    "85",
    "Empathy",
    "102571",
    "\u{202e}x",
    "é",
    "漢字",
    "👩‍👩‍👧",
    "e\u{301}\u{301}",
    "\"",
    "-1",
    "9 oct",
];

fn key(dice: &mut Dice, to: &mut Vec<u8>) {
    match dice.below(20) {
        0 => to.extend(dice.of(ODD)),
        1 => to.extend(dice.of(WORDS).bytes()),
        2 => {
            let paste = format!("\u{1b}[200~{}\r\n{}\u{1b}[201~", dice.of(WORDS), dice.of(WORDS));
            to.extend(paste.bytes());
        }
        3 => {
            let (button, x, y) = (dice.of(&["0", "2", "64", "65", "35"]), dice.below(122), dice.below(42));
            to.extend(format!("\u{1b}[<{button};{x};{y}M").bytes());
        }
        4 => to.push(u8::try_from(dice.below(94) + 33).expect("a sign")),
        _ => to.extend(dice.of(KEYS).bytes()),
    }
}

fn open(desk: &Desk) -> (Tty, Pid) {
    let mut tty = Tty::open(desk, Start::Alone, &["--as", "Noor Haddad"], &[("COACHLOG_NOW", NOW)]);
    tty.shows("TODAY");
    let pid = pid_of(desk);
    (tty, pid)
}

fn most_memory(pid: Pid) -> u64 {
    let status = format!("/proc/{}/status", pid.as_raw_nonzero());
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Gives how many records the keys made.
fn pressed(seed: u64, keys: usize) -> i64 {
    let desk = Desk::copy_of(demo());
    let before = desk.count("event");
    // What is printed must not open anything.
    std::fs::create_dir_all(desk.path("home/config")).expect("a folder");
    std::fs::write(desk.path("home/config/config.toml"), "opener = \"true\"\n").expect("a file");
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut tty, mut pid) = open(&desk);
    let mut ends = 0;
    let mut slowest = Duration::ZERO;
    let mut most = 0;
    for burst in 0..keys / BURST {
        let what = format!("seed {seed}, burst {burst}");
        let mut bytes = Vec::new();
        for _ in 0..BURST {
            key(&mut dice, &mut bytes);
        }
        // What was begun and is no sequence yet is one now.
        bytes.extend(b"~mMuc\x1b");
        if !tty.try_write(&bytes) || tty.over() {
            assert_eq!(tty.ends(), 0, "{what}: {}", tty.text());
            assert!(tty.cooked() && tty.on_main_screen(), "{what}");
            ends += 1;
            (tty, pid) = open(&desk);
            continue;
        }
        // The key that hides everything is taken wherever one is, and Enter gives it back.
        for (key, locked) in [(&b"\x1b[24~"[..], true), (&b"\r"[..], false)] {
            let since = Instant::now();
            let _ = tty.try_write(key);
            tty.settle(Duration::from_millis(10));
            while tty.text().contains("coachlog is locked") != locked && !tty.over() {
                let waited = since.elapsed();
                assert!(waited < HANGS, "{what}: no answer for {waited:?}; on screen is:\n{}", tty.text());
                if locked {
                    let _ = tty.try_write(key);
                }
                tty.settle(Duration::from_millis(10));
            }
            slowest = slowest.max(since.elapsed());
        }
        if !tty.over() {
            let memory = most_memory(pid);
            assert!(memory <= MOST, "{what}: {memory} kB");
            most = most.max(memory);
        }
    }
    drop(tty);
    invariant::holds(&desk, &format!("seed {seed}"));
    let new = desk.count("event") - before;
    eprintln!("seed {seed}: {keys} keys, quit {ends} times, slowest answer {slowest:?}, {most} kB, {new} records");
    new
}

#[test]
fn twenty_thousand_random_keys_neither_stop_nor_confuse_the_program() {
    let _ = pressed(101, 10_000) + pressed(102, 10_000);
}

#[test]
#[ignore = "20 × 10,000 keys"]
fn two_hundred_thousand_random_keys_neither_stop_nor_confuse_the_program() {
    let made: i64 = (1..=20).map(|seed| pressed(seed, 10_000)).sum();
    assert!(made > 0, "the keys reached nothing that changes the file");
    eprintln!("20 of 20");
}

/// More than a terminal holds at once.
#[test]
fn a_long_paste_comes_in_whole_and_keys_go_on() {
    let desk = Desk::copy_of(demo());
    let (mut tty, _) = open(&desk);
    tty.press("2").shows("Yusuf Demirci").press("/Fatima").shows("/ Fatima").press("\r\r").shows("CALLS THAT SHOW IT");
    tty.press("s").shows("WHAT WE AGREE").press("\t\t");
    let words = "Names the worry before asking. ".repeat(250);
    tty.press(&format!("\u{1b}[200~{words}END\u{1b}[201~")).shows("END").press("!").shows("END!");
    tty.press("\u{1b}").until("the form stays", |text| !text.contains("WHAT WE AGREE")).press("\u{3}");
    assert_eq!(tty.ends(), 0);
    let bodies = crate::support::strings(&desk.conn(), "SELECT body FROM draft");
    assert!(bodies.iter().any(|b| b.contains(&format!("{words}END!"))), "not all of it");
}
