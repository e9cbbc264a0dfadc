//! What Team and Agent say of an agent's figures, in the same words: focus, certainty, arithmetic, periods.

use crate::domain::day::Span;
use crate::domain::focus::{Band, DimensionFigure, Finding, certainty_words};
use crate::domain::outcome::Outcome;
use crate::domain::raw::visible;
use crate::domain::standing::{Basis, Period, Standing};
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::widgets::nav::READ_ONLY;
use crate::tui::words::{Words, count};

/// Current minus target as printed, with its sign: below is negative.
pub(crate) fn against(figure: &DimensionFigure) -> Option<f64> {
    figure.printed_gap().map(|gap| -gap)
}

/// The focus's gap; lower than any where there is no focus.
pub(crate) fn focus_gap(standing: &Standing) -> f64 {
    standing.focus().and_then(DimensionFigure::printed_gap).unwrap_or(f64::NEG_INFINITY)
}

/// "Compliance −11.0", "at target", "3 calls more", "no target".
pub(crate) fn focus_words(standing: &Standing, words: Words) -> String {
    match &standing.finding {
        Finding::Focus { dimension, .. } => {
            let figure = &standing.dimensions[*dimension];
            let gap = against(figure).map(|g| words.signed(g)).unwrap_or_default();
            format!("{} {gap}", visible(&figure.name))
        }
        Finding::TooFew { .. } | Finding::AtTarget { .. } | Finding::NoTarget if standing.unanswered > 0 => {
            "answer the flag".to_owned()
        }
        Finding::AtTarget { .. } => "at target".to_owned(),
        Finding::TooFew { more } => format!("{} to go", count(*more, "call")),
        Finding::NoTarget => "no target".to_owned(),
    }
}

/// A sentence or two on the focus and how sure it is; that it is not known where nobody has judged it yet.
pub(crate) fn focus_sentences(standing: &Standing, words: Words) -> Vec<String> {
    let mut out = known_sentences(standing, words);
    if matches!(standing.finding, Finding::Focus { confidence: None, .. }) {
        out.insert(out.len().min(1), "how sure is not known yet".to_owned());
    }
    out
}

fn known_sentences(standing: &Standing, words: Words) -> Vec<String> {
    match &standing.finding {
        Finding::Focus { dimension, runner_up, close_with, .. } => {
            let figure = &standing.dimensions[*dimension];
            let gap = figure.printed_gap().unwrap_or_default();
            let mut out = vec![format!(
                "{}, {} under its target on {}",
                visible(&figure.name),
                words.figure(gap),
                count(figure.n, "call")
            )];
            if let Some(sure) = certainty_words(&standing.finding, &standing.dimensions) {
                out.push(visible(&sure).into_owned());
            }
            let named = |i: &usize| close_with.contains(i);
            if let Some(next) = runner_up.filter(|i| !named(i)).map(|i| &standing.dimensions[i]) {
                out.push(format!("next is {}, {}", visible(&next.name), under_words(next, words)));
            }
            out
        }
        Finding::AtTarget { least } => {
            let figure = &standing.dimensions[*least];
            let margin = against(figure).map(|m| words.figure(m)).unwrap_or_default();
            vec![
                "everything is at target".to_owned(),
                format!("the least margin is {}'s, {margin}", visible(&figure.name)),
            ]
        }
        Finding::TooFew { more } => {
            vec![format!("too few calls to choose a focus: {} to go", count(*more, "call"))]
        }
        Finding::NoTarget => vec!["no dimension has a target: set one in Setup".to_owned()],
    }
}

/// The same where there is one line for it: "Compliance −11.0 on 29 calls", "close call: Compliance or Discovery".
pub(crate) fn focus_in_short(standing: &Standing, words: Words) -> Vec<String> {
    let mut out = focus_sentences(standing, words);
    if let (Some(figure), Some(first)) = (standing.focus(), out.first_mut()) {
        *first = format!("{} on {}", focus_words(standing, words), count(figure.n, "call"));
    }
    out
}

