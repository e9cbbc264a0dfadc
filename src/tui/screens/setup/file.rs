//! Where everything is kept.

use super::SetupScreen;
use crate::domain::raw::visible;
use crate::store::request::SetupView;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;

/// Columns of the labels.
const LABELS: usize = 14;

impl SetupScreen {
    pub(super) fn file_doc<'a>(view: &SetupView, columns: u16, cx: &'a Ctx) -> Doc<'a> {
        let mut doc = Doc::new(columns, cx.look);
        let path = |path: &std::path::Path| visible(&path.display().to_string()).into_owned();
        doc.text("THE DATA FILE", Meaning::Heading);
        doc.pair("file", LABELS, &path(&view.file), Meaning::Text);
        let written = cx
            .read_only
            .map_or_else(|| "can be read and written".to_owned(), |why| format!("read-only: {}", visible(why)));
        doc.pair("", LABELS, &written, if cx.read_only.is_some() { Meaning::Watch } else { Meaning::Muted });
        if let Some(demo) = cx.demo {
            doc.pair("", LABELS, &format!("a copy of the demo team: {}", visible(demo)), Meaning::Watch);
        }
        doc.pair("schema", LABELS, &view.schema.to_string(), Meaning::Muted);
        doc.pair("SQLite", LABELS, &visible(&view.sqlite), Meaning::Muted);
        doc.heading("YOURS ON THIS MACHINE");
        match cx.paths {
            Some(paths) => {
                doc.pair("config", LABELS, &path(&paths.config_file()), Meaning::Text);
                doc.pair("keymap", LABELS, &path(&paths.keymap_file()), Meaning::Text);
                doc.pair("state", LABELS, &path(&paths.state), Meaning::Muted);
                doc.gap();
                doc.text(
                    "Neither file need be there: what they do not say is as it came. Every key can be changed in the \
                     keymap; colours, dates and decimals in the config.",
                    Meaning::Muted,
                );
            }
            None => doc.text("no folder of your own is known on this system", Meaning::Muted),
        }
        doc.heading("TO KEEP IT SAFE");
        doc.text(
            "coachlog backup FILE writes a copy while the program runs; coachlog doctor checks the file.",
            Meaning::Muted,
        );
        doc
    }
}
