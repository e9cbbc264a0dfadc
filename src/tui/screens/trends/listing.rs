//! What stands behind a figure: its calls, the sessions that it counts, the gaps of a dimension. Enter opens the one
//! under the cursor.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::parts::{Areas, Column, cells, headings, row, words};
use crate::config::keymap::Action;
use crate::domain::figure::short;
use crate::domain::id::PersonId;
use crate::domain::outcome::Verdict;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::SessionLine;
use crate::domain::trends::TrendsView;
use crate::domain::trends::actions::CameOf;
use crate::domain::trends::behind::{BehindQuery, BehindView, Figure, ScoredCall};
use crate::domain::trends::closing::{Closing, End};
use crate::report::trends::Shown;
use crate::store::request::Request;
use crate::tui::screen::{Ctx, Effect, Load, Nav};
use crate::tui::style::{self, Meaning};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit};

#[derive(Debug)]
pub(super) struct Listing {
    of: Of,
    pub(super) cursor: Cursor,
}

#[derive(Debug)]
enum Of {
    Calls(Box<BehindQuery>, Load<BehindView>),
    /// A title, and the sessions with what came of them, where that was asked.
    Sessions(String, Vec<CameOf>, Came),
    /// The gaps of a dimension, by its key.
    Gaps(String),
}

/// Whether a list of sessions says what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    Said,
    NotAsked,
}

impl Listing {
    pub(super) fn calls(query: BehindQuery, cx: &Ctx) -> (Self, Effect) {
        let mut load = Load::default();
        let asked = load.ask(cx, Request::Behind(Box::new(query.clone())));
        (Self::of(Of::Calls(Box::new(query), load)), asked)
    }

    pub(super) fn sessions(title: String, sessions: Vec<CameOf>, came: Came) -> Self {
        Self::of(Of::Sessions(title, sessions, came))
    }

    pub(super) fn gaps(dimension: &str) -> Self {
        Self::of(Of::Gaps(dimension.to_owned()))
    }

    fn of(of: Of) -> Self {
        Self { of, cursor: Cursor::default() }
    }

    /// Asks anew: the file changed.
    pub(super) fn ask(&mut self, cx: &Ctx) -> Option<Effect> {
        match &mut self.of {
            Of::Calls(query, load) => Some(load.ask(cx, Request::Behind(query.clone()))),
            Of::Sessions(..) | Of::Gaps(_) => None,
        }
    }

    /// The calls that are waited for.
    pub(super) fn load(&mut self) -> Option<&mut Load<BehindView>> {
        match &mut self.of {
            Of::Calls(_, load) => Some(load),
            Of::Sessions(..) | Of::Gaps(_) => None,
        }
    }

    fn found(&self) -> &[ScoredCall] {
        match &self.of {
            Of::Calls(_, load) => load.get().map(|v| v.calls.as_slice()).unwrap_or_default(),
            Of::Sessions(..) | Of::Gaps(_) => &[],
        }
    }

