//! `demo`: the invented team, its history replayed step by step into a fresh file.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::error::CommandError;
use super::{Outcome, Run, say, terminal};
use crate::clock::Clock;
use crate::demo::{self, DemoTeam, What};
use crate::domain::id::SessionId;
use crate::domain::people::Actor;
use crate::domain::practice::library::LibraryEntry;
use crate::domain::session::{AmendDraft, Amended, Draft, NextStep, SignOff};
use crate::domain::settings::Key;
use crate::domain::today::DueKind;
use crate::import::Go;
use crate::store::request::{NewFlag, NewPraise};
use crate::store::{Finish, ImportJob, SessionFilter, Store};

/// The same team every time.
const SEED: u64 = 1;

/// Who looks at the demo: a QA lead, who supervises no team of her own and so sees them all.
const VISITOR: &str = "Noor Haddad";

pub(super) fn run(run: &Run, write: Option<&Path>) -> Outcome {
    let now = run.clock.now();
    if let Some(path) = write {
        if path.exists() {
            return Err(CommandError::user(format!(
                "{} is there already; the demo is written to a new file",
                path.display()
            )));
        }
        build(path, now)?;
        return say(&format!("the demo team was written to {}; open it with: coachlog --db {0}", path.display()));
    }
    let folder = std::env::temp_dir().join(format!("coachlog-demo-{}", uuid::Uuid::now_v7()));
    let path = folder.join("demo.db");
    build(&path, now)?;
    let mut actor = run.actor();
    if run.cli.as_name.is_none() {
        VISITOR.clone_into(&mut actor.name);
    }
    let store = Store::open(&path, actor, run.clock, run.cli.read_only)?;
    let outcome = terminal::open(run, Some((&path, store)));
    // The copy was for looking round; what cannot be removed lies in the folder for temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

/// Builds the file: its history is replayed with the clock at each of its steps.
pub(super) fn build(path: &Path, now: DateTime<Utc>) -> Result<(), CommandError> {
    let team = demo::generate(SEED, demo::newest_day(now));
    let first = team.supervisors.first().map_or_else(|| "Supervisor".to_owned(), |s| s.name.clone());
    let start = team.steps.first().map_or(now, |s| s.at);
    let mut store = Store::open(path, actor(&first), Clock::Fixed(start), false)?;
    store.set_setting(Key::Zone, team.zone)?;
    store.set_setting(Key::Anchor, &team.anchor.to_string())?;
    let files = Files::new()?;
    for (n, step) in team.steps.iter().enumerate() {
        store.set_clock(Clock::Fixed(step.at));
        replay(&mut store, &step.what, &files, &team)?;
        if n == 0 {
            for supervisor in &team.supervisors {
                let id = store.team_named(&supervisor.team)?.id;
                store.set_supervisor(id, &supervisor.name)?;
            }
        }
    }
    Ok(())
}

fn actor(name: &str) -> Actor {
    Actor { name: name.to_owned(), os_user: None, host: None }
}

fn replay(store: &mut Store, what: &What, files: &Files, team: &DemoTeam) -> Result<(), CommandError> {
    match what {
        What::Evaluations { file_name, csv } => {
            let path = files.write(file_name, csv)?;
            load(store, vec![path])
        }
        What::Transcripts { files: texts } => {
            let paths = texts.iter().map(|(name, text)| files.write(name, text)).collect::<Result<Vec<_>, _>>()?;
            load(store, paths)
        }
        What::Session { json } => {
            let mut draft = draft(store, json, team)?;
            draft.agent = store.agent_named(&draft.agent)?.id.to_string();
            match store.finish_session(SessionId::new(), &draft, None)? {
                Finish::Locked(_) => Ok(()),
                Finish::Elsewhere(_) => Err(CommandError::user("a session of the demo is finished already")),
                Finish::Refused(problems) => {
                    let words: Vec<String> = problems.into_iter().map(|p| p.words).collect();
                    Err(CommandError::user(format!("a session of the demo is refused: {}", words.join("; "))))
                }
            }
        }
        What::Draft { json } => {
            let mut draft = draft(store, json, team)?;
            draft.agent = store.agent_named(&draft.agent)?.id.to_string();
            store.save_draft(SessionId::new(), &draft, None)?;
            Ok(())
        }
        What::Dispute { evaluation_id, dimension, note } => {
            Ok(store.open_dispute(evaluation_id, dimension, note).map(drop)?)
        }
        What::FlagCode { code, dimension } => Ok(store.map_flag_code(code, Some(dimension)).map(drop)?),
        What::PutOff { agent, supervisor, until, why } => {
            store.act_as(supervisor);
            let agent = store.agent_named(agent)?.id;
            let item = store.one_item(DueKind::Action, agent, None)?;
            Ok(store.snooze(DueKind::Action, agent, &item.key, *until, why).map(drop)?)
        }
        What::Practice { dimension, criterion, behavior, action } => {
            let entry = LibraryEntry {
                dimension: dimension.clone(),
                criterion: Some(criterion.clone()),
                behavior: behavior.clone(),
                action: action.clone(),
            };
            Ok(store.set_practice(None, &entry).map(drop)?)
        }
        What::FlagByHand { supervisor, call_id, code, dimension, severity, at_ms, note } => {
            store.act_as(supervisor);
            Ok(store.add_flag(NewFlag {
                call_id: call_id.clone(),
                code: code.clone(),
                dimension: Some(dimension.clone()),
                severity: Some(severity.clone()),
                at_ms: Some(*at_ms),
                note: Some(note.clone()),
            })?)
        }
        What::Away { agent, supervisor, from, to, why } => {
            store.act_as(supervisor);
            let agent = store.agent_named(agent)?;
            Ok(store.set_away(&agent, *from, Some(*to), why)?)
        }
        What::Praise { agent, call_id, from_ms, to_ms, speaker, quote } => {
            let new = NewPraise {
                agent: store.agent_named(agent)?.id,
                call_id: Some(call_id.as_str().into()),
                from_ms: Some(*from_ms),
                to_ms: Some(*to_ms),
                speaker: Some(speaker.as_str().into()),
                quote: quote.as_str().into(),
            };
            Ok(store.keep_praise(new).map(drop)?)
        }
        What::SignOff { .. }
        | What::ReadBack { .. }
        | What::Check { .. }
        | What::Amendment { .. }
        | What::NextStep { .. } => follow_up(store, what),
    }
}

/// What came after a session was locked.
fn follow_up(store: &mut Store, what: &What) -> Result<(), CommandError> {
    match what {
        What::SignOff { agent, held_at, sign_off, comment, page } => {
            let how = if sign_off == "disagrees" { SignOff::Disagrees } else { SignOff::Agrees };
            match held_session(store, agent, held_at)? {
                Some(id) => Ok(store.sign_session(id, how, Some(comment.clone()), page.clone())?),
                None => Ok(()),
            }
        }
        What::ReadBack { agent, held_at, state, count } => match held_session(store, agent, held_at)? {
            Some(id) => {
                // Where the action is tied to a question the calls give the count.
                let tied = store.session_view(id)?.read_back.is_some_and(|back| back.since.is_some());
                Ok(store.read_back_action(id, *state, (!tied).then_some(*count)).map(drop)?)
            }
            None => Ok(()),
        },
        What::Check { agent, held_at } => match held_session(store, agent, held_at)? {
            Some(id) => Ok(store.check_session(id).map(drop)?),
            None => Ok(()),
        },
        What::Amendment { agent, held_at, field, new, why } => {
            let field = Amended::from_word(field).unwrap_or(Amended::Note);
            let amend = AmendDraft { field, new: new.clone(), evidence: None, reason: why.clone() };
            match held_session(store, agent, held_at)? {
                Some(id) => Ok(store.amend_session(id, &amend).map(drop)?),
                None => Ok(()),
            }
        }
        What::NextStep { agent, held_at, step } => {
            let step = NextStep::from_word(step).unwrap_or(NextStep::Continue);
            match held_session(store, agent, held_at)? {
                Some(id) => Ok(store.next_step(id, step, None).map(drop)?),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// The agent's session that began then.
fn held_session(store: &Store, agent: &str, held_at: &str) -> Result<Option<SessionId>, CommandError> {
    let agent = store.agent_named(agent)?.id;
    let held: DateTime<Utc> = held_at.parse().map_err(|_| CommandError::user(format!("{held_at} is no time")))?;
    let lines = store.sessions(&SessionFilter { agent: Some(agent), ..SessionFilter::default() })?;
    Ok(lines.iter().find(|l| l.held_at == held).map(|l| l.id))
}

/// The session's JSON; its supervisor acts.
fn draft(store: &mut Store, json: &serde_json::Value, team: &DemoTeam) -> Result<Draft, CommandError> {
    let named = json.get("supervisor").and_then(serde_json::Value::as_str);
    if let Some(name) = named.or_else(|| team.supervisors.first().map(|s| s.name.as_str())) {
        store.act_as(name);
    }
    serde_json::from_value(json.clone())
        .map_err(|e| CommandError::user(format!("a session of the demo cannot be read: {e}")))
}

fn load(store: &mut Store, paths: Vec<PathBuf>) -> Result<(), CommandError> {
    let plan = store.plan_import(&ImportJob { paths, ..ImportJob::default() })?;
    let report = store.import(&plan, true, &mut |_| Go::On)?;
    match report.rejected.first() {
        None => Ok(()),
        Some(r) => Err(CommandError::user(format!(
            "the demo's own data is refused: line {}, {}: {}",
            r.line,
            r.column.visible(),
            r.value.visible()
        ))),
    }
}

/// A folder for the files while they are read.
struct Files(PathBuf);

impl Files {
    fn new() -> Result<Self, CommandError> {
        let folder = std::env::temp_dir().join(format!("coachlog-demo-files-{}", uuid::Uuid::now_v7()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(Self(folder))
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf, CommandError> {
        let path = self.0.join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::config::Config;
    use crate::config::theme::Shade;
    use crate::domain::today::Phase;
    use crate::store::request::{Answer, Request};
    use crate::tui::Nav;
    use crate::tui::driver::{Driver, Setting, now};
    use crate::tui::picture::svg;

    #[test]
    fn today_shows_every_kind_of_item_and_one_that_is_put_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("demo.db");
        build(&path, now()).expect("the demo builds");
        let store = Store::open(&path, actor(VISITOR), Clock::Fixed(now()), false).expect("it opens");
        let view = store.today_view(None).expect("it reads");
        for kind in DueKind::ALL {
            let due = view.items.iter().any(|i| i.kind == kind && i.phase() == Phase::Now);
            assert!(due, "{} is on the list", kind.word());
        }
        let put_off: Vec<_> = view.items.iter().filter(|i| i.phase() == Phase::PutOff).collect();
        assert!(put_off.len() == 1 && put_off[0].snoozed.as_ref().is_some_and(|s| !s.reason.is_empty()), "{put_off:?}");
        // Four sessions on Resolution are three and more; the agent's own next session says so too.
        let stuck: Vec<_> = view.items.iter().filter(|i| i.why.contains("Resolution is stuck: 4 sessions")).collect();
        assert_eq!(stuck.iter().map(|i| i.kind).collect::<Vec<_>>(), [DueKind::Session, DueKind::Stuck]);
        assert!(stuck.iter().all(|i| i.agent_json_id == "A002"));
    }

    /// The README's picture is made here: `COACHLOG_README_PICTURE=1 cargo test picture` writes it anew.
    #[test]
    fn the_picture_in_the_readme_is_the_team_screen_of_the_demo() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("demo.db");
        build(&path, now()).expect("the demo builds");
        let store = Store::open(&path, actor(VISITOR), Clock::Fixed(now()), false).expect("it opens");
        let store = RefCell::new(store);
        let answer = move |request: &Request| {
            let store = store.borrow();
            let answer = match request {
                Request::Today => store.today_view(None).map(Answer::Today),
                Request::Team(query) => store.team_view(query).map(|v| Answer::Team(Box::new(v))),
                _ => return None,
            };
            Some(answer.map_err(|e| e.to_string()))
        };
        let config = Config { as_name: VISITOR.to_owned(), ..Config::default() };
        let setting = Setting { config, ..Setting::default() };
        let driver = Driver::with((118, 26), Nav::Team, Box::new(answer), setting);
        let picture = svg(&driver.buffer().0, Shade::Dark);
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/team.svg");
        if std::env::var_os("COACHLOG_README_PICTURE").is_some() {
            std::fs::write(&kept, &picture).expect("the picture is written");
        }
        let before = std::fs::read_to_string(&kept).expect("the README has its picture");
        assert!(before == picture, "the Team screen changed: write the picture anew with COACHLOG_README_PICTURE=1");
    }
}
