use super::*;

fn figure(key: &str, target: Option<f64>, percents: &[f64]) -> DimensionFigure {
    DimensionFigure {
        key: key.to_owned(),
        name: key.to_uppercase(),
        weight: 1.0,
        critical: false,
        target,
        current: (!percents.is_empty()).then(|| percents.iter().sum::<f64>() / percents.len() as f64),
        n: u32::try_from(percents.len()).expect("few"),
        previous: None,
        previous_n: 0,
    }
}

#[test]
fn the_largest_printed_gap_is_the_focus_and_ties_go_critical_weight_order() {
    let a = figure("a", Some(80.0), &[70.0, 70.0, 70.0]);
    let b = figure("b", Some(90.0), &[80.04, 80.04, 80.04]);
    // 10.0 and 9.96, printed 10.0 both: the first in scorecard order.
    assert_eq!(find(&[a.clone(), b.clone()], 3).focus(), Some(0));
    let critical = DimensionFigure { critical: true, ..b.clone() };
    assert_eq!(find(&[a.clone(), critical], 3).focus(), Some(1));
    let heavy = DimensionFigure { weight: 2.0, ..b };
    assert_eq!(find(&[a, heavy], 3).focus(), Some(1));
}

#[test]
fn no_focus_says_why() {
    let met = figure("met", Some(75.0), &[74.96, 74.96, 74.96]);
    assert_eq!(find(std::slice::from_ref(&met), 3), Finding::AtTarget { least: 0 });
    let few = figure("few", Some(75.0), &[10.0, 20.0]);
    assert_eq!(find(std::slice::from_ref(&few), 3), Finding::TooFew { more: 1 });
    // What can be judged is at target: the few calls on the other do not change that.
    assert_eq!(find(&[few, met], 3), Finding::AtTarget { least: 1 });
    assert_eq!(find(&[figure("free", None, &[1.0, 2.0, 3.0])], 3), Finding::NoTarget);
    assert_eq!(find(&[figure("unscored", Some(75.0), &[])], 3), Finding::TooFew { more: 3 });
}

/// A, B, C against 85 and D against 80, five calls; the expected value was computed elsewhere.
#[test]
fn how_sure_the_focus_is_agrees_with_an_outside_calculation() {
    let a = [60.0, 70.0, 75.0, 80.0, 65.0];
    let b = [80.0, 70.0, 65.0, 85.0, 75.0];
    let c = [75.0, 80.0, 90.0, 85.0, 70.0];
    let d = [Some(75.0), None, Some(85.0), Some(60.0), Some(80.0)];
    let calls: Vec<CallPercents> = (0..5).map(|i| vec![Some(a[i]), Some(b[i]), Some(c[i]), d[i]]).collect();
    let scored: Vec<f64> = d.iter().copied().flatten().collect();
    let figures = [
        figure("a", Some(85.0), &a),
        figure("b", Some(85.0), &b),
        figure("c", Some(85.0), &c),
        figure("d", Some(80.0), &scored),
    ];
    let mut finding = find(&figures, 3);
    judge_confidence(&mut finding, &figures, &calls, 3);
    let Finding::Focus { dimension: 0, confidence: Some(confidence), .. } = finding else { panic!("{finding:?}") };
    assert!((confidence - 0.694_677).abs() < 1e-6, "{confidence}");
}
