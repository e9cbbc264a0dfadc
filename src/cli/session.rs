//! `sessions` and `session`.

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::args::{ActionAs, SessionCommand, SignAs};
use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, after, json, print_text, say};
use crate::domain::evidence::offset_words;
use crate::domain::figure::{printed_gap, short, signed, words};
use crate::domain::id::SessionId;
use crate::domain::practice::role_play;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{ActionState, Amended, Done, Draft, SessionView, SignOff, finish, flag_elsewhere};
use crate::store::{DraftSave, Finish, SessionFilter, Store};

pub(super) fn list(
    store: &Store,
    agent: Option<&str>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    as_json: bool,
) -> Outcome {
    let agent = agent.map(|a| store.agent_named(a)).transpose()?.map(|a| a.id);
    let lines = store.sessions(&SessionFilter { agent, from, to })?;
    if as_json {
        let mut list = Vec::new();
        for line in &lines {
            list.push(json::session_line(line, store.session_view(line.id)?.outcome.as_ref()));
        }
        return print_text(&json::text(&list.into()));
    }
    if lines.is_empty() {
        return say("no session was finished yet");
    }
    let mut table = Table::new(&[
        ("Held", Align::Left),
        ("Agent", Align::Left),
        ("Kind", Align::Left),
        ("Focus", Align::Left),
        ("Status", Align::Left),
        ("Due", Align::Left),
        ("Id", Align::Left),
    ]);
    for l in &lines {
        table.row(vec![
            l.held_on.to_string(),
            l.agent_name.visible(),
            l.kind.words().to_owned(),
            l.focus_name.clone().unwrap_or_else(|| "none".to_owned()),
            l.status.word().to_owned(),
            l.due.map_or_else(|| "–".to_owned(), |d| d.to_string()),
            l.id.to_string(),
        ]);
    }
    print_text(&table.text())
}

pub(super) fn run(store: &mut Store, command: SessionCommand) -> Outcome {
    match command {
        SessionCommand::Show { id, json } => {
            let view = store.session_view(store.session_named(&id)?)?;
            print_text(&if json { json::text(&json::session(&view)) } else { shown(&view) })
        }
        SessionCommand::Add { file, finish, json } => add(store, &file, finish, json),
        SessionCommand::Check { id } => {
            let id = store.session_named(&id)?;
            let found = store.check_session(id)?;
            say(&found)
        }
        SessionCommand::Action { id, state, done, of } => {
            let state = match state {
                ActionAs::Agreed => ActionState::Agreed,
                ActionAs::Done => ActionState::Done,
                ActionAs::Partly => ActionState::Partly,
                ActionAs::Not => ActionState::Not,
            };
            let count = done.zip(of).map(|(done, of)| Done { done, of });
            say(&store.read_back_action(store.session_named(&id)?, state, count)?)
        }
        SessionCommand::Void { id, why } => {
            store.void_session(store.session_named(&id)?, &why)?;
            say("the session is void: it answers no flag and keeps no cadence, and its evidence is free again")
        }
        SessionCommand::Sign { id, how, comment, page } => {
            let sign_off = match how {
                SignAs::Agrees => SignOff::Agrees,
                SignAs::Disagrees => SignOff::Disagrees,
                SignAs::Refused => SignOff::Refused,
                SignAs::Absent => SignOff::Absent,
                SignAs::Left => SignOff::Left,
            };
            store.sign_session(store.session_named(&id)?, sign_off, comment, page)?;
            say("noted")
        }
        SessionCommand::Amend(args) => after::amend(store, args),
        SessionCommand::Next { id, step, cause } => after::next(store, &id, step, cause),
        SessionCommand::Invite { id, at, out } => after::invite(store, &id, at.as_deref(), out.as_deref()),
    }
}

/// Judged by the form's rules: refused with every reason at once, nothing written.
fn add(store: &mut Store, file: &Path, lock: bool, as_json: bool) -> Outcome {
    let text = if file == Path::new("-") {
        crate::import::written_by_hand(std::io::stdin())
    } else {
        std::fs::File::open(file).and_then(crate::import::written_by_hand)
    };
    let place = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
    let text = text.map_err(|e| CommandError::user(format!("{place} cannot be read: {e}")))?;
    let unread = |e: serde_json::Error| CommandError::user(format!("{place}: {e}"));
    let session: serde_json::Value = serde_json::from_str(&text).map_err(unread)?;
    if !session.is_object() {
        return Err(CommandError::user(format!(
            "{place}: a session is one JSON object, in the shape of `coachlog session show ID --json`"
        )));
    }
    let mut draft: Draft = serde_json::from_value(session).map_err(unread)?;
    draft.agent = store.agent_named(&draft.agent)?.id.to_string();
    let id = SessionId::new();
    let refused = |problems: Vec<crate::domain::session::Problem>| {
        let words: Vec<String> = problems.into_iter().map(|p| p.words).collect();
        Err(CommandError::user(format!("the session is refused, and nothing was written:\n{}", words.join("\n"))))
    };
    let elsewhere = flag_elsewhere(&draft, &store.prefill(&draft)?);
    if lock {
        match store.finish_session(id, &draft, None)? {
            Finish::Locked(_) => {}
            Finish::Refused(problems) => return refused(problems),
            // A new id is nobody else's.
            Finish::Elsewhere(_) => return Err(CommandError::user("another window has finished this session")),
        }
    } else {
        if let Err(problems) = finish(id, &draft, &store.prefill(&draft)?, store.clock().now()) {
            return refused(problems);
        }
        if let DraftSave::Aside { why, .. } = store.save_draft(id, &draft, None)? {
            say(&format!("{why}. The draft waits beside the file, and goes into it at the next start"))?;
        }
    }
    if let Some(words) = elsewhere {
        say(&words)?;
    }
    if as_json {
        let status = if lock { "finished" } else { "draft" };
        return print_text(&json::text(&json!({ "id": id.to_string(), "status": status })));
    }
    say(if lock { "the session is finished and locked" } else { "the session is kept as a draft; Today lists it" })?;
    print_text(&format!("{id}\n"))
}

