//! Where steps lead: screens opened, closed and switched.

use super::{App, Entry};
use crate::tui::screen::{Effect, Input, Nav, Notice, Screen, Step, Tab};

impl App {
    /// Acts on a screen's step: remembers its tickets, shows its notice, goes where it wants.
    pub(super) fn take(&mut self, id: u64, step: Step) -> Vec<Effect> {
        let mut effects = step.effects;
        self.heed(&mut effects);
        for effect in &effects {
            if let Effect::Store(ticket, _) | Effect::ListFolder(ticket, _) = effect {
                self.waiting.insert(*ticket, id);
            }
        }
        if let Some(notice) = step.notice {
            self.say(notice);
        }
        // Only the screen in front may move.
        if let Some(nav) = step.nav
            && self.top().is_some_and(|e| e.id == id)
        {
            effects.extend(self.go(nav));
        }
        effects
    }

    pub(in crate::tui) fn go(&mut self, nav: Nav) -> Vec<Effect> {
        let tab = match &nav {
            Nav::Today => Some(Tab::Today),
            Nav::Team => Some(Tab::Team),
            Nav::Trends => Some(Tab::Trends),
            Nav::Log => Some(Tab::Log),
            Nav::Import => Some(Tab::Import),
            Nav::Setup => Some(Tab::Setup),
            Nav::Back
            | Nav::Agent { .. }
            | Nav::Call(_)
            | Nav::Session(_)
            | Nav::SessionView(_)
            | Nav::Instead(_)
            | Nav::Overlay(_)
            | Nav::CallAt { .. }
            | Nav::Search
            | Nav::Prepare { .. } => None,
        };
        if let Some(tab) = tab {
            return self.go_tab(tab, &nav);
        }
        match nav {
            Nav::Overlay(overlay) => {
                self.overlay = Some(*overlay);
                Vec::new()
            }
            Nav::Back => {
                let mut effects = self.hide();
                if self.stack().len() > 1 {
                    self.stacks[self.tab as usize].pop();
                }
                effects.extend(self.give(Input::Shown));
                effects
            }
            Nav::Instead(nav) => {
                let effects = self.hide();
                let shown = self.open(&nav);
                if shown.is_some() {
                    let stack = &mut self.stacks[self.tab as usize];
                    let below = stack.len().saturating_sub(2);
                    stack.remove(below);
                }
                effects.into_iter().chain(shown.unwrap_or_default()).collect()
            }
            nav => {
                let effects = self.hide();
                effects.into_iter().chain(self.open(&nav).unwrap_or_default()).collect()
            }
        }
    }

    /// To a tab; its own screen where it is the one in front already.
    pub(super) fn go_tab(&mut self, tab: Tab, nav: &Nav) -> Vec<Effect> {
        let mut effects = self.hide();
        let before = self.tab;
        self.tab = tab;
        if self.stack().is_empty() {
            match self.open(nav) {
                Some(shown) => effects.extend(shown),
                None => self.tab = before,
            }
            return effects;
        }
        if tab == before {
            self.stacks[tab as usize].truncate(1);
        }
        effects.extend(self.give(Input::Shown));
        effects
    }

    /// Puts a new screen in front; `None` where this build has none for it.
    pub(super) fn open(&mut self, nav: &Nav) -> Option<Vec<Effect>> {
        let Some(screen) = Screen::of(nav) else {
            self.say(Notice::Problem("this screen is not there yet".to_owned()));
            return None;
        };
        self.last_id += 1;
        self.stacks[self.tab as usize].push(Entry { id: self.last_id, screen });
        Some(self.give(Input::Shown))
    }

    /// Tells the screen in front that it is left.
    pub(super) fn hide(&mut self) -> Vec<Effect> {
        match self.update(Input::Hidden) {
            Some((id, step)) => self.take(id, Step { nav: None, ..step }),
            None => Vec::new(),
        }
    }
}
