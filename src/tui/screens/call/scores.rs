//! How the call was scored: the evaluations that count, dimension by dimension with criteria and comments; then,
//! quietly, those that do not count and why.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use crate::domain::evaluation::{EvaluationKind, EvaluationState, ScoreState, ScoredBy};
use crate::domain::figure;
use crate::domain::focus::WELL_UNDER;
use crate::domain::raw::{Raw, visible};
use crate::domain::standing::{CallView, CriterionView, EvaluationView, ScoreView};
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::words::{Words, fit, pad, pad_left, width, wrap};

/// Why an evaluation does not count; `None` where it does.
pub(super) fn left_out(evaluation: &EvaluationView) -> Option<&'static str> {
    match (evaluation.state, evaluation.kind, evaluation.current) {
        (EvaluationState::Retracted, _, _) => Some("retracted"),
        (EvaluationState::Draft, _, _) => Some("a draft"),
        (EvaluationState::Final, EvaluationKind::Calibration, _) => Some("a calibration"),
        (EvaluationState::Final, EvaluationKind::SelfAssessment, _) => Some("the agent's own"),
        (EvaluationState::Final, EvaluationKind::Standard, false) => Some("superseded by a newer version"),
        (EvaluationState::Final, EvaluationKind::Standard, true) => None,
    }
}

/// "by K. Osei" or "by AI, model-3".
pub(super) fn by(evaluation: &EvaluationView) -> String {
    let name = evaluation.evaluator.as_ref().map(Raw::visible);
    match (evaluation.scored_by, name) {
        (ScoredBy::Ai, Some(name)) => format!("scored by AI, {name}"),
        (ScoredBy::Ai, None) => "scored by AI".to_owned(),
        (ScoredBy::Person, Some(name)) => format!("scored by {name}"),
        (ScoredBy::Person, None) => "scored by a person".to_owned(),
    }
}

/// The lines as they were made last: they are the same until the call is another, and a key in the transcript leaves
/// them as they are.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Columns and settings that they were made for.
    of: Option<(usize, Words)>,
    lines: Vec<Line<'static>>,
}

impl Kept {
    /// Makes them where they are not made; says how many there are.
    pub(super) fn keep(&mut self, view: &CallView, columns: usize, cx: &Ctx) -> usize {
        let of = Some((columns, cx.words));
        if self.of != of {
            *self = Self { of, lines: lines(view, columns, cx) };
        }
        self.lines.len()
    }

    pub(super) fn lines(&self, view: &CallView, columns: usize, cx: &Ctx) -> Cow<'_, [Line<'static>]> {
        if self.of == Some((columns, cx.words)) {
            Cow::Borrowed(&self.lines)
        } else {
            Cow::Owned(lines(view, columns, cx))
        }
    }
}

fn lines(view: &CallView, columns: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let (counted, rest): (Vec<_>, Vec<_>) = view.evaluations.iter().partition(|e| left_out(e).is_none());
    if counted.is_empty() {
        let words =
            if rest.is_empty() { "This call has not been scored." } else { "No evaluation of this call counts." };
        out.push(Line::from(cx.look.span(words, Meaning::Muted)));
    }
    // The head names the auto-fails; which evaluation has them is said where there are several.
    let several = counted.len() > 1;
    for evaluation in counted {
        if !out.is_empty() {
            out.push(Line::default());
        }
        scored(evaluation, several, columns, cx, &mut out);
    }
    if !rest.is_empty() {
        out.push(Line::default());
        out.push(Line::from(cx.look.span("DOES NOT COUNT", Meaning::Heading)));
    }
    for evaluation in rest {
        let overall = evaluation.overall.map_or_else(String::new, |v| format!(", overall {}", cx.words.figure(v)));
        let why = left_out(evaluation).unwrap_or_default();
        let when = evaluated(evaluation).map(|when| format!(", {when}")).unwrap_or_default();
        wrapped(&format!("{why}: {}{when}{overall}", by(evaluation)), 0, Meaning::Muted, columns, cx, &mut out);
    }
    out
}

/// When it was evaluated, as the source writes it.
fn evaluated(evaluation: &EvaluationView) -> Option<String> {
    evaluation.evaluated.as_ref().map(|stamp| visible(&stamp.text).into_owned())
}

