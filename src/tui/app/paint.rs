//! Drawing of the whole terminal.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::App;
use super::lock::Door;
use crate::config::Borders;
use crate::config::keymap::{Action, Context};
use crate::tui::running::Running;
use crate::tui::screen::ActionInfo;
use crate::tui::style::{Look, Meaning, to_ascii};
use crate::tui::widgets::frame::{LEAST, areas, put, rule};
use crate::tui::widgets::{footer, nav, notice};
use crate::tui::words::{fit, width};

/// Near the right end of the rule above the keys.
fn running_line(frame: &mut Frame, area: Rect, words: &str, look: &Look) {
    let words = fit(words, usize::from(area.width.saturating_sub(8)), look.marks.more);
    let columns = u16::try_from(width(&words)).unwrap_or(u16::MAX).saturating_add(2);
    let x = area.right().saturating_sub(columns.saturating_add(3)).max(area.x);
    put(frame, x, area.y, &Line::from(look.span(format!(" {words} "), Meaning::Accent)), area);
}

impl App {
    pub(super) fn nav_line(&self) -> nav::Nav<'_> {
        let cx = self.cx();
        let mut crumbs: Vec<String> = Vec::new();
        for crumb in self.stack().iter().filter_map(|e| e.screen.crumb()) {
            // A session names its agent itself: beneath that agent's page once is enough.
            if crumbs
                .last()
                .is_some_and(|above| crumb.strip_prefix(above.as_str()).is_some_and(|r| r.starts_with(" ›")))
            {
                crumbs.pop();
            }
            crumbs.push(crumb);
        }
        let corner = self.top().and_then(|e| e.screen.corner(&cx)).unwrap_or_else(|| self.corner());
        nav::Nav { tab: self.tab, due: self.due, crumbs, corner, look: &self.world.look }
    }

    /// "read-only · demo · Dana Reyes · Wed 25 Nov 2026".
    pub(super) fn corner(&self) -> String {
        let cx = self.cx();
        let mut parts = Vec::new();
        if cx.read_only.is_some() {
            parts.push(nav::READ_ONLY.to_owned());
        }
        if cx.demo.is_some() {
            parts.push("demo team".to_owned());
        }
        if !cx.name.is_empty() {
            parts.push(crate::domain::raw::visible(cx.name).into_owned());
        }
        parts.push(cx.words.weekday(cx.today));
        parts.join(" · ")
    }

    /// Help and the way out: a screen whose fields take letters is left by Esc.
    fn always(&self, way_out: &'static str, typing: bool) -> Vec<ActionInfo> {
        // Esc leaves the field first: the screen says so among its own keys.
        if typing && way_out == "quit" {
            return vec![ActionInfo::new(Action::Help)];
        }
        let by_letter = self.contexts().contains(&Context::List) && !typing;
        let leave = if by_letter { Action::Leave } else { Action::Back };
        vec![ActionInfo::new(Action::Help), ActionInfo::named(leave, way_out)]
    }

    /// What runs, where the screen in front does not show it itself.
    fn running_elsewhere(&self) -> Option<&Running> {
        let running = self.world.running.front()?;
        self.top().is_none_or(|entry| !entry.screen.shows_running(running)).then_some(running)
    }

    /// Where there is no line above the keys, what runs stands among them.
    fn with_what_runs(&self, state: String, whole: Rect) -> String {
        let low = areas(whole).rule.is_empty();
        match self.running_elsewhere().filter(|_| low && state.is_empty()) {
            Some(running) => running.short(self.world.clock.now()),
            None => state,
        }
    }

    /// The actions that the line of keys may offer.
    #[cfg(test)]
    pub(in crate::tui) fn offered(&self) -> Vec<Action> {
        let of_screen = self.top().map_or_else(Vec::new, |e| e.screen.actions(&self.cx()));
        of_screen.into_iter().flat_map(|info| info.actions).collect()
    }

    /// Draws everything. The same state gives the same picture.
    pub(crate) fn draw(&self, frame: &mut Frame) {
        if self.door == Door::Locked {
            self.draw_lock(frame);
            return;
        }
        let whole = frame.area();
        let look = &self.world.look;
        if whole.width < LEAST.0 || whole.height < LEAST.1 {
            let words = format!("coachlog needs {}×{}; this is {}×{}", LEAST.0, LEAST.1, whole.width, whole.height);
            put(frame, whole.x, whole.y, &Line::from(look.span(words, Meaning::Text)), whole);
            return;
        }
        let areas = areas(whole);
        let cx = self.world.cx(areas.body);
        match self.top().and_then(|e| e.screen.alone()) {
            Some(title) => {
                put(frame, areas.nav.x + 1, areas.nav.y, &Line::from(look.span(title, Meaning::Heading)), areas.nav);
            }
            None => self.nav_line().draw(frame, areas.nav),
        }
        if !areas.rule.is_empty() {
            rule(frame, areas.rule, look);
            rule(frame, areas.notice, look);
        }
        if let Some(entry) = self.top() {
            entry.screen.draw(frame, areas.body, &cx);
            let keymap = &self.world.keymap;
            if let Some(overlay) = &self.overlay {
                let foot = footer::Foot::default();
                footer::draw(frame, areas.keys, &overlay.actions(), &[], &[Context::Overlay], &foot, keymap, look);
            } else {
                let way_out = if self.stack().len() > 1 { "back" } else { "quit" };
                let (way_out, state) = entry.screen.foot(whole.width).unwrap_or((way_out, String::new()));
                let foot = footer::Foot { state: self.with_what_runs(state, whole), typing: entry.screen.typing() };
                let (actions, right) = (entry.screen.actions(&cx), self.always(way_out, foot.typing));
                footer::draw(frame, areas.keys, &actions, &right, &self.contexts(), &foot, keymap, look);
            }
        }
        match (&self.notice, self.running_elsewhere()) {
            (Some(said), _) => notice::draw(frame, areas.notice, said, look),
            (None, Some(running)) if !areas.rule.is_empty() => {
                running_line(frame, areas.notice, &running.line(cx.now), look);
            }
            (None, _) => {}
        }
        if let Some(overlay) = &self.overlay {
            overlay.draw(frame, areas.body, &cx);
        }
        if look.borders == Borders::Ascii {
            to_ascii(frame.buffer_mut());
        }
    }
}
