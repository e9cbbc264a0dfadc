//! The invented team is read back from its files alone, as the program would read it: nothing here knows how it is made.

mod reader;
mod states;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use super::{DemoTeam, What, generate, newest_day};
use reader::Team;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Every weekday, the turn of a year, both changes of the clocks in the weeks before, and some seeds.
fn cases() -> &'static [(NaiveDate, DemoTeam, Team)] {
    static CASES: OnceLock<Vec<(NaiveDate, DemoTeam, Team)>> = OnceLock::new();
    CASES.get_or_init(|| {
        let week = (0..7).map(|ahead| (ahead + 5, day("2026-11-23") + Days::new(ahead)));
        let seasons = ["2026-01-01", "2026-04-03", "2026-05-27", "2028-02-29"].map(|text| (1, day(text)));
        let seeds = [2, 4471, u64::MAX].map(|seed| (seed, day("2026-11-25")));
        let made = week.chain(seasons).chain(seeds).map(|(seed, today)| {
            let demo = generate(seed, today);
            let team = Team::read(&demo);
            (today, demo, team)
        });
        made.collect()
    })
}

fn each(check: impl Fn(&DemoTeam, &Team, NaiveDate)) {
    for (today, demo, team) in cases() {
        println!("{today}");
        check(demo, team, *today);
    }
}

#[test]
fn the_same_seed_and_day_give_the_same_team() {
    let today = day("2026-11-25");
    assert_eq!(generate(7, today), generate(7, today));
    assert_ne!(generate(7, today), generate(8, today));
}

#[test]
fn a_team_has_the_size_that_the_demo_needs() {
    each(|demo, team, _| {
        assert_eq!(demo.supervisors.len(), 3);
        assert_eq!(team.agents.len(), 12);
        assert!(team.agents.values().all(|(_, team)| demo.supervisors.iter().any(|one| one.team == *team)));
        let calls: BTreeSet<_> = team.evaluations.iter().map(|one| &one.call).collect();
        assert!((1050..=1330).contains(&calls.len()), "{} calls", calls.len());
        assert_eq!(team.transcripts.len(), 60);
        assert!((15..=19).contains(&team.sessions.len()), "{} sessions", team.sessions.len());
        assert!(team.evaluations.iter().filter(|one| one.calibration).count() >= 4);
        assert!(team.evaluations.iter().filter(|one| one.version > 0).count() >= 6);
        let people: BTreeSet<_> =
            team.evaluations.iter().filter(|one| one.by == "person").map(|one| &one.evaluator).collect();
        assert_eq!(people.len(), 3);
        let ai = team.evaluations.iter().filter(|one| one.by == "ai").count();
        assert!(ai * 2 > team.evaluations.len() && ai * 10 < team.evaluations.len() * 8);
        assert!(calls.iter().any(|id| id.starts_with('0')) && calls.iter().any(|id| id.starts_with('1')));
        assert!(team.evaluations.iter().any(|one| one.start.weekday() == Weekday::Sat));
        assert!(team.both_scored() >= 40);
    });
}

#[test]
fn every_number_names_one_thing() {
    each(|_, team, _| {
        let mut by_call: BTreeMap<&str, (&str, DateTime<Utc>)> = BTreeMap::new();
        let mut by_id: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let mut versions = BTreeSet::new();
        for one in &team.evaluations {
            assert_eq!(*by_call.entry(&one.call).or_insert((&one.agent, one.start)), (one.agent.as_str(), one.start));
            assert_eq!(
                *by_id.entry(&one.id).or_insert((&one.call, &one.evaluator)),
                (one.call.as_str(), one.evaluator.as_str())
            );
            assert!(versions.insert((&one.id, one.at)), "{} twice at {}", one.id, one.at);
        }
    });
}

#[test]
fn nothing_is_newer_than_the_morning_of_today_and_all_is_in_order() {
    each(|demo, team, today| {
        let now = super::local(today, 10, 0, 0).with_timezone(&Utc);
        assert!(demo.steps.is_sorted_by_key(|step| step.at));
        assert!(demo.steps.iter().all(|step| step.at < now));
        assert_eq!(demo.anchor.weekday(), Weekday::Mon);
        let last = team.evaluations.iter().map(|one| one.start.date_naive()).max().expect("calls");
        let weekend = matches!(today.weekday(), Weekday::Sat | Weekday::Sun);
        assert_eq!(last == today, !weekend);
        assert!((today - last).num_days() <= 2);
        for one in &team.evaluations {
            assert!(one.start < one.at && one.at < one.loaded, "{} {} {}", one.start, one.at, one.loaded);
            assert!(
                one.version > 0 || one.calibration || (one.at.date_naive() - one.start.date_naive()).num_days() <= 1
            );
        }
        let newer = team.evaluations.iter().filter(|one| one.start >= team.boundary(today)).count();
        assert!(newer >= 5, "{newer} newer than the last complete cycle");
    });
}

#[test]
fn a_demo_opened_early_is_the_demo_of_the_day_before() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    assert_eq!(newest_day(at("2026-11-25T09:59:00Z")), day("2026-11-24"));
    assert_eq!(newest_day(at("2026-11-25T10:00:00Z")), day("2026-11-25"));
    // In summer ten o'clock in London is nine in UTC.
    assert_eq!(newest_day(at("2026-07-25T09:00:00Z")), day("2026-07-25"));
}

#[test]
fn no_two_transcripts_share_five_agent_turns_in_a_row() {
    each(|_, team, _| {
        let mut heard: BTreeMap<Vec<String>, &str> = BTreeMap::new();
        for (call, transcript) in &team.transcripts {
            // Numbers and names do not make a turn another one.
            let said: Vec<String> =
                transcript.cues.iter().filter(|cue| cue.speaker != "Customer").map(|cue| masked(&cue.text)).collect();
            for run in said.windows(5) {
                if let Some(other) = heard.insert(run.to_vec(), call).filter(|other| other != call) {
                    panic!("{call} and {other} share {run:#?}");
                }
            }
        }
    });
}

