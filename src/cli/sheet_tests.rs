//! The printed sheets, made of the data that the screens are tested with.

use crate::domain::raw::Raw;
use crate::domain::standing::CriterionMiss;
use crate::domain::today::Sheets;
use crate::report::agent::LEFT_OUT;
use crate::report::session::CustomerWords;
use crate::report::sheet::today;
use crate::tui::factory::{agent_view, today_view};

#[test]
fn the_due_list_comes_first_and_each_agent_has_a_page() {
    let sheets = Sheets { today: today_view(), agents: vec![agent_view(), agent_view()] };
    let html = today(&sheets, CustomerWords::Shown);
    assert_eq!(html.matches("<section>").count(), 3);
    let list = html.find("Due on Wednesday, 25 November 2026").expect("the list");
    assert!(list < html.find("<h1>Ama Boateng</h1>").expect("a sheet"));
    // Every page says for whom it is: the due list's and each agent's.
    let sections = html.matches("<section>").count();
    assert!(sections > 1, "{sections}");
    assert_eq!(html.matches("</h1>\n<p class=\"whom\">for the supervisor: not for the agent</p>").count(), sections);
    assert!(
        html.contains("break-after:page")
            && html.contains("size:A4")
            && html.contains("@media print{:root{color-scheme:light;--paper:#fff")
    );
}

#[test]
fn a_sheet_has_what_a_session_begins_with() {
    let html = today(&Sheets { today: today_view(), agents: vec![agent_view()] }, CustomerWords::Shown);
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
    let html = today(&Sheets { today: list, agents: vec![view] }, CustomerWords::Shown);
    assert!(!html.contains("<img") && !html.contains('\u{202e}') && html.contains("&lt;img"), "{html}");
}

#[test]
fn what_evaluators_wrote_is_left_out_with_the_customers_words_and_the_sheet_says_so() {
    let mut view = agent_view();
    let wrote = Raw::from("the caller said that her husband passed away");
    view.calls.iter_mut().for_each(|call| call.comment = Some(wrote.clone()));
    view.flags.iter_mut().for_each(|flag| flag.note = Some(wrote.clone()));
    view.calls.iter_mut().flat_map(|call| &mut call.flags).for_each(|flag| flag.note = Some(wrote.clone()));
    let sheets = Sheets { today: today_view(), agents: vec![view] };
    let shown = today(&sheets, CustomerWords::Shown);
    assert!(shown.contains("passed away") && !shown.contains("left out"), "{shown}");
    let spared = today(&sheets, CustomerWords::LeftOut);
    assert!(!spared.contains("passed away") && spared.contains(LEFT_OUT), "{spared}");
    assert_eq!(spared.matches("Customers' words are left out").count(), 2, "the list and the sheet say so");
}
