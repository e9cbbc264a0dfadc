use uuid::Uuid;

use super::*;
use crate::config::theme::{Depth, Shade, Theme};
use crate::domain::erasure::{Around, Erased, ErasurePlan};
use crate::domain::flags::{FlagCode, Mapped};
use crate::domain::id::{PersonId, ScorecardId};
use crate::domain::people::{Absence, Agent, Identity, Team};
use crate::domain::raw::Raw;
use crate::domain::scorecard::{Dimension, Scorecard, TargetScope, key_of};
use crate::domain::settings::{Key, Settings};
use crate::store::request::{
    Alike, FlagCodesView, FlagRequest, IdentityLine, MergedLine, Move, Part, PersonLine, ScorecardSetup,
};
use crate::tui::driver::{Driver, Setting, Store, picture};
use crate::tui::screen::Nav;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (160, 48)];

fn card(n: u128, name: &str, dimensions: &[(&str, f64, bool, Option<f64>)]) -> ScorecardSetup {
    let made = dimensions.iter().enumerate().map(|(i, (name, weight, critical, _))| Dimension {
        row: i64::try_from(i).expect("few"),
        key: key_of(name),
        name: (*name).to_owned(),
        weight: *weight,
        critical: *critical,
    });
    ScorecardSetup {
        scorecard: Scorecard {
            id: ScorecardId(Uuid::from_u128(n)),
            name: name.to_owned(),
            version: "1".to_owned(),
            dimensions: made.collect(),
        },
        in_force: n == 1,
        evaluations: 412 / u64::try_from(n).expect("few"),
        targets: dimensions.iter().map(|(.., target)| *target).collect(),
        exceptions: if n == 1 { vec!["Ama Boateng: Empathy 60 from 2026-11-02".to_owned()] } else { Vec::new() },
    }
}

fn identity(key: &str, home: u128, evaluations: u64) -> IdentityLine {
    let identity = Identity { source: "grid".to_owned(), key: key.to_owned(), name: Some(Raw::from("Kofi Mensah")) };
    IdentityLine { identity, home: PersonId(Uuid::from_u128(home)), evaluations }
}

/// The first one has two identities, and someone was merged into that person.
fn joined(mut people: Vec<PersonLine>) -> Vec<PersonLine> {
    people[0].identities.push(identity("id:77", 100, 6));
    people[0].identities.push(identity("name:ama k. boateng", 999, 3));
    people[0].merged.push(MergedLine {
        id: PersonId(Uuid::from_u128(999)),
        name: Raw::from("Ama K. Boateng"),
        source_id: None,
        sessions: 2,
    });
    people[6].away = Some(Absence { from: "2026-11-23".parse().expect("a day"), to: None });
    people[8].left = Some("2026-11-20".parse().expect("a day"));
    people
}

fn flag_codes() -> FlagCodesView {
    let code = |code: &str, severity: &str, flags: u32, own: &[&str], mapped: Mapped| FlagCode {
        code: Raw::from(code),
        severities: vec![Raw::from(severity)],
        flags,
        without: if own.is_empty() { flags } else { 0 },
        own: own.iter().map(|key| (*key).to_owned()).collect(),
        mapped,
    };
    FlagCodesView {
        codes: vec![
            code("caller_not_verified", "high", 2, &["compliance"], Mapped::Open),
            code("disclosure_skipped", "high", 7, &[], Mapped::To("compliance".to_owned())),
            code("rude", "low", 1, &[], Mapped::ToNone),
            code("wrong_queue", "low", 3, &[], Mapped::Open),
        ],
        dimensions: [("compliance", "Compliance"), ("empathy", "Empathy")]
            .map(|(key, name)| (key.to_owned(), name.to_owned()))
            .to_vec(),
    }
}