/// "partly done, 12 of 20 calls; “States the notice”: done in 21 of 34 calls, was 6 of 31".
fn practised_words(view: &SessionView) -> String {
    let count = view.action_count.map_or_else(String::new, |c| format!(", {} of {}", c.done, calls(c.of)));
    let back = view.read_back.as_ref().map_or_else(String::new, |b| format!("; “{}”: {}", b.criterion, b.words()));
    format!("{}{count}{back}", view.action_state.words())
}

pub(super) fn shown(view: &SessionView) -> String {
    let c = &view.content;
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |label: &str, text: &str| lines.push((visible(label).into_owned(), visible(text).into_owned()));
    line("Session", &c.id.to_string());
    line("Agent", &format!("{} ({})", c.agent_name.verbatim(), c.agent_json_id));
    line("Supervisor", &c.supervisor_name);
    line("Held", &format!("{} ({}, {})", json::instant(c.held_at), c.kind.words(), view.status.word()));
    line(
        "Cycle",
        &format!(
            "{} to {}, {} call{}, overall {}",
            c.cycle.from,
            c.cycle.last(),
            c.calls,
            if c.calls == 1 { "" } else { "s" },
            c.overall.map_or_else(|| "–".to_owned(), words)
        ),
    );
    for d in &c.dimensions {
        let now = d.current.map_or_else(|| "–".to_owned(), words);
        let against = match (d.target, d.current) {
            (Some(target), Some(current)) => {
                format!(" of {} ({})", short(target), signed(-printed_gap(target, current)))
            }
            _ => String::new(),
        };
        line(&d.name, &format!("{now}{against} on {}: {}", calls(d.n), d.action));
    }
    let named =
        |key: &str| c.dimensions.iter().find(|d| d.key == key).map_or_else(|| key.to_owned(), |d| d.name.clone());
    line("Focus", &c.focus.dimension.as_deref().map_or_else(|| "none".to_owned(), named));
    for (label, text) in [
        ("Reason", &c.focus.reason),
        ("Behavior", &c.behavior),
        ("Practice action", &c.action),
        ("Kept although", &c.action_override),
        ("Strength", &c.strength),
        ("No evidence", &c.no_evidence),
        ("Note", &c.note),
        ("Agent's comment", &view.agent_comment),
    ] {
        if let Some(text) = text {
            line(label, text);
        }
    }
    for praise in &c.praise {
        line("Praise", &praise.words());
    }
    if let Some(words) = c.suggested_words() {
        line("Suggestion", &words);
    }
    if let Some(due) = c.due {
        line("Due", &due.to_string());
    }
    if c.action.is_some() {
        line("Practised", &practised_words(view));
    }
    if let Some(check) = c.check {
        line("Check", &format!("≥ {} by {}", short(check.threshold), check.on));
    }
    for flag in &c.answers_flags {
        line("Answers", &format!("{} on {}", flag.code.visible(), flag.call_id.visible()));
    }
    if let Some(next) = c.next_session {
        line("Next session", &next.to_string());
    }
    after::since(view, &mut line);
    evidence_and_records(view, &mut line);
    let width = lines.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    let mut out = String::new();
    for (label, text) in &lines {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{label}{}{text}", " ".repeat(width + 2 - label.width()));
    }
    out
}

/// The calls, what came of them, and every record.
fn evidence_and_records(view: &SessionView, line: &mut dyn FnMut(&str, &str)) {
    let c = &view.content;
    for e in &c.evidence {
        let id = e.call_id.as_ref().map_or_else(|| "(no call ID)".to_owned(), Raw::visible);
        let at = e.from_ms.map_or_else(String::new, |ms| format!(" {}", offset_words(ms)));
        let quote = e.quote.as_ref().map_or_else(String::new, |q| format!(" “{}”", q.visible()));
        let what = e.what_happened.as_ref().map_or_else(String::new, |w| format!(" {}", w.visible()));
        line("Evidence", &format!("{id}{at}{quote}{what}"));
    }
    let (behavior, action) = (view.stands(Amended::Behavior), view.stands(Amended::Action));
    for prompt in role_play::prompts(view.all_evidence(), &c.agent_name, behavior.as_deref(), action.as_deref()) {
        line("Role-play", &prompt);
    }
    if let Some(outcome) = &view.outcome {
        let so_far = if outcome.is_final { "" } else { " (so far)" };
        line("Outcome", &format!("{}{so_far}", outcome.sentence()));
        for warning in &outcome.warnings {
            line("", warning);
        }
    }
    for w in &view.watched {
        line("Watched", &format!("{}: {}", w.code.visible(), w.words(|d| d.to_string())));
    }
    if let Some(restated) = view.restated_words(words) {
        line("Scores", &restated);
    }
    if let Some(verdict) = view.restated_verdict() {
        line("Verdict", &verdict);
    }
    for h in &view.history {
        line(
            "Record",
            &format!(
                "{} {} {} by {} {}",
                h.seq,
                h.at,
                h.what.replace('_', " "),
                h.actor,
                crate::domain::log_view::check_code_of_hex(&h.hash).unwrap_or_else(|| h.hash.clone())
            ),
        );
    }
}

/// "1 call", "34 calls".
fn calls(n: u32) -> String {
    if n == 1 { "1 call".to_owned() } else { format!("{n} calls") }
}
