//! Changing a setting: its value is typed where it stands, and judged while it is typed.
//!
//! ```text
//!  titles     SETTING           VALUE            MEANING
//!  list     ▌ cadence           bi-weekly▏       how often each agent is coached …
//!  below      the whole meaning of the selected one, and what the typed value would be
//! ```

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Edit, SetupScreen, view};
use crate::domain::raw::visible;
use crate::domain::settings::Key;
use crate::store::request::{Request, SetupView};
use crate::tui::form::text::TextField;
use crate::tui::screen::{Ctx, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;
use crate::tui::widgets::frame::put;
use crate::tui::words::{fit, pad, width};

/// A setting whose value is being typed.
#[derive(Debug)]
pub(super) struct SettingEdit {
    key: Key,
    field: TextField,
}

impl SettingEdit {
    pub(super) fn paste(&mut self, text: &str) {
        self.field.paste(text);
    }

    pub(super) fn key(&mut self, key: KeyEvent) {
        self.field.key(key);
    }
}

/// How the value would be kept, or why it cannot be.
fn judge(key: Key, text: &str, view: &SetupView) -> Result<String, String> {
    match (key, key.read(text)) {
        (Key::Zone, Err(why)) => Err(match zones_like(text) {
            like if like.is_empty() => why,
            like => format!("“{text}” is no time zone yet; there is {}", like.join(", ")),
        }),
        (Key::Scorecard, Ok(name)) => {
            let known = view.scorecards.iter().map(|c| c.scorecard.name.as_str());
            let found = known.clone().find(|n| n.to_lowercase() == name.to_lowercase());
            found.map(str::to_owned).ok_or_else(|| {
                format!("there is no scorecard “{name}”; there is {}", known.collect::<Vec<_>>().join(", "))
            })
        }
        (_, read) => read,
    }
}

/// A few zones whose names hold what is typed.
fn zones_like(text: &str) -> Vec<&'static str> {
    let wanted = text.trim().to_lowercase().replace(' ', "_");
    if wanted.len() < 2 {
        return Vec::new();
    }
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    names.filter(|name| name.to_lowercase().contains(&wanted)).take(4).collect()
}

impl SetupScreen {
    fn setting_key(&self) -> Key {
        Key::ALL[self.setting.selected.min(Key::ALL.len() - 1)]
    }

    pub(super) fn edit_setting(&mut self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let key = self.setting_key();
        let field = TextField::new(view.settings.text(key));
        self.edit = Some(Edit::Setting(SettingEdit { key, field }));
        Step::none()
    }

    pub(super) fn keep_setting(&mut self, cx: &Ctx) -> Step {
        let (Some(Edit::Setting(edit)), Some(view)) = (&self.edit, self.view.get()) else { return Step::none() };
        let key = edit.key;
        match judge(key, edit.field.text(), view) {
            Ok(value) if value == view.settings.text(key) => {
                self.edit = None;
                Step::none()
            }
            Ok(value) => self.write(cx, Request::SetSetting { key, value }),
            Err(why) => Step::problem(visible(&why).into_owned()),
        }
    }
}

/// Columns of name and value.
fn columns(area: Rect) -> (usize, usize) {
    (18, (usize::from(area.width) / 4).clamp(16, 34))
}

pub(super) fn draw(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let more = look.marks.more;
    let (names, values) = columns(area);
    let list = view::list_area(screen, cx);
    let titles = format!("  {}{}MEANING", pad("SETTING", names, more), pad("VALUE", values + 2, more));
    put(frame, area.x, area.y, &Line::from(look.span(titles, Meaning::Heading)), area);
    let room = usize::from(area.width).saturating_sub(names + values + 5);
    for (i, at) in screen.setting.window(Key::ALL.len(), usize::from(list.height)).enumerate() {
        let key = Key::ALL[at];
        let row = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
        let selected = at == screen.setting.selected;
        let edit = match &screen.edit {
            Some(Edit::Setting(edit)) if edit.key == key => Some(edit),
            _ => None,
        };
        let text = view.settings.text(key);
        let (value, meaning) =
            if text.is_empty() { ("none".to_owned(), Meaning::Muted) } else { (text, Meaning::Text) };
        let value = if edit.is_some() { String::new() } else { visible(&value).into_owned() };
        let line = Line::from(vec![
            look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
            look.span(format!(" {}", pad(key.word(), names, more)), Meaning::Text),
            look.span(pad(&value, values, more) + "  ", meaning),
            look.span(fit(key.meaning(), room, more), Meaning::Muted),
        ]);
        put(frame, row.x, row.y, &line, row);
        if selected && edit.is_none() {
            look.select_row(frame.buffer_mut(), row);
        }
        if let Some(edit) = edit {
            let x = row.x.saturating_add(u16::try_from(names + 2).unwrap_or(0));
            let width = u16::try_from(values).unwrap_or(0).min(row.right().saturating_sub(x));
            edit.field.draw(frame, Rect { x, width, ..row }, true, "", cx);
        }
    }
    let below = Rect { y: list.bottom().saturating_add(1).min(area.bottom()), ..area };
    let below = Rect { height: area.bottom().saturating_sub(below.y), ..below };
    let cut = width(screen.setting_key().meaning()) > room;
    about(screen, view, below.width, cut, cx).draw(frame, below, 0);
}

/// Under the list: the meaning in full where the list cuts it, and what would be kept.
fn about<'a>(screen: &SetupScreen, view: &SetupView, columns: u16, cut: bool, cx: &'a Ctx) -> Doc<'a> {
    let mut doc = Doc::new(columns, cx.look);
    let key = screen.setting_key();
    if cut {
        doc.item(" ", &format!("{}: {}", key.word(), key.meaning()), Meaning::Muted);
    }
    if let Some(Edit::Setting(edit)) = &screen.edit {
        let (mark, words, meaning) = match judge(edit.key, edit.field.text(), view) {
            Ok(value) if value == view.settings.text(edit.key) => (" ", "as it is now".to_owned(), Meaning::Muted),
            Ok(value) => (cx.look.marks.done, format!("would be {value}"), Meaning::Good),
            Err(why) => (cx.look.marks.auto_fail, why, Meaning::Below),
        };
        doc.gap();
        doc.item(mark, &visible(&words), meaning);
        if key == Key::Zone {
            doc.item(
                " ",
                "Another zone cuts all days anew: a call late in the evening may fall on another day.",
                Meaning::Muted,
            );
        }
    }
    doc
}