fn setup() -> SetupView {
    let mut settings = Settings::new(chrono_tz::Europe::London);
    settings.scorecard = Some("Claims form".to_owned());
    let names = ["Ama Boateng", "Dana O'Neil", "Jo March", "Kofi Mensah", "Lars Nyström", "Priya Nair", "Wei Zhang"];
    let people = (0..42).map(|i| PersonLine {
        file_team: None,
        next_team: None,
        agent: Agent {
            id: PersonId(Uuid::from_u128(100 + i)),
            source_id: (i != 3).then(|| Raw::from(format!("A{:03}", 17 + i))),
            name: Raw::from(names[usize::try_from(i).expect("few") % names.len()]),
        },
        team: (i != 4).then(|| Raw::from("Claims North")),
        teams: Vec::new(),
        evaluations: u64::try_from(40 - i.min(40)).expect("few"),
        last_call: (i != 5).then(|| "2026-11-24".parse().expect("a day")),
        sessions: u64::from(i == 3),
        identities: vec![identity(
            &if i == 3 { "name:kofi mensah".to_owned() } else { format!("id:A{:03}", 17 + i) },
            100 + i,
            u64::try_from(40 - i.min(40)).expect("few"),
        )],
        merged: Vec::new(),
        away: None,
        left: None,
    });
    let team = |n: u128, name: &str, supervisor: Option<&str>| Team {
        id: TeamId(Uuid::from_u128(n)),
        name: Raw::from(name),
        supervisor: None,
        supervisor_name: supervisor.map(Raw::from),
        members: 12,
    };
    SetupView {
        practice: library(),
        settings,
        scorecards: vec![
            card(
                1,
                "Claims form",
                &[
                    ("Compliance", 2.0, true, Some(95.0)),
                    ("Empathy", 1.0, false, Some(75.0)),
                    ("Discovery", 1.0, false, Some(82.5)),
                    ("Resolution", 1.0, false, None),
                    ("Process adherence", 1.0, false, Some(90.0)),
                ],
            ),
            card(2, "Sales form", &[("Needs", 1.0, false, None), ("Close", 1.0, false, Some(70.0))]),
        ],
        teams: vec![team(1, "Claims North", Some("Dana Reyes")), team(2, "Claims South", None)],
        people: joined(people.collect()),
        flags: flag_codes(),
        alike: vec![Alike {
            from: PersonId(Uuid::from_u128(103)),
            into: PersonId(Uuid::from_u128(110)),
            why: "the same name",
        }],
        file: "/home/dana/.local/share/coachlog/coachlog.db".into(),
        schema: 3,
        sqlite: "3.54.1".to_owned(),
    }
}

/// What a store does with writes.
#[derive(Clone, Copy, PartialEq)]
enum Writes {
    Take,
    Refuse,
    Keep,
}

fn store(view: SetupView, writes: Writes) -> Store {
    Box::new(move |request| match (request, writes) {
        (Request::Setup, _) => Some(Ok(Answer::Setup(Box::new(view.clone())))),
        // Today opens under every test.
        (Request::Today | Request::TodayBegins, _) => Some(Err("not of interest".to_owned())),
        (_, Writes::Take) => Some(Ok(Answer::Done("done".to_owned()))),
        (_, Writes::Refuse) => Some(Err("the file is locked by another program".to_owned())),
        (_, Writes::Keep) => None,
    })
}

fn open(size: (u16, u16)) -> Driver {
    Driver::new(size, Nav::Setup, store(setup(), Writes::Take))
}

/// What was asked for but reading.
fn writes(t: &Driver) -> Vec<Request> {
    t.requests
        .iter()
        .filter(|r| !matches!(r, Request::Setup | Request::Today | Request::TodayBegins | Request::ErasurePlan(_)))
        .cloned()
        .collect()
}

fn snap(name: &str, text: &str) {
    insta::assert_snapshot!(name, text);
}

#[test]
fn the_pages_stand_side_by_side_and_turn() {
    for size in SIZES {
        let mut t = open(size);
        snap(&format!("settings_{}", size.0), &t.text());
        snap(&format!("scorecards_{}", size.0), &t.keys("tab").text());
        snap(&format!("people_{}", size.0), &t.keys("right").text());
        snap(&format!("codes_{}", size.0), &t.keys("tab down").text());
        snap(&format!("file_{}", size.0), &t.keys("tab tab").text());
    }
    let mut t = open((120, 40));
    assert!(t.keys("tab tab tab tab tab tab").text().contains("SETTINGS"));
    assert!(t.keys("backtab").text().contains("THE DATA FILE"));
}

