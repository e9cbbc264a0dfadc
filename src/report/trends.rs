//! A page of the trends: what is on screen, as tables. The figures are those of the screen.

use super::{Part, Report, Row};
use crate::domain::day::Span;
use crate::domain::figure::{short, signed, words};
use crate::domain::outcome::Verdict;
use crate::domain::raw::{Raw, visible};
use crate::domain::scorecard::name_of;
use crate::domain::session::SessionLine;
use crate::domain::trends::actions::{ActionLine, CameOf, FEWEST};
use crate::domain::trends::behind::{BehindView, Figure, ScoredCall};
use crate::domain::trends::closing::{Closing, End};
use crate::domain::trends::evaluators::{EvaluatorLine, Overlap};
use crate::domain::trends::{self, Point, TrendsView};

/// What is printed, and of which view.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrendsPage {
    pub(crate) view: TrendsView,
    pub(crate) shown: Shown,
}

/// A page of the screen, or what stands behind one of its figures. Positions are those of the view.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
    /// All dimensions, and the agents on one of them.
    Figures {
        dimension: usize,
    },
    /// One dimension over the cycles: an agent's, or all together.
    Line {
        agent: Option<usize>,
        dimension: usize,
    },
    Gaps,
    /// The gaps of a dimension, by key.
    Dimension(String),
    Actions,
    Coaching,
    Evaluators,
    Calls(Box<BehindView>),
    Sessions {
        title: String,
        sessions: Vec<CameOf>,
        /// Whether what came of them is said.
        outcomes: bool,
    },
}

pub(crate) fn trends_page(page: &TrendsPage) -> Report {
    let view = &page.view;
    let whose = view.team.as_ref().map_or_else(|| "everyone".to_owned(), |t| t.name.visible());
    let mut facts = vec![("Scorecard", visible(&view.scorecard).into_owned())];
    if let Some((first, last)) = view.cycles.first().zip(view.cycles.last()) {
        facts.push(("Days", format!("{} to {}", day(first.from), day(last.last()))));
    }
    facts.push(("Agents", view.agents.len().to_string()));
    let basis = view.basis_words();
    if !basis.is_empty() {
        facts.push(("Counted", basis));
    }
    let mut parts = Vec::new();
    match &page.shown {
        Shown::Figures { dimension } => figures(view, *dimension, &mut parts),
        Shown::Line { agent, dimension } => line(view, *agent, *dimension, &mut parts),
        Shown::Gaps => gaps(view, &mut parts),
        Shown::Dimension(key) => {
            if let Some(closing) = view.closing.iter().find(|c| c.key == *key) {
                dimension(closing, &mut parts);
            }
        }
        Shown::Actions => actions(view, &mut parts),
        Shown::Coaching => coaching(view, &mut parts),
        Shown::Evaluators => evaluators(view, &mut parts),
        Shown::Calls(found) => calls(found, &mut parts),
        Shown::Sessions { title, sessions, outcomes } => held(view, title, sessions, *outcomes, &mut parts),
    }
    let foot = vec![format!("Made {}", day(view.today))];
    Report { title: format!("Trends: {whose}"), mark: None, facts, parts, foot }
}

fn day(day: chrono::NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Part {
    Part::Table {
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        rows: rows.map(|cells| Row { cells, focus: false }).collect(),
    }
}

fn over_cycles(first: &str, view: &TrendsView, last: Option<&str>) -> Vec<String> {
    let cycles = view.cycles.iter().map(|cycle| cycle.words(view.today));
    std::iter::once(first.to_owned()).chain(cycles).chain(last.map(str::to_owned)).collect()
}

/// "▽ 72.6 (194)": against the target, with its calls.
fn cell(point: &Point, minimum_sample: u32) -> String {
    let Some(current) = point.current else { return "–".to_owned() };
    let mark = match point.target {
        _ if point.n < minimum_sample => "· ",
        Some(target) if crate::domain::focus::under(current, target) => "▽ ",
        Some(_) | None => "",
    };
    format!("{mark}{} ({})", words(current), point.n)
}

fn figures(view: &TrendsView, dimension: usize, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("All together".to_owned()));
    let row = |row: &trends::Row| {
        let target = row.points.last().and_then(|p| p.target).map_or_else(|| "–".to_owned(), short);
        let cells = row.points.iter().map(|point| cell(point, view.minimum_sample));
        let cells = std::iter::once(visible(&row.name).into_owned()).chain(cells).chain([target]).collect();
        Row { cells, focus: false }
    };
    parts.push(Part::Table {
        heads: over_cycles("Dimension", view, Some("Target")),
        rows: view.rows.iter().map(row).collect(),
    });
    let Some(chosen) = view.rows.get(dimension) else { return };
    parts.push(Part::Heading(format!("{}, agent by agent", visible(&chosen.name))));
    let rows = view.agents.iter().filter_map(|agent| {
        let own = agent.rows.get(dimension)?;
        let moved = view.movers.iter().find(|m| m.agent.id == agent.agent.id && m.key == own.key);
        let moved = moved.map(|m| format!("{} {}", m.moved.verdict.words(), signed(m.moved.net))).unwrap_or_default();
        let cells = own.points.iter().map(|point| cell(point, view.minimum_sample));
        let cells = std::iter::once(agent.agent.name.visible()).chain(cells).chain([moved]).collect();
        Some(Row { cells, focus: false })
    });
    parts.push(Part::Table { heads: over_cycles("Agent", view, Some("Last cycle")), rows: rows.collect() });
    parts.push(Part::Text(
        "Each figure is the average over the calls of its cycle, with their number; ▽ under target, · too few calls. \
         The last cycle says who rose or fell by more than luck would explain."
            .to_owned(),
    ));
}

