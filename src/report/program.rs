//! The coaching program: every team over the last cycles, for whoever answers for all of them. The figures are those of
//! Trends.

use std::collections::BTreeSet;

use super::team::day;
use super::{Part, Report, Row, charts};
use crate::domain::day::Span;
use crate::domain::figure::{signed, words};
use crate::domain::raw::visible;
use crate::domain::reported::{OverCycles, ProgramReported, TeamProgram};
use crate::domain::session::SessionLine;
use crate::domain::trends::TrendsView;
use crate::domain::trends::actions::{ActionLine, FEWEST};
use crate::domain::trends::evaluators::EvaluatorLine;

/// Practice actions that are listed, those that moved scores most first.
const ACTIONS: usize = 12;

pub(crate) fn program_page(data: &ProgramReported) -> Report {
    let view = &data.everyone;
    let mut parts = Vec::new();
    summary(data, &mut parts);
    dimensions(data, view, "Everyone, over the cycles", &mut parts);
    for team in &data.teams {
        of_team(data, team, &mut parts);
    }
    gaps(view, &mut parts);
    actions(view, &mut parts);
    evaluators(view, &mut parts);
    let held = data.sessions.len();
    let mut facts = vec![
        ("Cycles", cycles_words(view)),
        ("Scorecard", visible(&view.scorecard).into_owned()),
        ("Teams", data.teams.len().to_string()),
        ("Agents", view.agents.len().to_string()),
    ];
    facts.push(("Sessions", format!("{held} in these cycles")));
    Report {
        title: "Coaching program".to_owned(),
        mark: None,
        facts,
        parts,
        foot: vec![format!("Made {} with log check code {}", day(view.today), data.check_code)],
    }
}

/// "6, 31 Aug 2026 to 22 Nov 2026".
fn cycles_words(view: &TrendsView) -> String {
    match (view.cycles.first(), view.cycles.last()) {
        (Some(first), Some(last)) => format!("{}, {} to {}", view.cycles.len(), day(first.from), day(last.last())),
        _ => "none".to_owned(),
    }
}

/// A row a team: how many are coached, what became of flags, who is stuck.
fn summary(data: &ProgramReported, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Teams".to_owned()));
    if data.teams.is_empty() {
        parts.push(Part::Text("There is no team yet.".to_owned()));
        return;
    }
    let heads = ["Team", "Agents", "Coached in these cycles", "in the last one", "Sessions", "Flags coached", "Stuck"];
    let rows = data.teams.iter().map(|team| {
        let agents = team.trends.agents.len();
        let share = |n: usize| format!("{n} of {agents}");
        Row {
            cells: vec![
                name(team),
                agents.to_string(),
                share(coached(&team.trends, None)),
                share(coached(&team.trends, team.trends.cycles.len().checked_sub(1))),
                held(&data.sessions, &team.trends).len().to_string(),
                flags_coached(team),
                team.trends.stuck.len().to_string(),
            ],
            focus: false,
        }
    });
    parts.push(Part::Table { heads: heads.map(str::to_owned).to_vec(), rows: rows.collect() });
}

fn name(team: &TeamProgram) -> String {
    team.trends.team.as_ref().map_or_else(|| "everyone".to_owned(), |t| t.name.visible())
}

/// Agents with a session in one of the cycles, or in any.
fn coached(view: &TrendsView, cycle: Option<usize>) -> usize {
    let had = |sessions: &[u32]| match cycle {
        Some(at) => sessions.get(at).is_some_and(|n| *n > 0),
        None => sessions.iter().any(|n| *n > 0),
    };
    view.agents.iter().filter(|a| had(&a.sessions)).count()
}

/// Sessions of the agents that are shown.
fn held<'s>(sessions: &'s [SessionLine], view: &TrendsView) -> Vec<&'s SessionLine> {
    let ids: BTreeSet<_> = view.agents.iter().map(|a| a.agent.id).collect();
    sessions.iter().filter(|s| ids.contains(&s.agent)).collect()
}

fn flags_coached(team: &TeamProgram) -> String {
    let coached = team.coverage.count(|s| matches!(s, crate::domain::coverage::Coverage::Coached { .. }));
    match team.coverage.lines.len() {
        0 => "none flagged".to_owned(),
        all => format!("{coached} of {all}"),
    }
}

fn dimensions(data: &ProgramReported, view: &TrendsView, title: &str, parts: &mut Vec<Part>) {
    let over = OverCycles {
        cycles: view.cycles.clone(),
        rows: view.rows.clone(),
        sessions: held(&data.sessions, view).into_iter().cloned().collect(),
    };
    parts.push(Part::Heading(title.to_owned()));
    if view.agents.is_empty() {
        parts.push(Part::Text("No agent has scores in these cycles.".to_owned()));
        return;
    }
    parts.push(Part::Charts(charts(&over, view.today, view.minimum_sample)));
}

fn of_team(data: &ProgramReported, team: &TeamProgram, parts: &mut Vec<Part>) {
    let view = &team.trends;
    let supervisor = view.team.as_ref().and_then(|t| t.supervisor_name.as_ref());
    let with = supervisor.map_or_else(String::new, |name| format!(", {}", name.visible()));
    dimensions(data, view, &format!("{}{with}", name(team)), parts);
    if view.agents.is_empty() {
        return;
    }
    let mut facts = vec![("Coached", coaching(view)), ("Really moved", movers(view))];
    let stuck: Vec<String> =
        view.stuck.iter().map(|s| format!("{}: {}", s.agent.name.visible(), visible(&s.words()))).collect();
    if !stuck.is_empty() {
        facts.push(("Stuck", stuck.join("; ")));
    }
    let what = if team.coverage.lines.is_empty() { "none flagged".to_owned() } else { team.coverage.words() };
    let flags = format!("{what}, up to {}", super::team::day(team.coverage.span.last()));
    facts.push(("Flags", flags));
    let closing: Vec<String> = view.closing.iter().map(|c| format!("{}: {}", visible(&c.name), c.words())).collect();
    if !closing.is_empty() {
        facts.push(("Gaps", closing.join(". ")));
    }
    parts.push(Part::Facts(facts));
}

