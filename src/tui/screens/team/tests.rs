use super::*;
use crate::config::theme::{Depth, Shade, Theme};
use crate::config::{BordersChoice, Config, DateStyle, Decimal};
use crate::domain::day::Span;
use crate::domain::focus::Finding;
use crate::domain::id::SessionId;
use crate::domain::outcome::{Outcome, Verdict};
use crate::domain::raw::Raw;
use crate::domain::standing::Period;
use crate::tui::driver::{Driver, Setting, Store, picture};
use crate::tui::event::Event;
use crate::tui::factory::{day, large_team, outcome, person, session_id, standing, team_reported, team_view};

fn store(view: TeamView) -> Store {
    Box::new(move |request| match request {
        Request::Team(_) => Some(Ok(Answer::Team(Box::new(view.clone())))),
        Request::TeamReport(_) => Some(Ok(Answer::TeamReport(Box::new(team_reported())))),
        Request::Outcomes(ids) => {
            let mut verdicts =
                [Verdict::CantTell, Verdict::Rose, Verdict::Fell, Verdict::AboutTheSame].into_iter().cycle();
            let of = |id: &SessionId| (*id, Outcome { verdict: verdicts.next().expect("a cycle"), ..outcome() });
            Some(Ok(Answer::Outcomes(ids.iter().map(of).collect())))
        }
        _ => None,
    })
}

fn of(size: (u16, u16), view: TeamView) -> Driver {
    Driver::new(size, Nav::Team, store(view))
}

fn team(size: (u16, u16)) -> Driver {
    of(size, team_view())
}

/// The queries that the team was asked with.
fn queries(driver: &Driver) -> Vec<Query> {
    let team = |r: &Request| match r {
        Request::Team(query) => Some(query.clone()),
        _ => None,
    };
    driver.requests.iter().filter_map(team).collect()
}

/// The rows of agents, from the bar on.
fn names(text: &str) -> Vec<String> {
    let rows = text.lines().skip_while(|l| !l.contains("AGENT ")).skip(2).take_while(|l| !l.trim().is_empty());
    rows.map(|l| l.chars().skip(2).take(13).collect::<String>().trim().to_owned()).collect()
}

#[test]
fn the_team_at_120_columns() {
    insta::assert_snapshot!(team((120, 32)).styled());
}

#[test]
fn the_team_at_80_columns_keeps_every_dimension_and_the_calls() {
    insta::assert_snapshot!(team((80, 24)).text());
}

#[test]
fn the_team_at_160_columns_has_the_agents_card_beside_it() {
    insta::assert_snapshot!(team((160, 48)).keys("down down down").text());
}

#[test]
fn figures_do_not_wait_for_the_outcomes_and_those_that_cannot_be_read_leave_them_alone() {
    let only_figures = |answer: Option<Result<Answer, String>>| -> Store {
        Box::new(move |request| match request {
            Request::Team(_) => Some(Ok(Answer::Team(Box::new(team_view())))),
            Request::Outcomes(_) => answer.clone(),
            _ => None,
        })
    };
    for answer in [None, Some(Err("the file is locked".to_owned()))] {
        let t = Driver::new((120, 32), Nav::Team, only_figures(answer));
        let text = t.text();
        assert!(text.contains("Ama Boateng") && text.contains("Empat "), "{text}");
        assert!(!text.contains("▲"), "{text}");
    }
    assert!(team((120, 32)).text().contains("▲"));
}

#[test]
fn the_team_in_ascii_with_commas_and_months_first() {
    let config = Config {
        borders: BordersChoice::Ascii,
        decimal: Decimal::Comma,
        dates: DateStyle::MonthDay,
        as_name: "Dana Reyes".to_owned(),
        ..Config::default()
    };
    let theme = Theme { shade: Shade::Dark, depth: Depth::None };
    let driver = Driver::with((120, 24), Nav::Team, store(team_view()), Setting { config, theme, read_only: None });
    insta::assert_snapshot!(driver.text());
}

#[test]
fn dimensions_scroll_where_they_do_not_fit() {
    let mut t = team((46, 24));
    assert!(t.text().contains("COMPL") && !t.text().contains("PROCESS"));
    let text = t.keys("right right right right").text();
    assert!(text.contains("PROCESS") && !text.contains("COMPL "), "{text}");
}

#[test]
fn a_first_start_says_what_to_do_next() {
    let view = TeamView {
        agents: Vec::new(),
        teams: Vec::new(),
        team: None,
        scorecards: Vec::new(),
        newer_calls: 0,
        calls: 0,
        flags: 0,
        ..team_view()
    };
    let text = of((100, 24), view).text();
    assert!(text.contains("No evaluations yet") && text.contains("Press 5 to import"), "{text}");
}

