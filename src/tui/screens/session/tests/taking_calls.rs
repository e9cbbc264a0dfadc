//! Calls as evidence: all suggested ones at once, and an ID that is completed while it is typed.

use super::*;

#[test]
fn all_suggested_calls_are_taken_with_the_first_choice() {
    let mut t = open((120, 40), draft(), prefill());
    assert!(t.keys("f2").text().contains("the 3 suggested calls"), "{}", t.text());
    assert_eq!(last_saved(t.keys("enter")).evidence, suggestions());
    // None are left: the first line is a call again.
    let text = t.keys("f2").text();
    assert!(!text.contains("suggested calls") && text.contains("taken"), "{text}");
    assert_eq!(last_saved(t.keys("enter")).evidence, suggestions()[1..], "a call that is taken is left again");
    // One is left: its own line is as near.
    assert!(!t.keys("f2").text().contains("suggested calls"));
    // Two are left: they come to what is there.
    t.keys("down enter");
    assert_eq!(last_saved(&t).evidence, suggestions()[2..]);
    assert!(t.keys("f2").text().contains("the 2 other suggested calls"), "{}", t.text());
    let all = last_saved(t.keys("enter")).evidence;
    assert_eq!(all, [suggestions()[2].clone(), suggestions()[0].clone(), suggestions()[1].clone()]);
}

#[test]
fn the_lines_under_the_first_choice_stay_what_they_are() {
    let mut t = open((120, 40), draft(), prefill());
    assert_eq!(last_saved(t.keys("f2 down down enter")).evidence, suggestions()[1..2]);
    // Behind the suggestions stand the other calls of these days: 004460 is the first.
    let mut t = open((120, 40), draft(), prefill());
    assert_eq!(last_saved(t.keys("f2 down down down down enter")).evidence[0].call_id, "004460");
}

#[test]
fn one_suggested_call_is_a_line_like_the_others() {
    let data = Prefill { suggestions: suggestions()[..1].to_vec(), ..prefill() };
    let mut t = open((120, 40), draft(), data);
    assert!(!t.keys("f2").text().contains("suggested calls"), "{}", t.text());
    assert_eq!(last_saved(t.keys("enter")).evidence, suggestions()[..1]);
}

/// A row of evidence whose call ID is being typed.
fn typing(size: (u16, u16), data: Prefill) -> Driver {
    let mut t = open(size, draft(), data);
    t.keys("f2 'another' enter");
    t
}

/// The call IDs that stand under the field, top to bottom.
fn offered(t: &Driver) -> Vec<String> {
    let text = t.text();
    let lines = text.lines().skip_while(|l| !l.contains("Call ID")).skip(1);
    let within = lines.take_while(|l| !l.contains("closes the list") && !l.contains("the data file"));
    let id = |l: &str| l.split_whitespace().find(|w| w.starts_with("00")).map(str::to_owned);
    within.filter(|l| l.contains("Empathy") || l.contains("overall")).filter_map(id).collect()
}

#[test]
fn the_agents_calls_stand_under_a_call_id_that_is_typed() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let mut t = typing(size, prefill());
        insta::assert_snapshot!(format!("calls_under_a_call_id_{name}"), t.keys("'0045' down").text());
    }
    let mut t = typing((120, 40), prefill());
    assert_eq!(offered(&t), ["004502", "004533", "004471", "004460"], "newest first");
    let text = t.text();
    let newest = text.lines().find(|l| l.contains("004502  21 Nov")).expect("the newest");
    // 14:02 in London; the score on the focus dimension.
    assert!(newest.contains("21 Nov, 14:02  Empathy 30.0"), "{newest}");
    t.keys("'45'");
    assert_eq!(offered(&t), ["004502", "004533"], "what is typed narrows it");
    t.keys("ctrl-u '004502'");
    assert_eq!(offered(&t), Vec::<String>::new(), "a whole ID needs no choice");
    assert_eq!(last_saved(&t).evidence[0].call_id, "004502", "{}", t.text());
}

