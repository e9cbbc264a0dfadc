//! The whole story by keys alone, in a real terminal: from an empty file to a session that is closed, and from a flag to
//! the same flag again.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde_json::{Value, json};

use crate::support::{Desk, NOW};
use crate::terminal::Terminal;

const F2: &str = "\u{1b}OQ";
const F3: &str = "\u{1b}OR";
const F5: &str = "\u{1b}[15~";
const DOWN: &str = "\u{1b}[B";
const RIGHT: &str = "\u{1b}[C";
const ENTER: &str = "\r";
const ESC: &str = "\u{1b}";
const TAB: &str = "\t";
const BACKTAB: &str = "\u{1b}[Z";
const CLEAR: &str = "\u{15}";
const DELETE: &str = "\u{1b}[3~";
const QUIT: &str = "\u{3}";

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,criterion,earned,possible,result,flag,flag_severity,flag_at_ms,comment\n";

/// What an evaluator wrote: nothing that an agent reads or that goes into a session by itself.
const PRIVATE: &str = "went straight to the policy number";

/// An evaluation: its number, its day and whose it is.
struct Call {
    n: u32,
    day: NaiveDate,
    agent: (&'static str, &'static str),
}

impl Call {
    fn start(&self) -> String {
        let (id, name) = self.agent;
        format!("E{0},{0:06},{id},{name},North,Kim Vale,{1}T09:{2:02}:00Z", self.n, self.day, self.n % 60)
    }

    /// Five questions in four dimensions; Empathy is 100 where the caller's words were acknowledged, else 50.
    fn rows(&self, acknowledged: bool) -> String {
        let (earned, result, comment) = if acknowledged { (10, "yes", "") } else { (0, "no", PRIVATE) };
        let mut out = String::new();
        for (dimension, criterion, earned, result, comment) in [
            ("Empathy", "Acknowledges what the caller said", earned, result, comment),
            ("Empathy", "Keeps a friendly tone", 10, "yes", ""),
            ("Compliance", "Reads the recording notice", 10, "yes", ""),
            ("Discovery", "Asks one open question", 9, "yes", ""),
            ("Resolution", "Says what happens next", 9, "yes", ""),
        ] {
            let _ = writeln!(out, "{},{dimension},{criterion},{earned},10,{result},,,,{comment}", self.start());
        }
        out
    }

    fn flag(&self, code: &str, at_ms: u32) -> String {
        format!("{},,,,,,{code},high,{at_ms},\n", self.start())
    }
}

const ADA: (&str, &str) = ("A1", "Ada Quist");
const BEN: (&str, &str) = ("B7", "Ben Okri");

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A call each working day; every `acknowledged`th of them, from the first on, acknowledges the caller.
fn calls(agent: (&'static str, &'static str), first: u32, days: (&str, &str), acknowledged: usize) -> String {
    day(days.0)
        .iter_days()
        .take_while(|d| *d <= day(days.1))
        .filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun))
        .zip(first..)
        .enumerate()
        .map(|(i, (day, n))| Call { n, day, agent }.rows(i % acknowledged == 0))
        .collect()
}

/// Loads a file from the Import screen, wherever the program is.
fn import(terminal: &mut Terminal, file: &str, number: u32) {
    let name = file.rsplit('/').next().expect("a name");
    terminal.press("5").shows("new import").press("n").shows("CHANGED").press("t").shows("tab complete");
    terminal.press(file).shows(name).press(ENTER).shows("this is what loading would do");
    terminal.press(F5).shows(&format!("Loaded as import {number}"));
}

/// Ends the program from wherever it is.
fn quit(mut terminal: Terminal) {
    assert_eq!(terminal.press(QUIT).ends(), 0);
}

fn open(desk: &Desk, now: &str) -> Terminal {
    Terminal::open_at(desk, &["--as", "Noor Haddad"], now)
}

