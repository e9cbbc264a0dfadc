//! Ways from a figure to what stands behind it, and from who is stuck to the cause.

use super::Page;
use super::cycles::{ChartOf, Cycles};
use super::listing::{Came, Listing};
use crate::config::keymap::Action;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::outcome::Verdict;
use crate::domain::session::{Cause, NextStep};
use crate::domain::standing::{Period, Query};
use crate::domain::trends::actions::CameOf;
use crate::domain::trends::behind::{BehindQuery, Figure};
use crate::domain::trends::{Stuck, TrendsView};
use crate::report::trends::{Shown, TrendsPage};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Given, Nav, Page as Printed, Purpose, Step};

/// What is being said of who is stuck.
#[derive(Debug, Default)]
pub(super) struct Drilled {
    /// The last session of the stuck agent, and the cause once it is given.
    asked: Option<(SessionId, Option<Cause>)>,
    /// The write that is on its way.
    sent: Option<Ticket>,
}

impl Cycles {
    pub(super) fn open(&mut self, page: Page, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(listing) = &self.listing {
            return listing.open(view).map_or_else(Step::none, Step::from);
        }
        if let Some(of) = self.chart {
            return self.calls_of(of, cx);
        }
        let at = self.rows[page as usize].selected;
        match page {
            Page::Figures => {
                self.chart = Some(self.agent(page).map_or(ChartOf::Everyone, |(at, _)| ChartOf::Agent(at)));
                Step::none()
            }
            Page::Gaps => match view.closing.get(at) {
                Some(closing) => self.list(Listing::gaps(&closing.key)),
                None => self.stuck().map_or_else(Step::none, |stuck| Nav::SessionView(stuck.plateau.last).into()),
            },
            Page::Actions => {
                let Some(line) = view.actions.get(at) else { return Step::none() };
                let listing = Listing::sessions(line.action.clone(), line.came_of.clone(), Came::Said);
                self.list(listing)
            }
            Page::Coaching => self.sessions_of(at, cx),
            Page::Evaluators => {
                let figure = match (view.evaluators.get(at), at.checked_sub(view.evaluators.len())) {
                    (Some(line), _) => {
                        Figure::Evaluator { evaluator: line.evaluator.clone(), dimension: line.dimension.clone() }
                    }
                    (None, Some(pair)) => {
                        let Some(pair) = view.overlaps.get(pair) else { return Step::none() };
                        Figure::Pair {
                            first: pair.first.clone(),
                            second: pair.second.clone(),
                            dimension: pair.dimension.clone(),
                        }
                    }
                    (None, None) => return Step::none(),
                };
                self.calls(figure, cx)
            }
            Page::Flags => Step::none(),
        }
    }

    fn list(&mut self, listing: Listing) -> Step {
        self.listing = Some(listing);
        Step::none()
    }

    /// The calls of the cycle under the cursor, of the dimension that is drawn.
    fn calls_of(&mut self, of: ChartOf, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let agent = match of {
            ChartOf::Everyone => None,
            ChartOf::Agent(at) => view.agents.get(at).map(|a| a.agent.id),
        };
        let (Some(row), Some(cycle)) = (view.rows.get(self.dimension), view.cycles.get(self.column)) else {
            return Step::none();
        };
        self.calls(Figure::Cycle { agent, dimension: row.key.clone(), cycle: *cycle }, cx)
    }

    fn calls(&mut self, figure: Figure, cx: &Ctx) -> Step {
        let (listing, asked) = Listing::calls(BehindQuery { trends: self.query.clone(), figure }, cx);
        self.listing = Some(listing);
        asked.into()
    }

    /// An agent's sessions in the cycle under the cursor.
    fn sessions_of(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let (Some(agent), Some(cycle)) = (view.agents.get(at), view.cycles.get(self.column)) else {
            return Step::none();
        };
        let own = view.sessions.iter().filter(|s| s.agent == agent.agent.id && cycle.contains(s.held_on));
        let came = |session| CameOf { session, verdict: Verdict::TooFew, net: None };
        let sessions = own.map(|s| came(s.id)).collect();
        let title = format!("{}, {}", agent.agent.name.visible(), cx.words.span(*cycle));
        self.list(Listing::sessions(title, sessions, Came::NotAsked))
    }

