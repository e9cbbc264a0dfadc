//! Desks to break things on, and what is done on them over and over.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::support::{Desk, Ran};

/// A number that differs from run to run of a loop, and is the same whenever the test runs.
pub(crate) fn chance(n: u64) -> u64 {
    let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5151;
    x ^= x >> 31;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 29)
}

/// Scores of one agent, low on Empathy.
pub(crate) fn scores() -> String {
    let mut text = "call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n".to_owned();
    for n in 1..=6 {
        for (dimension, earned) in [("Empathy", 50 + n), ("Compliance", 99)] {
            let _ = writeln!(text, "00{n},A1,Ada Quist,North,Kim,2026-11-1{n}T10:00:00Z,{dimension},{earned},100");
        }
    }
    text
}

/// So many rows of scores, of fifty agents.
pub(crate) fn many_scores(rows: usize) -> String {
    let mut text = "call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n".to_owned();
    for n in 0..rows {
        let (call, agent, day) = (n / 2, n / 2 % 50, 10 + n / 2 % 14);
        let dimension = if n % 2 == 0 { "Empathy" } else { "Compliance" };
        let earned = 40 + chance(n as u64) % 60;
        let _ =
            writeln!(text, "M{call},B{agent},Agent {agent},South,Kim,2026-11-{day}T10:00:00Z,{dimension},{earned},100");
    }
    text
}

/// A desk with those of the one agent.
pub(crate) fn scored() -> Desk {
    let desk = Desk::new();
    take_scores(&desk);
    desk
}

pub(crate) fn take_scores(desk: &Desk) {
    let file = desk.write("scores.csv", &scores());
    desk.run(&["import", &file]).expect(0);
}

/// A session that can be finished; each number gives another one.
pub(crate) fn session(n: u64) -> String {
    json!({
        "agent": "A1",
        "behavior": format!("goes on without a word for what the caller said, {n}"),
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "no_evidence": "the calls were listened to together and nothing else was new",
    })
    .to_string()
}

/// A session put on record by a process of its own.
pub(crate) fn finish(desk: &Desk, n: u64) -> Ran {
    desk.feed(&["session", "add", "-", "--finish"], &session(n))
}

/// The same, begun.
pub(crate) fn begin(mut command: Command, input: &str) -> Child {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // It may be gone already.
    let _ = child.stdin.take().expect("it was piped").write_all(input.as_bytes());
    child
}

/// What it has said, once it is gone.
pub(crate) fn said(child: &mut Child) -> (String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    let _ = child.stdout.take().expect("it was piped").read_to_string(&mut out);
    let _ = child.stderr.take().expect("it was piped").read_to_string(&mut err);
    (out, err)
}

/// The desk's program with its file, and what it is asked.
pub(crate) fn command(desk: &Desk, args: &[&str]) -> Command {
    let mut command = desk.command();
    command.arg("--db").arg(&desk.db).args(args);
    command
}

/// Whether a tool is there; where it is not, that is said.
pub(crate) fn has(tool: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).stdout(Stdio::null()).status();
    let found = found.is_ok_and(|s| s.success());
    if !found {
        eprintln!("skipped: there is no {tool} here");
    }
    found
}

/// The behaviors of all sessions on record.
pub(crate) fn on_record(desk: &Desk) -> Vec<String> {
    crate::support::strings(&desk.conn(), "SELECT content ->> '$.behavior' FROM session ORDER BY rowid")
}

/// Whether session `n` is on record.
pub(crate) fn has_session(desk: &Desk, n: u64) -> bool {
    on_record(desk).iter().any(|b| b.ends_with(&format!(", {n}")))
}