/// What a reader says on a day.
fn told(desk: &Desk, now: &str, args: &[&str]) -> Value {
    let mut command = desk.command();
    command.env("COACHLOG_NOW", now).arg("--db").arg(&desk.db).args(args).arg("--json");
    crate::support::ran(&mut command).expect(0).json()
}

/// The kinds of what is due for an agent, in the order of the list.
fn due(desk: &Desk, now: &str, agent: &str) -> Vec<String> {
    let all = told(desk, now, &["due"]);
    let of = all.as_array().expect("a list").iter().filter(|d| d["agent"] == agent);
    of.map(|d| d["kind"].as_str().expect("a kind").to_owned()).collect()
}

fn only_session(desk: &Desk, now: &str) -> Value {
    let all = told(desk, now, &["sessions"]);
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    told(desk, now, &["session", "show", all[0]["id"].as_str().expect("an id")])
}

/// The log in the order of what was done, without what a new file and an import bring along.
fn steps(desk: &Desk) -> Vec<String> {
    let all = desk.json(&["log", "show"]);
    let mut out: Vec<String> =
        all.as_array().expect("records").iter().map(|r| r["action"].as_str().expect("a kind").to_owned()).collect();
    out.reverse();
    let begun = out.iter().position(|kind| kind == "batch loaded").expect("an import");
    out.drain(..begun);
    out
}

#[test]
fn from_an_empty_file_to_a_session_that_is_closed() {
    let desk = Desk::bare();
    // By hand: ten calls from 9 to 22 November, of which the 9th and the 16th acknowledge the caller: 60 on Empathy.
    let one = format!(
        "{HEAD}{}{}",
        calls(ADA, 4400, ("2026-11-02", "2026-11-24"), 5),
        calls(BEN, 4500, ("2026-11-02", "2026-11-24"), 1)
    );
    let one = desk.write("one.csv", &one);
    let mut terminal = open(&desk, NOW);
    terminal.shows("there are none yet").press("6").shows("days are cut in").press(ENTER).shows("keep it");
    terminal.press(CLEAR).press("UTC").shows("UTC").press(ENTER).shows_together(&["▌ zone", " UTC"]).hides("keep it");
    import(&mut terminal, &one, 1);
    terminal.press("1").shows_together(&["Ada Quist", "first session", "Empathy 15.0 under", "due today", "prepare"]);
    prepared_and_finished(&mut terminal);
    signed_and_disputed(&mut terminal);
    amended(&mut terminal);
    quit(terminal);
    let session = only_session(&desk, NOW);
    assert_eq!((&session["status"], &session["sign_off"]), (&json!("signed"), &json!("disagrees")));
    assert_eq!(session["due"], "2026-11-29", "what was locked stays");
    assert!(!session.to_string().contains(PRIVATE), "an evaluator's words: {session}");

    // Five weeks later: by hand 21 working days, all acknowledged.
    let later = "2026-12-28T12:00:00Z";
    let two = format!(
        "{HEAD}{}{}",
        calls(ADA, 4600, ("2026-11-26", "2026-12-24"), 1),
        calls(BEN, 4700, ("2026-11-26", "2026-12-24"), 1)
    );
    let two = desk.write("two.csv", &two);
    let mut terminal = open(&desk, later);
    terminal.shows_together(&["Ada Quist", "check of the session of 25 Nov: Empathy ≥ 75", "3 days over"]);
    assert_eq!(due(&desk, later, "A1"), ["session", "check", "action", "dispute"]);
    import(&mut terminal, &two, 2);
    followed_up(&mut terminal);
    quit(terminal);

    let session = only_session(&desk, later);
    assert_eq!((&session["status"], &session["next_step"]), (&json!("checked"), &json!("close")));
    assert_eq!(session["checked"], json!({ "on": "2026-12-28", "current": 100.0, "n": 21, "met": true }));
    assert_eq!((&session["outcome"]["verdict"], &session["outcome"]["final"]), (&json!("rose"), &json!(true)));
    assert_eq!((&session["outcome"]["mean_before"], &session["outcome"]["n_before"]), (&json!(60.0), &json!(10)));
    assert_eq!(session["action_state"], "done");
    let line = &told(&desk, later, &["sessions"])[0];
    assert_eq!((&line["due"], &line["outcome"]["verdict"]), (&json!("2026-11-27"), &json!("rose")));
    assert_eq!(due(&desk, later, "A1"), ["session"], "nothing of it, and the next one by cadence");
    let expected = [
        "batch loaded",
        "session finished",
        "session signed",
        "dispute opened",
        "session amended",
        "batch loaded",
        "action read back",
        "session checked",
        "next step chosen",
        "dispute closed",
    ];
    assert_eq!(steps(&desk), expected);
    desk.run(&["log", "verify"]).expect(4);
}

