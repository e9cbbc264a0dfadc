use super::*;

const N: Option<f64> = None;

/// A list of scores a dimension, as calls.
fn calls(columns: &[&[Option<f64>]]) -> Vec<CallPercents> {
    let longest = columns.iter().map(|c| c.len()).max().unwrap_or(0);
    (0..longest).map(|i| columns.iter().map(|c| c.get(i).copied().flatten()).collect()).collect()
}

fn of(scores: &[f64]) -> Vec<Option<f64>> {
    scores.iter().copied().map(Some).collect()
}

fn close(found: Option<f64>, expected: f64, what: &str) {
    let found = found.unwrap_or_else(|| panic!("{what} is missing"));
    assert!((found - expected).abs() < 1e-5, "{what}: {found} is not {expected}");
}

fn before() -> Vec<CallPercents> {
    calls(&[
        &of(&[60.0, 70.0, 75.0, 80.0, 65.0]),
        &of(&[80.0, 70.0, 65.0, 85.0, 75.0]),
        &of(&[80.0, 75.0, 90.0, 85.0, 70.0]),
        &[Some(75.0), N, Some(85.0), Some(60.0), Some(80.0)],
    ])
}

fn first() -> Evidence {
    Evidence {
        focus: 0,
        targets: vec![Some(85.0), Some(85.0), Some(85.0), Some(80.0)],
        choice: Choice::FromTheseCalls,
        before: before(),
        after: calls(&[&of(&[90.0, 80.0, 95.0, 85.0])]).into_iter().chain(calls(&[&of(&[85.0])])).collect(),
        peers: Vec::new(),
    }
}

#[test]
fn a_rise_beyond_luck_and_picking_the_lowest() {
    let found = judge(&first());
    // Worked by hand: means 70 and 87, variances 62.5 and 32.5.
    close(found.change, 17.0, "change");
    close(found.low, 6.771_181, "low");
    close(found.high, 27.228_819, "high");
    close(found.alpha, 0.05 / 3.0, "alpha");
    close(found.lower, 5.085_958, "lower");
    close(found.upper, 27.728_819, "upper");
    close(found.luck, 2.992_067, "luck");
    assert_eq!((found.verdict, found.contenders, found.peers), (Verdict::Rose, Some(3), 0));
    assert_eq!(
        found.sentence(),
        "Rose by 17.0: more than call-to-call luck and picking the lowest would explain. A change shared by the whole \
         team can't be ruled out."
    );
}

#[test]
fn a_change_that_luck_alone_could_make() {
    let evidence = Evidence {
        before: calls(&[
            &of(&[70.0, 60.0, 75.0, 65.0, 80.0, 70.0, 55.0, 75.0, 65.0, 70.0]),
            &of(&[60.0, 85.0, 70.0, 75.0, 65.0, 80.0, 75.0, 60.0, 80.0, 75.0]),
            &of(&[90.0; 10]),
        ]),
        after: calls(&[&of(&[75.0, 80.0, 70.0, 85.0, 75.0, 80.0, 65.0, 75.0, 75.0, 70.0])]),
        targets: vec![Some(85.0), Some(85.0), Some(85.0)],
        ..first()
    };
    let found = judge(&evidence);
    close(found.change, 6.5, "change");
    close(found.low, 0.197_725, "low");
    close(found.high, 12.802_275, "high");
    close(found.lower, -0.052_275, "lower");
    close(found.upper, 13.052_275, "upper");
    close(found.luck, 1.333_128, "luck");
    assert_eq!((found.verdict, found.contenders, found.more_calls), (Verdict::CantTell, Some(2), Some(1)));
    assert!(found.sentence().starts_with("Up 6.5, but luck alone could do this; about 1 more call might settle it."));
    for (net, begins) in [(0.04, "Unchanged, but luck alone could hide a change; "), (-0.05, "Down 0.1, but luck")] {
        let moved = Outcome { net: Some(net), ..found.clone() };
        assert!(moved.sentence().starts_with(begins), "{net}: {}", moved.sentence());
    }
}