fn line(view: &TrendsView, agent: Option<usize>, dimension: usize, parts: &mut Vec<Part>) {
    let agent = agent.and_then(|at| view.agents.get(at));
    let rows = agent.map_or(&view.rows, |agent| &agent.rows);
    let Some(row) = rows.get(dimension) else { return };
    let who = agent.map_or_else(|| "all together".to_owned(), |a| a.agent.name.visible());
    parts.push(Part::Heading(format!("{}, {who}", visible(&row.name))));
    let rows = view.cycles.iter().zip(&row.points).map(|(cycle, point)| {
        let none = || "–".to_owned();
        let held = view.sessions.iter().filter(|s| {
            cycle.contains(s.held_on)
                && s.focus.as_ref() == Some(&row.key)
                && agent.is_none_or(|a| s.agent == a.agent.id)
        });
        let range = point.low.zip(point.high).map(|(low, high)| range(point.current, low, high));
        vec![
            cycle.words(view.today),
            cell(point, view.minimum_sample),
            point.target.map_or_else(none, short),
            range.unwrap_or_else(none),
            held.count().to_string(),
        ]
    });
    let heads = ["Cycle", "Average (calls)", "Target", "Other calls could have given", "Sessions on it"];
    parts.push(table(&heads, rows));
}

/// "58.2 to 66.6": percents end at 0 and 100, unless a score does not.
fn range(current: Option<f64>, low: f64, high: f64) -> String {
    let current = current.unwrap_or_default();
    let low = if current >= 0.0 { low.max(0.0) } else { low };
    let high = if current <= 100.0 { high.min(100.0) } else { high };
    format!("{} to {}", words(low), words(high))
}

/// Which sessions are looked at.
fn of_days(view: &TrendsView) -> String {
    let of = |span: Span| format!("Sessions of {} to {}.", day(span.from), day(span.last()));
    view.sessions_of().map_or_else(|| "Sessions of all days.".to_owned(), of)
}

fn gaps(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("How fast gaps close".to_owned()));
    parts.push(Part::Text(of_days(view)));
    for closing in &view.closing {
        parts.push(Part::Text(format!("{}: {}.", visible(&closing.name), closing.words())));
    }
    for closing in &view.closing {
        dimension(closing, parts);
    }
    parts.push(Part::Heading(format!("Stuck: {}", view.stuck.len())));
    for stuck in &view.stuck {
        parts.push(Part::Text(format!("{}: {}.", stuck.agent.name.visible(), visible(&stuck.words()))));
    }
}

fn dimension(closing: &Closing, parts: &mut Vec<Part>) {
    parts.push(Part::Heading(format!("{}: {} still open", visible(&closing.name), closing.open)));
    let rows = closing.gaps.iter().map(|gap| {
        let state = match gap.episode.end {
            End::StillOpen => "still open",
            End::Closed => "closed",
        };
        vec![
            gap.agent.name.visible(),
            day(gap.since),
            gap.episode.sessions.to_string(),
            gap.episode.days.to_string(),
            state.to_owned(),
        ]
    });
    parts.push(table(&["Agent", "First session", "Sessions", "Days", ""], rows));
}

fn actions(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("What came after each practice action".to_owned()));
    parts.push(Part::Text(of_days(view)));
    let row = |line: &ActionLine| {
        let net = match line.net {
            Some(net) if line.ranked() => signed(net),
            Some(_) | None => format!("under {FEWEST}"),
        };
        vec![
            visible(&line.action).into_owned(),
            visible(&name_of(&line.dimension)).into_owned(),
            line.sessions.to_string(),
            net,
            line.rose.to_string(),
            line.fell.to_string(),
            line.same.to_string(),
            (line.cant_tell + line.too_few).to_string(),
        ]
    };
    let heads = ["Action", "Dimension", "Sessions", "Change", "Rose", "Fell", "Same", "Can't tell"];
    parts.push(table(&heads, view.actions.iter().map(row)));
    parts.push(Part::Text("It says what came after an action, never that the action did it.".to_owned()));
}