/// Ada's sheet, and her session with the suggested focus, two pieces of evidence and an action of the library.
fn prepared_and_finished(terminal: &mut Terminal) {
    terminal.choose(&["Ada Quist", "first session"]).press(ENTER).shows("CALLS THAT SHOW IT");
    terminal.shows_together(&["FOCUS", "Empathy", "15.0 under its target on 10 calls"]);
    terminal.shows_together(&["missed most", "Acknowledges what the caller said (8 of 10)"]);
    terminal.press("s").shows("WHAT WE AGREE").shows_together(&["Focus", "Empathy −15.0", "suggested"]);
    // All that are suggested, then the last of them is left again.
    terminal.press(F2).shows("Take evidence from").press(ENTER).hides("Take evidence from");
    terminal.shows_together(&["Evidence", "1  004414"]).shows_together(&["3  004412", "18 Nov"]);
    terminal.press(F2).shows("Take evidence from").press(DOWN).press(DOWN).shows("▌ 004412");
    terminal.press(ENTER).hides("Take evidence from").hides("3  004412");
    terminal.shows_together(&["2  004413", "19 Nov"]);
    terminal.press(F3).shows("Practice Empathy with").shows("missed in 8 of 10").press(ENTER).shows("observable");
    terminal.shows("by Sun 29 Nov").shows("nothing is missing");
    assert!(!terminal.text().contains(PRIVATE), "the agent is looking: {}", terminal.text());
    terminal.press(F5).shows("Finish the session with Ada Quist?").shows("2 moments as evidence").press(ENTER);
    terminal.shows("WHAT WAS AGREED").shows_together(&["Signed", "not yet"]);
}

/// The agent reads the screen, disagrees in words, and a score is disputed.
fn signed_and_disputed(terminal: &mut Terminal) {
    terminal.press("s").shows("for Ada Quist to read").shows("Your own words");
    assert!(!terminal.text().contains(PRIVATE) && !terminal.text().contains("Ben Okri"), "{}", terminal.text());
    terminal.press("I did acknowledge her, only later").shows("only later").press(TAB).press(RIGHT).shows("▌agrees");
    terminal.press(RIGHT).shows("▌disagrees").press(F5).shows("Record this?").shows("Ada Quist: disagrees.");
    terminal.press(ENTER).shows("Which score is disputed?").shows("▌ Empathy 50.0 on 004414").press(ENTER);
    terminal.shows("Dispute Empathy 50.0 on 004414").press(ENTER).shows("the dispute is open");
    terminal.shows_together(&["Signed", "disagrees, as the supervisor noted it"]);
}

fn amended(terminal: &mut Terminal) {
    terminal.press("a").shows("What is to be amended?").press(DOWN).shows("▌ practice action").press(DOWN);
    terminal.shows("▌ due date").press(ENTER).shows("Amend the due date").shows("Sun 29 Nov 2026.");
    terminal.press(CLEAR).hides("2026-11-29").press("fri").shows("fri").press(ENTER);
    terminal.shows("Why is the due date amended?").press("Away from Monday on").shows("Monday on").press(ENTER);
    terminal.shows_together(&["Until", "Fri 27 Nov 2026", "(amended)"]);
    terminal.press("G").shows_together(&["was: Sun 29 Nov 2026", "now: Fri 27 Nov 2026"]);
    terminal.shows("Away from Monday on");
}