    /// The stuck agent under the cursor.
    pub(super) fn stuck(&self) -> Option<&Stuck> {
        let view = self.view.get()?;
        let at = self.rows[Page::Gaps as usize].selected.checked_sub(view.closing.len())?;
        view.stuck.get(at)
    }

    /// Whose the line under the cursor is, wherever that is.
    fn whose(&self, page: Page) -> Option<PersonId> {
        let view = self.view.get()?;
        if let Some(listing) = &self.listing {
            return listing.agent(view);
        }
        match (self.chart, page) {
            (Some(ChartOf::Agent(at)), _) => view.agents.get(at).map(|a| a.agent.id),
            (Some(ChartOf::Everyone), _) => None,
            (None, Page::Gaps) => self.stuck().map(|stuck| stuck.agent.id),
            (None, Page::Figures | Page::Coaching | Page::Actions | Page::Evaluators | Page::Flags) => {
                self.agent(page).map(|(_, agent)| agent.agent.id)
            }
        }
    }

    /// The agent's sheet over the cycle under the cursor.
    pub(super) fn sheet(&self, page: Page) -> Step {
        let (Some(agent), Some(view)) = (self.whose(page), self.view.get()) else {
            return Step::problem("no agent is under the cursor");
        };
        let span = view.cycles.get(self.column).or(view.cycles.last());
        let period = span.map_or(Period::Cycle(0), |span| Period::Days(*span));
        let query = Query { team: self.query.team, scorecard: Some(view.scorecard.clone()), period };
        Nav::Agent { agent, query }.into()
    }

    pub(super) fn ask_cause(&mut self, page: Page, cx: &Ctx) -> Step {
        let here = (page == Page::Gaps && self.listing.is_none()).then(|| self.stuck()).flatten();
        let Some(stuck) = here else { return Step::problem("nobody who is stuck is under the cursor") };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let found = stuck.plateau.cause.unwrap_or(stuck.likely);
        let choices = Cause::ALL.iter().map(|cause| {
            let note = match stuck.plateau.cause {
                Some(known) if known == *cause => "said before",
                None if stuck.likely == *cause => "what the sessions suggest",
                Some(_) | None => "",
            };
            Choice::new(cause.words(), note)
        });
        let at = Cause::ALL.iter().position(|cause| *cause == found).unwrap_or(0);
        let title = format!("What stands in the way of {}?", stuck.agent.name.visible());
        let picker = Picker::new(Purpose::Cause, title, choices.collect(), at);
        self.drilled.asked = Some((stuck.plateau.last, None));
        Step::overlay(Overlay::Picker(picker))
    }

    /// First the cause, then what follows: both go on the session's record.
    pub(super) fn cause_given(&mut self, given: &Given, cx: &Ctx) -> Step {
        match (given, self.drilled.asked) {
            (Given::Picked(Purpose::Cause, at), Some((session, _))) => {
                self.drilled.asked = Some((session, Cause::ALL.get(*at).copied()));
                let choices = FOLLOWS.iter().map(|(step, note)| Choice::new(step.words(), *note)).collect();
                Step::overlay(Overlay::Picker(Picker::new(Purpose::NextStep, "What follows?", choices, 0)))
            }
            (Given::Picked(Purpose::NextStep, at), Some((id, Some(cause)))) => {
                self.drilled.asked = None;
                let Some((step, _)) = FOLLOWS.get(*at) else { return Step::none() };
                let ticket = cx.ticket();
                self.drilled.sent = Some(ticket);
                Effect::Store(ticket, Request::NextStep { id, step: *step, cause: Some(cause) }).into()
            }
            _ => Step::none(),
        }
    }

    /// The record was made: the list of who is stuck is read anew.
    pub(super) fn drilled_reply(&mut self, ticket: Ticket, answer: &Result<Answer, String>, cx: &Ctx) -> Option<Step> {
        if self.drilled.sent != Some(ticket) {
            return None;
        }
        self.drilled.sent = None;
        Some(match answer {
            Ok(_) => self.ask(cx),
            Err(words) => Step::problem(words.clone()),
        })
    }

