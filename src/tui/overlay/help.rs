//! Help: what the figure under the cursor rests on, then every key that applies, made from the keymap.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Outcome, Touch, action};
use crate::config::keymap::{Action, Context, TABLE, key_words};
use crate::tui::event::Wheel;
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::{pad, wrap};

/// What there is to say, fixed when it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Help {
    explanation: Option<Explanation>,
    contexts: Vec<Context>,
    /// First line on screen.
    offset: usize,
}

/// Columns that the keys take.
const KEYS: usize = 18;

impl Help {
    pub(crate) fn new(explanation: Option<Explanation>, contexts: &[Context]) -> Self {
        Self { explanation, contexts: contexts.to_vec(), offset: 0 }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let action = match touch {
            // What opened the help closes it, too.
            Touch::Key(key) => action(*key, cx).or_else(|| cx.keymap.action(&[Context::List, Context::Global], *key)),
            Touch::Scroll(Wheel::Up) => Some(Action::Up),
            Touch::Scroll(Wheel::Down) => Some(Action::Down),
            Touch::Paste(_) => None,
        };
        let page = page(cx);
        let last = self.lines(cx).len().saturating_sub(page);
        match action {
            Some(Action::Up) => self.offset = self.offset.min(last).saturating_sub(1),
            Some(Action::Down) => self.offset += 1,
            Some(Action::PageUp) => self.offset = self.offset.min(last).saturating_sub(page),
            Some(Action::PageDown) => self.offset += page,
            Some(Action::Home) => self.offset = 0,
            Some(Action::End) => self.offset = last,
            Some(Action::Accept | Action::Cancel | Action::Help | Action::Back | Action::Leave | Action::Quit) => {
                return Outcome::Closed;
            }
            _ => {}
        }
        self.offset = self.offset.min(last);
        Outcome::Open
    }

    fn lines(&self, cx: &Ctx) -> Vec<Line<'static>> {
        let look = cx.look;
        let room = usize::from(columns(cx)).saturating_sub(6);
        let mut lines = Vec::new();
        if let Some(explanation) = &self.explanation {
            lines.push(Line::from(look.span(explanation.title.clone(), Meaning::Heading)));
            for sentence in &explanation.lines {
                lines.extend(wrap(sentence, room).into_iter().map(|l| Line::from(look.span(l, Meaning::Text))));
            }
        }
        for context in &self.contexts {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::from(look.span(heading(*context), Meaning::Heading)));
            for row in TABLE.iter().filter(|r| r.context == *context) {
                let keys = cx.keymap.binding(&[*context], row.action).map(|(_, keys)| keys).unwrap_or_default();
                let words: Vec<String> = keys.iter().map(|k| key_words(*k, look.borders)).collect();
                lines.push(Line::from(vec![
                    look.span(pad(&words.join("  "), KEYS, look.marks.more), Meaning::Accent),
                    Span::raw(" "),
                    look.span(row.help, Meaning::Text),
                ]));
            }
        }
        lines.push(Line::default());
        lines.push(Line::from(look.span("MARKS", Meaning::Heading)));
        let marks = &look.marks;
        for (mark, words) in [
            (marks.focus, "the primary focus: the largest gap below a target"),
            (marks.under, "below its target by less than 5 points"),
            (marks.well_under, "below its target by 5 points or more"),
            (marks.too_few, "too few calls to judge, or not applicable"),
            (marks.flag, "a compliance flag"),
            (marks.auto_fail, "an auto-fail; in a call's scores, a criterion missed"),
        ] {
            lines.push(Line::from(vec![
                look.span(pad(mark, KEYS, marks.more), Meaning::Accent),
                Span::raw(" "),
                look.span(words, Meaning::Text),
            ]));
        }
        lines
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let lines = self.lines(cx);
        let rows = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
        let inside = popup(frame, area, (columns(cx), rows), "Help", cx.look);
        let page = usize::from(inside.height);
        let offset = self.offset.min(lines.len().saturating_sub(page));
        for (i, line) in lines.iter().skip(offset).take(page).enumerate() {
            put(frame, inside.x, inside.y + u16::try_from(i).unwrap_or(0), line, inside);
        }
        let below = lines.len().saturating_sub(offset + page);
        if below > 0 && inside.height > 0 {
            let more = look_more(below, cx);
            let x = inside.right().saturating_sub(u16::try_from(more.width()).unwrap_or(0));
            put(frame, x, inside.bottom() - 1, &more, inside);
        }
    }
}

fn look_more(below: usize, cx: &Ctx) -> Line<'static> {
    Line::from(cx.look.span(format!(" {below} more lines "), Meaning::Muted))
}

fn columns(cx: &Ctx) -> u16 {
    cx.area.width.saturating_sub(4).min(84)
}

fn page(cx: &Ctx) -> usize {
    usize::from(cx.area.height.saturating_sub(2))
}

fn heading(context: Context) -> &'static str {
    match context {
        Context::Global => "EVERYWHERE",
        Context::List => "IN LISTS",
        Context::Today => "TODAY",
        Context::Team => "TEAM",
        Context::Agent => "AGENT",
        Context::Call => "CALL",
        Context::Session => "SESSION",
        Context::Record => "LOCKED SESSION",
        Context::Trends => "TRENDS",
        Context::Reading => "FOR THE AGENT",
        Context::Log => "LOG",
        Context::Import => "IMPORT",
        Context::Setup => "SETUP",
        Context::Overlay => "QUESTIONS AND LISTS",
    }
}