#[test]
fn down_chooses_a_call_and_enter_or_tab_takes_it() {
    for take in ["enter", "tab"] {
        let mut t = typing((120, 40), prefill());
        t.keys("'45' down down");
        assert!(t.text().contains("▌ 004533"), "{}", t.text());
        t.keys(&format!("up {take}"));
        assert_eq!(last_saved(&t).evidence[0].call_id, "004502", "{take}");
        // What the file knows of it is read, and typing goes on behind it.
        let text = t.keys("'0:12'").text();
        assert!(text.contains("Ama Boateng's call of Sat 21 Nov") || text.contains("call of 21 Nov"), "{text}");
        assert_eq!(last_saved(&t).evidence[0].from_ms, Some(12_000), "{take}");
        // The list is not in the way of those who come back to the field.
        t.keys("backtab backtab");
        assert_eq!(offered(&t), Vec::<String>::new());
    }
}

#[test]
fn an_id_that_is_typed_stays_unless_a_call_was_chosen() {
    for leave in ["tab", "enter", "backtab", "esc esc", "f5 esc"] {
        let mut t = typing((120, 40), prefill());
        t.keys(&format!("'45' {leave}"));
        assert_eq!(last_saved(&t).evidence[0].call_id, "45", "{leave}");
    }
    // Chosen, and let go of again.
    let mut t = typing((120, 40), prefill());
    t.keys("'45' down up tab");
    assert_eq!(last_saved(&t).evidence[0].call_id, "45");
    let mut t = typing((120, 40), prefill());
    t.keys("'45' down '0' tab");
    assert_eq!(last_saved(&t).evidence[0].call_id, "450", "another text chooses anew");
}

#[test]
fn esc_closes_the_list_then_the_row_and_typing_opens_it_again() {
    let mut t = typing((120, 40), prefill());
    t.keys("'45' esc");
    assert!(t.text().contains("Evidence 1"), "the row is still there");
    assert_eq!(offered(&t), Vec::<String>::new());
    t.keys("backspace");
    assert_eq!(offered(&t), ["004502", "004533", "004471", "004460"], "4 is in each");
    t.keys("esc down");
    let text = t.keys("'15 Oct'").text();
    assert!(text.contains("15 Oct"), "with the list closed ↓ goes to the next field: {text}");
    assert_eq!(last_saved(&t).evidence[0].call_started_at, "15 Oct");
    t.keys("esc");
    assert!(!t.text().contains("╭─ Evidence 1"), "{}", t.text());
}

#[test]
fn without_a_focus_the_list_tells_the_overall() {
    let mut data = prefill();
    data.standing.finding = crate::domain::focus::Finding::AtTarget { least: 0 };
    let without = Draft { kind: SessionKind::Recognition, focus: None, ..draft() };
    let mut t = open((120, 40), without, data);
    let text = t.keys("f2 'another' enter '004460'").text();
    assert!(!text.contains("004460  17 Nov"), "the whole of it is typed: {text}");
    let text = t.keys("backspace backspace backspace").text();
    assert!(text.contains("004460  17 Nov, 14:02  overall 88.0"), "{text}");
}

#[test]
fn hostile_ids_are_seen_and_taken_as_they_are() {
    let nasty = "\u{202e}00\u{1b}[31m9\u{200b}";
    let mut data = prefill();
    data.calls.insert(0, CallLine { disputed: true, ..line(nasty, "2026-11-22", 61.0) });
    data.calls.push(line(&"9".repeat(200), "2026-11-10", 61.0));
    let mut t = typing((80, 24), data);
    let text = t.text();
    assert!(!text.chars().any(|c| c.is_control() && c != '\n') && !text.contains(['\u{202e}', '\u{200b}']), "{text:?}");
    assert!(text.contains("disputed"), "{text}");
    t.keys("down enter");
    assert_eq!(last_saved(&t).evidence[0].call_id, nasty, "byte for byte");
    for (columns, rows) in [(0, 0), (1, 1), (20, 5), (40, 10), (60, 12), (72, 20), (200, 60)] {
        t.resize(columns, rows);
        t.keys("backtab backtab 'x' backspace");
        t.text();
    }
}

#[test]
fn many_calls_scroll_under_the_choice() {
    let mut data = prefill();
    data.calls = (0..40).map(|n| line(&format!("0{n:03}77"), "2026-11-18", 80.0)).collect();
    let mut t = typing((80, 24), data);
    assert_eq!(offered(&t).len(), 8);
    t.keys(&"down ".repeat(60));
    assert_eq!(offered(&t).last().map(String::as_str), Some("003977"), "{}", t.text());
    t.keys("enter");
    assert_eq!(last_saved(&t).evidence[0].call_id, "003977");
}
