//! Records as the Log screen tells them: one line each.

use super::Record;
use crate::domain::figure;
use crate::domain::raw::{Raw, visible};

impl Record {
    /// What the Log screen says of it.
    #[expect(clippy::too_many_lines, reason = "a table: an arm a record")]
    pub fn summary(&self) -> String {
        if let Some(words) = self.on_a_session() {
            return words;
        }
        match self {
            Self::SettingChanged { key, value } => format!("{key} set to {value}"),
            Self::WarningOverridden { .. } | Self::Restored { .. } => self.on_the_file(),
            Self::ScorecardAdded { name, dimensions, .. } => {
                format!("scorecard {} with {} dimensions", visible(name), dimensions.len())
            }
            Self::ScorecardVersionAdded { version, dimensions, .. } => {
                format!("version {} with {} dimensions", visible(version), dimensions.len())
            }
            Self::DimensionAdded { dimension, .. } => format!("dimension {}", visible(&dimension.name)),
            Self::TargetSet { dimension, value, from, .. } => {
                let value = value.map_or_else(|| "none".to_owned(), figure::short);
                let from = from.map_or_else(String::new, |d| format!(" from {d}"));
                format!("target of {} set to {value}{from}", visible(dimension))
            }
            Self::PersonAdded { name, source_id, .. } => {
                let id = source_id.as_ref().map_or_else(String::new, |id| format!(" ({})", id.visible()));
                format!("{}{id}", name.visible())
            }
            Self::PersonNumbered { source_id, .. } => format!("has the id {}", source_id.visible()),
            Self::PersonRenumbered { source_id, .. } => source_id
                .as_ref()
                .map_or_else(|| "has no id any more".to_owned(), |id| format!("has the id {}", id.visible())),
            Self::PersonMerged { name, into_name, .. } => {
                format!("{} stands under {} from now on", name.visible(), into_name.visible())
            }
            Self::PersonSplit { name, from_name, .. } => {
                format!("{} no longer stands under {}", name.visible(), from_name.visible())
            }
            Self::PersonAway { name, from, to, .. } => {
                let to = to.map_or_else(|| "until further notice".to_owned(), |d| format!("to {d}"));
                format!("{} is away from {from} {to}", name.visible())
            }
            Self::PersonNotAway { name, .. } => format!("an absence of {} was taken back", name.visible()),
            Self::PersonLeft { name, on, .. } => {
                let name = name.visible();
                on.map_or_else(|| format!("{name} did not leave after all"), |d| format!("{name} left on {d}"))
            }
            Self::IdentityLinked { source, key, .. } => {
                format!("{} of {} belongs to this person", key.visible(), visible(source))
            }
            Self::TeamAdded { name, .. } => format!("team {}", name.visible()),
            Self::TeamSupervised { .. } | Self::MemberSet { .. } => self.on_a_team(),
            Self::BatchLoaded(b) => {
                let names: Vec<String> = b.files.iter().take(3).map(|f| f.name.visible()).collect();
                let more = if b.files.len() > 3 { format!(" and {} more", b.files.len() - 3) } else { String::new() };
                format!(
                    "import {}: {}{more}; {} rows loaded, {} updated, {} rejected",
                    b.number,
                    names.join(", "),
                    b.loaded,
                    b.updated,
                    b.rejected
                )
            }
            Self::BatchUndone { reopened, .. } => match reopened.len() {
                0 => "import undone".to_owned(),
                1 => "import undone; a dispute is open again".to_owned(),
                n => format!("import undone; {n} disputes are open again"),
            },
            Self::ProfileSaved { name, .. } => format!("profile {} saved", visible(name)),
            Self::ProfileRemoved { name } => format!("profile {} removed", visible(name)),
            Self::FlagAdded { call_id, code, .. } => format!("flag {} on call {}", code.visible(), call_id.visible()),
            Self::DisputeOpened { evaluation, dimension, .. } => {
                format!("{} of evaluation {} disputed", visible(dimension), evaluation.visible())
            }
            Self::DisputeClosed { state, .. } => format!("dispute {}", state.word()),
            Self::Snoozed { name, kind, until, .. } => {
                format!("{} of {} put off until {until}", kind.words(), name.visible())
            }
            Self::SnoozeEnded { name, kind, .. } => format!("{} of {} is due again", kind.words(), name.visible()),
            Self::FlagCodeMapped { code, dimension } => match dimension {
                Some(key) => format!("flag code {} belongs to {}", code.visible(), visible(key)),
                None => format!("flag code {} belongs to no dimension", code.visible()),
            },
            Self::SpeakersSet { call_id, speakers, .. } => {
                let call = call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
                format!("call {call}: {}", speakers.words())
            }
            Self::PracticeReplaced { entries } => format!("practice library replaced: {} entries", entries.len()),
            Self::PracticeSet { entry, .. } => format!("practice library: {}", visible(&entry.action)),
            Self::PracticeRemoved { action, .. } => format!("practice library without: {}", visible(action)),
            Self::PraiseKept { name, call_id, .. } => {
                let call = call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
                format!("praise for {} kept from {call}", name.visible())
            }
            Self::PraiseDropped { name, .. } => format!("praise for {} dropped", name.visible()),
            Self::PersonErased(erased) => {
                format!("all of a person was erased, with the content of {} records", erased.records.len())
            }
            Self::SessionFinished(_)
            | Self::SessionSigned { .. }
            | Self::SessionVoided { .. }
            | Self::SessionChecked { .. }
            | Self::SessionAmended { .. }
            | Self::ActionReadBack { .. }
            | Self::NextStepChosen { .. } => self.action().to_owned(),
        }
    }

