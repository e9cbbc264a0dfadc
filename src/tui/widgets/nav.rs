//! The line of navigation: tabs, the way down from the current one, and where and when one is.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::frame::put;
use crate::tui::screen::Tab;
use crate::tui::style::{Look, Meaning};
use crate::tui::words::{fit, width};

/// Said in the corner where nothing can be changed.
pub(crate) const READ_ONLY: &str = "read-only";

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
        // Where one is comes last: what is cut is the way there.
        let whole = |from: usize| {
            let lead = if from > 0 { look.marks.more } else { "" };
            self.crumbs[from..].iter().fold(lead.to_owned(), |out, crumb| out + &into + crumb)
        };
        let fits = (0..self.crumbs.len()).find(|from| width(&whole(*from)) <= room);
        let from = fits.unwrap_or_else(|| self.crumbs.len().saturating_sub(1));
        let crumbs = fit(&whole(from), room, look.marks.more);
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
        // Where there is room for one thing alone, it is that nothing can be changed.
        if self.corner.starts_with(READ_ONLY) && !corner.starts_with(READ_ONLY) && width(READ_ONLY) <= room {
            corner = READ_ONLY;
        }
        let at = area.right().saturating_sub(u16::try_from(width(corner)).unwrap_or(0).saturating_add(2));
        put(frame, at, area.y, &Line::from(look.span(corner, Meaning::Muted)), area);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::config::Borders;
    use crate::config::theme::{Depth, Shade, Theme};

    #[test]
    fn where_one_is_stays_and_the_way_there_is_cut() {
        let look = Look::new(Theme { shade: Shade::Dark, depth: Depth::True }, Borders::Unicode);
        let crumbs = ["Lars Nyström", "search “husband”", "Ama Boateng", "call 004471"].map(str::to_owned).to_vec();
        for columns in [40, 60, 80, 120] {
            let nav = Nav { tab: Tab::Team, due: None, crumbs: crumbs.clone(), corner: String::new(), look: &look };
            let mut terminal = Terminal::new(TestBackend::new(columns, 1)).expect("a terminal");
            terminal.draw(|frame| nav.draw(frame, frame.area())).expect("a drawing");
            let text: String =
                terminal.backend().buffer().content().iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(text.contains("› call 004471"), "{columns}: {text}");
            assert_eq!(text.contains("Lars"), columns == 120, "{columns}: {text}");
        }
    }
}
