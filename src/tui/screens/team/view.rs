//! Drawing of the Team screen.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::layout::{Areas, Columns, areas, headings};
use super::row::{self, Shape};
use super::{TeamScreen, card};
use crate::config::keymap::{Action, Context};
use crate::domain::raw::visible;
use crate::domain::standing::TeamView;
use crate::tui::figures;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit, pad, pad_left, width};

pub(super) fn draw(screen: &TeamScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area);
    let Some(view) = load::ready(&screen.view, frame, area, "the team's figures", cx) else { return };
    context(screen, view, frame, areas.context, cx);
    second_line(screen, view, frame, areas.caveats, cx);
    let rows = &screen.rows;
    if rows.is_empty() {
        empty(screen, view, frame, areas.table, cx);
        return;
    }
    let columns = Columns::new(areas.table.width, view, screen.longest);
    heading(screen, view, frame, &areas, &columns, cx);
    let page = usize::from(areas.rows.height);
    let mut cursor = screen.cursor;
    cursor.fit(rows.len(), page);
    let shape = Shape { columns, dimensions: window(screen, view, &columns), words: cx.words };
    for (line, at) in cursor.window(rows.len(), page).enumerate() {
        let y = areas.rows.y + u16::try_from(line).unwrap_or(0);
        let place = Rect { y, height: 1, ..areas.rows };
        let row = || Cow::Owned(row::line(screen, view, &view.agents[rows[at]], &shape, cx));
        let line = screen.kept.get(rows[at], &shape).map_or_else(row, Cow::Borrowed);
        put(frame, place.x, place.y, &line, place);
        if at == cursor.selected {
            row::select(screen.dimension.selected, frame, place, &shape, cx);
        }
    }
    scroll::draw(frame, areas.rows, cursor, rows.len(), cx.look);
    if let Some(standing) = rows.get(cursor.selected).map(|i| &view.agents[*i]) {
        let card = card::Card {
            standing,
            outcome: screen.outcome(standing),
            dimension: screen.dimension.selected,
            basis: &view.basis,
        };
        card.lines(frame, areas.lines, cx);
        card.side(frame, areas.side, cx);
    }
}

/// What stands over the rows and is told of all agents: worked out once an answer, since a center has thousands.
#[derive(Debug, Default)]
pub(super) struct Over {
    /// A place per dimension.
    targets: Vec<String>,
    /// Flags and auto-fails that no session answers.
    waiting: u32,
}

impl Over {
    pub(super) fn of(view: &TeamView, cx: &Ctx) -> Self {
        Self {
            targets: (0..view.basis.scorecard.dimensions.len()).map(|i| target(view, i, cx)).collect(),
            waiting: view.agents.iter().map(|a| a.unanswered).sum(),
        }
    }
}

/// "Cycle 9–22 Nov , .   412 calls   12 agents   ⚑3 open   37 newer: n     scored by people and AI … ▾".
fn context(screen: &TeamScreen, view: &TeamView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let basis = &view.basis;
    let contexts = [Context::Team, Context::List, Context::Global];
    let key = |action| cx.keymap.key_words(&contexts, action, look.borders);
    let span = cx.words.span(basis.span);
    let mut spans = vec![Span::raw("  ")];
    if basis.cycle.is_some() {
        spans.push(look.span("Cycle ", Meaning::Muted));
        spans.push(look.span(span, Meaning::Heading));
        let keys = format!(" {} {}", key(Action::EarlierCycle), key(Action::LaterCycle));
        spans.push(look.span(keys, Meaning::Accent));
    } else {
        spans.push(look.span("Newer calls, ", Meaning::Muted));
        spans.push(look.span(span, Meaning::Heading));
    }
    let mut facts = vec![count(view.calls, "call"), count(view.agents.len() as u64, "agent")];
    let waiting = screen.over.waiting;
    if waiting > 0 {
        facts.push(format!("{}{waiting} open", look.marks.flag));
    }
    for fact in facts {
        spans.push(look.span(format!("   {fact}"), Meaning::Text));
    }
    if basis.cycle.is_some() && view.newer_calls > 0 {
        spans.push(look.span(format!("   {} newer: ", view.newer_calls), Meaning::Text));
        spans.push(look.span(key(Action::NewerCalls), Meaning::Accent));
    }
    let left: usize = spans.iter().map(Span::width).sum();
    put(frame, area.x, area.y, &Line::from(spans), area);
    let right = format!("{} {}", screen.sort.words(), look.marks.menu);
    let room = usize::from(area.width).saturating_sub(left + 4);
    let scored = figures::scored_by(basis).filter(|s| width(s) + width(&right) + 3 <= room);
    let mut right_spans = Vec::new();
    if let Some(scored) = scored {
        right_spans.push(look.span(format!("{scored}   "), Meaning::Muted));
    }
    if width(&right) <= room {
        right_spans.push(look.span(right, Meaning::Muted));
    }
    let wide: usize = right_spans.iter().map(Span::width).sum();
    let x = area.right().saturating_sub(u16::try_from(wide).unwrap_or(0).saturating_add(2));
    put(frame, x, area.y, &Line::from(right_spans), area);
}

/// The line of finding while one finds, else what makes the figures less than they seem.
fn second_line(screen: &TeamScreen, view: &TeamView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    if screen.find.draw(frame, inner, cx) > 0 {
        return;
    }
    let mut caveats = figures::caveats(&view.basis);
    if usize::from(area.width) < 110
        && let Some(scored) = figures::scored_by(&view.basis)
    {
        caveats.push(scored.to_owned());
    }
    let words = fit(&caveats.join(" · "), usize::from(inner.width), cx.look.marks.more);
    let meaning = if view.basis.provisional_days.is_some() { Meaning::Watch } else { Meaning::Muted };
    put(frame, inner.x, inner.y, &Line::from(cx.look.span(words, meaning)), inner);
}

