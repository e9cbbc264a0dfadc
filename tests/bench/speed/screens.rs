//! A frame of each screen, drawn without a terminal, and a key on it with all that it asks for.

use coachlog::measured::Screens;
use divan::Bencher;

use super::{FILE, NOW};

/// How a screen is reached from Today.
const WAYS: [(&str, &str); 9] = [
    ("today", ""),
    ("team", "2"),
    ("agent", "2 enter"),
    ("call", "2 enter enter"),
    ("session", "2 s"),
    ("trends", "3"),
    ("log", "4"),
    ("import", "5"),
    ("setup", "6"),
];

const NAMES: [&str; 9] = ["today", "team", "agent", "call", "session", "trends", "log", "import", "setup"];

fn at(name: &str) -> Screens {
    let mut screens = Screens::open(&FILE, "Kim", *NOW, (120, 40)).expect("the file opens");
    let way = WAYS.iter().find(|(known, _)| *known == name).map_or("", |(_, way)| way);
    screens.keys(way).expect("the screen opens");
    screens
}

#[divan::bench(args = NAMES)]
fn frame(bencher: Bencher, name: &str) {
    let mut screens = at(name);
    bencher.bench_local(|| screens.draw().expect("it draws"));
}

/// Down and up, each with a frame.
#[divan::bench(args = ["today", "team", "agent", "call", "trends", "log"])]
fn two_keys(bencher: Bencher, name: &str) {
    let mut screens = at(name);
    bencher.bench_local(|| {
        for key in ["down", "up"] {
            screens.keys(key).expect("the key is taken");
            screens.draw().expect("it draws");
        }
    });
}
