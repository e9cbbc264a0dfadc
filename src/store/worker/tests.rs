use std::fmt::Write as _;
use std::sync::PoisonError;

use super::*;
use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::domain::people::Actor;
use crate::domain::standing::Query;
use crate::store::ImportJob;

/// Two agents with calls under their targets.
fn store() -> Store {
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory");
    let mut text = "evaluation_id,call_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n".to_owned();
    for n in 0..20 {
        let (agent, day) = (n % 2 + 1, n / 2 + 10);
        for (dimension, earned) in [("Empathy", 50 + n % 7), ("Resolution", 60 + n % 5)] {
            let _ = writeln!(text, "E{n},C{n},A{agent},Agent {agent},2026-11-{day}T10:00:00Z,{dimension},{earned},100");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scores.csv");
    std::fs::write(&path, text).expect("a file can be written");
    let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("it is readable");
    store.import(&plan, true, &mut |_| Go::On).expect("it is loaded");
    store
}

fn agents(store: &Store) -> Vec<PersonId> {
    ["A1", "A2"].map(|id| store.agent_named(id).expect("known").id).to_vec()
}

/// The tickets of the answers to some requests that are all there at once, in their order.
fn answered(store: Store, requests: Vec<Request>) -> Vec<(u64, std::result::Result<Answer, String>)> {
    let (to, from) = channel();
    for request in (1..).map(Ticket).zip(requests) {
        to.send(request).expect("it is queued");
    }
    let interrupt = Arc::new(Mutex::new(store.interrupt_handle()));
    let replies = Arc::new(Mutex::new(Vec::new()));
    let taken = replies.clone();
    let reply: Say = Arc::new(move |reply| {
        if let Reply::Answer(Ticket(ticket), answer) = reply {
            taken.lock().unwrap_or_else(PoisonError::into_inner).push((ticket, answer));
        }
    });
    let mut thread = Thread {
        store,
        reply: reply.clone(),
        stop: Arc::default(),
        interrupt,
        gate: Arc::default(),
        seen: 0,
        looks: 0,
        backed_up: None,
        checked: Checked::Yes,
    };
    thread.serve(&Inbox::new(from), &reply);
    replies.lock().expect("nobody panicked").clone()
}

/// A key that moves to another pane is answered at once, however many agents are still to be judged.
#[test]
fn what_takes_the_calls_themselves_gives_way() {
    let store = store();
    let (query, agents) = (Query::default(), agents(&store));
    let findings = || Request::Findings { query: query.clone(), agents: agents.clone() };
    let sheet = Request::Agent { agent: agents[0], query: query.clone() };
    let came = answered(store, vec![findings(), sheet.clone(), Request::Today]);
    assert_eq!(came.iter().map(|(ticket, _)| *ticket).collect::<Vec<_>>(), [2, 3, 1]);
    let Some((_, Ok(Answer::Findings(found)))) = came.last() else { panic!("{came:?}") };
    assert_eq!(found.iter().map(|(agent, _)| *agent).collect::<Vec<_>>(), agents);
    // Those who were on screen before are not judged any more.
    let superseded = answered(self::store(), vec![findings(), sheet, findings()]);
    assert_eq!(superseded.iter().map(|(ticket, _)| *ticket).collect::<Vec<_>>(), [2, 3]);
}

/// Whoever is told to stop keeps what was found, and finds the same in pieces as at once.
#[test]
fn a_judgement_in_pieces_is_the_same_one() {
    let store = store();
    let (query, agents) = (Query::default(), agents(&store));
    let mut goes = [Go::On, Go::Stop, Go::On].into_iter();
    let go = &mut || goes.next().expect("two are judged, one of them before the stop");
    assert_eq!(store.findings(&query, &agents, go).expect("it reads"), None);
    let found = store.findings(&query, &agents, go).expect("it reads").expect("nobody stops it");
    let whole = store.team_view(&query).expect("it reads");
    for (agent, finding) in found {
        let own = whole.agents.iter().find(|standing| standing.agent.id == agent).expect("shown");
        assert_eq!(own.finding, finding);
        assert!(own.below_threshold.is_some());
    }
    // What is known already comes with the figures, until the file changes.
    let judged = |view: &crate::domain::standing::TeamView| {
        let sure = |f: &crate::domain::focus::Finding| {
            matches!(f, crate::domain::focus::Finding::Focus { confidence: Some(_), .. })
        };
        view.agents.iter().filter(|agent| sure(&agent.finding)).count()
    };
    assert_eq!(judged(&store.team_figures(&query).expect("figures")), 2);
    store.conn.execute("UPDATE evaluation SET comment = 'heard'", []).expect("the file changes");
    assert_eq!(judged(&store.team_figures(&query).expect("figures")), 0);
}
