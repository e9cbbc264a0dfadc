//! What is printed: a page as data, written as text, Markdown or HTML.
//!
//! ```text
//!  session ─► Report ─┬─► text      what a shell shows, and the agent's reading screen
//!                     ├─► markdown
//!                     └─► html      one file, one A4 page, nothing fetched from anywhere
//!  team    ─► Report                a team over some days
//!  agent   ─► Report                one agent, for the supervisor
//!  program ─► Report                all teams over the last cycles
//!  chart                            a dimension over the cycles: drawn in HTML, figures elsewhere
//!  sheet                            prep sheets: the due list, and a page for each session of today
//! ```
//! Everything in a [`Report`] is fit to be shown: text from files has gone through `visible`. Each writer escapes what
//! its own form gives a meaning to.

pub(crate) mod agent;
mod chart;
mod html;
mod markdown;
pub(crate) mod pack;
pub(crate) mod program;
pub(crate) mod session;
pub(crate) mod sheet;
mod svg;
pub(crate) mod team;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod trends;

pub(crate) use chart::{Chart, charts};
pub(crate) use html::html;
pub(crate) use markdown::markdown;
pub(crate) use text::{Kind, lines, text};

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    pub(crate) title: String,
    /// What the page is not: "DRAFT", "VOID".
    pub(crate) mark: Option<String>,
    /// Who, when, what for.
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) parts: Vec<Part>,
    /// What it is known by again.
    pub(crate) foot: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Heading(String),
    Text(String),
    Facts(Vec<(&'static str, String)>),
    /// The first column is text, the others are figures.
    Table {
        heads: Vec<String>,
        rows: Vec<Row>,
    },
    /// Dimensions over the same cycles.
    Charts(Vec<Chart>),
    /// A list: what each is about, and what is said of it.
    Entries(Vec<(String, String)>),
    /// A moment of a call: which, and what was said or happened.
    Moment {
        head: String,
        words: Vec<Words>,
    },
    /// What was added to a locked session.
    Change {
        what: String,
        old: String,
        new: String,
        /// Why, who, when.
        by: String,
    },
    /// Lines to be filled in by hand.
    Sign(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    /// The one that the session is about.
    pub(crate) focus: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words {
    Quote(String),
    Plain(String),
}