/// "0.9 under", "at target", "1.2 over".
fn under_words(figure: &DimensionFigure, words: Words) -> String {
    match figure.printed_gap() {
        Some(gap) if gap > 0.0 => format!("{} under", words.figure(gap)),
        Some(gap) if gap < 0.0 => format!("{} over", words.figure(-gap)),
        Some(_) => "at target".to_owned(),
        None => "no target".to_owned(),
    }
}

/// "37 newer: n", or what the days after the cycle are.
pub(crate) fn newer_words(newer: u32, key: &str) -> Option<String> {
    (newer > 0).then(|| format!("{newer} newer: {key}"))
}

/// "scored by people and AI".
pub(crate) fn scored_by(basis: &Basis) -> Option<&'static str> {
    match (basis.scored_by_people > 0, basis.scored_by_ai > 0) {
        (true, true) => Some("scored by people and AI"),
        (true, false) => Some("scored by people"),
        (false, true) => Some("scored by AI"),
        (false, false) => None,
    }
}

/// What has to be known to read the figures rightly: few days of scores, other scorecards.
pub(crate) fn caveats(basis: &Basis) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(days) = basis.provisional_days {
        out.push(format!(
            "{} of scores: figures are provisional before 30",
            count(u64::try_from(days).unwrap_or(0), "day")
        ));
    }
    for (name, n) in &basis.others {
        out.push(format!("{n} more on {}", visible(name)));
    }
    out
}

/// The cycle before or after; a sentence where there is none.
pub(crate) fn cycle_beside(basis: &Basis, by: i64) -> Result<Period, String> {
    match basis.cycle {
        // From the days after a cycle, both ways lead back to cycles.
        None => Ok(Period::Cycle(i64::from(by > 0))),
        Some(_) if by > 0 && basis.span.to > basis.today => Err("the next cycle has not begun".to_owned()),
        Some(number) => Ok(Period::Cycle(number + by)),
    }
}

/// The days after the cycle, up to today; back to the cycle from them.
pub(crate) fn newer(basis: &Basis, newer_calls: u32) -> Result<Period, String> {
    if basis.cycle.is_none() {
        return Ok(Period::Cycle(0));
    }
    if newer_calls == 0 {
        return Err("there are no newer calls".to_owned());
    }
    let end = basis.today.succ_opt().unwrap_or(basis.today).max(basis.span.to);
    Ok(Period::Days(Span::new(basis.span.to, end)))
}

/// One line on an agent for the clipboard.
pub(crate) fn copied(standing: &Standing, words: Words) -> String {
    let figures: Vec<String> = standing
        .dimensions
        .iter()
        .filter_map(|d| Some(format!("{} {} ({})", visible(&d.name), words.figure(d.current?), count(d.n, "call"))))
        .collect();
    let overall = words.figure_or(standing.overall, "no overall");
    format!(
        "{}: overall {overall} on {}. {}. Focus: {}.",
        standing.agent.name.visible(),
        count(standing.calls, "call"),
        figures.join(", "),
        known_sentences(standing, words).join("; ")
    )
}

/// Whether a session's dimension moved, step by step.
pub(crate) fn explain_outcome(outcome: &Outcome, cx: &Ctx) -> Explanation {
    let mut lines = vec![outcome.sentence()];
    lines.extend(outcome.arithmetic(|value| cx.words.figure(value), |change| cx.words.signed(change)));
    lines.extend(outcome.warnings.iter().map(|warning| format!("Beware: {}.", visible(warning))));
    Explanation { title: "Did the score move?".to_owned(), lines }
}

