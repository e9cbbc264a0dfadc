//! Whatever was decided before, and whoever is erased when: the chain holds, the records make the tables that are
//! there, nothing of the person is left, and all of the others is as it was.

use proptest::prelude::*;
use tempfile::TempDir;

use super::order::{lines, load, people, pool, store};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::scorecard::TargetScope;
use crate::domain::session::{AmendDraft, Amended, Draft, SignOff, preview};
use crate::domain::standing::DisputeState;
use crate::import::Go;
use crate::store::doctor::Depth;
use crate::store::request::{NewPraise, Part};
use crate::store::{NewFlag, Store, Surroundings};

#[derive(Debug, Clone)]
enum Step {
    Load(usize),
    Undo(usize),
    Merge(usize, usize),
    Split(usize),
    SplitIdentity(usize),
    Decide(u8, usize),
    Erase(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..5).prop_map(Step::Load),
        1 => any::<usize>().prop_map(Step::Undo),
        1 => any::<(usize, usize)>().prop_map(|(a, b)| Step::Merge(a, b)),
        1 => any::<usize>().prop_map(Step::Split),
        1 => any::<usize>().prop_map(Step::SplitIdentity),
        6 => any::<(u8, usize)>().prop_map(|(what, whom)| Step::Decide(what, whom)),
        2 => any::<usize>().prop_map(Step::Erase),
    ]
}

/// What can be decided of somebody. What is refused, since it makes no sense at that moment, is no matter here.
fn decide(store: &mut Store, what: u8, at: usize) {
    let everyone = people(store, "erased = 0");
    let Some(who) = everyone.get(at % everyone.len().max(1)).copied() else { return };
    let Ok(agent) = store.person(who) else { return };
    let day = |d: u32| chrono::NaiveDate::from_ymd_opt(2026, 11, d).expect("a day");
    let calls = lines(store, "SELECT key FROM call WHERE key IS NOT NULL");
    let evaluations = lines(store, "SELECT DISTINCT key FROM evaluation");
    let bare = |row: &String| row.split('"').nth(1).unwrap_or_default().to_owned();
    let call = calls.get(at % calls.len().max(1)).map(bare).unwrap_or_default();
    match what % 14 {
        0 => drop(store.set_target(None, "empathy", TargetScope::Agent(who), None, Some(60.0))),
        1 => drop(store.add_flag(NewFlag { call_id: call, code: "late".to_owned(), ..NewFlag::default() })),
        2 => {
            let evaluation = evaluations.get(at % evaluations.len().max(1)).map(bare).unwrap_or_default();
            drop(store.open_dispute(&evaluation, "empathy", "the other call was meant"));
        }
        3 => {
            let open = lines(store, "SELECT hex(uuid) FROM dispute WHERE state = 'open'");
            if let Some(id) = open.first().map(bare).and_then(|hex| uuid::Uuid::parse_str(&hex).ok()) {
                drop(store.close_dispute(&id.to_string(), DisputeState::Upheld, "looked at"));
            }
        }
        4 => {
            let new = NewPraise {
                agent: who,
                call_id: Some(Raw::from(call.as_str())),
                from_ms: None,
                to_ms: None,
                speaker: None,
                quote: Raw::from("well said"),
            };
            drop(store.keep_praise(new));
        }
        5 => drop(store.set_away(&agent, day(20), Some(day(30)), "a course")),
        6 => drop(store.set_left(&agent, at.is_multiple_of(2).then(|| day(28)))),
        7 => drop(store.set_team(who, ["North", "South"][at % 2], Some(day(3)), true)),
        8 => {
            if let Ok(team) = store.team_named(["North", "South"][at % 2]) {
                drop(store.set_supervisor(team.id, agent.name.verbatim()));
            }
        }
        9 | 10 => finish(store, who),
        11 => {
            if let Some(id) = a_session(store, at) {
                drop(store.sign_session(id, SignOff::Agrees, Some("fine".to_owned()), None));
            }
        }
        12 => {
            if let Some(id) = a_session(store, at) {
                let amend = AmendDraft {
                    field: Amended::Note,
                    new: "said later".to_owned(),
                    evidence: None,
                    reason: "it was forgotten".to_owned(),
                };
                drop(store.amend_session(id, &amend));
            }
        }
        _ => {
            if let Some(id) = a_session(store, at) {
                drop(store.void_session(id, "held with somebody else"));
            }
        }
    }
}