/// The outcome is looked at, the action read back, the check performed, the session closed, the dispute settled.
fn followed_up(terminal: &mut Terminal) {
    terminal.press("1").choose(&["Ada Quist", "bi-weekly session"]).press(ENTER).shows("AGREED");
    terminal.shows_together(&["OUTCOME", "so far: Rose by 40.0"]).shows("done in 21 of 21 calls, was 2 of 10");
    terminal.press("q").shows("MON 28").choose(&["practice action ended 27 Nov"]).press(ENTER).shows("WHAT WAS AGREED");
    terminal.press("r").shows("Was the practice action done?").shows("▌ done").press(ENTER);
    terminal.hides("Was the practice action done?").shows_together(&["Practised", "done"]).hides("not read back yet");
    terminal.press("q").shows("MON 28").hides("practice action ended");
    terminal.choose(&["check of the session of 25 Nov"]).press(ENTER).shows("WHAT WAS AGREED");
    terminal.press("c").shows("Perform the check now?").press(ENTER).shows("checked: 100.0 on 21 calls");
    terminal.shows("reached: 100.0 on 21 calls").shows_together(&["Outcome", "Rose by 40.0"]);
    terminal.press("n").shows("What follows?").shows("▌ close").press(ENTER).shows("next step: close");
    terminal.press("q").shows("MON 28").hides("check of the session").choose(&["Empathy on 004414 is disputed"]);
    terminal.press(ENTER).shows("disputed (open)").press("d").shows("▌ close the dispute of Empathy").press(ENTER);
    terminal.shows("What became of the score?").shows("▌ upheld").press(ENTER).shows("How it was settled");
    terminal
        .press("heard again")
        .shows("heard again")
        .press(ENTER)
        .hides("How it was settled")
        .hides("disputed (open)");
    terminal.press("q").shows("MON 28").hides("is disputed");
}

#[test]
fn from_a_flag_to_the_same_flag_again() {
    let desk = Desk::new();
    // Empathy is the focus by the scores, as above; the flag of the 23rd has no dimension of its own.
    let flagged = Call { n: 4415, day: day("2026-11-23"), agent: ADA };
    let one = calls(ADA, 4400, ("2026-11-02", "2026-11-24"), 5) + &flagged.flag("late_disclosure", 72_000);
    let one = desk.write("one.csv", &format!("{HEAD}{one}"));
    let mut terminal = open(&desk, NOW);
    import(&mut terminal, &one, 1);
    mapped(&mut terminal);
    answered(&mut terminal);
    let sentence = "Coached on Compliance: flagged: late disclosure on call ID 004415, 23 Nov 2026, 9:35 AM. \
                    Session 25 Nov 2026, not signed.";
    assert_eq!(terminal.copied().as_deref(), Some(sentence));
    let session = only_session(&desk, NOW);
    assert_eq!(session["kind"], "flagged_call");
    assert_eq!(session["focus"], json!({ "dimension": "compliance", "suggested": "empathy", "reason": null }));
    assert_eq!(session["answers_flags"][0]["call_id"], "004415");
    assert_eq!(
        (&session["evidence"][0]["call_id"], &session["evidence"][0]["from_ms"]),
        (&json!("004415"), &json!(72_000))
    );
    assert_eq!(due(&desk, NOW, "A1"), ["session"], "a flag's session keeps no cadence");
    let flags = told(&desk, NOW, &["trends", "--by", "flag"]);
    assert_eq!((&flags[0]["state"], &flags[0]["days_after"]), (&json!("coached"), &json!(2)), "{flags}");
    quit(terminal);

    // By hand: seven working days from 26 November to 4 December.
    let two = desk.write("two.csv", &format!("{HEAD}{}", calls(ADA, 4600, ("2026-11-26", "2026-12-04"), 1)));
    let mut terminal = open(&desk, "2026-12-05T12:00:00Z");
    import(&mut terminal, &two, 2);
    terminal.press("1").shows("SAT 5").choose(&["Ada Quist", "first session"]).press(ENTER).shows("AGREED");
    terminal.shows("late_disclosure, coached 25 Nov: not again in 7 calls");
    quit(terminal);

    let again = Call { n: 4621, day: day("2026-12-08"), agent: ADA };
    let three = calls(ADA, 4620, ("2026-12-07", "2026-12-09"), 1) + &again.flag("late_disclosure", 9_000);
    let three = desk.write("three.csv", &format!("{HEAD}{three}"));
    let last = "2026-12-10T12:00:00Z";
    let mut terminal = open(&desk, last);
    import(&mut terminal, &three, 3);
    came_again(&mut terminal);
    quit(terminal);
    let watched = only_session(&desk, last)["watched"].clone();
    assert_eq!(watched[0]["again"], json!([{ "call_id": "004621", "day": "2026-12-08" }]));
    let expected = ["batch loaded", "flag code mapped", "session finished", "batch loaded", "batch loaded"];
    assert_eq!(steps(&desk), expected);
    desk.run(&["log", "verify"]).expect(4);
}