#[test]
fn an_empty_file_a_slow_one_and_one_that_cannot_be_read_say_so() {
    let empty =
        SetupView { scorecards: Vec::new(), teams: Vec::new(), people: Vec::new(), alike: Vec::new(), ..setup() };
    for size in SIZES {
        let mut t = Driver::new(size, Nav::Setup, store(empty.clone(), Writes::Take));
        snap(&format!("no_scorecard_{}", size.0), &t.keys("tab").text());
        snap(&format!("nobody_{}", size.0), &t.keys("tab").text());
        snap(&format!("loading_{}", size.0), &Driver::new(size, Nav::Setup, Box::new(|_| None)).text());
        let broken: Store = Box::new(|r| matches!(r, Request::Setup).then(|| Err("disk I/O error".to_owned())));
        snap(&format!("failed_{}", size.0), &Driver::new(size, Nav::Setup, broken).text());
    }
}

#[test]
fn a_setting_is_judged_while_it_is_typed_and_sent_as_it_is_kept() {
    let mut t = open((100, 30));
    t.keys("down enter ctrl-u '0 days'");
    snap("setting_refused", &t.text());
    t.keys("enter");
    assert_eq!(writes(&t), []);
    t.keys("ctrl-u ' weekly '");
    snap("setting_accepted", &t.text());
    t.keys("enter");
    assert_eq!(writes(&t), [Request::SetSetting { key: Key::Cadence, value: "weekly".to_owned() }]);
    assert!(!t.text().contains("would be"), "the field closes once the file has it");
}

#[test]
fn a_zone_is_named_by_a_part_of_it() {
    let mut t = open((120, 30));
    let text = t.keys("enter ctrl-u 'kolk'").text();
    assert!(text.contains("there is Asia/Kolkata"), "{text}");
    assert!(t.keys("ctrl-u 'Asia/Kolkata'").text().contains("cuts all days anew"));
}

#[test]
fn the_scorecard_in_force_must_be_one_that_is_there() {
    let mut t = open((100, 30));
    t.keys("down down down down down down down enter ctrl-u 'Salse form' enter");
    assert!(t.text().contains("there is Claims form, Sales form"), "{}", t.text());
    t.keys("ctrl-u 'sales FORM' enter");
    assert_eq!(writes(&t), [Request::SetSetting { key: Key::Scorecard, value: "Sales form".to_owned() }]);
}

#[test]
fn what_is_typed_and_left_or_not_changed_sends_nothing() {
    let mut t = open((100, 30));
    t.keys("enter 'x' esc enter enter");
    assert_eq!(writes(&t), []);
    assert!(t.text().contains("Europe/London") && !t.text().contains("Londonx"));
}

#[test]
fn a_refused_change_says_why_and_keeps_what_was_typed() {
    let mut t = Driver::new((100, 30), Nav::Setup, store(setup(), Writes::Refuse));
    t.keys("down enter ctrl-u 'monthly' enter");
    let text = t.text();
    assert!(
        text.contains("not saved: the file is locked by another program") && text.contains("would be monthly"),
        "{text}"
    );
    assert!(!t.keys("esc").text().contains("not saved"));
}

#[test]
fn a_change_that_takes_long_says_that_it_is_being_saved() {
    let mut t = Driver::new((100, 30), Nav::Setup, store(setup(), Writes::Keep));
    assert!(t.keys("down enter ctrl-u 'monthly' enter").text().contains("saving …"));
    t.keys("'x' enter");
    assert_eq!(writes(&t).len(), 1, "keys wait until it is saved");
    assert!(!t.answer(Ok(Answer::Done("cadence is monthly".to_owned()))).text().contains("saving"));
}

fn target(dimension: &str, from: Option<&str>, value: Option<f64>) -> Request {
    Request::SetTarget {
        scorecard: "Claims form".to_owned(),
        dimension: dimension.to_owned(),
        scope: TargetScope::Everyone,
        from: from.map(|d| d.parse().expect("a day")),
        value,
    }
}

#[test]
fn a_target_is_set_from_today_or_from_a_day() {
    let mut t = open((120, 30));
    t.keys("tab down enter");
    snap("target_editing", &t.text());
    t.keys("ctrl-u '78,5 %' enter");
    assert_eq!(writes(&t).last(), Some(&target("empathy", None, Some(78.5))));
    t.keys("enter ctrl-u '80' tab '2026-12-01' enter");
    assert_eq!(writes(&t).last(), Some(&target("empathy", Some("2026-12-01"), Some(80.0))));
    t.keys("enter ctrl-u enter");
    assert_eq!(writes(&t).last(), Some(&target("empathy", None, None)), "nothing typed is no target");
}

