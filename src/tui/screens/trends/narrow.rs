//! What the trends are narrowed to: the lines of the filter, what was chosen in them, and the line that says so.

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;

use super::Page;
use super::cycles::{Cycles, TeamChoice};
use crate::config::keymap::{Action, Context};
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::raw::{Raw, visible};
use crate::domain::trends::filter::{Reach, ScoreFilter, USUAL_CYCLES};
use crate::domain::trends::{TrendsQuery, TrendsView};
use crate::tui::overlay::facets::Facet;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{DayPrompt, Facets, Overlay, Picker};
use crate::tui::screen::{Ctx, Given, Nav, Purpose, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::{count, fit, width};

/// Numbers of cycles to choose from, beside the usual.
const CYCLES: [usize; 6] = [1, 2, 3, 6, 12, 26];

/// The overlay with a line for each thing that can be filtered, on the values that hold now.
pub(super) fn facets(view: &TrendsView, query: &TrendsQuery, cx: &Ctx) -> Overlay {
    let lines = vec![
        Facet::new("Team", teams(view), position(view.teams.iter().map(|t| Some(t.id) == query.team))),
        Facet::new(
            "Supervisor",
            supervisors(view),
            position(view.choices.supervisors.iter().map(|(id, _)| Some(*id) == query.supervisor)),
        ),
        Facet::new("Scored by", scorers(view), scorer(query.scores.scored_by)),
        Facet::new(
            "Source",
            counted("every source", view.choices.sources.iter().map(|(s, n)| (s.visible(), *n))),
            position(view.choices.sources.iter().map(|(s, _)| Some(s) == query.scores.source.as_ref())),
        ),
        Facet::new(
            "Scorecard",
            scorecards(view),
            position(view.choices.scorecards.iter().map(|s| Some(s) == query.scorecard.as_ref())),
        ),
        Facet::new(
            "Its version",
            counted("every version", view.choices.versions.iter().map(|(v, n)| (visible(v).into_owned(), *n))),
            position(view.choices.versions.iter().map(|(v, _)| Some(v) == query.scores.version.as_ref())),
        ),
        days(query.reach, cx),
    ];
    Overlay::Facets(Facets::new(Purpose::Narrow, "What counts", lines))
}

/// The one that holds, counted from 1; 0 is the first value, which leaves nothing out.
fn position(mut holds: impl Iterator<Item = bool>) -> usize {
    holds.position(|holds| holds).map_or(0, |at| at + 1)
}

fn teams(view: &TrendsView) -> Vec<Choice> {
    let of = |t: &crate::domain::people::Team| {
        Choice::new(t.name.visible(), t.supervisor_name.as_ref().map(Raw::visible).unwrap_or_default())
    };
    [Choice::new("everyone", "")].into_iter().chain(view.teams.iter().map(of)).collect()
}

fn supervisors(view: &TrendsView) -> Vec<Choice> {
    let of = |(id, name): &(crate::domain::id::PersonId, Raw)| {
        let teams: Vec<String> =
            view.teams.iter().filter(|t| t.supervisor == Some(*id)).map(|t| t.name.visible()).collect();
        Choice::new(name.visible(), teams.join(", "))
    };
    [Choice::new("anyone", "")].into_iter().chain(view.choices.supervisors.iter().map(of)).collect()
}

fn scorers(view: &TrendsView) -> Vec<Choice> {
    vec![
        Choice::new("people and AI", ""),
        Choice::new("people alone", count(view.choices.by_people, "evaluation")),
        Choice::new("AI alone", count(view.choices.by_ai, "evaluation")),
    ]
}

fn scorer(by: Option<ScoredBy>) -> usize {
    match by {
        None => 0,
        Some(ScoredBy::Person) => 1,
        Some(ScoredBy::Ai) => 2,
    }
}

fn scorecards(view: &TrendsView) -> Vec<Choice> {
    let of = |name: &String| Choice::new(visible(name), "");
    let most = Choice::new("the most used one", visible(&view.scorecard));
    [most].into_iter().chain(view.choices.scorecards.iter().map(of)).collect()
}

fn counted(all: &str, values: impl Iterator<Item = (String, u64)>) -> Vec<Choice> {
    let values = values.map(|(text, n)| Choice::new(text, count(n, "evaluation")));
    [Choice::new(all, "")].into_iter().chain(values).collect()
}

fn days(reach: Reach, cx: &Ctx) -> Facet {
    let mut values = vec![Choice::new(format!("last {USUAL_CYCLES} cycles"), "sessions of all days")];
    values.extend(CYCLES.map(|n| {
        let words = if n == 1 { "last cycle".to_owned() } else { format!("last {n} cycles") };
        Choice::new(words, "and their sessions")
    }));
    values.push(Choice::new("from … to …", "asked next"));
    let at = match reach {
        Reach::Usual => 0,
        Reach::Cycles(n) => CYCLES.iter().position(|known| *known == n).map_or(0, |at| at + 1),
        Reach::Days(span) => {
            values.push(Choice::new(cx.words.span(span), "and their sessions"));
            values.len() - 1
        }
    };
    Facet::new("Days", values, at)
}

/// The value at a position, where it is not the first one.
fn of<T>(all: &[T], at: usize) -> Option<&T> {
    at.checked_sub(1).and_then(|at| all.get(at))
}

/// What was chosen; and whether days are to be asked for.
pub(super) fn chosen(view: &TrendsView, query: &TrendsQuery, values: &[usize]) -> Option<(TrendsQuery, Ask)> {
    let [team, supervisor, by, source, card, version, days] = *values else { return None };
    let scorecard = of(&view.choices.scorecards, card).cloned();
    // Versions are those of the scorecard that was shown.
    let same = scorecard == query.scorecard || scorecard.as_ref() == Some(&view.scorecard);
    let version = of(&view.choices.versions, version).map(|(label, _)| label.clone()).filter(|_| same);
    let (reach, ask) = match days {
        0 => (Reach::Usual, Ask::Nothing),
        n if n <= CYCLES.len() => (Reach::Cycles(CYCLES[n - 1]), Ask::Nothing),
        n if n == CYCLES.len() + 1 => (query.reach, Ask::Days),
        _ => (query.reach, Ask::Nothing),
    };
    let scored_by = match by {
        1 => Some(ScoredBy::Person),
        2 => Some(ScoredBy::Ai),
        _ => None,
    };
    let source = of(&view.choices.sources, source).map(|(source, _)| source.clone());
    let query = TrendsQuery {
        team: of(&view.teams, team).map(|t| t.id),
        supervisor: of(&view.choices.supervisors, supervisor).map(|(id, _)| *id),
        scorecard,
        scores: ScoreFilter { version, scored_by, source },
        reach,
        last: query.last,
    };
    Some((query, ask))
}

impl Cycles {
    pub(super) fn shift(&mut self, by: i64, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if by > 0 && view.cycles.last().is_some_and(|c| c.to > view.today) {
            return Step::problem("the next cycle has not begun");
        }
        match self.query.reach {
            Reach::Usual | Reach::Cycles(_) => self.query.last += by,
            Reach::Days(span) => {
                let days = Days::new(span.days().unsigned_abs());
                let moved = |day: NaiveDate| {
                    if by > 0 { day.checked_add_days(days) } else { day.checked_sub_days(days) }
                };
                let (Some(from), Some(to)) = (moved(span.from), moved(span.to)) else { return Step::none() };
                self.query.reach = Reach::Days(Span::new(from, to));
            }
        }
        self.ask_anew(cx)
    }

    pub(super) fn pick_team(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let mut choices = vec![Choice::new("Everyone", "")];
        choices.extend(
            view.teams.iter().map(|t| {
                Choice::new(t.name.visible(), t.supervisor_name.as_ref().map(Raw::visible).unwrap_or_default())
            }),
        );
        let at = view.team.as_ref().and_then(|own| view.teams.iter().position(|t| t.id == own.id)).map_or(0, |i| i + 1);
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Team, "Team", choices, at)))
    }

    pub(super) fn answered(&mut self, given: Given, cx: &Ctx) -> Step {
        match given {
            Given::Picked(Purpose::Team, at) => {
                self.query.team = at.checked_sub(1).and_then(|i| self.view.get()?.teams.get(i).map(|t| t.id));
                self.chart = None;
                self.ask_anew(cx)
            }
            Given::Chosen(Purpose::Narrow, values) => self.narrowed(&values, cx),
            Given::Day(Purpose::NarrowFrom, from) => {
                self.from = Some(from);
                let Some(view) = self.view.get() else { return Step::none() };
                Step::overlay(ask_last(view, from, cx))
            }
            Given::Day(Purpose::NarrowTo, last) => {
                let (Some(from), Some(to)) = (self.from.take(), last.succ_opt()) else { return Step::none() };
                if to <= from {
                    return Step::problem("the last day is before the first");
                }
                self.query.reach = Reach::Days(Span::new(from, to));
                self.chart = None;
                self.ask_anew(cx)
            }
            Given::Picked(Purpose::Cause | Purpose::NextStep, _) => self.cause_given(&given, cx),
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..) => Step::none(),
        }
    }

    fn narrowed(&mut self, values: &[usize], cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let Some((query, ask)) = chosen(view, &self.query, values) else { return Step::none() };
        let overlay = (ask == Ask::Days).then(|| ask_first(view));
        if query == self.query {
            return overlay.map_or_else(Step::none, Step::overlay);
        }
        self.query = query;
        self.chart = None;
        let step = self.ask_anew(cx);
        Step { nav: overlay.map(|overlay| Nav::Overlay(Box::new(overlay))), ..step }
    }

    /// Back to the user's own team, every score and the usual days.
    pub(super) fn clear(&mut self, cx: &Ctx) -> Step {
        let own = match self.team {
            TeamChoice::Made(own) => own,
            TeamChoice::Unknown => None,
        };
        let usual = TrendsQuery { team: own, ..TrendsQuery::default() };
        if self.query == usual {
            return Step::problem("nothing is filtered");
        }
        self.query = usual;
        self.chart = None;
        self.ask_anew(cx)
    }
}