#[test]
fn a_cycle_without_scores_says_which_keys_lead_on() {
    let text = of((100, 24), TeamView { agents: Vec::new(), ..team_view() }).text();
    assert!(text.contains("Nobody of Claims North has scores in 9–22 Nov") && text.contains(", goes to"), "{text}");
}

#[test]
fn loading_and_failing_are_said_in_the_pane() {
    let mut t = Driver::new((100, 24), Nav::Team, Box::new(|_| None));
    assert!(t.text().contains("Reading the team's figures"));
    // Today was asked for first.
    t.answer(Err("not this one".to_owned())).answer(Err("the data file is locked".to_owned()));
    assert!(t.text().contains("the data file is locked"));
}

#[test]
fn the_users_own_team_opens() {
    let mut view = team_view();
    view.team = None;
    let t = of((120, 24), view);
    assert_eq!(queries(&t).iter().map(|q| q.team).collect::<Vec<_>>(), [None, Some(team_view().teams[0].id)]);
}

#[test]
fn few_days_other_scorecards_and_mixed_scoring_are_said() {
    let mut view = team_view();
    view.basis.provisional_days = Some(12);
    view.basis.others = vec![("Sales form".to_owned(), 18)];
    let text = of((120, 24), view).text();
    assert!(text.contains("12 days of scores: figures are provisional before 30 · 18 more on Sales form"), "{text}");
    assert!(text.contains("scored by people and AI"), "{text}");
}

#[test]
fn find_narrows_while_it_is_typed_whatever_the_accents() {
    let mut t = team((120, 24));
    assert_eq!(names(&t.keys("/ 'nystrom'").text()), ["Lars Nyström"]);
    assert_eq!(names(&t.keys("enter").text()), ["Lars Nyström"], "enter keeps it narrow");
    assert_eq!(names(&t.keys("esc").text()).len(), 6);
    assert!(t.keys("/ 'zzz'").text().contains("No name holds “zzz”"));
}

#[test]
fn rows_sort_and_the_selection_follows_its_agent() {
    let mut t = team((120, 24));
    t.keys("down down down o 'by name' enter");
    let text = t.text();
    assert_eq!(names(&text)[0], "Ama Boateng");
    assert!(text.lines().any(|l| l.starts_with("▌ Ama Boateng")), "{text}");
    t.keys("o 'largest' enter");
    assert_eq!(names(&t.text())[..2], ["Ama Boateng", "Lars Nyström"]);
}

#[test]
fn cycles_newer_calls_teams_and_scorecards_are_asked_for() {
    let mut t = team((120, 24));
    t.keys(", n t up enter f down enter");
    let asked = queries(&t);
    let asked = &asked[1..];
    assert_eq!(asked[0].period, Period::Cycle(-1));
    assert_eq!(asked[1].period, Period::Days(Span::new(day("2026-11-23"), day("2026-11-26"))));
    assert_eq!(asked[2].team, None, "everyone stands above the team");
    assert_eq!(asked[3].scorecard.as_deref(), Some("Sales form"));
}

#[test]
fn the_cycle_after_the_newest_is_refused_in_words() {
    let mut view = team_view();
    view.basis.span = Span::new(day("2026-11-23"), day("2026-12-07"));
    assert!(of((120, 24), view).keys(".").text().contains("the next cycle has not begun"));
}

#[test]
fn enter_opens_the_agent_with_the_same_figures() {
    let mut t = team((120, 24));
    t.keys("down down down enter");
    let Some(Request::Agent { agent, query }) = t.requests.last() else { panic!("{:?}", t.requests) };
    assert_eq!((*agent, query.period), (person(2), Period::Cycle(0)));
}

#[test]
fn s_goes_on_with_the_draft_or_opens_a_session() {
    let view = team_view();
    let cx_free = |screen: &TeamScreen| screen.selected().and_then(|s| s.draft);
    let mut screen = TeamScreen { view: Load::Ready(view), ..TeamScreen::default() };
    screen.arrange();
    assert_eq!(cx_free(&screen), None);
    screen.cursor.selected = 3;
    assert_eq!(cx_free(&screen), Some(session_id(20)));
}

#[test]
fn the_arithmetic_of_a_figure_is_under_the_question_mark() {
    let mut t = team((120, 40));
    insta::assert_snapshot!(t.keys("right right ?").text());
}