fn coaching(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Sessions held in each cycle".to_owned()));
    let rows = view.agents.iter().map(|agent| {
        let held = agent.sessions.iter().map(|n| if *n == 0 { "·".to_owned() } else { n.to_string() });
        Row { cells: std::iter::once(agent.agent.name.visible()).chain(held).collect(), focus: false }
    });
    parts.push(Part::Table { heads: over_cycles("Agent", view, None), rows: rows.collect() });
}

fn evaluators(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("How each evaluator scores".to_owned()));
    let row = |line: &EvaluatorLine| {
        let none = || "–".to_owned();
        let d = line.disputes;
        let later = |i: crate::domain::outcome::Interval| {
            format!("{} ({} to {})", signed(i.change), signed(i.low), signed(i.high))
        };
        vec![
            visible(&line.evaluator).into_owned(),
            visible(&name_of(&line.dimension)).into_owned(),
            line.n.to_string(),
            words(line.mean),
            line.others.map_or_else(none, words),
            line.drift.map_or_else(none, later),
            (d.open + d.upheld + d.changed + d.withdrawn).to_string(),
        ]
    };
    let heads = ["Evaluator", "Dimension", "Scores", "Average", "Others", "Later half", "Disputed"];
    parts.push(table(&heads, view.evaluators.iter().map(row)));
    if view.overlaps.is_empty() {
        return;
    }
    parts.push(Part::Heading("Calls that two evaluators scored".to_owned()));
    let row = |pair: &Overlap| {
        vec![
            visible(&format!("{} and {}", pair.first, pair.second)).into_owned(),
            visible(&name_of(&pair.dimension)).into_owned(),
            pair.calls.to_string(),
            pair.agree.to_string(),
            signed(pair.difference),
        ]
    };
    let heads = ["Who", "Dimension", "Calls", "Within a point", "Apart"];
    parts.push(table(&heads, view.overlaps.iter().map(row)));
}

fn calls(found: &BehindView, parts: &mut Vec<Part>) {
    let what = match &found.figure {
        Figure::Cycle { .. } => found.agent.as_ref().map_or_else(|| "all together".to_owned(), |a| a.name.visible()),
        Figure::Evaluator { evaluator, .. } => format!("scored by {}", visible(evaluator)),
        Figure::Pair { first, second, .. } => format!("scored by {} and {}", visible(first), visible(second)),
    };
    let days = format!("{} to {}", day(found.span.from), day(found.span.last()));
    parts.push(Part::Heading(format!("{}, {what}, {days}: {} calls", visible(&found.dimension), found.calls.len())));
    let row = |call: &ScoredCall| {
        let given: Vec<String> =
            call.given.iter().map(|(who, percent)| format!("{} {}", visible(who), short(*percent))).collect();
        vec![
            call.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible),
            day(call.day),
            call.agent.name.visible(),
            match found.figure {
                Figure::Pair { .. } => signed(call.apart()),
                Figure::Cycle { .. } | Figure::Evaluator { .. } => words(call.percent()),
            },
            given.join(", "),
        ]
    };
    let score = match found.figure {
        Figure::Pair { .. } => "Apart",
        Figure::Cycle { .. } | Figure::Evaluator { .. } => "Score",
    };
    parts.push(table(&["Call", "Day", "Agent", score, "Scored by"], found.calls.iter().map(row)));
}

fn held(view: &TrendsView, title: &str, sessions: &[CameOf], outcomes: bool, parts: &mut Vec<Part>) {
    parts.push(Part::Heading(format!("{}: {} sessions", visible(title), sessions.len())));
    let row = |one: &CameOf| {
        let line = view.sessions.iter().find(|line| line.id == one.session)?;
        let mut cells = vec![
            day(line.held_on),
            line.agent_name.visible(),
            line.focus_name.as_deref().map_or_else(|| line.kind.words().to_owned(), |f| visible(f).into_owned()),
            line.status_words().to_owned(),
        ];
        if outcomes {
            cells.push(came_words(one));
        }
        Some(cells)
    };
    let mut heads = vec!["Held", "Agent", "Focus", "State"];
    heads.extend(outcomes.then_some("Since then"));
    parts.push(table(&heads, sessions.iter().filter_map(row)));
    let agreed = |line: &SessionLine| line.action.as_deref().map(|action| visible(action).into_owned());
    if !outcomes {
        for line in sessions.iter().filter_map(|one| view.sessions.iter().find(|line| line.id == one.session)) {
            if let Some(agreed) = agreed(line) {
                parts.push(Part::Text(format!("{}: {agreed}", day(line.held_on))));
            }
        }
    }
}

fn came_words(one: &CameOf) -> String {
    match (one.verdict, one.net) {
        (Verdict::TooFew, _) | (_, None) => one.verdict.words().to_owned(),
        (verdict, Some(net)) => format!("{}, {}", verdict.words(), signed(net)),
    }
}