fn wrapped(text: &str, indent: usize, meaning: Meaning, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    for line in wrap(&visible(text), columns.saturating_sub(indent)) {
        out.push(Line::from(cx.look.span(format!("{}{line}", " ".repeat(indent)), meaning)));
    }
}

fn scored(evaluation: &EvaluationView, several: bool, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    let version =
        if evaluation.scorecard_version == "1" { String::new() } else { format!(" {}", evaluation.scorecard_version) };
    let name = visible(&evaluation.scorecard).to_uppercase();
    out.push(Line::from(cx.look.span(fit(&format!("{name}{version}"), columns, cx.look.marks.more), Meaning::Heading)));
    wrapped(&by(evaluation), 0, Meaning::Muted, columns, cx, out);
    for fail in evaluation.auto_fails.iter().filter(|_| several) {
        wrapped(
            &format!("{} auto-fail: {}", cx.look.marks.auto_fail, fail.visible()),
            0,
            Meaning::Alert,
            columns,
            cx,
            out,
        );
    }
    for score in &evaluation.scores {
        dimension(score, columns, cx, out);
    }
    let overall = cx.words.figure_or(evaluation.overall, cx.look.marks.none);
    let own = evaluation.total.map_or_else(String::new, |_| "  the source's own total".to_owned());
    let name = columns.saturating_sub(24).clamp(8, 24);
    out.push(Line::from(vec![
        cx.look.span(pad("Overall", name, ""), Meaning::Text),
        cx.look.span(format!("  {}", pad_left(&overall, 5, "")), Meaning::Heading),
        cx.look.span(own, Meaning::Muted),
    ]));
    if let Some(comment) = &evaluation.comment {
        wrapped(&quoted(comment, cx), 0, Meaning::Muted, columns, cx, out);
    }
}

fn quoted(text: &Raw, cx: &Ctx) -> String {
    format!("{}{}{}", cx.look.marks.open_quote, text.visible(), cx.look.marks.close_quote)
}

/// Mark and colour of a score against its target.
fn judged(score: &ScoreView, cx: &Ctx) -> (&'static str, Meaning) {
    let gap = score.target.zip(score.percent).map(|(target, percent)| figure::printed_gap(target, percent));
    match gap {
        None => (" ", Meaning::Text),
        Some(gap) if gap <= 0.0 => (" ", Meaning::Good),
        Some(gap) if gap < WELL_UNDER => (cx.look.marks.under, Meaning::Watch),
        Some(_) => (cx.look.marks.well_under, Meaning::Below),
    }
}

fn not_scored(state: ScoreState) -> &'static str {
    match state {
        ScoreState::Scored => "",
        ScoreState::NotApplicable => "N/A",
        ScoreState::Unanswered => "unanswered",
        ScoreState::NotScored => "not scored",
    }
}

fn dimension(score: &ScoreView, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    let look = cx.look;
    let (mark, meaning) = judged(score, cx);
    let name = columns.saturating_sub(24).clamp(8, 24);
    let mut label = visible(&score.name).into_owned();
    if score.critical {
        label.push_str(" · critical");
    }
    let target = score.target.map_or_else(String::new, |t| format!("{} {}", look.marks.at_least, cx.words.short(t)));
    let mut spans: Vec<Span> = vec![look.span(pad(&label, name, look.marks.more), Meaning::Text)];
    match score.percent {
        Some(percent) => {
            let against = score.target.map_or_else(String::new, |t| cx.words.signed(-figure::printed_gap(t, percent)));
            spans.push(look.span(format!("{mark} {}", pad_left(&cx.words.figure(percent), 5, "")), meaning));
            spans.push(look.span(pad_left(&target, 7, ""), Meaning::Muted));
            spans.push(look.span(pad_left(&against, 8, ""), Meaning::Muted));
        }
        None => spans.push(look.span(format!("  {}", not_scored(score.state)), Meaning::Muted)),
    }
    out.push(Line::from(spans));
    if let Some(dispute) = &score.dispute {
        let words = format!("disputed ({}): {}", dispute.state.word(), dispute.note.visible());
        wrapped(&words, 2, Meaning::Watch, columns, cx, out);
    }
    for criterion in &score.criteria {
        criterion_lines(criterion, columns, cx, out);
    }
    if let Some(comment) = &score.comment {
        wrapped(&quoted(comment, cx), 2, Meaning::Muted, columns, cx, out);
    }
}

