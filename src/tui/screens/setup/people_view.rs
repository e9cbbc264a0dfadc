//! How teams and people are drawn (see [`super::people`]).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::SetupScreen;
use super::people::{Areas, Lengths, List, areas, named, presence};
use crate::domain::id::PersonId;
use crate::domain::raw::Raw;
use crate::store::request::{PersonLine, SetupView};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit, pad, pad_left, wrap};

/// Columns of the figures at the right.
const FIGURE: usize = 13;
const IDS: usize = 12;

pub(super) fn draw(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, body: Rect, cx: &Ctx) {
    if view.teams.is_empty() && view.people.is_empty() {
        let sentence = "People and teams come with the first import of evaluations.";
        load::message(frame, body, "Nobody is known yet", &[sentence.to_owned()], Meaning::Heading, cx);
        return;
    }
    let areas = areas(body, Lengths::of(view));
    draw_teams(screen, view, frame, areas.teams, cx);
    draw_alike(screen, view, frame, areas.alike, cx);
    if areas.people.height > 0 {
        draw_people(screen, view, frame, areas.people, cx);
    }
    draw_below(screen, frame, &areas, cx);
}

fn title(frame: &mut Frame, list: Rect, text: String, cx: &Ctx) {
    let above = Rect { y: list.y.saturating_sub(1), height: 1, ..list };
    put(frame, above.x, above.y, &Line::from(cx.look.span(text, Meaning::Heading)), above);
}