/// The flag's code gets its dimension in Setup.
fn mapped(terminal: &mut Terminal) {
    terminal.press("6").shows("SETTINGS").press(TAB).shows("SCORECARDS").press(TAB).shows("TEAMS & PEOPLE").press(TAB);
    terminal.shows("FLAG CODES").shows("1 flag leaves the focus to the scores").press(ENTER);
    terminal.shows("To which dimension does late_disclosure belong?").press(DOWN).shows("▌ Compliance").press(ENTER);
    terminal.hides("To which dimension").shows_together(&["▌ late_disclosure", "high", "Compliance"]);
}

/// The flag opens a session that answers it; without a moment of its call it cannot be finished.
fn answered(terminal: &mut Terminal) {
    let flag = ["⚑ Ada Quist", "late_disclosure on 004415, 23 Nov", "2 days old, due today", "session"];
    terminal.press("1").choose(&flag).press(ENTER).shows("WHAT WE AGREE");
    terminal
        .shows_together(&["Kind", "flagged call"])
        .shows_together(&["Answers", "✓ ⚑ late_disclosure on 004415, 23 Nov"]);
    terminal.shows_together(&["Focus", "Compliance", "the flag's dimension"]).shows_together(&[
        "1  004415",
        "23 Nov 09:35",
        "1:12",
    ]);
    terminal.press(F3).shows("Practice Compliance with").press(ENTER).shows("nothing is missing");
    // Its evidence is taken out, and put back in with a time.
    terminal.press(TAB).press(TAB).press(TAB).shows("▌ Evidence").press(DELETE).shows("1 thing is missing");
    terminal.press(F5).shows("To finish, this is missing").shows("evidence on the flag's own call");
    terminal.press(ESC).hides("To finish, this is missing").press(F2).shows("Take evidence from").press("004415");
    terminal.shows("▌ 004415").press(ENTER).hides("Take evidence from").shows("nothing is missing");
    terminal.shows_together(&["1  004415", "23 Nov 09:35", "1:12"]);
    terminal.press(F5).shows("Finish the session with Ada Quist?").press(ENTER).shows("WHAT WAS AGREED");
    terminal.shows_together(&["Answers", "⚑ late_disclosure on 004415"]).shows("late_disclosure: no call since");
    terminal.press("y").shows("copied to the clipboard");
    terminal.press("q").shows("WED 25").hides("late_disclosure on 004415");
    terminal.press("3").shows("FIGURES").press(BACKTAB).shows("1 coached");
    terminal.shows_together(&["▌ coached", "after 2 days", "004415", "late_disclosure", "Compliance", "25 Nov"]);
}