/// Scores before and after, a pair a dimension.
type Pair<'s> = (&'s [f64], &'s [f64]);

fn peer(dimensions: [Pair<'_>; 3]) -> Peer {
    let side = |after: bool| {
        let columns: Vec<Vec<Option<f64>>> = dimensions.iter().map(|d| of(if after { d.1 } else { d.0 })).collect();
        calls(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    Peer { before: side(false), after: side(true) }
}

#[test]
fn a_rise_against_the_team() {
    let evidence = Evidence {
        peers: vec![
            peer([
                (&[80., 70., 75., 85.], &[70., 78., 72., 74.]),
                (&[80., 85., 90., 75.], &[85., 90., 95., 80.]),
                (&[], &[]),
            ]),
            peer([
                (&[70., 75., 65., 80., 72.], &[81., 82., 76., 86., 79.]),
                (&[88., 70., 82., 79., 90.], &[80., 84., 92., 85., 88.]),
                (&[], &[]),
            ]),
            peer([(&[90., 85., 80.], &[95., 84., 91.]), (&[], &[]), (&[70., 75., 80.], &[71., 80., 85.])]),
            peer([
                (&[66., 78., 70.], &[60., 69., 66.]),
                (&[60., 70., 80.], &[75., 70., 88.]),
                (&[90., 85., 95., 80.], &[92., 90., 88., 96.]),
            ]),
        ],
        ..first()
    };
    let found = judge(&evidence);
    close(found.net, 16.233_333, "net");
    close(found.team_change, 0.766_667, "team");
    close(found.alpha, 0.01, "alpha");
    close(found.lower, 1.883_428, "lower");
    close(found.upper, 28.065_418, "upper");
    close(found.luck, 3.937_601, "luck");
    assert_eq!((found.verdict, found.contenders, found.peers), (Verdict::Rose, Some(4), 4));
    assert!(found.sentence().starts_with("Rose by 16.2 against the team: "), "{}", found.sentence());
    // Two peers are no team.
    let two = Evidence { peers: evidence.peers[..2].to_vec(), ..evidence };
    assert_eq!(judge(&two).lower, judge(&first()).lower);
}

#[test]
fn scores_that_are_all_equal_say_nothing_of_their_spread() {
    let even = |after: f64| Evidence {
        before: calls(&[&of(&[75.0; 5]), &of(&[80.0; 5])]),
        after: calls(&[&of(&[after; 5])]),
        targets: vec![Some(85.0), Some(85.0)],
        ..first()
    };
    assert_eq!(judge(&even(75.0)).verdict, Verdict::CantTell);
    let rose = judge(&even(100.0));
    assert_eq!(rose.verdict, Verdict::Rose);
    close(rose.lower, 22.5, "lower");
}

fn before_n(n: usize) -> Vec<CallPercents> {
    before().into_iter().cycle().take(n).collect()
}

#[test]
fn too_few_calls_say_how_many_more() {
    let few = |before: usize, after: usize| {
        judge(&Evidence { before: before_n(before), after: calls(&[&of(&vec![90.0; after])]), ..first() })
    };
    for (b, a, more, words) in [
        (5, 2, Some(3), "Needs 3 more calls."),
        (9, 4, Some(1), "Needs 1 more call."),
        (5, 0, Some(5), "Needs 5 more calls."),
        (4, 30, None, "Cannot be told: only 4 calls before, and 5 are needed."),
    ] {
        let found = few(b, a);
        assert_eq!((found.verdict, found.more_calls), (Verdict::TooFew, more), "{b} {a}");
        assert_eq!(found.sentence(), words);
    }
    assert_eq!(few(5, 0).change, None);
}

#[test]
fn a_focus_that_was_fixed_before_is_no_pick_of_the_lowest() {
    let found = judge(&Evidence { choice: Choice::Before, ..first() });
    assert_eq!((found.contenders, found.alpha), (Some(1), Some(0.025)));
    close(found.luck, 0.0, "luck");
    assert!(found.lower > judge(&first()).lower, "there is less luck to allow for");
}

#[test]
fn a_fall_and_a_change_that_is_none_are_said_so() {
    let many =
        |mean: f64, n: usize| -> Vec<f64> { (0..n).map(|i| mean + if i % 2 == 0 { 2.0 } else { -2.0 }).collect() };
    let judged = |before: f64, after: f64| {
        judge(&Evidence {
            before: calls(&[&of(&many(before, 40))]),
            after: calls(&[&of(&many(after, 40))]),
            targets: vec![Some(90.0)],
            ..first()
        })
    };
    assert_eq!(judged(80.0, 70.0).verdict, Verdict::Fell);
    assert!(judged(80.0, 70.0).sentence().starts_with("Fell by 10.0: more than luck"));
    let same = judged(80.0, 80.5);
    assert_eq!(same.verdict, Verdict::AboutTheSame);
    assert!(same.sentence().starts_with("Any change is under 5 points either way."));
}

proptest::proptest! {
    #[test]
    fn any_scores_give_a_verdict_and_figures_that_are_finite(
        before in proptest::collection::vec(proptest::collection::vec(proptest::option::of(-20.0..130.0_f64), 3), 0..12),
        after in proptest::collection::vec(proptest::collection::vec(proptest::option::of(-20.0..130.0_f64), 3), 0..12),
    ) {
        let evidence = Evidence { before, after, targets: vec![Some(85.0), None, Some(70.0)], ..first() };
        let found = judge(&evidence);
        for figure in [found.change, found.low, found.high, found.net, found.lower, found.upper, found.luck].into_iter().flatten() {
            proptest::prop_assert!(figure.is_finite());
        }
        if let (Some(lower), Some(upper), Some(net)) = (found.lower, found.upper, found.net) {
            proptest::prop_assert!(lower <= net && net <= upper);
        }
        proptest::prop_assert!(!found.sentence().is_empty());
    }
}

/// Figures of a script of its own: Python 3.11, numpy 2, scipy 1.17 (`scipy.stats.t`), from the rule's text.
#[test]
fn on_sides_of_the_same_size_welchs_degrees_of_freedom_hold() {
    let one = Evidence {
        focus: 0,
        targets: vec![Some(85.0)],
        choice: Choice::Before,
        before: calls(&[&of(&[61.1, 70.2, 75.7, 80.3, 64.9, 71.3])]),
        after: calls(&[&of(&[79.3, 88.1, 91.7, 84.9, 77.7, 86.6])]),
        peers: Vec::new(),
    };
    let found = judge(&one);
    close(found.lower, 5.984_101_673, "lower");
    close(found.upper, 22.282_564_993, "upper");
    // The two variances are one and the same, however they are rounded.
    let mut rng = crate::domain::chance::Rng::new(7);
    for n in 5..40 {
        let mut side = |spread: f64| {
            let scores: Vec<f64> = (0..n).map(|_| 70.0 + spread * rng.unit()).collect();
            spread::Side::of(&scores)
        };
        let (before, after) = (side(9.0), side(23.0));
        let (welch, pooled) = (spread::welch(before, after), spread::pooled(before, after));
        assert_eq!(spread::larger(welch, pooled), welch, "{n} calls");
    }
}

#[test]
fn two_peers_are_counted_and_say_nothing_of_the_team() {
    let peer = |before: &[f64], after: &[f64]| Peer { before: calls(&[&of(before)]), after: calls(&[&of(after)]) };
    let mut one = first();
    one.peers = vec![peer(&[70., 72., 74.], &[75., 78., 77.]), peer(&[60., 66., 63.], &[66., 68., 70.])];
    let found = judge(&one);
    assert_eq!((found.peers, found.team_change, found.net), (2, None, Some(17.0)));
    // As without any.
    close(found.lower, 5.085_958, "lower");
    assert!(
        found.sentence().ends_with("A change shared by the whole team can't be ruled out."),
        "{}",
        found.sentence()
    );
    // One with too few calls on the focus is none.
    one.peers.push(peer(&[70., 72.], &[75., 78., 77.]));
    assert_eq!(judge(&one).peers, 2);
}

/// By the same script: the fourth of the team has two calls on the focus, and moved far on the other dimension.
#[test]
fn who_has_too_few_calls_on_the_focus_says_nothing_of_how_much_agents_move() {
    let side = |a: &[f64], b: &[f64]| calls(&[&of(a), &of(b)]);
    let one = Evidence {
        focus: 0,
        targets: vec![Some(85.0), Some(85.0)],
        choice: Choice::FromTheseCalls,
        before: side(&[60., 70., 75., 80., 65.], &[80., 70., 65., 85., 75.]),
        after: side(&[90., 80., 95., 85., 85.], &[]),
        peers: vec![
            Peer { before: side(&[70., 72., 74.], &[60., 61., 62.]), after: side(&[75., 78., 77.], &[64., 66., 65.]) },
            Peer { before: side(&[60., 66., 63.], &[]), after: side(&[66., 68., 70.], &[]) },
            Peer { before: side(&[80., 85., 90.], &[70., 75., 80.]), after: side(&[82., 84., 91.], &[71., 80., 85.]) },
            Peer { before: side(&[70., 71.], &[20., 22., 24.]), after: side(&[80., 81.], &[90., 92., 91.]) },
        ],
    };
    let found = judge(&one);
    assert_eq!((found.verdict, found.peers, found.contenders), (Verdict::Rose, 3, Some(2)));
    close(found.team_change, 3.444_444_444, "team");
    close(found.lower, 1.999_234_997, "lower");
    close(found.upper, 24.487_857_720, "upper");
}

/// By the same script: B was coached though A was lower.
#[test]
fn a_focus_that_was_chosen_by_hand_follows_the_same_rule() {
    let side = |a: &[f64], b: &[f64]| calls(&[&of(a), &of(b)]);
    let one = Evidence {
        focus: 1,
        targets: vec![Some(85.0), Some(85.0)],
        choice: Choice::FromTheseCalls,
        before: side(&[60., 70., 75., 80., 65.], &[80., 70., 65., 85., 75.]),
        after: side(&[], &[90., 80., 95., 85., 85.]),
        peers: Vec::new(),
    };
    let found = judge(&one);
    assert_eq!((found.verdict, found.contenders), (Verdict::Rose, Some(2)));
    close(found.change, 12.0, "change");
    close(found.lower, 1.271_180_696, "lower");
    close(found.upper, 22.728_819_304, "upper");
    close(found.luck, 1.994_711_402, "luck");
    // A follow-up on it: nothing was picked from these calls.
    let found = judge(&Evidence { choice: Choice::Before, ..one });
    assert_eq!((found.contenders, found.luck), (Some(1), Some(0.0)));
}

/// By the same script: no spread of the agent's own, and three peers that moved by 4.67, 5 and 0.67 (more or less as
/// their calls spread, so that agents do not move by themselves).
#[test]
fn even_scores_are_set_against_a_team_that_moved() {
    let peer = |before: &[f64], after: &[f64]| Peer { before: calls(&[&of(before)]), after: calls(&[&of(after)]) };
    let one = Evidence {
        focus: 0,
        targets: vec![Some(85.0)],
        choice: Choice::Before,
        before: calls(&[&of(&[50.0; 8])]),
        after: calls(&[&of(&[50.0; 8])]),
        peers: vec![
            peer(&[70., 72., 74.], &[75., 78., 77.]),
            peer(&[60., 66., 63.], &[66., 68., 70.]),
            peer(&[80., 85., 90.], &[82., 84., 91.]),
        ],
    };
    let found = judge(&one);
    assert_eq!((found.verdict, found.change), (Verdict::Fell, Some(0.0)));
    close(found.lower, -6.814_651_581, "lower");
    close(found.upper, -0.074_237_308, "upper");
}