/// The lines of a list that are on screen, each with whether the cursor stands on it.
fn draw_list(
    frame: &mut Frame,
    area: Rect,
    (cursor, len, here): (Cursor, usize, bool),
    cx: &Ctx,
    line: impl Fn(usize) -> Vec<Span<'static>>,
) {
    let look = cx.look;
    for (i, at) in cursor.window(len, usize::from(area.height)).enumerate() {
        let row = Rect { y: area.y + u16::try_from(i).unwrap_or(0), height: 1, ..area };
        let selected = here && at == cursor.selected;
        let mut spans = vec![
            look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
            look.span(" ", Meaning::Text),
        ];
        spans.extend(line(at));
        put(frame, row.x, row.y, &Line::from(spans), row);
        if selected {
            look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, area, cursor, len, look);
}

fn draw_teams(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let wide = (usize::from(area.width).saturating_sub(4 + FIGURE) / 2).min(32);
    title(
        frame,
        area,
        format!("  {}{}{}", pad("TEAM", wide, more), pad("SUPERVISOR", wide, more), pad_left("PEOPLE", FIGURE, more)),
        cx,
    );
    if view.teams.is_empty() {
        let line = Line::from(look.span("no team: the files name none", Meaning::Muted));
        put(frame, area.x.saturating_add(2), area.y, &line, area);
    }
    let here = screen.people.list == List::Teams;
    draw_list(frame, area, (screen.people.team, view.teams.len(), here), cx, |at| {
        let team = &view.teams[at];
        let (supervisor, meaning) = match &team.supervisor_name {
            Some(name) => (name.visible(), Meaning::Text),
            None => ("nobody yet".to_owned(), Meaning::Watch),
        };
        vec![
            look.span(pad(&team.name.visible(), wide.saturating_sub(2), more) + "  ", Meaning::Text),
            look.span(pad(&supervisor, wide, more), meaning),
            look.span(pad_left(&team.members.to_string(), FIGURE, more), Meaning::Muted),
        ]
    });
}

fn draw_alike(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    if area.height == 0 {
        return;
    }
    let (look, more) = (cx.look, cx.look.marks.more);
    title(frame, area, "  PROBABLY ONE PERSON".to_owned(), cx);
    let here = screen.people.list == List::Alike;
    let find = |id: PersonId| view.people.iter().find(|p| p.agent.id == id);
    let room = usize::from(area.width).saturating_sub(3);
    draw_list(frame, area, (screen.people.alike, view.alike.len(), here), cx, |at| {
        let alike = &view.alike[at];
        let (Some(from), Some(into)) = (find(alike.from), find(alike.into)) else { return Vec::new() };
        let of = |p: &PersonLine| named(&p.agent.name, p.agent.source_id.as_ref());
        let words = format!(
            "{}, {}, and {}, {}",
            of(from),
            count(from.evaluations, "evaluation"),
            of(into),
            count(into.evaluations, "evaluation"),
        );
        let words = fit(&words, room, more);
        let note = fit(alike.why, room.saturating_sub(crate::tui::words::width(&words) + 3), more);
        vec![look.span(words, Meaning::Text), look.span(format!("   {note}"), Meaning::Muted)]
    });
}

fn draw_people(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let wide = (usize::from(area.width).saturating_sub(4 + IDS + 2 * FIGURE) / 2).min(32);
    let titles = format!(
        "  {}{}{}{}{}",
        pad("NAME", wide, more),
        pad("ID", IDS, more),
        pad("TEAM", wide, more),
        pad_left("EVALUATIONS", FIGURE, more),
        pad_left("LAST CALL", FIGURE, more)
    );
    title(frame, area, titles, cx);
    let here = screen.people.list == List::People;
    draw_list(frame, area, (screen.people.person, view.people.len(), here), cx, |at| {
        let person = &view.people[at];
        let team = person.team.as_ref().map_or_else(|| look.marks.none.to_owned(), Raw::visible);
        let (team, meaning) = presence(person, cx).map_or((team, Meaning::Muted), |words| (words, Meaning::Watch));
        let last = person.last_call.map_or_else(|| look.marks.none.to_owned(), |d| cx.words.day(d));
        let id = person.agent.source_id.as_ref().map(Raw::visible).unwrap_or_default();
        vec![
            look.span(pad(&person.agent.name.visible(), wide.saturating_sub(2), more) + "  ", Meaning::Text),
            look.span(pad(&id, IDS - 2, more) + "  ", Meaning::Muted),
            look.span(pad(&team, wide, more), meaning),
            look.span(pad_left(&person.evaluations.to_string(), FIGURE, more), Meaning::Text),
            look.span(pad_left(&last, FIGURE, more), Meaning::Muted),
        ]
    });
}

/// What the sources call the person under the cursor, and who was merged.
fn draw_below(screen: &SetupScreen, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let (Some(person), true) = (screen.person(), areas.below.height > 1) else { return };
    let identities: Vec<String> = person.identities.iter().map(|i| i.identity.words()).collect();
    let mut words = format!("Known as {}.", identities.join(", "));
    if identities.is_empty() {
        "No file names this person.".clone_into(&mut words);
    }
    if !person.merged.is_empty() {
        let merged: Vec<String> = person.merged.iter().map(|m| named(&m.name, m.source_id.as_ref())).collect();
        words = format!("Merged: {}. {words}", merged.join(", "));
    }
    if let Some((team, day)) = &person.next_team {
        words = format!("From {} in {}. {words}", cx.words.day(*day), team.visible());
    }
    if let Some((team, day)) = &person.file_team {
        words = format!("The files say {} since {}; t takes it over. {words}", team.visible(), cx.words.day(*day));
    }
    let area = Rect { y: areas.below.y + 1, height: areas.below.height - 1, ..areas.below };
    let columns = usize::from(area.width.saturating_sub(3));
    let lines = wrap(&words, columns);
    for (i, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        let last = i + 1 == usize::from(area.height) && lines.len() > usize::from(area.height);
        let text =
            if last { fit(&format!("{line} {}", lines[i + 1]), columns, cx.look.marks.more) } else { line.clone() };
        let y = area.y + u16::try_from(i).unwrap_or(0);
        put(frame, area.x.saturating_add(2), y, &Line::from(cx.look.span(text, Meaning::Muted)), area);
    }
}