#[test]
fn a_target_takes_its_day_from_the_calendar() {
    let mut t = open((120, 30));
    t.keys("tab enter tab down");
    assert!(t.text().contains("The target holds from"));
    t.keys("right enter enter");
    assert_eq!(writes(&t), [target("compliance", Some("2026-11-26"), Some(95.0))]);
}

#[test]
fn a_target_that_is_no_percent_is_refused_in_words() {
    for bad in ["high", "NaN", "100,5", "-1"] {
        let mut t = open((120, 30));
        let text = t.keys(&format!("tab enter ctrl-u '{bad}' enter")).text();
        assert!(text.contains("a target is a percent from 0 to 100 such as 75"), "{bad}: {text}");
        assert_eq!(writes(&t), []);
    }
}

#[test]
fn another_scorecard_is_picked_and_put_in_force_after_a_question() {
    let mut t = open((120, 30));
    t.keys("tab f down enter");
    snap("other_scorecard", &t.text());
    t.keys("i");
    snap("put_in_force", &t.text());
    assert_eq!(writes(&t), []);
    t.keys("n i y");
    assert_eq!(writes(&t), [Request::SetSetting { key: Key::Scorecard, value: "Sales form".to_owned() }]);
}

#[test]
fn the_scorecard_in_force_is_not_put_in_force_again() {
    assert!(open((120, 30)).keys("tab i").text().contains("Claims form is in force already"));
}

#[test]
fn a_team_gets_its_supervisor() {
    let mut t = open((120, 30));
    t.keys("tab tab down enter");
    snap("supervisor", &t.text());
    t.keys("'Dana Reyes' enter");
    let expected = Request::SetSupervisor { team: TeamId(Uuid::from_u128(2)), supervisor: "Dana Reyes".to_owned() };
    assert_eq!(writes(&t), [expected]);
}

#[test]
fn people_follow_the_teams_and_are_found_by_name() {
    let mut t = open((100, 30));
    t.keys("tab tab down down down down");
    assert!(t.text().contains("▌ Dana O'Neil"), "{}", t.text());
    assert!(t.keys("enter").text().contains("Which team is Dana O'Neil to be in?"));
    t.keys("esc");
    t.keys("up up");
    assert!(t.text().contains("▌ Kofi Mensah (no id)"), "the suggestion: {}", t.text());
    t.keys("end");
    assert!(t.text().contains("▌ Wei Zhang"), "{}", t.text());
    t.keys("home");
    assert!(t.text().contains("▌ Claims North"));
    assert!(t.keys("/ 'A050' enter").text().contains("▌ Wei Zhang") || t.text().contains("A050"), "{}", t.text());
}

#[test]
fn a_suggestion_is_merged_after_a_question_in_numbers() {
    for size in SIZES {
        let mut t = open(size);
        t.keys("tab tab down down m");
        snap(&format!("merge_question_{}", size.0), &t.text());
        t.keys("n");
        assert_eq!(writes(&t), []);
        t.keys("enter y");
        let (from, into) = (PersonId(Uuid::from_u128(103)), PersonId(Uuid::from_u128(110)));
        assert_eq!(writes(&t), [Request::Merge { from, into }]);
    }
}

#[test]
fn a_person_is_merged_into_one_who_is_picked() {
    let mut t = open((100, 30));
    t.keys("tab tab down down down down m");
    snap("merge_picker", &t.text());
    t.keys("'jo march' down enter");
    assert!(t.text().contains("Are Dana O'Neil (A018) and Jo March (A026) one person?"), "{}", t.text());
    t.keys("y");
    let (from, into) = (PersonId(Uuid::from_u128(101)), PersonId(Uuid::from_u128(109)));
    assert_eq!(writes(&t), [Request::Merge { from, into }]);
    let mut t = open((100, 30));
    assert!(t.keys("tab tab m").text().contains("people are merged, not teams"));
    assert!(t.keys("esc s").text().contains("move to a person first"));
}