/// The arithmetic behind one dimension of one agent.
pub(crate) fn explain(standing: &Standing, dimension: usize, basis: &Basis, cx: &Ctx) -> Explanation {
    let words = cx.words;
    let name = standing.agent.name.visible();
    let Some(figure) = standing.dimensions.get(dimension) else {
        return Explanation { title: name, lines: vec!["There are no figures.".to_owned()] };
    };
    let dimension_name = visible(&figure.name).into_owned();
    let title = format!("{name} · {dimension_name} · {}", words.span(basis.span));
    let mut lines = Vec::new();
    let Some(current) = figure.current else {
        lines.push(format!("No call of these days has a score on {dimension_name}. N/A is no score."));
        return Explanation { title, lines };
    };
    lines.push(format!(
        "{} is the plain mean of the percents of {} in {}. Each call counts once; N/A is left out.",
        words.figure(current),
        count(figure.n, "call"),
        words.span(basis.span)
    ));
    match (figure.target, figure.printed_gap()) {
        (Some(target), Some(gap)) => {
            let stands = if gap > 0.0 {
                format!("{} under", words.figure(gap))
            } else if gap < 0.0 {
                format!("{} over", words.figure(-gap))
            } else {
                "at target".to_owned()
            };
            lines.push(format!(
                "Gap = target − current = {} − {} = {}, judged on the figures as printed: {stands}.",
                words.figure(target),
                words.figure(current),
                words.signed(gap)
            ));
        }
        _ => lines.push("It has no target: it is shown, and never the focus.".to_owned()),
    }
    if let (Some(change), Some(previous)) = (figure.printed_change(), figure.previous) {
        lines.push(format!(
            "Change {}: {} on {} in {}. Whether that is more than chance is judged for coached dimensions, in the session's outcome.",
            words.signed(change),
            words.figure(previous),
            count(figure.previous_n, "call"),
            words.span(basis.previous)
        ));
    }
    lines.push(band_words(figure, basis));
    lines.push(focus_rule(standing, dimension, words));
    Explanation { title, lines }
}

fn band_words(figure: &DimensionFigure, basis: &Basis) -> String {
    match figure.band(basis.minimum_sample) {
        Band::Met => "Met.".to_owned(),
        Band::Under => "▽ A little under: less than 5 points.".to_owned(),
        Band::WellUnder => "▼ Well under: 5 points or more.".to_owned(),
        Band::TooFew => {
            format!("· Fewer than {} calls: too few to be the focus.", basis.minimum_sample)
        }
        Band::NoTarget | Band::NoScores => "Not judged.".to_owned(),
    }
}

fn focus_rule(standing: &Standing, dimension: usize, words: Words) -> String {
    let sentences = focus_sentences(standing, words).join("; ");
    match standing.finding.focus() {
        Some(focus) if focus == dimension => {
            format!("◆ The focus: the largest gap among dimensions with a target and enough calls. {sentences}.")
        }
        Some(_) | None => format!("The focus: {sentences}."),
    }
}

/// "Claims North · Dana Reyes · Wed 25 Nov 2026": whose figures or work is shown, to whom, and when.
pub(crate) fn corner(team: Option<&crate::domain::raw::Raw>, cx: &Ctx) -> String {
    let whose = team.map_or_else(|| "Everyone".to_owned(), crate::domain::raw::Raw::visible);
    if cx.area.width < 100 {
        // Whose it is must not fall away.
        let demo = if cx.demo.is_some() { "demo · " } else { "" };
        let shut = if cx.read_only.is_some() { format!("{READ_ONLY} · ") } else { String::new() };
        return format!("{shut}{demo}{whose} · {}", cx.words.day(cx.today));
    }
    let mut parts = Vec::new();
    if cx.read_only.is_some() {
        parts.push(READ_ONLY.to_owned());
    }
    if cx.demo.is_some() {
        parts.push("demo team".to_owned());
    }
    parts.push(whose);
    if !cx.name.is_empty() {
        parts.push(crate::domain::raw::visible(cx.name).into_owned());
    }
    parts.push(cx.words.weekday(cx.today));
    parts.join(" · ")
}