/// "11 of 12 agents in these cycles; by cycle 3, 4, 6; none: Zofia Małecka".
fn coaching(view: &TrendsView) -> String {
    let by: Vec<String> = (0..view.cycles.len()).map(|at| coached(view, Some(at)).to_string()).collect();
    let none = view.agents.iter().filter(|a| a.sessions.iter().all(|n| *n == 0));
    let none: Vec<String> = none.map(|a| a.agent.name.visible()).collect();
    let without = if none.is_empty() { String::new() } else { format!("; none: {}", none.join(", ")) };
    format!(
        "{} of {} agents in these cycles; cycle by cycle {}{without}",
        coached(view, None),
        view.agents.len(),
        by.join(", ")
    )
}

/// From the last cycle but one to the last.
fn movers(view: &TrendsView) -> String {
    let pair = view.cycles.len().checked_sub(2).and_then(|at| view.cycles.get(at..)).unwrap_or_default();
    let between = pair.iter().map(|c: &Span| c.words(view.today)).collect::<Vec<_>>().join(" to ");
    if view.movers.is_empty() {
        return format!("nobody, of {} figures that could be compared ({between})", view.compared);
    }
    let all = view.movers.iter().map(|m| {
        format!(
            "{} on {} {} by {} ({} on {} calls, then {} on {})",
            m.agent.name.visible(),
            visible(&m.name),
            m.moved.verdict.words(),
            words(m.moved.net.abs()),
            words(m.before),
            m.n_before,
            words(m.after),
            m.n_after
        )
    });
    format!("{}; of {} figures that could be compared ({between})", all.collect::<Vec<_>>().join("; "), view.compared)
}

fn gaps(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("How fast gaps close".to_owned()));
    if view.closing.is_empty() {
        parts.push(Part::Text("No gap was coached yet.".to_owned()));
        return;
    }
    let rows = view.closing.iter().map(|c| (visible(&c.name).into_owned(), format!("{}.", c.words())));
    parts.push(Part::Entries(rows.collect()));
}

fn actions(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Practice actions".to_owned()));
    if view.actions.is_empty() {
        parts.push(Part::Text("No action was agreed yet.".to_owned()));
        return;
    }
    let row = |a: &ActionLine| Row {
        cells: vec![
            format!("{} ({})", visible(&a.action), named(view, &a.dimension)),
            a.sessions.to_string(),
            a.net.filter(|_| a.ranked()).map_or_else(|| "–".to_owned(), signed),
            a.rose.to_string(),
            a.fell.to_string(),
            (a.same + a.cant_tell).to_string(),
            a.too_few.to_string(),
        ],
        focus: false,
    };
    let heads = ["Action", "Sessions", "Mean change", "Rose", "Fell", "Same or can't tell", "Too few calls"];
    let rows = view.actions.iter().take(ACTIONS).map(row).collect();
    parts.push(Part::Table { heads: heads.map(str::to_owned).to_vec(), rows });
    if let Some(more) = view.actions.len().checked_sub(ACTIONS).filter(|more| *more > 0) {
        parts.push(Part::Text(format!("… and {more} more.")));
    }
    parts.push(Part::Text(format!(
        "The mean change is beyond the team's, from {FEWEST} sessions with calls enough on. It says what came after an \
         action, never that the action did it."
    )));
}

/// In short: all dimensions of an evaluator together say too little, so the widest distance from the others is named.
fn evaluators(view: &TrendsView, parts: &mut Vec<Part>) {
    parts.push(Part::Heading("Evaluators".to_owned()));
    let mut names: Vec<&str> = view.evaluators.iter().map(|e| e.evaluator.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        parts.push(Part::Text("No evaluator is named.".to_owned()));
        return;
    }
    let apart = |e: &EvaluatorLine| e.others.map(|others| e.mean - others);
    let rows = names.iter().map(|name| {
        let own: Vec<&EvaluatorLine> = view.evaluators.iter().filter(|e| e.evaluator == *name).collect();
        let widest = own.iter().filter_map(|e| Some((e, apart(e)?))).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        let disputed: u32 = own.iter().map(|e| e.disputes).map(|d| d.open + d.upheld + d.changed + d.withdrawn).sum();
        Row {
            cells: vec![
                visible(name).into_owned(),
                own.iter().map(|e| e.n).sum::<usize>().to_string(),
                widest.map_or_else(
                    || "–".to_owned(),
                    |(e, by)| format!("{} {} ({} on {})", named(view, &e.dimension), signed(by), words(e.mean), e.n),
                ),
                disputed.to_string(),
            ],
            focus: false,
        }
    });
    let heads = ["Evaluator", "Scores", "Farthest from the others", "Disputed"];
    parts.push(Part::Table { heads: heads.map(str::to_owned).to_vec(), rows: rows.collect() });
    parts.push(Part::Text(
        "Other calls were scored by others: a distance is a reason to look, not a fault. In brackets the mean and its scores."
            .to_owned(),
    ));
}

/// A dimension's name as shown.
fn named(view: &TrendsView, key: &str) -> String {
    visible(view.rows.iter().find(|r| r.key == key).map_or(key, |r| r.name.as_str())).into_owned()
}