#[test]
fn what_was_merged_is_split_off_again_and_an_identity_gets_its_own_person() {
    for size in SIZES {
        let mut t = open(size);
        t.keys("tab tab down down down s");
        snap(&format!("split_picker_{}", size.0), &t.text());
        t.keys("enter");
        snap(&format!("split_question_{}", size.0), &t.text());
        t.keys("y");
        assert_eq!(writes(&t), [Request::Split(Part::Person(PersonId(Uuid::from_u128(999))))]);
    }
    let mut t = open((120, 40));
    t.keys("tab tab down down down s '77' enter");
    assert!(t.text().contains("6 evaluations of 77 of grid will be shown under a person of"), "{}", t.text());
    t.keys("y");
    let part = Part::Identity { source: "grid".to_owned(), key: "id:77".to_owned() };
    assert_eq!(writes(&t), [Request::Split(part)]);
    let mut t = open((120, 40));
    assert!(t.keys("tab tab down down down down s").text().contains("nothing to split"));
}

#[test]
fn the_cursor_follows_a_person_into_whom_another_was_merged() {
    let after = std::cell::Cell::new(false);
    let answer = move |request: &Request| match request {
        Request::Setup => {
            let mut view = setup();
            if after.get() {
                view.people.remove(1);
                view.people.swap(0, 20);
                let line = MergedLine {
                    id: PersonId(Uuid::from_u128(101)),
                    name: Raw::from("Dana O'Neil"),
                    source_id: None,
                    sessions: 0,
                };
                view.people[30].merged.push(line);
            }
            Some(Ok(Answer::Setup(Box::new(view))))
        }
        Request::Merge { .. } => {
            after.set(true);
            Some(Ok(Answer::Done("done".to_owned())))
        }
        _ => Some(Err("not of interest".to_owned())),
    };
    let mut t = Driver::new((120, 40), Nav::Setup, Box::new(answer));
    t.keys("tab tab down down down down m enter y");
    let text = t.text();
    assert!(text.lines().any(|l| l.contains('▌') && l.contains("A048")), "{text}");
}

#[test]
fn pages_and_lines_are_clicked() {
    let mut t = open((120, 40));
    let at = |text: &str, what: &str| {
        let (y, line) = text.lines().enumerate().find(|(_, l)| l.contains(what)).expect("it is shown");
        let x = line.chars().count() - line.split(what).last().map_or(0, |rest| rest.chars().count()) - 1;
        (u16::try_from(x).expect("a column"), u16::try_from(y).expect("a row"))
    };
    let (x, y) = at(&t.text(), "Scorecards");
    t.click(x, y);
    let (x, y) = at(&t.text(), "Discovery");
    assert!(t.click(x, y).text().contains("▌ Discovery"), "{}", t.text());
}

#[test]
fn a_read_only_file_is_shown_and_not_changed() {
    let setting = Setting { read_only: Some("the file is newer than this coachlog".to_owned()), ..Setting::default() };
    let mut t = Driver::with((120, 30), Nav::Setup, store(setup(), Writes::Take), setting);
    let text = t.keys("enter").text();
    assert!(text.contains("nothing can be changed: the file is newer than this coachlog"), "{text}");
    t.keys("tab enter tab enter backtab f down enter i");
    assert_eq!(writes(&t), []);
    snap("read_only_file", &t.keys("tab tab tab").text());
}

#[test]
fn the_path_of_the_file_is_copied() {
    let mut t = open((120, 30));
    t.keys("tab tab tab tab tab y");
    assert_eq!(t.effects, [Effect::Copy("/home/dana/.local/share/coachlog/coachlog.db".to_owned())]);
}