#[test]
fn two_hundred_agents_scroll_and_only_those_on_screen_are_drawn() {
    let mut t = of((120, 30), large_team(200));
    assert!(t.keys("end").text().contains("Agent 199"));
    assert!(t.keys("pageup").text().contains("Agent 18"));
    assert!(t.keys("home").text().contains("Agent 000"));
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut t = team((120, 24));
    let y = t.text().lines().position(|l| l.contains("Wei Zhang")).expect("a row");
    let y = u16::try_from(y).expect("a line");
    assert!(t.click(10, y).text().lines().any(|l| l.starts_with("▌ Wei Zhang")));
    t.click(10, y);
    assert!(matches!(t.requests.last(), Some(Request::Agent { .. })));
}

#[test]
fn hostile_names_show_and_do_not_act() {
    let mut view = team_view();
    view.agents[0].agent.name = Raw::from("\u{1b}[31mLars\u{202e}\n電話電話電話電話電話電話電話電話");
    let text = of((120, 24), view).text();
    assert!(text.contains("␛[31mLars⟨U+202E⟩") && !text.contains('\u{202e}'), "{text}");
}

#[test]
fn what_another_process_wrote_is_read_again() {
    let mut t = team((120, 24));
    let before = queries(&t).len();
    t.event(Event::Reply(crate::store::request::Reply::Changed));
    assert_eq!(queries(&t).len(), before + 1);
}

#[test]
fn targets_that_differ_are_both_named() {
    let mut view = team_view();
    view.agents[1].dimensions[1].target = Some(60.0);
    assert!(of((120, 24), view).text().contains("≥ 75/60"));
}

#[test]
fn every_size_draws() {
    let mut view = team_view();
    view.agents.push(standing(99, "Nobody Scored", [None; 5], 0));
    view.agents[6].finding = Finding::NoTarget;
    let mut t = of((120, 30), view);
    for (columns, rows) in
        [(0, 0), (1, 1), (1, 200), (200, 1), (40, 10), (41, 12), (60, 14), (80, 24), (150, 20), (160, 48), (200, 60)]
    {
        t.resize(columns, rows).keys("down right").text();
    }
}

#[test]
fn pictures() {
    for (name, shade, depth, size) in [
        ("team-120", Shade::Dark, Depth::True, (120, 26)),
        ("team-light", Shade::Light, Depth::True, (120, 26)),
        ("team-80", Shade::Dark, Depth::True, (80, 24)),
        ("team-160", Shade::Dark, Depth::True, (160, 44)),
        ("team-16", Shade::Dark, Depth::Sixteen, (120, 26)),
        ("team-256", Shade::Dark, Depth::Indexed, (120, 26)),
        ("team-none", Shade::Dark, Depth::None, (120, 26)),
    ] {
        let setting = Setting { theme: Theme { shade, depth }, ..Setting::default() };
        picture(name, &Driver::with(size, Nav::Team, store(team_view()), setting), shade);
    }
}

#[test]
fn what_is_printed_is_the_report_of_the_rows_on_screen_in_their_order() {
    let mut t = team((120, 24));
    t.keys(", p");
    let Some(Request::TeamReport(query)) = t.requests.last() else { panic!("{:?}", t.requests) };
    assert_eq!(query.period, Period::Cycle(-1), "of the cycle on screen");
    let [Effect::Print(Page::Team(whole))] = &t.effects[..] else { panic!("{:?}", t.effects) };
    assert_eq!((whole.view.agents.len(), &whole.narrowed), (team_view().agents.len(), &None));

    let mut t = team((120, 24));
    t.keys("o 'by name' enter / 'ei' enter");
    let shown = names(&t.text());
    assert!(shown.len() > 1 && shown.len() < team_view().agents.len(), "{shown:?}");
    t.keys("p");
    let [Effect::Print(Page::Team(report))] = &t.effects[..] else { panic!("{:?}", t.effects) };
    let printed: Vec<String> = report.view.agents.iter().map(|a| a.agent.name.visible()).collect();
    assert_eq!(printed, shown);
    assert_eq!(report.narrowed.as_deref(), Some("ei"));
    let calls: u32 = report.view.agents.iter().map(|a| a.calls).sum();
    assert_eq!(report.view.calls, calls, "the sum of those on it");
    assert!(report.sessions.iter().all(|(line, _)| report.view.agents.iter().any(|a| a.agent.id == line.agent)));

    // Where it cannot be read, nothing is printed and the reason is said.
    let failing = Box::new(|request: &Request| match request {
        Request::Team(_) => Some(Ok(Answer::Team(Box::new(team_view())))),
        _ => Some(Err("the file is gone".to_owned())),
    });
    let mut t = Driver::new((120, 24), Nav::Team, failing);
    t.keys("p");
    assert!(t.effects.is_empty() && t.text().contains("the file is gone"), "{}", t.text());
}