/// What is still to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Nothing,
    Days,
}

pub(super) fn ask_first(view: &TrendsView) -> Overlay {
    let from = view.cycles.first().map(|c| c.from);
    let sentence = "The first day whose calls count.";
    Overlay::Day(DayPrompt::new(Purpose::NarrowFrom, "From which day?", sentence, from, view.day_first))
}

pub(super) fn ask_last(view: &TrendsView, from: NaiveDate, cx: &Ctx) -> Overlay {
    let last = view.cycles.last().map(|c| c.last().max(from));
    let sentence = format!("From {} to this day, which counts too.", cx.words.full_day(from));
    Overlay::Day(DayPrompt::new(Purpose::NarrowTo, "To which day?", sentence, last, view.day_first))
}

/// "6 cycles, 31 Aug – 22 Nov   people's scores only · Dana Reyes's agents   x clear filter".
pub(super) fn draw(view: &TrendsView, page: Page, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let room = usize::from(area.width.saturating_sub(4));
    let basis = view.basis_words();
    let narrowed = !view.narrowed.words().is_empty() || view.narrowed.reach != Reach::Usual;
    let days = days_words(view, page, cx);
    let key = |action| cx.keymap.key_words(&[Context::Trends], action, look.borders);
    let mut clear = if narrowed { format!("   {} clears", key(Action::ClearFilter)) } else { String::new() };
    // What is filtered is said at all times: the usual days stand over the figures, too, and the key among the others.
    let mut days = format!("{days}   ");
    let usual = view.narrowed.reach == Reach::Usual;
    let too_wide = |days: &str, clear: &str| width(days) + width(&basis) + width(clear) > room;
    if usual && too_wide(&days, &clear) {
        days.clear();
    }
    if too_wide(&days, &clear) {
        clear.clear();
    }
    // Whose scores are left counts more than the days, which the headings tell as well.
    if too_wide(&days, &clear) && !view.narrowed.words().is_empty() {
        days.clear();
    }
    let basis = fit(&basis, room.saturating_sub(width(&days)), look.marks.more);
    let mut said = look.span(basis, if narrowed { Meaning::Accent } else { Meaning::Muted });
    if narrowed {
        said.style = said.style.add_modifier(Modifier::BOLD);
    }
    let line = Line::from(vec![look.span(days, Meaning::Muted), said, look.span(clear, Meaning::Muted)]);
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    put(frame, inner.x, inner.y, &line, inner);
}