#[test]
fn hostile_words_do_nothing_and_every_size_draws() {
    let bad = "\u{1b}]0;x\u{7}\u{202e}\u{1b}[2J\r\n\u{9b}31m".repeat(5);
    let mut view = setup();
    for card in &mut view.scorecards {
        card.scorecard.name.clone_from(&bad);
        card.scorecard.version.clone_from(&bad);
        card.scorecard.dimensions.iter_mut().for_each(|d| d.name.clone_from(&bad));
        card.exceptions = vec![bad.clone(); 9];
        card.targets = Vec::new();
    }
    view.settings.scorecard = Some(bad.clone());
    view.teams
        .iter_mut()
        .for_each(|t| (t.name, t.supervisor_name) = (Raw::from(bad.as_str()), Some(Raw::from(bad.as_str()))));
    view.people.truncate(9);
    view.people
        .iter_mut()
        .for_each(|p| (p.agent.name, p.team) = (Raw::from(bad.as_str()), Some(Raw::from(bad.as_str()))));
    view.file = bad.clone().into();
    view.sqlite = bad;
    let mut t = Driver::new((120, 40), Nav::Setup, store(view, Writes::Refuse));
    for keys in ["", "enter 'x' enter", "esc tab", "enter tab 'x'", "esc tab", "enter", "esc tab"] {
        t.keys(keys);
        for columns in [1, 2, 39, 40, 41, 80, 120, 200] {
            for rows in [1, 2, 9, 10, 12, 17, 18, 60] {
                let text = t.resize(columns, rows).text();
                assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']), "{columns}×{rows}");
            }
        }
    }
}

#[test]
fn pictures() {
    for (name, size, keys, shade) in [
        ("setup-settings", (120, 30), "down enter ctrl-u '0 days'", Shade::Dark),
        ("setup-cards", (120, 30), "tab down enter", Shade::Dark),
        ("setup-people", (120, 30), "tab tab down", Shade::Dark),
        ("setup-80", (80, 24), "tab down", Shade::Light),
        ("setup-160", (160, 40), "tab down", Shade::Dark),
        ("setup-file", (120, 30), "tab tab tab tab", Shade::Dark),
    ] {
        let setting = Setting { theme: Theme { shade, depth: Depth::True }, ..Setting::default() };
        let mut t = Driver::with(size, Nav::Setup, store(setup(), Writes::Take), setting);
        t.keys(keys);
        picture(name, &t, shade);
    }
}

#[test]
fn a_code_is_given_a_dimension_or_none() {
    let mut t = open((120, 40));
    t.keys("tab tab tab down down down enter");
    assert!(t.text().contains("To which dimension does wrong_queue belong?"), "{}", t.text());
    t.keys("down down enter");
    let map = |dimension: Option<&str>| {
        let dimension = dimension.map(str::to_owned);
        Request::Flags(FlagRequest::Map { code: Raw::from("wrong_queue"), dimension })
    };
    assert_eq!(writes(&t), [map(Some("empathy"))]);
    t.keys("enter home up up up enter");
    assert_eq!(writes(&t)[1], map(None));
    // Without a flag there is nothing to set.
    let none = SetupView { flags: FlagCodesView::default(), ..setup() };
    let mut t = Driver::new((80, 24), Nav::Setup, store(none, Writes::Take));
    snap("no_code_80", &t.keys("tab tab tab enter").text());
    assert_eq!(writes(&t), []);
}

/// On the first person of the page.
fn on_a_person() -> Driver {
    let mut t = open((120, 40));
    t.keys("tab tab pagedown home");
    for _ in 0..60 {
        if t.text().contains("Known as") {
            return t;
        }
        t.keys("down");
    }
    panic!("nobody: {}", t.text())
}

/// Who is under the cursor is the first of the list.
fn first() -> PersonId {
    setup().people[0].agent.id
}

#[test]
fn a_person_moves_to_a_team_from_a_day_on() {
    let mut t = on_a_person();
    t.keys("t 'south' enter ctrl-u '30 nov' enter");
    snap("move_confirm", &t.text());
    assert_eq!(writes(&t), [], "nothing is written before it is agreed to");
    t.keys("y");
    let from = "2026-11-30".parse().ok();
    let to = |team: &str, from, new| Request::Move(Move::Team { person: first(), team: team.to_owned(), from, new });
    assert_eq!(writes(&t), [to("Claims South", from, false)]);
    // A team that is not there yet, from the beginning.
    let mut t = on_a_person();
    t.keys("t 'Motor East' enter ctrl-u enter y");
    assert_eq!(writes(&t), [to("Motor East", None, true)]);
    // A day from the month, and one that cannot be read.
    let mut t = on_a_person();
    t.keys("t 'south' enter ctrl-u 'soonish' enter");
    assert!(t.text().contains("soonish"), "it stays to be mended: {}", t.text());
    t.keys("ctrl-u down right enter y");
    assert_eq!(writes(&t), [to("Claims South", "2026-11-26".parse().ok(), false)]);
}

