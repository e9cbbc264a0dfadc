//! The line of navigation: tabs, the way down from the current one, and where and when one is.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::frame::put;
use crate::tui::screen::Tab;
use crate::tui::style::{Look, Meaning};
use crate::tui::words::{fit, width};

/// What stands in the line.
pub(crate) struct Nav<'a> {
    pub(crate) tab: Tab,
    /// How much is due, beside Today.
    pub(crate) due: Option<usize>,
    /// Below the tab: "Ama Boateng", "session".
    pub(crate) crumbs: Vec<String>,
    pub(crate) corner: String,
    pub(crate) look: &'a Look,
}

const NAME: &str = " coachlog   ";

impl Nav<'_> {
    /// Each tab with the columns it takes, from the line's left edge.
    fn tabs(&self, columns: u16) -> Vec<(Tab, String, u16)> {
        let mut out = Vec::new();
        let wide = usize::from(columns) >= width(NAME) + 50;
        let mut x = if wide { width(NAME) } else { 1 };
        for tab in Tab::ALL {
            if tab != self.tab && !self.crumbs.is_empty() && out.iter().any(|(t, _, _)| *t == self.tab) {
                break;
            }
            let mut label = if tab == self.tab { tab.name().to_uppercase() } else { tab.name().to_owned() };
            if let (Tab::Today, Some(due)) = (tab, self.due.filter(|n| *n > 0)) {
                label = format!("{label} {due}");
            }
            let at = u16::try_from(x).unwrap_or(u16::MAX);
            x += width(&label) + if wide { 3 } else { 2 };
            out.push((tab, label, at));
        }
        out
    }

    /// The tab that is drawn at a place.
    pub(crate) fn tab_at(&self, area: Rect, at: Position) -> Option<Tab> {
        if at.y != area.y {
            return None;
        }
        let column = at.x.checked_sub(area.x)?;
        self.tabs(area.width)
            .into_iter()
            .find(|(_, label, x)| (*x..*x + u16::try_from(width(label)).unwrap_or(0)).contains(&column))
            .map(|(tab, _, _)| tab)
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect) {
        let look = self.look;
        let tabs = self.tabs(area.width);
        if tabs.first().is_some_and(|(_, _, x)| *x > 1) {
            put(frame, area.x, area.y, &Line::from(look.span(NAME, Meaning::Muted)), area);
        }
        let mut end = area.x;
        for (tab, label, x) in tabs {
            let meaning = if tab == self.tab { Meaning::Accent } else { Meaning::Muted };
            let mut span = look.span(label.clone(), meaning);
            if tab == self.tab {
                span = span.style(look.style(Meaning::Accent).add_modifier(ratatui::style::Modifier::BOLD));
            }
            put(frame, area.x.saturating_add(x), area.y, &Line::from(span), area);
            end = area.x.saturating_add(x).saturating_add(u16::try_from(width(&label)).unwrap_or(0));
        }
        let room = usize::from(area.right().saturating_sub(end)).saturating_sub(3);
        let into = format!(" {} ", look.marks.into);
        let crumbs = if self.crumbs.is_empty() { String::new() } else { into.clone() + &self.crumbs.join(&into) };
        let crumbs = fit(&crumbs, room, look.marks.more);
        put(
            frame,
            end,
            area.y,
            &Line::from(Span::styled(crumbs.clone(), look.style(Meaning::Selected).bg(ratatui::style::Color::Reset))),
            area,
        );
        let room = room.saturating_sub(width(&crumbs) + 3);
        // What says least goes first: "Claims North · Dana Reyes · Wed 25 Nov" loses its beginning.
        let mut corner = self.corner.as_str();
        while width(corner) > room {
            let Some((_, rest)) = corner.split_once(" · ") else {
                corner = "";
                break;
            };
            corner = rest;
        }
        let at = area.right().saturating_sub(u16::try_from(width(corner)).unwrap_or(0).saturating_add(2));
        put(frame, at, area.y, &Line::from(look.span(corner, Meaning::Muted)), area);
    }
}