fn empty(screen: &TeamScreen, view: &TeamView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let contexts = [Context::Team, Context::List, Context::Global];
    let key = |action| cx.keymap.key_words(&contexts, action, cx.look.borders);
    if screen.find.narrows() {
        let words = format!("No name holds “{}”", visible(screen.find.text()));
        let way = format!("{} shows everyone.", key(Action::Back));
        load::message(frame, area, &words, &[way], Meaning::Heading, cx);
    } else if view.teams.is_empty() && view.scorecards.len() <= 1 && view.newer_calls == 0 {
        load::message(
            frame,
            area,
            "No evaluations yet",
            &[
                format!("Press {} to import a file of QA scores or transcripts.", key(Action::GoImport)),
                "To look around first, quit and run `coachlog demo`: it opens an invented team.".to_owned(),
            ],
            Meaning::Heading,
            cx,
        );
    } else {
        let team = view.team.as_ref().map_or_else(|| "this file".to_owned(), |t| t.name.visible());
        load::message(
            frame,
            area,
            &format!("Nobody of {team} has scores in {}", cx.words.span(view.basis.span)),
            &[format!(
                "{} goes to the cycle before, {} picks another team, {} another scorecard.",
                key(Action::EarlierCycle),
                key(Action::PickTeam),
                key(Action::PickScorecard)
            )],
            Meaning::Heading,
            cx,
        );
    }
}

/// The positions of the dimensions on screen.
pub(super) fn window(screen: &TeamScreen, view: &TeamView, columns: &Columns) -> std::ops::Range<usize> {
    let mut dimension = screen.dimension;
    let len = view.basis.scorecard.dimensions.len();
    dimension.fit(len, columns.shown);
    dimension.window(len, columns.shown)
}

fn heading(screen: &TeamScreen, view: &TeamView, frame: &mut Frame, areas: &Areas, columns: &Columns, cx: &Ctx) {
    let look = cx.look;
    let more = look.marks.more;
    let names: Vec<String> = view.basis.scorecard.dimensions.iter().map(|d| visible(&d.name).into_owned()).collect();
    let short = headings(&names, columns.figure - 1);
    let shown = window(screen, view, columns);
    let mut top = vec![look.span(format!("  {}", pad("AGENT", columns.name, more)), Meaning::Heading)];
    let mut below = vec![Span::raw(pad("", columns.name + 2 + columns.overall, more))];
    if columns.overall > 0 {
        top.push(look.span(pad_left("OVERALL", columns.overall - 1, more) + " ", Meaning::Heading));
    }
    for i in shown.clone() {
        let meaning = if i == screen.dimension.selected { Meaning::Accent } else { Meaning::Heading };
        let mut name = short[i].clone();
        if i == shown.start && i > 0 {
            name = format!("{} {name}", look.marks.scroll_left);
        } else if i + 1 == shown.end && shown.end < names.len() {
            name = format!("{name} {}", look.marks.scroll_right);
        }
        let mut span = look.span(pad_left(&name, columns.figure - 1, more) + " ", meaning);
        span.style = span.style.add_modifier(Modifier::BOLD);
        top.push(span);
        let target = screen.over.targets.get(i).map_or("", String::as_str);
        below.push(look.span(pad_left(target, columns.figure - 1, more) + " ", Meaning::Muted));
    }
    let last = [
        ("CALLS", columns.calls, true),
        ("FLAGS", columns.flags, true),
        ("  FOCUS", columns.focus, false),
        ("LAST", columns.last, false),
        ("NEXT", columns.next, false),
    ];
    for (name, wide, right) in last.into_iter().filter(|(_, wide, _)| *wide > 0) {
        let text = if right { pad_left(name, wide - 1, more) + " " } else { pad(name, wide, more) };
        top.push(look.span(text, Meaning::Heading));
    }
    put(frame, areas.table.x, areas.table.y, &Line::from(top), areas.table);
    put(frame, areas.table.x, areas.table.y.saturating_add(1), &Line::from(below), areas.table);
}

/// "≥ 95"; two where agents differ ("≥ 75/60"); "varies" beyond that.
fn target(view: &TeamView, dimension: usize, cx: &Ctx) -> String {
    // All of them have a handful of targets: each is written once.
    let mut values: Vec<(f64, usize)> = Vec::new();
    for target in view.agents.iter().filter_map(|s| s.dimensions.get(dimension)?.target) {
        match values.iter_mut().find(|(value, _)| value.to_bits() == target.to_bits()) {
            Some((_, n)) => *n += 1,
            None => values.push((target, 1)),
        }
    }
    let mut targets: Vec<(String, usize)> = Vec::new();
    for (value, agents) in values {
        let words = cx.words.short(value);
        match targets.iter_mut().find(|(t, _)| *t == words) {
            Some((_, n)) => *n += agents,
            None => targets.push((words, agents)),
        }
    }
    targets.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let sign = cx.look.marks.at_least;
    match targets.as_slice() {
        [] => "no target".to_owned(),
        [(one, _)] => format!("{sign} {one}"),
        [(one, _), (other, _)] => format!("{sign} {one}/{other}"),
        _ => "varies".to_owned(),
    }
}