#[test]
fn a_person_goes_away_comes_back_and_leaves() {
    let mut t = on_a_person();
    t.keys("a ctrl-u '1 dec' enter '11 dec' enter 'leave' enter");
    let away = |from: &str, to: Option<&str>, why: &str| {
        let (from, to) = (from.parse().expect("a day"), to.and_then(|to| to.parse().ok()));
        Request::Move(Move::Away { person: first(), from, to, why: why.to_owned() })
    };
    assert_eq!(writes(&t), [away("2026-12-01", Some("2026-12-11"), "leave")]);
    let mut t = on_a_person();
    t.keys("a enter enter enter");
    assert_eq!(writes(&t), [away("2026-11-25", None, "")], "from today, until further notice");
    let mut t = on_a_person();
    t.keys("a ctrl-u '11 dec' enter '1 dec' enter");
    assert!(t.text().contains("cannot end before it begins"), "{}", t.text());
    assert_eq!(writes(&t), []);
    let mut t = on_a_person();
    t.keys("x ctrl-u '1 dec' enter y");
    let left = Request::Move(Move::Left { person: first(), on: "2026-12-01".parse().ok() });
    assert_eq!(writes(&t), [left]);
    let mut t = on_a_person();
    assert!(t.keys("b").text().contains("is not away"), "{}", t.text());
    let mut view = setup();
    view.people[0].away = Some(Absence { from: "2026-11-20".parse().expect("a day"), to: None });
    let mut t = Driver::new((120, 40), Nav::Setup, store(view.clone(), Writes::Take));
    t.keys("tab tab pagedown a");
    assert!(t.text().contains("already"), "{}", t.text());
    t.keys("b");
    snap("back_confirm", &t.text());
    t.keys("y");
    assert_eq!(writes(&t), [Request::Move(Move::Back(first()))]);
    view.people[0].left = "2026-11-24".parse().ok();
    let mut t = Driver::new((120, 40), Nav::Setup, store(view, Writes::Take));
    t.keys("tab tab pagedown b y");
    assert_eq!(writes(&t), [Request::Move(Move::Left { person: first(), on: None })]);
}

fn erasure_plan() -> ErasurePlan {
    ErasurePlan {
        agent: setup().people[0].agent.clone(),
        merged: vec![Raw::from("Ama K. Boateng")],
        records: 31,
        sessions: 2,
        drafts: 1,
        calls: 38,
        evaluations: 40,
        transcripts: 12,
    }
}

/// A store that knows what would go, and takes the erasure.
fn erasing(size: (u16, u16)) -> Driver {
    let rest = store(setup(), Writes::Take);
    let answers: Store = Box::new(move |request| match request {
        Request::ErasurePlan(_) => Some(Ok(Answer::ErasurePlan(Box::new(erasure_plan())))),
        Request::Erase { .. } => Some(Ok(Answer::Erased(Box::new(Erased {
            record: 412,
            records: 31,
            sessions: 2,
            drafts: 1,
            calls: 38,
            evaluations: 40,
            transcripts: 12,
            named_in: vec![97, 204],
            unpacked: None,
            around: Around { holding: vec!["/home/dana/coachlog-backups/2026-11-24.db".into()], ..Around::default() },
        })))),
        other => rest(other),
    });
    let mut t = Driver::new(size, Nav::Setup, answers);
    t.keys("tab tab pagedown");
    t
}

