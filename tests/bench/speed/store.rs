//! The questions that screens and commands ask, and an import.

use chrono::{NaiveDate, TimeDelta};
use coachlog::measured::Desk;
use divan::Bencher;

use super::{FILE, FOLDER, a_team, desk};

/// How far back from the newest call.
fn back(desk: &Desk, days: i64) -> (NaiveDate, NaiveDate) {
    (desk.end() - TimeDelta::days(days), desk.end())
}

/// Asks the same again and again: what is measured is warm.
fn ask<T>(bencher: Bencher, question: impl Fn(&Desk) -> Result<T, String>) {
    let desk = desk(&FILE);
    bencher.bench_local(|| question(&desk).expect("the file answers"));
}

#[divan::bench(args = [28, 365])]
fn figures(bencher: Bencher, days: i64) {
    ask(bencher, |desk| desk.figures(back(desk, days)));
}

#[divan::bench(args = [28, 365])]
fn team(bencher: Bencher, days: i64) {
    ask(bencher, |desk| desk.team(back(desk, days)));
}

#[divan::bench(args = [28, 365])]
fn prep_sheet(bencher: Bencher, days: i64) {
    ask(bencher, |desk| desk.prep_sheet(0, back(desk, days)));
}

#[divan::bench]
fn weeks_of_a_year(bencher: Bencher) {
    ask(bencher, |desk| desk.weeks(0, back(desk, 365)));
}

#[divan::bench]
fn worst_20_calls(bencher: Bencher) {
    ask(bencher, |desk| desk.worst(0, back(desk, 28), 20));
}

#[divan::bench]
fn trends(bencher: Bencher) {
    ask(bencher, Desk::trends);
}

#[divan::bench]
fn today(bencher: Bencher) {
    ask(bencher, Desk::today);
}

#[divan::bench(args = ["refund", "technician thursday", "nobodysaidthis"])]
fn search(bencher: Bencher, words: &str) {
    ask(bencher, |desk| desk.search(words));
}

#[divan::bench(args = ["", "session"])]
fn log_page(bencher: Bencher, filter: &str) {
    ask(bencher, |desk| desk.log(filter, 60));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn verify(bencher: Bencher) {
    ask(bencher, Desk::verify);
}

/// Files as they come every week: a new file, and the same rows again.
#[divan::bench(args = [100, 1_000], sample_count = 5, sample_size = 1)]
fn import(bencher: Bencher, calls: u64) {
    let table = a_team(calls).expect("the table can be made").join("long.csv");
    let file = FOLDER.path().join("import.db");
    bencher
        .with_inputs(|| {
            let _ = std::fs::remove_file(&file);
            desk(&file)
        })
        .bench_local_values(|mut desk| desk.import(std::slice::from_ref(&table)).expect("it loads"));
}

#[divan::bench(args = [1_000], sample_count = 5, sample_size = 1)]
fn import_again(bencher: Bencher, calls: u64) {
    let table = a_team(calls).expect("the table can be made").join("long.csv");
    let file = FOLDER.path().join("again.db");
    let _ = std::fs::remove_file(&file);
    let mut desk = desk(&file);
    desk.import(std::slice::from_ref(&table)).expect("it loads");
    bencher.bench_local(|| desk.import(std::slice::from_ref(&table)).expect("it is read"));
}