/// On the page of flags, which has a team and days of its own.
pub(super) fn draw_elsewhere(view: &TrendsView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let words = view.narrowed.words();
    if words.is_empty() {
        return;
    }
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let said = format!("every flag of these days; not here: {}", words.join(" · "));
    let said = fit(&said, usize::from(inner.width), cx.look.marks.more);
    put(frame, inner.x, inner.y, &Line::from(cx.look.span(said, Meaning::Muted)), inner);
}

/// Which days the page is of: gaps and actions follow sessions, the others calls.
fn days_words(view: &TrendsView, page: Page, cx: &Ctx) -> String {
    let shown = view.cycles.first().zip(view.cycles.last()).map(|(first, last)| Span::new(first.from, last.to));
    match (page, view.sessions_of()) {
        (Page::Gaps | Page::Actions, None) => "sessions of all days".to_owned(),
        (Page::Gaps | Page::Actions, Some(span)) => format!("sessions of {}", cx.words.span(span)),
        (Page::Figures | Page::Coaching | Page::Evaluators | Page::Flags, _) => {
            let span = shown.map(|span| cx.words.span(span)).unwrap_or_default();
            match view.narrowed.reach {
                Reach::Days(_) => span,
                Reach::Usual | Reach::Cycles(_) => {
                    format!("{}, {span}", count(view.cycles.len() as u64, "cycle"))
                }
            }
        }
    }
}