fn a_session(store: &Store, at: usize) -> Option<SessionId> {
    let mut statement = store.conn.prepare("SELECT uuid FROM session ORDER BY uuid").expect("the query is good");
    let all: Vec<SessionId> =
        statement.query_map([], |r| r.get(0)).expect("it runs").collect::<rusqlite::Result<_>>().expect("ids");
    all.get(at % all.len().max(1)).copied()
}

/// A session as it would be locked, whatever is still missing of it; and a draft beside it.
fn finish(store: &mut Store, who: PersonId) {
    let draft = Draft { agent: who.to_string(), note: "a note".to_owned(), ..Draft::default() };
    let Ok(prefill) = store.prefill(&draft) else { return };
    let finished = preview(SessionId::new(), &draft, &prefill, store.clock().now());
    drop(store.write(None, |w| w.record(&Record::SessionFinished(Box::new(finished)))));
    drop(store.save_draft(SessionId::new(), &draft, None));
}

/// Everything of people who are none of `but`: what is loaded and what was decided.
fn of_others(store: &Store, but: &[PersonId]) -> Vec<String> {
    let hexes: Vec<String> = but.iter().map(|id| format!("'{}'", id.0.simple().to_string().to_uppercase())).collect();
    let them = format!("({})", hexes.join(","));
    let loaded = "FROM evaluation e JOIN source o ON o.id = e.source JOIN identity i ON i.id = e.identity JOIN person p ON p.id = i.home";
    let mut out = Vec::new();
    for sql in [
        format!(
            "SELECT 'evaluation', o.name, e.key, e.version, hex(e.content), i.key {loaded} WHERE hex(p.uuid) NOT IN {them}"
        ),
        format!(
            "SELECT 'score', e.key, x.* {loaded} JOIN score x ON x.evaluation = e.id WHERE hex(p.uuid) NOT IN {them}"
        ),
        format!("SELECT 'session', * FROM session WHERE hex(person) NOT IN {them}"),
        format!(
            "SELECT 'amendment', a.* FROM amendment a JOIN session s ON s.uuid = a.session WHERE hex(s.person) NOT IN {them}"
        ),
        format!(
            "SELECT 'evidence', a.* FROM evidence a JOIN session s ON s.uuid = a.session WHERE hex(s.person) NOT IN {them}"
        ),
        format!("SELECT 'draft', * FROM draft WHERE hex(person) NOT IN {them}"),
        format!("SELECT 'praise', * FROM praise WHERE hex(person) NOT IN {them}"),
        format!("SELECT 'target', * FROM target WHERE scope <> 'agent' OR hex(scope_id) NOT IN {them}"),
        format!("SELECT 'person', * FROM person WHERE hex(uuid) NOT IN {them}"),
        format!(
            "SELECT 'member', x.* FROM membership x JOIN person p ON p.id = x.person WHERE hex(p.uuid) NOT IN {them}"
        ),
        format!("SELECT 'away', x.* FROM absence x JOIN person p ON p.id = x.person WHERE hex(p.uuid) NOT IN {them}"),
        "SELECT 'team', uuid, name FROM team".to_owned(),
        "SELECT 'batch', * FROM batch".to_owned(),
        "SELECT 'practice', * FROM practice".to_owned(),
    ] {
        out.extend(lines(store, &sql));
    }
    out
}

fn sound(store: &Store) -> Result<(), TestCaseError> {
    // Of the file's place there is nothing to be said: it is in memory.
    let of_the_file = ["pages", "references", "log", "search index", "daily sums", "imports", "erasure"];
    let found = store.doctor(Depth::Deep).into_iter();
    let wrong: Vec<_> = found.filter(|f| f.is_wrong() && of_the_file.contains(&f.name)).collect();
    prop_assert!(wrong.is_empty(), "{wrong:?} {:?}", store.verify().expect("the log is read").broken);
    Ok(())
}

fn under(store: &Store, who: PersonId) -> Vec<PersonId> {
    let hex = who.0.simple().to_string();
    people(store, &format!("stands_under = (SELECT stands_under FROM person WHERE hex(uuid) = upper('{hex}'))"))
}