fn masked(text: &str) -> String {
    let is_fact =
        |word: &&str| word.starts_with(char::is_uppercase) || word.contains(|letter: char| letter.is_ascii_digit());
    text.split(' ').filter(|word| !is_fact(word)).collect::<Vec<_>>().join(" ")
}

#[test]
fn transcripts_read_like_calls() {
    each(|_, team, _| {
        for (call, transcript) in &team.transcripts {
            let (agent, _) = &team.agents[team.agent_of(call)];
            let turns = transcript.cues.len();
            assert!((14..=40).contains(&turns), "{call} has {turns} turns");
            assert!(transcript.cues.iter().all(|cue| cue.speaker == "Customer" || cue.speaker == *agent));
            assert!(
                transcript.cues.windows(2).all(|pair| pair[0].to < pair[1].from && pair[0].speaker != pair[1].speaker)
            );
            assert!(transcript.cues.iter().all(|cue| cue.from < cue.to));
            for cue in &transcript.cues {
                well_written(&cue.text);
            }
        }
        team.comments.iter().for_each(|text| well_written(text));
        for json in team.sessions.iter().chain(&team.drafts) {
            for text in ["behavior", "action", "strength", "note"].iter().filter_map(|key| json[key].as_str()) {
                assert!(!text.is_empty() && !text.contains(['{', '}']) && !text.contains("  "), "{text}");
            }
        }
    });
}

fn well_written(text: &str) {
    assert!(!text.contains(['{', '}', '<', '>', '&']) && !text.contains("  ") && !text.contains(" ,"), "{text}");
    assert!(text.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()), "{text}");
    assert!(text.ends_with(['.', '?', '!', '"']), "{text}");
    let words: Vec<_> = text.split(' ').map(str::to_lowercase).collect();
    assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{text}");
}

#[test]
fn the_words_of_a_flag_stand_at_its_offset() {
    each(|_, team, _| {
        assert_eq!(team.flags.len(), 4);
        for flag in &team.flags {
            let quote = flag.comment.split('"').nth(1).expect("a flag's comment quotes");
            let cue = team.transcripts[&flag.call]
                .cues
                .iter()
                .find(|cue| cue.from == flag.at_ms)
                .expect("a cue begins at the flag");
            assert!(cue.text.contains(quote) && cue.speaker != "Customer");
            let agent_before = team.transcripts[&flag.call]
                .cues
                .iter()
                .take_while(|cue| cue.from < flag.at_ms)
                .map(|cue| cue.text.to_lowercase());
            assert!(flag.code != "recording-notice" || !agent_before.into_iter().any(|text| text.contains("record")));
        }
    });
}

#[test]
fn evidence_points_at_the_agents_own_calls_and_their_words() {
    each(|demo, team, _| {
        for json in &team.sessions {
            let held = reader::instant(json["held_at"].as_str().expect("held_at"));
            let items = json["evidence"].as_array().expect("evidence");
            assert!((1..=3).contains(&items.len()), "{json:#}");
            assert!(items.iter().any(|item| item["quote"].is_string()));
            for item in items {
                let call = item["call_id"].as_str().expect("a call");
                assert_eq!(team.agent_of(call), json["agent"].as_str().expect("agent"));
                assert!(team.evaluations.iter().any(|one| one.call == call && one.loaded < held));
                let Some(quote) = item["quote"].as_str() else {
                    assert!(item["what_happened"].as_str().is_some_and(|text| !text.is_empty()));
                    assert!(!team.transcripts.contains_key(call));
                    continue;
                };
                let transcript = &team.transcripts[call];
                assert!(transcript.loaded < held);
                let cue = transcript
                    .cues
                    .iter()
                    .find(|cue| item["from_ms"] == cue.from && item["to_ms"] == cue.to)
                    .expect("a cue");
                assert!(cue.text == quote && item["speaker"] == cue.speaker);
            }
        }
        for step in &demo.steps {
            if let What::SignOff { agent, held_at, .. } | What::Check { agent, held_at } = &step.what {
                assert!(
                    team.sessions
                        .iter()
                        .any(|json| json["agent"] == agent.as_str() && json["held_at"] == held_at.as_str())
                );
            }
        }
    });
}

/// `cargo test -- --ignored writes_the_files` leaves the team of 25 Nov 2026 in `/tmp/demo/out`, to be looked at.
#[test]
#[ignore = "writes files to look at"]
fn writes_the_files() {
    let out = std::path::Path::new("/tmp/demo/out");
    std::fs::create_dir_all(out).expect("a folder");
    let demo = generate(1, day("2026-11-25"));
    let mut story = String::new();
    for step in &demo.steps {
        let _ = write!(story, "{}  ", step.at);
        match &step.what {
            What::Evaluations { file_name, csv } => {
                std::fs::write(out.join(file_name), csv).expect("written");
                let _ = writeln!(story, "{file_name}, {} rows", csv.lines().count());
            }
            What::Transcripts { files } => {
                for (name, text) in files {
                    std::fs::write(out.join(name), text).expect("written");
                }
                let _ = writeln!(story, "{} transcripts", files.len());
            }
            What::Session { json } => writeln!(story, "SESSION {json:#}").expect("a string"),
            What::Draft { json } => writeln!(story, "DRAFT {json:#}").expect("a string"),
            other => writeln!(story, "{other:?}").expect("a string"),
        }
    }
    std::fs::write(out.join("story.txt"), story).expect("written");
}
