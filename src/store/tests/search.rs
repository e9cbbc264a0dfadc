//! What a search finds, whichever way it goes: as reading every transcript would, a page at a time.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::clock::Clock;
use crate::domain::people::Actor;
use crate::domain::standing::Hit;
use crate::store::Store;
use crate::store::search::{BY_INDEX, READ_ON};

const CALLS: i64 = 900;

/// What is said in a call, line by line: words of every share, in different lines.
fn said(call: i64) -> Vec<String> {
    let mut lines = vec!["Good morning".to_owned(), format!("number {call}")];
    for (every, word) in [(2, "even"), (10, "tenthly"), (97, "Zanzibar"), (89, "zany"), (101, "café")] {
        if call % every == 0 {
            lines.push(format!("well {word} then"));
        }
    }
    if call % 2 == 1 {
        lines.push("odd\nand odder".to_owned());
    }
    lines
}

fn store() -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let clock = Clock::Fixed("2026-11-25T12:00:00Z".parse().expect("a time"));
    let store = Store::in_memory(actor, clock).expect("it opens");
    fill(&store.conn).expect("it is filled");
    store
}

fn fill(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "INSERT INTO batch (id, uuid, at, profile, zone, loaded, updated, rejected, evaluations, transcripts, digest, undone)
         VALUES (1, x'01', '2026-11-25T12:00:00Z', '', '', 0, 0, 0, 0, 0, '', 0)",
    )?;
    for call in 1..=CALLS {
        conn.execute("INSERT INTO call (id, key) VALUES (?1, ?2)", (call, format!("C{call}")))?;
        let lines = said(call);
        let words: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        conn.execute(
            "INSERT INTO transcript (id, call, format, batch, file, content, current, words)
             VALUES (?1, ?2, 'webvtt', 1, 0, x'00', 1, ?3)",
            (call * 4_096, call, words),
        )?;
        let mut at = 0;
        for (n, line) in (1_i64..).zip(&lines) {
            let length = i64::try_from(line.len()).expect("it is short");
            conn.execute(
                "INSERT INTO turn (transcript, n, role, at, length) VALUES (?1, ?2, 'agent', ?3, ?4)",
                (call * 4_096, n, at, length),
            )?;
            at += length + 1;
        }
    }
    Ok(())
}

/// Call and line of each hit, newest call first, by looking at every word of every call.
fn expected(wanted: &[&str]) -> Vec<(i64, u32)> {
    let begins = |line: &str, word: &str| {
        let line = line.to_lowercase().replace('é', "e");
        line.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(word))
    };
    let mut out = Vec::new();
    for call in (1..=CALLS).rev() {
        let lines = said(call);
        if !wanted.iter().all(|word| lines.iter().any(|line| begins(line, word))) {
            continue;
        }
        let hits = (1..).zip(&lines).filter(|(_, line)| wanted.iter().any(|word| begins(line, word)));
        out.extend(hits.map(|(n, _)| (call, n)));
    }
    out
}

/// All pages, and how many calls each holds.
fn all(store: &Store, words: &str) -> (Vec<Hit>, Vec<usize>) {
    let (mut hits, mut pages, mut below) = (Vec::new(), Vec::new(), None);
    loop {
        let page = store.search(words, below).expect("it is found");
        pages.push(page.lines.iter().map(|hit| hit.call).collect::<BTreeSet<_>>().len());
        hits.extend(page.lines);
        below = page.below;
        if below.is_none() {
            return (hits, pages);
        }
    }
}

#[test]
fn a_search_finds_what_reading_all_of_it_would_however_common_the_words_are() {
    let store = store();
    for words in [
        &["good"][..],
        &["g", "m"],
        &["even"],
        &["odd"],
        &["odde"],
        &["even", "odd"],
        &["tenth"],
        &["even", "tenth"],
        &["zanzibar"],
        &["z"],
        &["zan"],
        &["morning", "zan"],
        &["odd", "zanz"],
        &["zanzibar", "zany"],
        &["cafe"],
        &["number", "8"],
        &["nowhere"],
        &["good", "nowhere"],
    ] {
        let (hits, pages) = all(&store, &words.join(" "));
        let found: Vec<(i64, u32)> = hits.iter().map(|hit| (hit.call.0, hit.turn)).collect();
        assert_eq!(found, expected(words), "{words:?}");
        assert!(pages.iter().all(|calls| *calls <= 50), "{words:?}: {pages:?}");
        for hit in hits {
            assert_eq!(hit.text.verbatim(), said(hit.call.0)[hit.turn as usize - 1], "{words:?}");
        }
    }
}

#[test]
fn a_line_names_its_call_and_who_speaks() {
    let page = store().search("ZANZIBAR", None).expect("it is found");
    let hit = &page.lines[0];
    assert_eq!(
        (hit.call_id.as_ref().map(crate::domain::raw::Raw::verbatim), hit.speaker.verbatim()),
        (Some("C873"), "agent")
    );
}

#[test]
fn nothing_is_sorted_for_the_newest() {
    let store = store();
    for sql in [READ_ON, BY_INDEX] {
        let sql = sql.replace(":query", "'x'").replace(":below", "9");
        let mut plan = store.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("it is planned");
        let plan = plan.query_map([], |r| r.get::<_, String>("detail")).expect("it is planned");
        let plan: Vec<String> = plan.collect::<rusqlite::Result<_>>().expect("it is planned");
        assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{plan:?}");
        assert_eq!(plan.len(), 1, "{plan:?}");
        assert!(plan[0].contains("INTEGER PRIMARY KEY (rowid<?)") || plan[0].contains("VIRTUAL TABLE"), "{plan:?}");
    }
}