    pub(super) fn print(&self, page: Page) -> Step {
        let Some(view) = self.view.get() else { return Step::pass() };
        let shown = match (&self.listing, self.chart) {
            (Some(listing), _) => match listing.shown() {
                Some(shown) => shown,
                None => return Step::problem("the list is still being read"),
            },
            (None, Some(of)) => Shown::Line {
                agent: match of {
                    ChartOf::Everyone => None,
                    ChartOf::Agent(at) => Some(at),
                },
                dimension: self.dimension,
            },
            (None, None) => match page {
                Page::Figures => Shown::Figures { dimension: self.dimension },
                Page::Gaps => Shown::Gaps,
                Page::Actions => Shown::Actions,
                Page::Coaching => Shown::Coaching,
                Page::Evaluators => Shown::Evaluators,
                Page::Flags => return Step::pass(),
            },
        };
        Effect::Print(Printed::Trends(Box::new(TrendsPage { view: view.clone(), shown }))).into()
    }

    pub(super) fn actions(&self, page: Page) -> Vec<ActionInfo> {
        let Some(view) = self.view.get() else {
            return vec![ActionInfo::new(Action::ClearFilter)];
        };
        if view.agents.is_empty() {
            return vec![ActionInfo::new(Action::Filter), ActionInfo::new(Action::ClearFilter)];
        }
        let mut out = Vec::new();
        let choose = ActionInfo::together(&[Action::Up, Action::Down], "choose");
        let cycle = ActionInfo::together(&[Action::Left, Action::Right], "cycle");
        if let Some(listing) = &self.listing {
            out.extend([choose, ActionInfo::named(Action::Open, listing.opens())]);
            out.push(ActionInfo::named(Action::Back, "back"));
            out.extend([ActionInfo::new(Action::AgentSheet), ActionInfo::new(Action::Print)]);
            return out;
        }
        if self.chart.is_some() {
            out.extend([cycle, ActionInfo::together(&[Action::Up, Action::Down], "dimension")]);
            out.push(ActionInfo::named(Action::Open, "its calls"));
            out.push(ActionInfo::named(Action::Back, "table"));
        } else {
            out.push(choose);
            match page {
                Page::Figures => out.extend([cycle, ActionInfo::named(Action::Open, "chart")]),
                Page::Coaching => out.extend([cycle, ActionInfo::named(Action::Open, "its sessions")]),
                Page::Gaps if self.stuck().is_some() => {
                    out.extend([ActionInfo::new(Action::Cause), ActionInfo::named(Action::Open, "last session")]);
                }
                Page::Gaps => out.push(ActionInfo::named(Action::Open, "its gaps")),
                Page::Actions => out.push(ActionInfo::named(Action::Open, "its sessions")),
                Page::Evaluators => out.push(ActionInfo::named(Action::Open, "the calls")),
                Page::Flags => {}
            }
        }
        if self.whose(page).is_some() {
            out.push(ActionInfo::new(Action::AgentSheet));
        }
        if is_narrowed(view) {
            out.push(ActionInfo::new(Action::ClearFilter));
        }
        out.push(ActionInfo::new(Action::Filter));
        out.push(ActionInfo::together(&[Action::EarlierCycle, Action::LaterCycle], "earlier, later"));
        out.extend([ActionInfo::new(Action::PickTeam), ActionInfo::new(Action::Print)]);
        out
    }
}

fn is_narrowed(view: &TrendsView) -> bool {
    use crate::domain::trends::filter::Reach;
    !view.narrowed.words().is_empty() || view.narrowed.reach != Reach::Usual
}

/// What can follow once a cause is named; closing needs none.
const FOLLOWS: [(NextStep, &str); 3] = [
    (NextStep::Continue, "the agent stays on this list until it moves"),
    (NextStep::ChangeAction, "another practice action; the agent stays on this list"),
    (NextStep::OtherCause, "the cause is looked into: off this list until the next session"),
];