    /// Older records name nobody.
    fn on_the_file(&self) -> String {
        match self {
            Self::Restored { from, records } => format!("{} was put back, with {records} records", from.visible()),
            Self::WarningOverridden { warning, place } => {
                format!("used all the same, {}: {}", visible(warning), place.visible())
            }
            _ => String::new(),
        }
    }

    fn on_a_team(&self) -> String {
        match self {
            Self::TeamSupervised { supervisor, name, supervisor_name, .. } => match (name, supervisor_name, supervisor)
            {
                (Some(team), Some(who), _) => format!("{} supervises {}", who.visible(), team.visible()),
                (Some(team), None, None) => format!("nobody supervises {} any more", team.visible()),
                (_, _, Some(_)) => "supervisor set".to_owned(),
                (None, _, None) => "supervisor removed".to_owned(),
            },
            Self::MemberSet { from, name, team_name, .. } => {
                let from = from.map_or_else(String::new, |d| format!(" from {d}"));
                match (name, team_name) {
                    (Some(name), Some(team)) => format!("{} is in team {}{from}", name.visible(), team.visible()),
                    _ => format!("team set{from}"),
                }
            }
            _ => self.action().to_owned(),
        }
    }

    /// `None` where it is about something else.
    fn on_a_session(&self) -> Option<String> {
        Some(match self {
            Self::SessionFinished(s) => {
                let focus = s.focus.dimension.as_deref().unwrap_or("no focus");
                format!("session with {}: {}", s.agent_name.visible(), visible(focus))
            }
            Self::SessionChecked { current, n, met, outcome, .. } => {
                let now = current.map_or_else(|| "no score".to_owned(), figure::words);
                let word = if *met { "threshold reached" } else { "threshold not reached" };
                let moved = outcome.as_ref().map_or_else(String::new, |o| format!("; {}", o.verdict.words()));
                format!("checked: {now} on {n} calls, {word}{moved}")
            }
            Self::SessionVoided { reason, .. } => format!("void: {}", visible(reason)),
            Self::SessionSigned { sign_off, page: None, .. } => format!("signed: {}", sign_off.word()),
            Self::SessionSigned { sign_off, page: Some(page), .. } => {
                format!("signed: {}, on the page {}", sign_off.word(), visible(page))
            }
            Self::SessionAmended { field, old, new, .. } => {
                let old = old.as_deref().map_or_else(|| "nothing".to_owned(), |o| format!("“{}”", visible(o)));
                format!("amended: {} from {old} to “{}”", field.words(), visible(new))
            }
            Self::ActionReadBack { state, count, .. } => {
                let of = count.map_or_else(String::new, |c| format!(": {} of {}", c.done, c.of));
                format!("practice action {}{of}", state.words())
            }
            Self::NextStepChosen { step, cause, .. } => {
                let cause = cause.map_or_else(String::new, |c| format!(": {}", c.words()));
                format!("next step: {}{cause}", step.words())
            }
            _ => return None,
        })
    }
}