#[test]
fn a_person_is_erased_once_the_name_is_typed_back() {
    let mut t = erasing((80, 24));
    t.keys("E");
    snap("erase_why", &t.text());
    t.keys("'asked for it' enter");
    snap("erase_name", &t.text());
    t.keys("'Ama Boateng' enter");
    let sent = writes(&t);
    let [Request::Erase { person, reason, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((*person, reason.as_str()), (first(), "asked for it"));
    snap("erased", &t.text());
}

#[test]
fn nothing_is_erased_without_the_name() {
    let mut t = erasing((80, 24));
    t.keys("E 'asked for it' enter 'Ama' enter");
    assert!(t.text().contains("that is not the name: nothing was erased"), "{}", t.text());
    t.keys("E 'asked for it' enter esc");
    t.keys("E esc");
    // Lower case is another key, which changes nothing by itself.
    t.keys("e esc");
    assert_eq!(writes(&t), []);
    let mut t = erasing((80, 24));
    t.keys("pageup home E");
    assert!(t.text().contains("move down to a person first"), "{}", t.text());
}

#[test]
fn another_team_in_the_files_is_taken_over_with_three_keys() {
    let mut view = setup();
    view.people[0].file_team = Some((Raw::from("Claims South"), "2026-11-03".parse().expect("a day")));
    let mut t = Driver::new((120, 40), Nav::Setup, store(view, Writes::Take));
    t.keys("tab tab pagedown");
    let text = t.text();
    assert!(text.contains("The files say Claims South since 3 Nov; t takes it over."), "{text}");
    t.keys("t enter enter y");
    let team = "Claims South".to_owned();
    let from = "2026-11-03".parse().ok();
    assert_eq!(writes(&t), [Request::Move(Move::Team { person: first(), team, from, new: false })]);
}

fn practice_page() -> Driver {
    let mut t = open((120, 40));
    t.keys("tab tab tab tab");
    t
}

#[test]
fn the_library_is_listed_with_the_whole_entry_below() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let mut t = open(size);
        t.keys("tab tab tab tab down down");
        insta::assert_snapshot!(format!("the_library_{name}"), t.text());
    }
}

#[test]
fn an_entry_is_judged_while_it_is_typed_and_kept_once_it_is_specific() {
    let mut t = practice_page();
    t.keys("down enter ctrl-u 'work on empathy'");
    insta::assert_snapshot!("a_vague_entry", t.text());
    t.keys("enter");
    assert!(!t.requests.iter().any(|r| matches!(r, Request::SetPractice { .. })), "a wish is not kept");
    t.keys("ctrl-u 'Say the name once on every call this week' enter");
    let Some(Request::SetPractice { id, entry }) =
        t.requests.iter().rev().find(|r| matches!(r, Request::SetPractice { .. }))
    else {
        panic!("{:?}", t.requests)
    };
    assert_eq!(*id, Some(library()[1].id));
    assert_eq!(entry.action, "Say the name once on every call this week");
    assert_eq!(entry.criterion, None);
}

#[test]
fn an_entry_is_added_removed_after_a_question_and_files_go_in_and_out() {
    let mut t = practice_page();
    t.keys("n tab 'Says the name' tab 'Say the name once on every call this week' tab 'uses the name' enter");
    let added = t.requests.iter().find_map(|r| match r {
        Request::SetPractice { id: None, entry } => Some(entry.clone()),
        _ => None,
    });
    let added = added.expect("an entry was sent");
    assert_eq!((added.dimension.as_str(), added.criterion.as_deref()), ("compliance", Some("uses the name")));
    let mut t = practice_page();
    t.keys("d n");
    assert!(!t.requests.iter().any(|r| matches!(r, Request::RemovePractice(_))), "no is no");
    t.keys("d y");
    assert!(t.requests.contains(&Request::RemovePractice(library()[0].id)));
    t.keys("o 'mine.toml' enter");
    assert!(t.requests.contains(&Request::ImportPractice("mine.toml".into())));
    t.keys("w enter");
    assert!(t.requests.contains(&Request::ExportPractice("practice.toml".into())));
}

/// Two entries of dimensions that a scorecard has, and one of none.
fn library() -> Vec<crate::domain::practice::library::Kept> {
    use crate::domain::practice::library::{Kept, LibraryEntry};
    let one = |dimension: &str, criterion: Option<&str>, action: &str| LibraryEntry {
        dimension: dimension.to_owned(),
        criterion: criterion.map(str::to_owned),
        behavior: format!("So that {dimension} is heard"),
        action: action.to_owned(),
    };
    let entries = [
        one(
            "compliance",
            Some("states the recording notice"),
            "Read the recording notice before the first question on every call this week",
        ),
        one("empathy", None, "Wait 2 seconds after the caller stops before answering on every call this week"),
        one("sales_talk", None, "Name 2 offers in the last minute of every call this week"),
    ];
    entries.into_iter().map(|entry| Kept { id: entry.stable_id(), entry }).collect()
}