    fn closing<'v>(&self, view: &'v TrendsView) -> Option<&'v Closing> {
        match &self.of {
            Of::Gaps(key) => view.closing.iter().find(|c| c.key == *key),
            Of::Calls(..) | Of::Sessions(..) => None,
        }
    }

    pub(super) fn len(&self, view: &TrendsView) -> usize {
        match &self.of {
            Of::Calls(..) => self.found().len(),
            Of::Sessions(_, all, _) => all.len(),
            Of::Gaps(_) => self.closing(view).map_or(0, |c| c.gaps.len()),
        }
    }

    pub(super) fn page(area: Rect) -> usize {
        usize::from(rows(&super::parts::areas(area)).height)
    }

    pub(super) fn act(&mut self, action: Action, view: &TrendsView, area: Rect) -> bool {
        let (len, page) = (self.len(view), Self::page(area));
        self.cursor.act(action, len, page)
    }

    /// The call, or the session, under the cursor.
    pub(super) fn open(&self, view: &TrendsView) -> Option<Nav> {
        let at = self.cursor.selected;
        match &self.of {
            Of::Calls(..) => self.found().get(at).map(|one| Nav::Call(one.call)),
            Of::Sessions(_, all, _) => all.get(at).map(|one| Nav::SessionView(one.session)),
            Of::Gaps(_) => self.closing(view)?.gaps.get(at).map(|gap| Nav::SessionView(gap.last)),
        }
    }

    /// Whose the line under the cursor is.
    pub(super) fn agent(&self, view: &TrendsView) -> Option<PersonId> {
        let at = self.cursor.selected;
        match &self.of {
            Of::Calls(..) => self.found().get(at).map(|one| one.agent.id),
            Of::Sessions(_, all, _) => all.get(at).and_then(|one| line_of(view, one)).map(|line| line.agent),
            Of::Gaps(_) => self.closing(view)?.gaps.get(at).map(|gap| gap.agent.id),
        }
    }

    /// The footer's word for Enter.
    pub(super) fn opens(&self) -> &'static str {
        match &self.of {
            Of::Calls(..) => "open the call",
            Of::Sessions(..) => "open the session",
            Of::Gaps(_) => "its last session",
        }
    }

    /// What `p` prints.
    pub(super) fn shown(&self) -> Option<Shown> {
        match &self.of {
            Of::Calls(_, load) => load.get().map(|view| Shown::Calls(Box::new(view.clone()))),
            Of::Sessions(title, all, came) => {
                Some(Shown::Sessions { title: title.clone(), sessions: all.clone(), outcomes: *came == Came::Said })
            }
            Of::Gaps(key) => Some(Shown::Dimension(key.clone())),
        }
    }

    pub(super) fn draw(&self, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
        match &self.of {
            Of::Calls(_, found) => {
                let Some(found) = load::ready(found, frame, areas.list, "the calls behind this figure", cx) else {
                    return;
                };
                self.draw_calls(found, frame, areas, cx);
            }
            Of::Sessions(title, all, came) => self.draw_sessions(title, all, *came, view, frame, areas, cx),
            Of::Gaps(_) => {
                if let Some(closing) = self.closing(view) {
                    self.draw_gaps(closing, frame, areas, cx);
                }
            }
        }
    }

    fn draw_calls(&self, found: &BehindView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
        title(&calls_title(found, cx), frame, areas, cx);
        if found.calls.is_empty() {
            let sentence = "Another cycle, or a wider filter, may have some.".to_owned();
            load::message(frame, areas.list, "No call was scored on it", &[sentence], Meaning::Heading, cx);
            return;
        }
        let room = usize::from(areas.list.width);
        let whose = if found.agent.is_some() { 0 } else { (room / 4).clamp(12, 24) };
        let mut columns = vec![text("CALL", (room / 5).clamp(10, 24)), text("WHEN", 14)];
        if whose > 0 {
            columns.push(text("AGENT", whose));
        }
        let used: usize = (room / 5).clamp(10, 24) + 14 + whose;
        let pair = match &found.figure {
            Figure::Pair { first, second, .. } => Some((first, second)),
            Figure::Cycle { .. } | Figure::Evaluator { .. } => None,
        };
        if let Some((first, second)) = pair {
            let each = (room.saturating_sub(used + 8) / 2).clamp(8, 22);
            columns.extend([figure(&visible(first), each), figure(&visible(second), each), figure("APART", 8)]);
        } else {
            columns.extend([figure("SCORE", 8), text("  SCORED BY", room.saturating_sub(used + 8))]);
        }
        headings(&columns, frame, Rect { height: 1, ..areas.list }, cx);
        let list = |at: usize| {
            let one = &found.calls[at];
            let mut out = vec![
                (one.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible), Meaning::Text),
                (when(one, cx), Meaning::Muted),
            ];
            if whose > 0 {
                out.push((one.agent.name.visible(), Meaning::Text));
            }
            if pair.is_some() {
                out.extend(one.given.iter().map(|(_, percent)| (cx.words.figure(*percent), Meaning::Text)));
                out.push((cx.words.signed(one.apart()), Meaning::Heading));
            } else {
                out.push((cx.words.figure(one.percent()), Meaning::Heading));
                out.push((format!("  {}", by_words(one, cx)), Meaning::Muted));
            }
            out
        };
        self.lines(found.calls.len(), &columns, list, frame, areas, cx);
        words(&calls_words(found, cx), frame, areas, cx);
    }

    #[expect(clippy::too_many_arguments, reason = "a list, drawn from one place")]
    fn draw_sessions(
        &self,
        said: &str,
        all: &[CameOf],
        came: Came,
        view: &TrendsView,
        frame: &mut Frame,
        areas: &Areas,
        cx: &Ctx,
    ) {
        title(&format!("{}   {said}", count(all.len() as u64, "session")), frame, areas, cx);
        if all.is_empty() {
            let sentence = "Another cycle may have one.".to_owned();
            load::message(frame, areas.list, "No session was held in these days", &[sentence], Meaning::Heading, cx);
            return;
        }
        let room = usize::from(areas.list.width);
        let who = (room / 5).clamp(12, 24);
        let mut columns = vec![text("HELD", 9), text("AGENT", who), text("FOCUS", who)];
        let mut used = 9 + 2 * who;
        if came == Came::Said {
            columns.extend([figure("CHANGE", 8), text("  SINCE THEN", 18)]);
            used += 26;
        }
        columns.push(text("SUPERVISOR", room.saturating_sub(used)));
        headings(&columns, frame, Rect { height: 1, ..areas.list }, cx);
        let list = |at: usize| {
            let one = &all[at];
            let Some(line) = line_of(view, one) else { return vec![("taken out".to_owned(), Meaning::Faint)] };
            let focus = line.focus_name.as_deref().unwrap_or_else(|| line.kind.words());
            let mut out = vec![
                (cx.words.day(line.held_on), Meaning::Text),
                (line.agent_name.visible(), Meaning::Text),
                (focus.to_owned(), Meaning::Muted),
            ];
            if came == Came::Said {
                let (mark, meaning) = style::verdict(one.verdict, &cx.look.marks);
                let net = match one.verdict {
                    Verdict::TooFew => None,
                    Verdict::Rose | Verdict::Fell | Verdict::AboutTheSame | Verdict::CantTell => one.net,
                };
                out.push((net.map_or_else(|| cx.look.marks.none.to_owned(), |n| cx.words.signed(n)), Meaning::Heading));
                out.push((format!("  {mark} {}", one.verdict.words()), meaning));
            }
            out.push((line.supervisor.clone(), Meaning::Muted));
            out
        };
        self.lines(all.len(), &columns, list, frame, areas, cx);
        if let Some(line) = all.get(self.cursor.selected).and_then(|one| line_of(view, one)) {
            let agreed = line.action.as_deref().unwrap_or("no practice action");
            words(&format!("{}; agreed: {agreed}", line.status_words()), frame, areas, cx);
        }
    }

    fn draw_gaps(&self, closing: &Closing, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
        let all = count(closing.gaps.len() as u64, "gap");
        title(&format!("{}   {all}, {} still open", visible(&closing.name), closing.open), frame, areas, cx);
        let room = usize::from(areas.list.width);
        let who = (room / 3).clamp(12, 28);
        let columns = [
            text("AGENT", who),
            text("FIRST SESSION", 15),
            figure("SESSIONS", 9),
            figure("DAYS", 7),
            text("  ", room.saturating_sub(who + 31)),
        ];
        headings(&columns, frame, Rect { height: 1, ..areas.list }, cx);
        let list = |at: usize| {
            let gap = &closing.gaps[at];
            let (state, meaning) = match gap.episode.end {
                End::StillOpen => ("  still open", Meaning::Watch),
                End::Closed => ("  closed: a whole cycle at target", Meaning::Good),
            };
            vec![
                (gap.agent.name.visible(), Meaning::Text),
                (cx.words.day(gap.since), Meaning::Muted),
                (gap.episode.sessions.to_string(), Meaning::Text),
                (gap.episode.days.to_string(), Meaning::Text),
                (state.to_owned(), meaning),
            ]
        };
        self.lines(closing.gaps.len(), &columns, list, frame, areas, cx);
    }

    fn lines(
        &self,
        len: usize,
        columns: &[Column],
        line: impl Fn(usize) -> Vec<(String, Meaning)>,
        frame: &mut Frame,
        areas: &Areas,
        cx: &Ctx,
    ) {
        let list = rows(areas);
        let mut cursor = self.cursor;
        cursor.fit(len, usize::from(list.height));
        for (i, at) in cursor.window(len, usize::from(list.height)).enumerate() {
            let place = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
            row(cells(columns, &line(at), cx), at == cursor.selected, frame, place, cx);
        }
        scroll::draw(frame, Rect { x: list.right(), width: 1, ..list }, cursor, len, cx.look);
    }
}