fn erase(store: &mut Store, who: PersonId, gone: &mut Vec<PersonId>) -> Result<(), TestCaseError> {
    let all = under(store, who);
    let before = of_others(store, &all);
    let records = lines(store, "SELECT * FROM event");
    match store.erase_person(who, "it was asked for", &Surroundings::default()) {
        Ok(_) => {
            prop_assert_eq!(before, of_others(store, &all), "the others' data is touched");
            let after = lines(store, "SELECT * FROM event");
            prop_assert_eq!(records.iter().filter(|r| !after.contains(r)).count(), 0, "a record changed");
            let hexes: Vec<String> =
                all.iter().map(|id| format!("'{}'", id.0.simple().to_string().to_uppercase())).collect();
            let them = format!("({})", hexes.join(","));
            // An identity that went to somebody else since is theirs, with the records that say so.
            let left = lines(
                store,
                &format!(
                    "SELECT 'identity' FROM identity i JOIN person p ON p.id IN (i.home, i.person) WHERE hex(p.uuid) IN {them}
                     UNION ALL SELECT 'session' FROM session WHERE hex(person) IN {them}
                     UNION ALL SELECT 'draft' FROM draft WHERE hex(person) IN {them}
                     UNION ALL SELECT 'praise' FROM praise WHERE hex(person) IN {them}
                     UNION ALL SELECT 'content ' || action FROM event e JOIN payload p USING (log_id, seq)
                         WHERE p.body IS NOT NULL AND e.subject_type = 'person' AND e.action NOT IN ('person_erased', 'identity_linked') AND hex(e.subject_id) IN {them}
                     UNION ALL SELECT 'name' FROM person WHERE hex(uuid) IN {them} AND (name <> 'erased' OR source_id IS NOT NULL)"
                ),
            );
            prop_assert!(left.is_empty(), "{:?}", left);
            gone.extend(all);
        }
        // Who held others' sessions is refused, and nothing is changed.
        Err(e) => {
            prop_assert!(e.to_string().contains("supervisor in"), "{}", e);
            prop_assert_eq!(before, of_others(store, &all));
        }
    }
    Ok(())
}

fn replay(pool: &[String], steps: &[Step]) -> Result<(), TestCaseError> {
    let folder = TempDir::new().expect("a temporary folder");
    let path = |n: usize| folder.path().join(format!("scores-{n}.csv"));
    for (n, text) in pool.iter().enumerate() {
        std::fs::write(path(n), text).expect("a file can be written");
    }
    let mut store = store();
    let mut standing: Vec<i64> = load(&mut store, vec![path(0)]).into_iter().collect();
    let mut gone: Vec<PersonId> = Vec::new();
    for step in steps {
        match step {
            Step::Load(n) => standing.extend(load(&mut store, vec![path(*n)])),
            Step::Undo(_) if standing.is_empty() => {}
            Step::Undo(n) => {
                let batch = standing.remove(n % standing.len());
                let id = store.batch_named(&batch.to_string()).expect("the batch is listed");
                store.undo_import(id, "", &mut |_| Go::On).expect("it can be taken back");
            }
            Step::Merge(a, b) => {
                let all = people(&store, "erased = 0");
                // Who is one already is refused.
                let _ = store.merge_people(all[a % all.len()], all[b % all.len()], "");
            }
            Step::Split(n) => {
                let merged = people(&store, "merged_into IS NOT NULL");
                if !merged.is_empty() {
                    let part = Part::Person(merged[n % merged.len()]);
                    store.split_people(&part, "").expect("what was merged comes apart");
                }
            }
            Step::SplitIdentity(n) => {
                let all = lines(&store, "SELECT source, key FROM identity");
                if let Some(row) = all.get(n % all.len().max(1)) {
                    let mut cells = row.split('"').skip(1).step_by(2).map(str::to_owned);
                    let (source, key) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
                    // One that is alone is refused.
                    let _ = store.split_people(&Part::Identity { source, key }, "");
                }
            }
            Step::Decide(what, at) => decide(&mut store, *what, *at),
            Step::Erase(n) => {
                // Not who acts: the log names them.
                let agents = people(
                    &store,
                    "erased = 0 AND NOT EXISTS (SELECT 1 FROM event e JOIN person a ON a.uuid = e.author
                     WHERE a.stands_under = person.stands_under)",
                );
                if !agents.is_empty() {
                    erase(&mut store, agents[n % agents.len()], &mut gone)?;
                }
            }
        }
        sound(&store)?;
        let back = people(&store, "erased = 1");
        prop_assert_eq!(back.len(), gone.len(), "who was erased is erased still");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_erased_when_the_records_make_the_tables_and_the_others_are_untouched(
        pool in pool(),
        steps in prop::collection::vec(step(), 4..=24),
    ) {
        replay(&pool, &steps)?;
    }
}
