//! What the context changes, and what the sentences say.

use super::{CheckContext, Item, Weekday, check, day, held, missing, ok, words};

const ACTION: &str = "Say the caller's name twice on every call";

#[test]
fn a_week_ends_on_the_day_of_the_settings() {
    let due = |week_ends_on, end: &str| check(&format!("{ACTION} {end}"), &CheckContext { week_ends_on, ..held() }).due;
    assert_eq!(due(Weekday::Sun, "this week"), Some(day("2026-11-29")));
    assert_eq!(due(Weekday::Sat, "this week"), Some(day("2026-11-28")));
    assert_eq!(due(Weekday::Wed, "this week"), Some(day("2026-11-25")));
    assert_eq!(due(Weekday::Sat, "next week"), Some(day("2026-12-05")));
    assert_eq!(due(Weekday::Fri, "by the end of the week"), Some(day("2026-11-27")));
}

#[test]
fn day_and_month_follow_the_settings() {
    let due = |day_first| check(&format!("{ACTION} by 9/12"), &CheckContext { day_first, ..held() }).due;
    assert_eq!(due(true), Some(day("2026-12-09")));
    assert_eq!(due(false), Some(day("2027-09-12")));
}

#[test]
fn a_weekday_is_the_next_one_after_the_session() {
    let friday = CheckContext { held_on: day("2026-11-27"), ..held() };
    let due = |end: &str| check(&format!("{ACTION} {end}"), &friday).due;
    assert_eq!(due("by Friday"), Some(day("2026-12-04")));
    assert_eq!(due("this Friday"), Some(day("2026-11-27")));
    assert_eq!(due("by next Friday"), Some(day("2026-12-04")));
    assert_eq!(due("this week"), Some(day("2026-11-29")));
    assert_eq!(due("by 27 Nov"), Some(day("2026-11-27")));
    assert_eq!(due("by 26 Nov"), Some(day("2027-11-26")));
}

#[test]
fn until_next_session_needs_its_date() {
    let unknown = CheckContext { next_session: None, ..held() };
    for end in ["until next session", "this cycle", "until we meet again"] {
        let found = check(&format!("{ACTION} {end}"), &unknown);
        assert_eq!(found.due, None, "{end}");
        let missing = missing(&found, Item::TimeBound);
        assert!(missing.starts_with(&format!("“{end}” waits for a date that is not set")), "{missing}");
    }
}

#[test]
fn a_due_date_of_its_own_wins_over_the_words() {
    let due = Some(day("2026-12-02"));
    let found = check(ACTION, &CheckContext { due, ..held() });
    assert!(found.passes());
    assert_eq!((found.due, words(&found, Item::TimeBound)), (due, Vec::new()));

    let found = check(&format!("{ACTION} this week"), &CheckContext { due, ..held() });
    assert_eq!((found.due, words(&found, Item::TimeBound)), (due, Vec::new()));

    let found = check(&format!("{ACTION} by 2 Dec"), &CheckContext { due, ..held() });
    assert_eq!((found.due, words(&found, Item::TimeBound)), (due, vec!["by 2 Dec"]));

    let found = check(&format!("{ACTION} until 31 Feb"), &CheckContext { due, ..held() });
    assert!(found.passes());
}

#[test]
fn a_due_date_before_the_session_is_refused() {
    let found = check(ACTION, &CheckContext { due: Some(day("2026-11-24")), ..held() });
    assert!(!ok(&found, Item::TimeBound));
    assert_eq!(
        missing(&found, Item::TimeBound),
        "“Tue 24 Nov” is before the session of Wed 25 Nov: give a later end, such as “this week” or “in two weeks”."
    );
}

#[test]
fn a_session_without_a_focus_has_nothing_to_read_back_in() {
    for dimension in [None, Some(""), Some("  ")] {
        let found = check(ACTION, &CheckContext { dimension, ..held() });
        assert!(!ok(&found, Item::TiedToFocus));
        assert!(missing(&found, Item::TiedToFocus).starts_with("The session has no focus"));
    }
    assert!(ok(&check("", &held()), Item::TiedToFocus));
}

#[test]
fn sentences_name_the_words_that_fail() {
    let says = |action: &str, item, start: &str| {
        let found = check(action, &held());
        let missing = missing(&found, item);
        assert!(missing.starts_with(start), "{action}: {missing}");
        assert!(missing.ends_with('.') && missing.contains("such as"), "{action}: {missing}");
    };
    says("", Item::Observable, "Nothing is written");
    says("work on empathy", Item::Observable, "“work on” names nothing");
    says("Use empathy on every call", Item::Observable, "“empathy” cannot be heard or seen");
    says("Show more patience", Item::Observable, "“more patience” cannot be heard or seen");
    says("Be warmer", Item::Observable, "“Be warmer” names nothing");
    says("Say every call", Item::Observable, "“Say” leaves open what");
    says("Ask better questions", Item::Observable, "“better questions” leaves open");
    says("Give information", Item::Observable, "“information” leaves open which");
    says("Close every call", Item::Observable, "“Close” leaves open with what");
    says("Reduce hold time", Item::Observable, "“Reduce” needs a limit");
    says("Get comfortable", Item::Observable, "“Get comfortable” names nothing");
    says("Blah", Item::Observable, "It names nothing");
    says("Say the name more often", Item::Measurable, "“more often” cannot be counted");
    says("Say the name", Item::Measurable, "Nothing in it can be counted");
    says("Say the name", Item::TimeBound, "It has no end");
    says("Say the name until Christmas", Item::TimeBound, "“until Christmas” names no day");
    says("Say the name soon", Item::TimeBound, "“soon” names no day");
    says("Say the name for the next 5 shifts", Item::TimeBound, "“for the next 5 shifts” cannot be looked up");
    says("Say the name until 31 Feb", Item::TimeBound, "“until 31 Feb” is no day of the calendar");
    says("Say the name until 9 Oct 2025", Item::TimeBound, "“until 9 Oct 2025” is before the session");
}