/// Whether a criterion was met, in part, or not; by its points.
fn criterion_lines(c: &CriterionView, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    let look = cx.look;
    let (mark, word, meaning) = match (c.state, c.earned, c.possible) {
        (ScoreState::Scored, Some(earned), Some(possible)) if possible > 0.0 && earned >= possible => {
            (look.marks.done, "met", Meaning::Muted)
        }
        (ScoreState::Scored, Some(earned), Some(possible)) if possible > 0.0 && earned > 0.0 => {
            (look.marks.under, "in part", Meaning::Watch)
        }
        (ScoreState::Scored, Some(_), Some(_)) => (look.marks.auto_fail, "missed", Meaning::Below),
        (ScoreState::Scored, _, _) => (look.marks.too_few, "", Meaning::Muted),
        (ScoreState::NotApplicable | ScoreState::Unanswered | ScoreState::NotScored, _, _) => {
            (look.marks.too_few, not_scored(c.state), Meaning::Muted)
        }
    };
    let result = c.result.as_ref().map_or_else(|| word.to_owned(), Raw::visible);
    let fail = if c.auto_fail { " · auto-fail" } else { "" };
    let room = columns.saturating_sub(4);
    let name = format!("{}{fail}", c.name.visible());
    let lines = wrap(&name, room.saturating_sub(width(&result) + 2).max(8));
    for (i, line) in lines.into_iter().enumerate() {
        let mut spans = vec![look.span(format!("  {} ", if i == 0 { mark } else { " " }), meaning)];
        spans.push(look.span(line, if meaning == Meaning::Muted { Meaning::Muted } else { Meaning::Text }));
        if i == 0 {
            spans.push(look.span(format!("  {}", fit(&result, 16, look.marks.more)), meaning));
        }
        out.push(Line::from(spans));
    }
    if let Some(comment) = &c.comment {
        wrapped(&quoted(comment, cx), 4, Meaning::Muted, columns, cx, out);
    }
}

/// The mean of the evaluations that count.
pub(super) fn overall(view: &CallView) -> Option<f64> {
    let all: Vec<f64> = view.evaluations.iter().filter(|e| left_out(e).is_none()).filter_map(|e| e.overall).collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

/// The scores as text, for the clipboard.
pub(super) fn plain(view: &CallView, cx: &Ctx) -> String {
    let text = |line: &Line| line.spans.iter().map(|s| s.content.as_ref()).collect::<String>();
    let id = view.call_id.as_ref().map_or_else(|| "call".to_owned(), |id| format!("call ID {}", id.visible()));
    let lines = lines(view, 78, cx);
    std::iter::once(id).chain(lines.iter().map(|l| text(l).trim_end().to_owned())).collect::<Vec<_>>().join("\n")
}

/// The arithmetic behind the overall.
pub(super) fn explained(view: &CallView, cx: &Ctx) -> Explanation {
    let mut out = Vec::new();
    for evaluation in view.evaluations.iter().filter(|e| left_out(e).is_none()) {
        let overall = cx.words.figure_or(evaluation.overall, "none");
        let how = if !evaluation.auto_fails.is_empty() {
            "an auto-fail failed, which makes the overall 0 where the source has no own total"
        } else if evaluation.total.is_some() {
            "the source's own total"
        } else {
            "the mean of its scored dimensions, by their weights; N/A drops out"
        };
        out.push(format!("{}: overall {overall}, {how}.", by(evaluation)));
        for score in &evaluation.scores {
            if let (Some(earned), Some(possible), Some(percent)) = (score.earned, score.possible, score.percent) {
                out.push(format!(
                    "{}: {earned} of {possible} points = {}",
                    visible(&score.name),
                    cx.words.figure(percent)
                ));
            }
        }
    }
    if view.evaluations.iter().filter(|e| left_out(e).is_none()).count() > 1 {
        out.push("A call counts once: the mean of what its evaluations give.".to_owned());
    }
    if out.is_empty() {
        out.push("No evaluation of this call counts.".to_owned());
    }
    Explanation { title: "How this call was scored".to_owned(), lines: out }
}