/// The code came again: it is on Today, on the sheet, and on the session that was to end it.
fn came_again(terminal: &mut Terminal) {
    terminal.press("1").shows("THU 10").choose(&["⚑ Ada Quist", "late_disclosure on 004621, 8 Dec", "2 days old"]);
    terminal.choose(&["Ada Quist", "first session"]).press(ENTER).shows("AGREED");
    terminal.shows_together(&["late_disclosure", "again on 004621, 8 Dec"]);
    terminal.press("3").shows("FIGURES").press(BACKTAB).shows("FLAGS").choose(&["coached", "004415"]).press(ENTER);
    terminal.shows("WHAT WAS AGREED").shows("Watched").shows("again on 004621");
}

#[test]
fn quitting_in_the_middle_of_anything_loses_nothing_of_the_form() {
    let desk = Desk::new();
    let file = desk.write("one.csv", &format!("{HEAD}{}", calls(ADA, 4400, ("2026-11-02", "2026-11-24"), 5)));
    desk.run(&["import", &file]).expect(0);
    // What is open when it is quit: the keys to it, and what then stands on screen.
    let open_things = [
        ("\u{1b}OP", "Go to the next field"),
        ("\u{10}", "a command, a screen or an agent"),
        (F2, "Take evidence from"),
        (F3, "Practice Empathy with"),
        (F5, "To finish, this is missing"),
        ("\u{1b}[20~", "Discard"),
    ];
    let mut typed = String::new();
    for (n, (keys, shows)) in open_things.into_iter().enumerate() {
        let mut terminal = open(&desk, NOW);
        terminal.shows("NOW").choose(&["Ada Quist", "first session"]).press("s").shows("WHAT WE AGREE");
        if n > 0 {
            terminal.shows("draft, saved").shows(&typed);
        }
        let more = if n == 0 { "word0".to_owned() } else { format!(" word{n}") };
        typed.push_str(&more);
        terminal.press("\t\t").press(&more).shows(&typed).press(keys).shows(shows);
        quit(terminal);
        let draft: Value = serde_json::from_str(&drafts(&desk)[0]).expect("a draft is JSON");
        assert_eq!(draft["behavior"], typed.as_str(), "quit in {shows}");
    }
}

fn drafts(desk: &Desk) -> Vec<String> {
    crate::support::strings(&desk.conn(), "SELECT body FROM draft")
}

#[test]
fn words_of_the_agent_that_nobody_recorded_are_not_quit_unasked() {
    let desk = Desk::new();
    let file = desk.write("one.csv", &format!("{HEAD}{}", calls(ADA, 4400, ("2026-11-02", "2026-11-24"), 5)));
    desk.run(&["import", &file]).expect(0);
    let mut terminal = open(&desk, NOW);
    terminal.shows("NOW");
    prepared_and_finished(&mut terminal);
    terminal.press("s").shows("Your own words").press("I was not told").shows("not told");
    // From the field itself, from the question before it goes on record, and from another screen.
    terminal.press(QUIT).shows("Quit without recording?").press(ESC).hides("Quit without recording?").shows("not told");
    terminal.press(TAB).press(RIGHT).shows("▌agrees").press(F5).shows("Record this?").press(QUIT);
    terminal.shows("Quit without recording?").press("n").hides("Quit without recording?").shows("not told");
    terminal
        .press(ESC)
        .shows("WHAT WAS AGREED")
        .press("2")
        .shows("OVERALL")
        .press("q")
        .shows("Quit without recording?");
    assert_eq!(terminal.press(QUIT).ends(), 0, "a second time is meant");
    assert_eq!(only_session(&desk, NOW)["status"], "finished");
}
