//! The printed sheets, made of the data that the screens are tested with.

use crate::domain::raw::Raw;
use crate::domain::standing::CriterionMiss;
use crate::domain::today::Sheets;
use crate::report::sheet::{agent, today};
use crate::tui::factory::{agent_view, today_view};

#[test]
fn the_due_list_comes_first_and_each_agent_has_a_page() {
    let html = today(&Sheets { today: today_view(), agents: vec![agent_view(), agent_view()] });
    assert_eq!(html.matches("<section>").count(), 3);
    let list = html.find("Due on Wednesday, 25 November 2026").expect("the list");
    assert!(list < html.find("<h1>Ama Boateng</h1>").expect("a sheet"));
    // Every page says for whom it is: the due list's and each agent's.
    let sections = html.matches("<section>").count();
    assert!(sections > 1, "{sections}");
    assert_eq!(html.matches("</h1>\n<p>for the supervisor: not for the agent</p>").count(), sections);
    assert!(html.contains("break-after:page") && html.contains("size:A4") && html.contains("background:#fff"));
}

#[test]
fn a_sheet_has_what_a_session_begins_with() {
    let view = agent_view();
    let html = agent(&view);
    for words in [
        "Agreed last time, 29 Oct 2026, Empathy",
        "◆ Empathy: 62.4 of 75 on 34 calls, 12.6 under its target",
        "Inside it, missed most: ",
        "Calls that show it",
        "Strengths",
        "Compliance met 6 cycles running",
        "<td class=\"n\">≥ 75</td><td class=\"n\">−12.6</td>",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn text_from_files_stays_text() {
    let mut view = agent_view();
    let evil = Raw::from("<img src=x onerror=alert(1)>\u{202e}");
    view.standing.agent.name = evil.clone();
    view.misses = vec![CriterionMiss { dimension: "empathy".to_owned(), criterion: evil.clone(), missed: 1, of: 2 }];
    view.calls.iter_mut().for_each(|call| call.comment = Some(evil.clone()));
    let mut list = today_view();
    list.items.iter_mut().for_each(|item| item.why = evil.verbatim().to_owned());
    let html = today(&Sheets { today: list, agents: vec![view] });
    assert!(!html.contains("<img") && !html.contains('\u{202e}') && html.contains("&lt;img"), "{html}");
}