#[test]
fn a_key_writes_little_to_the_terminal() {
    let mut t = of((120, 40), large_team(200));
    t.requests.clear();
    let bytes = t.bytes(&["down"; 60].join(" "));
    assert!(bytes.iter().all(|n| *n > 0), "every key moves the cursor: {bytes:?}");
    let most = bytes.iter().max().expect("keys were pressed");
    assert!(*most <= 1_500, "with the card of the selected agent, and where the table scrolls: {bytes:?}");
    let of_those_on_screen = |r: &Request| matches!(r, Request::Findings { .. });
    assert!(t.requests.iter().all(of_those_on_screen), "movement is the screen's own: {:?}", t.requests);
}

/// How sure the focus is takes the calls themselves: only those on screen are asked about, the one under the cursor first,
/// and neither the figures nor a key waits for it.
#[test]
fn those_on_screen_are_judged_and_no_key_waits_for_it() {
    let many = || {
        let mut view = large_team(200);
        view.agents.retain(|standing| standing.finding.focus().is_some());
        for standing in &mut view.agents {
            if let Finding::Focus { confidence, .. } = &mut standing.finding {
                *confidence = None;
            }
        }
        view
    };
    let asked = |t: &Driver| -> Vec<Vec<crate::domain::id::PersonId>> {
        let of = |r: &Request| match r {
            Request::Findings { agents, .. } => Some(agents.clone()),
            _ => None,
        };
        t.requests.iter().filter_map(of).collect()
    };
    // A store that judges nobody.
    let mut t = of((120, 32), many());
    let first = asked(&t);
    let rows = names(&t.text()).len();
    assert!(first.len() == 1 && first[0].len() == rows && rows < 40, "{first:?}");
    let before = t.text();
    assert!(before.contains("how sure is not known yet"), "{before}");
    let after = t.keys("down").text();
    assert_ne!(before, after, "the cursor moves");
    assert_eq!(asked(&t).len(), 1, "all on screen are asked about already");
    t.keys("end");
    let last = asked(&t).pop().expect("others are on screen");
    assert!(last.len() <= rows && first[0].iter().all(|agent| !last.contains(agent)), "{last:?}");
    assert_eq!(last.first(), many().agents.last().map(|standing| &standing.agent.id), "the selected one first");
    // A store that does.
    let judges = Box::new(move |request: &Request| match request {
        Request::Team(_) => Some(Ok(Answer::Team(Box::new(many())))),
        Request::Findings { agents, .. } => {
            let judged = |agent: &crate::domain::id::PersonId| {
                let standing = many().agents.into_iter().find(|standing| standing.agent.id == *agent)?;
                let Finding::Focus { dimension, runner_up, .. } = standing.finding else { return None };
                let finding = Finding::Focus { dimension, runner_up, confidence: Some(0.97), close_with: Vec::new() };
                Some((*agent, finding))
            };
            Some(Ok(Answer::Findings(agents.iter().filter_map(judged).collect())))
        }
        _ => None,
    });
    let mut t = Driver::new((120, 32), Nav::Team, judges);
    assert!(t.text().contains("clear choice"), "{}", t.text());
    // Once they are known, those of the next page are asked about; a few rows on nobody else is.
    let asked_before = asked(&t).len();
    assert_eq!(asked_before, 2);
    let (own, next) = (&asked(&t)[0], &asked(&t)[1]);
    assert!(own.len() == rows && next.len() == rows && own.iter().all(|agent| !next.contains(agent)), "{next:?}");
    t.keys("down down up");
    assert_eq!(asked(&t).len(), asked_before, "what is known is not asked again");
    let downs = vec!["down"; 2 * rows - 4].join(" ");
    t.keys(&downs);
    assert_eq!(asked(&t).len(), asked_before + 1, "rows that came in were known, and the next page is asked about");
    assert_eq!(asked(&t).concat().len(), asked(&t).concat().iter().collect::<std::collections::HashSet<_>>().len());
    t.keys("home");
    // The same figures read anew: nothing of what was known goes from the screen, and it is asked again.
    let shown = t.text();
    t.event(Event::Reply(crate::store::request::Reply::Changed));
    assert_eq!(t.text(), shown);
    assert!(asked(&t).len() > asked_before + 1);
}
