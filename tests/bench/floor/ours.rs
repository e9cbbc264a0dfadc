//! The program's own answers to the same questions, over a file of its own.

use std::path::Path;

use anyhow::{Error, Result};
use chrono::{NaiveTime, TimeDelta};
use coachlog::measured::Desk;

use super::repeated;

pub fn ours(path: &Path) -> Result<()> {
    let open = |at| Desk::open(path, "Kim", at).map_err(Error::msg);
    // A few days after the newest call, as on most mornings.
    let end = open(chrono::Utc::now())?.end();
    let desk = open((end + TimeDelta::days(3)).and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(9))?;
    let back = |days: i64| (end - TimeDelta::days(days), end);
    let ask =
        |what: &str, question: &dyn Fn() -> Result<usize, String>| repeated(what, || question().map_err(Error::msg));
    for days in [28, 365] {
        ask(&format!("figures {days} days"), &|| desk.figures(back(days)))?;
        ask(&format!("team {days} days"), &|| desk.team(back(days)))?;
    }
    ask("prep sheet", &|| desk.prep_sheet(0, back(28)))?;
    ask("weeks of a year", &|| desk.weeks(0, back(365)))?;
    ask("worst 20 calls", &|| desk.worst(0, back(28), 20))?;
    ask("trends", &|| desk.trends())?;
    ask("today", &|| desk.today())?;
    ask("search", &|| desk.search("refund"))?;
    ask("log", &|| desk.log("", 60))
}
