//! Flag codes: which were seen, and the dimension that each belongs to where its flags name none.
//!
//! ```text
//!  CODE                  SEVERITY   FLAGS   BY THE FILE   ELSE
//!  late_disclosure       high           4   –             Compliance
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::SetupScreen;
use crate::domain::flags::{FlagCode, Mapped};
use crate::domain::raw::{Raw, visible};
use crate::store::request::{FlagCodesView, FlagRequest, Request, SetupView};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{Ctx, Purpose, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit, pad, pad_left, width, wrap};

const FLAGS: usize = 7;

impl SetupScreen {
    pub(super) fn code(&self) -> Option<&FlagCode> {
        self.view.get()?.flags.codes.get(self.code.selected)
    }

    /// Enter: to which dimension the code belongs.
    pub(super) fn ask_dimension(&self) -> Step {
        let (Some(view), Some(code)) = (self.view.get(), self.code()) else { return Step::none() };
        let mut choices = vec![Choice::new("none", "a session that answers it chooses its focus by the scores")];
        choices.extend(view.flags.dimensions.iter().map(|(_, name)| Choice::new(visible(name), "")));
        let at = code.mapped.dimension().and_then(|key| view.flags.dimensions.iter().position(|(own, _)| own == key));
        let title = format!("To which dimension does {} belong?", code.code.visible());
        Step::overlay(Overlay::Picker(Picker::new(Purpose::CodeDimension, title, choices, at.map_or(0, |i| i + 1))))
    }

    pub(super) fn map_code(&mut self, at: usize, cx: &Ctx) -> Step {
        let (Some(view), Some(code)) = (self.view.get(), self.code()) else { return Step::none() };
        let dimension = at.checked_sub(1).and_then(|i| view.flags.dimensions.get(i)).map(|(key, _)| key.clone());
        let request = Request::Flags(FlagRequest::Map { code: code.code.clone(), dimension });
        self.write(cx, request)
    }

    pub(super) fn code_actions(&self) -> Vec<crate::tui::screen::ActionInfo> {
        use crate::config::keymap::Action;
        self.code()
            .map(|_| crate::tui::screen::ActionInfo::named(Action::Open, "set the dimension"))
            .into_iter()
            .collect()
    }
}

/// The name of a dimension that a key stands for.
fn name<'a>(flags: &'a FlagCodesView, key: &'a str) -> &'a str {
    flags.dimensions.iter().find(|(own, _)| own == key).map_or(key, |(_, name)| name)
}

pub(super) fn draw(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, body: Rect, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let flags = &view.flags;
    if flags.codes.is_empty() {
        let sentence =
            "Codes come with the flags of the QA tool's files, or with those that are added by hand from a call.";
        load::message(frame, body, "No flag is known yet", &[sentence.to_owned()], Meaning::Heading, cx);
        return;
    }
    let list = super::view::list_area(screen, cx);
    let room = usize::from(list.width).saturating_sub(3);
    let widest = flags.codes.iter().map(|c| width(&c.code.visible())).max().unwrap_or(0);
    let code = widest.clamp(8, (room / 3).max(8)) + 2;
    let severity = 12;
    let dimension = (room.saturating_sub(code + severity + FLAGS + 3) / 2).min(28);
    let title = format!(
        "  {}{}{}   {}{}",
        pad("CODE", code, more),
        pad("SEVERITY", severity, more),
        pad_left("FLAGS", FLAGS, more),
        pad("BY THE FILE", dimension, more),
        fit("ELSE", dimension, more)
    );
    let above = Rect { y: list.y.saturating_sub(1), height: 1, ..list };
    put(frame, above.x, above.y, &Line::from(look.span(title, Meaning::Heading)), above);
    for (i, at) in screen.code.window(flags.codes.len(), usize::from(list.height)).enumerate() {
        let row = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
        let c = &flags.codes[at];
        let selected = at == screen.code.selected;
        let own: Vec<String> = c.own.iter().map(|key| visible(name(flags, key)).into_owned()).collect();
        let own = if own.is_empty() { look.marks.none.to_owned() } else { own.join(", ") };
        let severities: Vec<String> = c.severities.iter().map(Raw::visible).collect();
        let (mapped, meaning) = match &c.mapped {
            Mapped::To(key) => (visible(name(flags, key)).into_owned(), Meaning::Text),
            Mapped::ToNone => ("none".to_owned(), Meaning::Muted),
            Mapped::Open if c.is_open() => ("not set".to_owned(), Meaning::Watch),
            Mapped::Open => (look.marks.none.to_owned(), Meaning::Muted),
        };
        let line = Line::from(vec![
            look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
            look.span(" ", Meaning::Text),
            look.span(pad(&fit(&c.code.visible(), code - 2, more), code, more), Meaning::Text),
            look.span(pad(&fit(&severities.join(", "), severity - 2, more), severity, more), Meaning::Muted),
            look.span(pad_left(&c.flags.to_string(), FLAGS, more) + "   ", Meaning::Text),
            look.span(pad(&fit(&own, dimension.saturating_sub(2), more), dimension, more), Meaning::Muted),
            look.span(fit(&mapped, dimension, more), meaning),
        ]);
        put(frame, row.x, row.y, &line, row);
        if selected {
            look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, list, screen.code, flags.codes.len(), look);
    below(
        screen,
        flags,
        frame,
        Rect { y: list.bottom(), height: body.bottom().saturating_sub(list.bottom()), ..body },
        cx,
    );
}

/// What the decision comes to for the code under the cursor.
fn below(screen: &SetupScreen, flags: &FlagCodesView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Some(code) = screen.code() else { return };
    let without = count(code.without, "flag");
    let leave = if code.without == 1 { "leaves" } else { "leave" };
    let words = match &code.mapped {
        _ if code.flags > 0 && code.without == 0 => {
            "Every flag of it names its dimension itself; what is set here is for those that do not.".to_owned()
        }
        Mapped::To(key) => format!(
            "A session that answers it takes {} as its focus, and needs no reason for it. It holds for {without} without a dimension of its own.",
            visible(name(flags, key))
        ),
        Mapped::ToNone => format!("It belongs to none: {without} {leave} the focus to the scores."),
        Mapped::Open => format!("Not set: {without} {leave} the focus to the scores. Enter sets its dimension."),
    };
    for (i, line) in wrap(&words, usize::from(area.width.saturating_sub(4))).into_iter().enumerate() {
        let y = area.y.saturating_add(1 + u16::try_from(i).unwrap_or(u16::MAX));
        put(frame, area.x.saturating_add(2), y, &Line::from(cx.look.span(line, Meaning::Muted)), area);
    }
}