/// Under the headings.
fn rows(areas: &Areas) -> Rect {
    Rect { y: areas.list.y.saturating_add(1), height: areas.list.height.saturating_sub(1), ..areas.list }
}

fn title(said: &str, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let said = fit(&visible(said), usize::from(areas.head.width), cx.look.marks.more);
    put(frame, areas.head.x, areas.head.y, &Line::from(cx.look.span(said, Meaning::Accent)), areas.head);
}

fn text(heading: &str, columns: usize) -> Column {
    Column::Text(heading.to_owned(), columns)
}

fn figure(heading: &str, columns: usize) -> Column {
    Column::Figure(heading.to_owned(), columns)
}

fn line_of<'v>(view: &'v TrendsView, one: &CameOf) -> Option<&'v SessionLine> {
    view.sessions.iter().find(|line| line.id == one.session)
}

/// "18 Nov 14:02".
fn when(call: &ScoredCall, cx: &Ctx) -> String {
    let time = call.started_at.map_or_else(String::new, |at| format!(" {}", cx.words.time(at, cx.zone)));
    format!("{}{time}", cx.words.day(call.day))
}

/// "Noor Haddad"; "AI 80, Noor Haddad 60" where several scored it.
fn by_words(call: &ScoredCall, _cx: &Ctx) -> String {
    match call.given.as_slice() {
        [(one, _)] => one.clone(),
        all => {
            let each: Vec<String> = all.iter().map(|(who, percent)| format!("{who} {}", short(*percent))).collect();
            each.join(", ")
        }
    }
}

