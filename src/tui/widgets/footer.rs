//! The line of keys, made from what applies now and the keymap.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::frame::put;
use crate::config::keymap::{Context, Keymap};
use crate::tui::screen::ActionInfo;
use crate::tui::style::{Look, Meaning};
use crate::tui::words::width;

/// Keys and word of one entry; `None` where none of its actions has a key.
pub(crate) fn entry<'a>(
    info: &ActionInfo,
    contexts: &[Context],
    keymap: &'a Keymap,
    look: &Look,
) -> Option<(Cow<'a, str>, &'static str)> {
    let keys =
        || info.actions.iter().map(|a| keymap.key_words(contexts, *a, look.borders)).filter(|keys| !keys.is_empty());
    let row = info.actions.iter().find_map(|a| keymap.binding(contexts, *a)).map(|(row, _)| row)?;
    let first = keys().next()?;
    let words = if keys().nth(1).is_none() {
        Cow::Borrowed(first)
    } else {
        let arrows = keys().all(|k| width(k) == 1 && !k.is_ascii());
        Cow::Owned(keys().collect::<Vec<_>>().join(if arrows { "" } else { " " }))
    };
    Some((words, info.label.unwrap_or(row.label)))
}

/// What stands at the right end of the line, after the keys that always stand there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Foot {
    /// How far a form is; empty where nothing is to be said.
    pub(crate) state: String,
    /// Letters go into a field, so only keys that are no text count.
    pub(crate) typing: bool,
}

/// Draws as many entries as fit, the first ones first; those at the right always stand.
#[expect(clippy::too_many_arguments, reason = "where, what, and how it looks")]
pub(crate) fn draw(
    frame: &mut Frame,
    area: Rect,
    infos: &[ActionInfo],
    right: &[ActionInfo],
    contexts: &[Context],
    foot: &Foot,
    keymap: &Keymap,
    look: &Look,
) {
    let shown = |info: &ActionInfo| {
        let (keys, label) = entry(info, contexts, keymap, look)?;
        let typed = foot.typing && width(&keys) == 1;
        let not_typed = || keymap.key_words_typing(contexts, info.actions[0], look.borders).map(Cow::Owned);
        Some((if typed { not_typed()? } else { keys }, label))
    };
    let right: Vec<(Cow<str>, &str)> = right.iter().filter_map(shown).collect();
    let state_width = if foot.state.is_empty() { 0 } else { width(&foot.state) + 4 };
    let right_width: usize = right.iter().map(|(k, l)| width(k) + width(l) + 3).sum::<usize>() + state_width;
    let mut room = usize::from(area.width).saturating_sub(right_width + 3);
    let mut spans = vec![Span::raw("  ")];
    for (keys, label) in infos.iter().filter_map(|i| entry(i, contexts, keymap, look)) {
        let needed = width(&keys) + width(label) + 3;
        if needed > room {
            break;
        }
        room -= needed;
        spans.extend(pair(keys, label, look));
        spans.push(Span::raw("  "));
    }
    put(frame, area.x, area.y, &Line::from(spans), area);
    let mut spans = Vec::new();
    for (keys, label) in right {
        spans.push(Span::raw("  "));
        spans.extend(pair(keys, label, look));
    }
    if !foot.state.is_empty() {
        spans.push(look.span(format!("   {}", foot.state), Meaning::Text));
    }
    let x = area.right().saturating_sub(u16::try_from(right_width + 1).unwrap_or(u16::MAX)).max(area.x);
    put(frame, x, area.y, &Line::from(spans), area);
}

/// The key bright, its word quiet.
pub(crate) fn pair<'a>(keys: impl Into<Cow<'a, str>>, label: &'a str, look: &Look) -> [Span<'a>; 3] {
    let muted = look.style(Meaning::Muted);
    [Span::styled(keys, look.style(Meaning::Accent)), Span::raw(" "), Span::styled(label, muted)]
}