/// "Empathy, Ama Boateng, 9–22 Nov   34 calls, the lowest first".
fn calls_title(found: &BehindView, cx: &Ctx) -> String {
    let n = count(found.calls.len() as u64, "call");
    let span = cx.words.span(found.span);
    let name = &found.dimension;
    match &found.figure {
        Figure::Cycle { .. } => {
            let who = found.agent.as_ref().map_or_else(|| "all together".to_owned(), |a| a.name.visible());
            format!("{name}, {who}, {span}   {n}, lowest first")
        }
        Figure::Evaluator { evaluator, .. } => {
            let scores = count(found.calls.len() as u64, "score");
            format!("{name}, scored by {evaluator}, {span}   {scores}, lowest first")
        }
        Figure::Pair { first, second, .. } => {
            format!("{name}, scored by {first} and {second}, {span}   {n}, furthest apart first")
        }
    }
}

fn calls_words(found: &BehindView, cx: &Ctx) -> String {
    let Some(mean) = found.mean() else { return String::new() };
    match &found.figure {
        Figure::Cycle { .. } => {
            format!("Together {} on average. A call that several scored counts once.", cx.words.figure(mean))
        }
        Figure::Evaluator { .. } => format!("{} on average.", cx.words.figure(mean)),
        Figure::Pair { first, second, .. } => {
            format!("{first} less {second}: {} on average.", cx.words.signed(mean))
        }
    }
}
