//! Figures over cycles: against sums taken from the tables by SQL, and against another way to count.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Desk, demo};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// A row's key, and the mean and number of its calls.
type Cells = BTreeMap<(String, String, String), (f64, i64)>;

/// Means over calls of the means over each call's evaluations, by who, cycle and dimension.
fn by_sql(desk: &Desk, who: &str, cycles: &[(String, String)]) -> Cells {
    let mut out = Cells::new();
    let conn = desk.conn();
    for (from, to) in cycles {
        let sql = format!(
            "SELECT who, dimension, avg(percent), count(*) FROM (
                SELECT {who} AS who, d.key AS dimension, e.call, avg(100.0 * s.earned / s.possible) AS percent
                FROM evaluation e JOIN score s ON s.evaluation = e.id JOIN dimension d ON d.id = s.dimension
                JOIN identity i ON i.id = e.identity JOIN person p ON p.id = i.person
                JOIN membership m ON m.person = p.id JOIN team t ON t.id = m.team
                WHERE e.current = 1 AND s.state = 'scored' AND s.possible <> 0
                  AND e.day >= julianday(?1) - julianday('1970-01-01') AND e.day < julianday(?2) - julianday('1970-01-01')
                GROUP BY 1, 2, 3) GROUP BY 1, 2"
        );
        let mut statement = conn.prepare(&sql).expect("the query is good");
        let mut rows = statement.query((from, to)).expect("it runs");
        while let Some(row) = rows.next().expect("a row") {
            let get = |i| row.get::<_, String>(i).expect("text");
            out.insert((get(0), from.clone(), get(1)), (row.get(2).expect("a mean"), row.get(3).expect("a count")));
        }
    }
    out
}

fn cycles(rows: &[Value]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> =
        rows.iter().map(|r| (text(&r["cycle"]["from"]).to_owned(), text(&r["cycle"]["to"]).to_owned())).collect();
    out.sort();
    out.dedup();
    out
}

#[test]
fn every_figure_is_the_mean_over_the_calls_of_its_cycle() {
    let desk = Desk::copy_of(demo());
    for (by, who, name) in [("agent", "p.source_id", "agent"), ("team", "t.name", "team"), ("dimension", "'all'", "")] {
        let said = desk.json(&["trends", "--by", by, "--cycles", "6"]);
        let said = list(&said);
        let spans = cycles(said);
        assert_eq!(spans.len(), 6, "{by}");
        let expected = by_sql(&desk, who, &spans);
        let mut seen = 0;
        for row in said {
            let who = if name.is_empty() { "all" } else { text(&row[name]) };
            let key = (who.to_owned(), text(&row["cycle"]["from"]).to_owned(), text(&row["dimension"]).to_owned());
            let Some((mean, n)) = expected.get(&key) else {
                assert!(row["current"].is_null() && row["n"] == 0, "{row}");
                continue;
            };
            assert!((number(&row["current"]) - mean).abs() < 1e-9 && row["n"] == *n, "{row} is not {mean} on {n}");
            seen += 1;
        }
        assert_eq!(seen, expected.len(), "{by}: every sum has its row");
    }
}

#[test]
fn the_demo_has_every_agent_in_its_own_team_alone() {
    // What the sums by SQL above rest on.
    let desk = Desk::copy_of(demo());
    let moved: i64 = desk
        .conn()
        .query_row("SELECT count(*) FROM (SELECT 1 FROM membership GROUP BY person HAVING count(*) > 1)", [], |r| {
            r.get(0)
        })
        .expect("a count");
    assert_eq!(moved, 0);
}

/// Kaplan and Meier's median another way: each open length hands its share on to those that outlast it.
fn median(lengths: &[(i64, bool)]) -> Option<i64> {
    let mut all: Vec<(i64, bool, f64)> =
        lengths.iter().map(|(t, closed)| (*t, *closed, 1.0 / lengths.len() as f64)).collect();
    // Of equal lengths, what closed comes first.
    all.sort_by_key(|(t, closed, _)| (*t, !closed));
    let mut gone = 0.0;
    for i in 0..all.len() {
        let (time, closed, share) = all[i];
        if closed {
            gone += share;
            if gone >= 0.5 - 1e-9 && all.get(i + 1).is_none_or(|(t, c, _)| *t > time || !c) {
                return Some(time);
            }
        } else {
            let later = all.len() - i - 1;
            for (_, _, s) in &mut all[i + 1..] {
                *s += share / later as f64;
            }
        }
    }
    None
}

#[test]
fn gaps_close_as_counted_from_the_sessions_and_the_cycles_one_by_one() {
    let desk = Desk::copy_of(demo());
    // Someone with an open gap left in the newest cycle.
    let due = desk.json(&["due", "--all"]);
    let gone = text(&list(&due).iter().find(|d| d["kind"] == "stuck").expect("someone is stuck")["agent"]).to_owned();
    desk.run(&["people", "left", &gone, "--on", "2026-11-18"]).expect(0);
    let mut left_open = 0;
    let agents = desk.json(&["trends", "--by", "agent", "--cycles", "60"]);
    let sessions = desk.json(&["sessions"]);
    let mut held: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for s in list(&sessions).iter().filter(|s| s["status"] != "void" && !s["focus"].is_null()) {
        // The demo's zone is the machine's; its sessions are held by day, so that their UTC date is theirs.
        let day = text(&s["held_at"])[..10].to_owned();
        held.entry((text(&s["agent"]).to_owned(), text(&s["focus"]).to_owned())).or_default().push(day);
    }
    let today = "2026-11-25";
    let number_of = |day: &str| -> i64 {
        let sql = "SELECT CAST(julianday(?1) AS INTEGER)";
        desk.conn().query_row(sql, [day], |r| r.get(0)).expect("a day")
    };
    let mut found: BTreeMap<String, Vec<(i64, i64, bool)>> = BTreeMap::new();
    for ((agent, dimension), mut days) in held {
        days.sort();
        let today = if agent == gone { "2026-11-18" } else { today };
        let mut readings: Vec<&Value> = list(&agents)
            .iter()
            .filter(|r| r["agent"] == agent.as_str() && r["dimension"] == dimension.as_str())
            .collect();
        readings.sort_by_key(|r| text(&r["cycle"]["from"]).to_owned());
        while !days.is_empty() {
            let met = readings.iter().find(|r| {
                let printed = |v: f64| (v * 10.0).round() / 10.0;
                text(&r["cycle"]["from"]) > days[0].as_str()
                    && text(&r["cycle"]["to"]) <= today
                    && r["n"].as_i64() >= Some(3)
                    && !r["target"].is_null()
                    && printed(number(&r["current"])) >= printed(number(&r["target"]))
            });
            let (end, closed) = met.map_or((today, false), |r| (text(&r["cycle"]["to"]), true));
            left_open += usize::from(agent == gone && !closed);
            let count = days.iter().filter(|d| !closed || d.as_str() < end).count();
            let length = number_of(end) - number_of(&days[0]);
            found.entry(dimension.clone()).or_default().push((i64::try_from(count).expect("few"), length, closed));
            days.drain(..count);
        }
    }
    let said = desk.json(&["trends", "--by", "dimension"]);
    assert!(found.len() > 3 && left_open > 0, "{left_open}: {found:?}");
    for (dimension, episodes) in found {
        let row = list(&said).iter().find(|r| r["dimension"] == dimension.as_str()).expect("the dimension");
        let closing = &row["closing"];
        let by = |length: fn(&(i64, i64, bool)) -> i64| {
            median(&episodes.iter().map(|e| (length(e), e.2)).collect::<Vec<_>>())
        };
        let closed = episodes.iter().filter(|e| e.2).count();
        assert_eq!(closing["closed"], closed, "{dimension}: {episodes:?}");
        assert_eq!(closing["open"], episodes.len() - closed, "{dimension}");
        assert_eq!(closing["sessions"].as_i64(), by(|e| e.0), "{dimension}: {episodes:?}");
        assert_eq!(closing["days"].as_i64(), by(|e| e.1), "{dimension}: {episodes:?}");
    }
}

#[test]
fn calls_scored_twice_are_counted_as_a_join_of_the_table_with_itself_counts_them() {
    // The newest cycle that is shown ends with 22 November.
    let desk = Desk::copy_of(demo());
    let said = desk.json(&["trends", "--by", "evaluator", "--cycles", "60"]);
    let name = "coalesce((SELECT name FROM evaluator WHERE id = e.evaluator), CASE e.scored_by WHEN 'ai' THEN 'AI' ELSE 'not named' END)";
    let sql = format!(
        "WITH given AS (SELECT {name} AS who, e.call, d.key AS dimension, 100.0 * s.earned / s.possible AS percent, s.earned, s.possible
            FROM evaluation e JOIN score s ON s.evaluation = e.id JOIN dimension d ON d.id = s.dimension
            WHERE e.current = 1 AND s.state = 'scored' AND s.possible <> 0
              AND e.day < julianday('2026-11-23') - julianday('1970-01-01'))
         SELECT a.who, b.who, a.dimension, count(*), avg(a.percent - b.percent), sum(abs(a.earned - b.earned) <= 1)
         FROM given a JOIN given b ON a.call = b.call AND a.dimension = b.dimension AND a.who <> b.who AND a.possible = b.possible
         GROUP BY 1, 2, 3"
    );
    let conn = desk.conn();
    let mut statement = conn.prepare(&sql).expect("the query is good");
    let mut rows = statement.query([]).expect("it runs");
    let mut pairs = 0;
    while let Some(row) = rows.next().expect("a row") {
        let get = |i| row.get::<_, String>(i).expect("text");
        let (who, with, dimension) = (get(0), get(1), get(2));
        let line = list(&said).iter().find(|r| r["evaluator"] == who.as_str() && r["dimension"] == dimension.as_str());
        let line = line.unwrap_or_else(|| panic!("{who} on {dimension} is missing"));
        let pair = list(&line["overlaps"]).iter().find(|o| o["with"] == with.as_str());
        let pair = pair.unwrap_or_else(|| panic!("{who} and {with} on {dimension}: {line}"));
        assert_eq!(pair["calls"], row.get::<_, i64>(3).expect("a count"), "{pair}");
        assert_eq!(pair["within_a_point"], row.get::<_, i64>(5).expect("a count"), "{pair}");
        assert!((number(&pair["difference"]) - row.get::<_, f64>(4).expect("a mean")).abs() < 1e-9, "{pair}");
        pairs += 1;
    }
    assert!(pairs >= 10, "the demo has calls that were scored twice: {pairs}");
}

#[test]
fn trends_of_an_empty_file_say_what_to_do_and_of_a_team_only_it() {
    let empty = Desk::new();
    assert!(empty.run(&["trends"]).expect(0).all().contains("no agent has scores yet"));
    assert_eq!(list(&empty.json(&["trends", "--by", "agent"])).len(), 0);
    let desk = Desk::copy_of(demo());
    let team = desk.json(&["trends", "--by", "agent", "--team", "Motor Claims"]);
    assert!(!list(&team).is_empty() && list(&team).iter().all(|r| r["team"] == "Motor Claims"));
    desk.run(&["trends", "--team", "Nowhere"]).expect(1);
    desk.run(&["trends", "--cycles", "0"]).expect(2);
}

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,version,call_started_at,evaluated_at,dimension,earned,possible\n";

/// Runs at another time than the usual one.
fn at(desk: &Desk, now: &str, args: &[&str]) -> crate::support::Ran {
    let mut command = desk.command();
    let ran = crate::support::ran(command.env("COACHLOG_NOW", now).arg("--db").arg(&desk.db).args(args));
    ran.expect(0)
}

#[test]
fn a_dispute_is_that_of_the_evaluator_whose_score_was_disputed() {
    let desk = Desk::new();
    let score = |key: &str, agent: &str, who: &str, version: u32, day: u32| {
        let start = format!("{key},C{key},{agent},{agent},North,{who},{version},2026-11-{day}T10:00:00Z,2026-11-{day}");
        format!("{start},Empathy,60,100\n")
    };
    let load = |now: &str, name: &str, text: &str| {
        at(&desk, now, &["import", &desk.write(name, &format!("{HEAD}{text}"))]);
    };
    load(
        "2026-11-20T12:00:00Z",
        "first.csv",
        &[score("E1", "A1", "Noor", 1, 11), score("E2", "A2", "Noor", 1, 12), score("E3", "A1", "Noor", 1, 2)].concat(),
    );
    for (n, key) in ["E1", "E2", "E3"].into_iter().enumerate() {
        let now = format!("2026-11-21T12:00:0{n}Z");
        at(&desk, &now, &["dispute", "open", key, "empathy", "--note", "the line was bad"]);
    }
    let disputes = |args: &[&str]| -> Vec<(String, i64)> {
        let all = desk.json(&[&["trends", "--by", "evaluator"][..], args].concat());
        let count = |r: &Value| {
            let states = ["open", "upheld", "changed", "withdrawn"];
            states.iter().map(|state| r["disputes"][state].as_i64().expect("a count")).sum::<i64>()
        };
        let of = |r: &Value| (text(&r["evaluator"]).to_owned(), count(r));
        list(&all).iter().map(of).collect()
    };
    let pair = |who: &str, n: i64| (who.to_owned(), n);
    // The cycle of the 9th to the 22nd, and the one before it.
    assert_eq!(disputes(&["--cycles", "1"]), [pair("Noor", 2)]);
    assert_eq!(disputes(&["--cycles", "2"]), [pair("Noor", 3)]);
    // Piet scores the call again: the dispute was of Noor's score.
    load("2026-11-22T12:00:00Z", "second.csv", &score("E1", "A1", "Piet", 2, 11));
    assert_eq!(disputes(&["--cycles", "1"]), [pair("Noor", 2), pair("Piet", 0)]);
    // That settled it; a dispute of the new one is Piet's.
    at(&desk, "2026-11-23T13:00:00Z", &["dispute", "open", "E1", "empathy", "--note", "once more"]);
    assert_eq!(disputes(&["--cycles", "1"]), [pair("Noor", 2), pair("Piet", 1)]);
    // Whoever is not shown brings none.
    desk.run(&["people", "team", "A2", "South", "--new"]).expect(0);
    assert_eq!(disputes(&["--cycles", "1", "--team", "North"]), [pair("Piet", 1)]);
    assert_eq!(disputes(&["--cycles", "1", "--team", "South"]), [pair("Noor", 1)]);
}

#[test]
fn who_left_is_in_no_cycle_after_it_and_a_gap_ends_with_the_last_day() {
    let desk = Desk::copy_of(demo());
    let cycle = |agents: &Value| {
        let mut all: Vec<String> = list(agents).iter().map(|r| text(&r["agent"]).to_owned()).collect();
        all.sort();
        all.dedup();
        all
    };
    let shown = |n: &str| cycle(&desk.json(&["trends", "--by", "agent", "--cycles", "1", "--cycle", n]));
    let sessions = desk.json(&["sessions"]);
    let with_focus = list(&sessions).iter().filter(|s| s["status"] != "void" && !s["focus"].is_null());
    let who = with_focus.clone().min_by_key(|s| text(&s["held_at"]).to_owned()).expect("a session");
    let who = text(&who["agent"]).to_owned();
    let spans = cycles(list(&desk.json(&["trends", "--by", "agent", "--cycles", "2"])));
    let (before, last) = (&spans[0], &spans[1]);
    assert!(shown("0").contains(&who) && shown("-1").contains(&who));
    let n = |rows: &Value| list(rows).iter().map(|r| r["n"].as_i64().expect("a count")).sum::<i64>();
    let sums = || n(&desk.json(&["trends", "--by", "team", "--cycles", "1"]));
    let all = sums();
    // Gone from the first day of the newest cycle on: in none of its lists and sums.
    desk.run(&["people", "left", &who, "--on", &last.0]).expect(0);
    assert!(!shown("0").contains(&who) && shown("-1").contains(&who), "{who} left on {}", last.0);
    assert!(sums() < all);
    // In the midst of it: there for what was scored till then.
    let day: String = desk.conn().query_row("SELECT date(?1, '+1 day')", [&last.0], |r| r.get(0)).expect("a day");
    desk.run(&["people", "left", &who, "--on", &day]).expect(0);
    assert!(shown("0").contains(&who));
    assert_eq!(sums(), all);
    assert!(desk.json(&["trends", "--by", "agent"]).to_string().contains(&who));
    assert!(before.1 == last.0);
}

/// An agent and his scores.
type Scores = (&'static str, &'static [i64]);

/// One dimension, two weeks: who moved, four who did not (one of them at 75 throughout), one with a single score and an
/// N/A. Sam scored the first three calls of A1 again.
fn two_weeks() -> Desk {
    let weeks: [(u32, &[Scores]); 2] = [
        (
            9,
            &[
                ("A1", &[60, 66, 71, 58, 64, 69]),
                ("M1", &[70, 74, 72, 78, 71]),
                ("M2", &[81, 79, 85, 80, 83]),
                ("M3", &[66, 61, 70, 64, 69]),
                ("E1", &[75; 5]),
                ("S1", &[50]),
            ],
        ),
        (
            16,
            &[
                ("A1", &[88, 90, 93, 85, 91, 94, 87]),
                ("M1", &[72, 73, 77, 70, 75]),
                ("M2", &[84, 80, 82, 86, 79]),
                ("M3", &[63, 68, 66, 71, 62]),
                ("E1", &[75; 5]),
            ],
        ),
    ];
    let mut text = HEAD.replace("version,", "");
    let mut row = |id: &str, call: &str, agent: &str, who: &str, day: u32, score: &str| {
        let start = format!("{id},{call},{agent},{agent},North,{who},2026-11-{day:02}T10:00:00Z,2026-11-{day:02}");
        writeln!(text, "{start},Empathy,{score},100").expect("a String takes all");
    };
    for (first, agents) in weeks {
        for (agent, scores) in agents {
            for (i, score) in (0_u32..).zip(*scores) {
                let id = format!("{agent}-{first}-{i}");
                row(&id, &id, agent, "Noor", first + i % 5, &score.to_string());
            }
        }
    }
    for (i, score) in [(0, "61"), (1, "67"), (2, "69")] {
        row(&format!("B{i}"), &format!("A1-9-{i}"), "A1", "Sam", 9 + i, score);
    }
    row("N1", "N1", "S1", "Noor", 17, "N/A");
    let desk = Desk::new();
    for (key, value) in [("cadence", "weekly"), ("anchor", "2026-11-09")] {
        desk.run(&["settings", key, value]).expect(0);
    }
    desk.run(&["import", &desk.write("weeks.csv", &text)]).expect(0);
    desk
}

#[track_caller]
fn near(found: &Value, expected: f64) {
    assert!((number(found) - expected).abs() < 1e-6, "{found} is not {expected}");
}

/// From a script of its own: Python 3.11, numpy 2, scipy 1.17 (`stats.t`, `stats.sem`).
#[test]
fn who_moved_and_how_sure_each_mean_is_agree_with_an_outside_calculation() {
    let desk = two_weeks();
    let rows = desk.json(&["trends", "--by", "agent", "--cycles", "2"]);
    let of = |agent: &str, from: &str| {
        let mut all = list(&rows).iter().filter(|r| r["dimension"] == "empathy" && r["agent"] == agent);
        all.find(|r| r["cycle"]["from"] == from).unwrap_or_else(|| panic!("{agent} from {from}: {rows}"))
    };
    let (first, second) = ("2026-11-09", "2026-11-16");
    // A call that two scored counts once: 60.5, 66.5, 70, 58, 64, 69.
    for (agent, from, mean, low, high) in [
        ("A1", first, 64.666_666_667, 59.681_387_120, 69.651_946_214),
        ("A1", second, 89.714_285_714, 86.707_266_908, 92.721_304_520),
        ("E1", first, 75.0, 75.0, 75.0),
    ] {
        let row = of(agent, from);
        near(&row["current"], mean);
        near(&row["low"], low);
        near(&row["high"], high);
    }
    let alone = of("S1", first);
    assert_eq!((&alone["n"], &alone["low"], &alone["high"]), (&Value::from(1), &Value::Null, &Value::Null));
    let none = of("S1", second);
    assert_eq!((&none["n"], &none["current"]), (&Value::from(0), &Value::Null));
    // Five pairs are compared; four of the team moved by 0.25 on average.
    let moved: Vec<&Value> = list(&rows).iter().filter(|r| !r["moved"].is_null()).collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    let moved = &moved[0]["moved"];
    assert_eq!((&moved["verdict"], &moved["peers"]), (&Value::from("rose"), &Value::from(4)));
    near(&moved["net"], 24.797_619_048);
    near(&moved["lower"], 17.142_105_814);
    near(&moved["upper"], 32.453_132_281);
}

/// From the same script: `scipy.stats.ttest_ind(equal_var=False).confidence_interval()`, `numpy.std(ddof=1)`.
#[test]
fn an_evaluators_drift_spread_and_overlap_agree_with_an_outside_calculation() {
    let desk = two_weeks();
    let rows = desk.json(&["trends", "--by", "evaluator", "--cycles", "2"]);
    let of = |who: &str| list(&rows).iter().find(|r| r["evaluator"] == who).unwrap_or_else(|| panic!("{who}: {rows}"));
    let noor = of("Noor");
    assert_eq!(noor["n"], 54);
    for (found, expected) in [
        (&noor["current"], 74.574_074_074),
        (&noor["spread"], 9.229_979_562),
        (&noor["drift"]["change"], 7.222_222_222),
        (&noor["drift"]["low"], 2.545_629_624),
        (&noor["drift"]["high"], 11.898_814_820),
        (&noor["others"], 65.666_666_667),
    ] {
        near(found, expected);
    }
    // 60 and 61, 66 and 67, 71 and 69: two within a point, and no difference on average.
    let pair = &noor["overlaps"][0];
    assert_eq!((&pair["with"], &pair["calls"], &pair["within_a_point"]), (&"Sam".into(), &3.into(), &2.into()));
    near(&pair["difference"], 0.0);
    let sam = of("Sam");
    assert_eq!((&sam["n"], &sam["drift"]), (&Value::from(3), &Value::Null));
    near(&sam["spread"], 4.163_331_999);
}

/// A center that two sources score, on two versions of one form, by people and AI; its rows for counting by hand.
struct Center {
    desk: Desk,
    rows: Vec<Scored>,
}

struct Scored {
    call: String,
    team: &'static str,
    agent: String,
    version: &'static str,
    by: &'static str,
    source: &'static str,
    day: String,
    percent: f64,
}

fn center() -> Center {
    let desk = Desk::new();
    let mut rows = Vec::new();
    for n in 0..160_usize {
        let agent = n % 8;
        rows.push(Scored {
            // Every fifth call is scored once more, by somebody else, for the same agent on the same day.
            call: if n % 40 >= 32 { format!("C{}", n - 8) } else { format!("C{n}") },
            team: ["North", "South", "West", "North"][agent / 2],
            agent: format!("A{agent}"),
            version: if n < 70 { "1" } else { "2" },
            by: if n % 3 == 0 { "ai" } else { "person" },
            source: if n % 5 < 2 { "talkdesk" } else { "grid" },
            day: {
                let n = if n % 40 >= 32 { n - 8 } else { n };
                format!("2026-{:02}-{:02}", 10 + n / 80, 1 + (n % 80) / 4)
            },
            percent: (37 * n % 101) as f64,
        });
    }
    for version in ["1", "2"] {
        let mut text = "source,evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,scorecard_version,scored_by,call_started_at,evaluated_at,Empathy\n".to_owned();
        for (n, r) in rows.iter().enumerate().filter(|(_, r)| r.version == version) {
            let who = if r.by == "ai" { "Robo" } else { "Piet" };
            let start = format!("{},E{n},{},{},{},{},{who},QA,{version}", r.source, r.call, r.agent, r.agent, r.team);
            text = format!("{text}{start},{},{}T10:00:00Z,{},{}\n", r.by, r.day, r.day, r.percent);
        }
        desk.run(&["import", &desk.write(&format!("v{version}.csv"), &text)]).expect(0);
    }
    for (team, supervisor) in [("North", "Dana Reyes"), ("South", "Dana Reyes"), ("West", "Mo Khan")] {
        desk.run(&["people", "supervisor", team, supervisor]).expect(0);
    }
    Center { desk, rows }
}

impl Center {
    /// Calls of these days that the filter leaves, and their mean: a call is the mean of those that scored it.
    fn count(&self, from: &str, to: &str, leaves: impl Fn(&Scored) -> bool) -> (usize, f64) {
        let mut calls: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        let of_days = self.rows.iter().filter(|r| r.day.as_str() >= from && r.day.as_str() < to);
        for r in of_days.filter(|r| leaves(r)) {
            calls.entry(&r.call).or_default().push(r.percent);
        }
        let means: Vec<f64> = calls.values().map(|all| all.iter().sum::<f64>() / all.len() as f64).collect();
        (means.len(), means.iter().sum::<f64>() / means.len().max(1) as f64)
    }

    /// Every figure of a report against that count; how many calls there were.
    fn same(&self, args: &[&str], leaves: impl Fn(&Scored, &Value) -> bool) -> usize {
        let said = self.desk.json(&[&["trends"][..], args].concat());
        let mut all = 0;
        assert!(!list(&said).is_empty(), "{args:?}");
        for row in list(&said) {
            let (from, to) = (text(&row["cycle"]["from"]), text(&row["cycle"]["to"]));
            let (n, mean) = self.count(from, to, |r| leaves(r, row));
            assert_eq!(row["n"], n, "{args:?}: {row}");
            assert!(n == 0 || (number(&row["current"]) - mean).abs() < 1e-9, "{args:?}: {row} is not {mean}");
            all += n;
        }
        all
    }
}

#[test]
fn figures_with_a_filter_are_those_counted_from_the_rows_that_it_leaves() {
    let center = center();
    let six = ["--cycles", "6"];
    let with = |args: &[&'static str]| -> Vec<&'static str> { [&six[..], args].concat() };
    let whole = center.same(&with(&["--by", "dimension"]), |_, _| true);
    let people = center.same(&with(&["--by", "dimension", "--scored-by", "people"]), |r, _| r.by == "person");
    let ai = center.same(&with(&["--by", "dimension", "--scored-by", "ai"]), |r, _| r.by == "ai");
    assert!(people < whole && ai < whole && people + ai > whole, "{people} and {ai} of {whole}: some calls have both");
    center.same(&with(&["--by", "dimension", "--source", "talkdesk"]), |r, _| r.source == "talkdesk");
    let one = center.same(&with(&["--by", "dimension", "--version", "1"]), |r, _| r.version == "1");
    let two = center.same(&with(&["--by", "dimension", "--scorecard-version", "2"]), |r, _| r.version == "2");
    assert!(one > 0 && two > 0 && one < whole && two < whole);
    let dana = |r: &Scored| r.team != "West";
    center.same(&with(&["--by", "dimension", "--supervisor", "dana reyes"]), |r, _| dana(r));
    center.same(&with(&["--by", "agent", "--supervisor", "Dana Reyes", "--scored-by", "people"]), |r, row| {
        dana(r) && r.by == "person" && r.agent == text(&row["agent"])
    });
    center.same(&with(&["--by", "team", "--source", "grid", "--version", "2"]), |r, row| {
        r.source == "grid" && r.version == "2" && r.team == text(&row["team"])
    });
    // All of them at once, over days that are no cycles.
    let days = ["--from", "2026-10-07", "--to", "2026-11-12"];
    let all = [&["--by", "agent", "--team", "North", "--scored-by", "people", "--source", "grid"][..], &days].concat();
    let found = center.same(&all, |r, row| {
        r.team == "North" && r.by == "person" && r.source == "grid" && r.agent == text(&row["agent"])
    });
    assert!(found > 5, "{found}");
    let said = center.desk.json(&[&["trends"][..], &days].concat());
    let spans = cycles(list(&said));
    assert_eq!((spans[0].0.as_str(), spans.last().map(|s| s.1.as_str())), ("2026-10-07", Some("2026-11-12")));
    // Nobody is in both: nobody is left.
    let none = center.desk.json(&["trends", "--by", "agent", "--team", "West", "--supervisor", "Dana Reyes"]);
    assert!(list(&none).is_empty());
}

#[test]
fn evaluators_with_a_filter_are_those_counted_from_the_rows_that_it_leaves() {
    let center = center();
    let args = ["trends", "--by", "evaluator", "--cycles", "6", "--source", "grid", "--supervisor", "Dana Reyes"];
    let said = center.desk.json(&args);
    let spans = cycles(list(&center.desk.json(&["trends", "--cycles", "6"])));
    let left: Vec<&Scored> = center
        .rows
        .iter()
        .filter(|r| r.source == "grid" && r.team != "West" && r.day >= spans[0].0 && r.day < spans[5].1)
        .collect();
    for (who, by) in [("Robo", "ai"), ("Piet", "person")] {
        let own: Vec<f64> = left.iter().filter(|r| r.by == by).map(|r| r.percent).collect();
        let row = list(&said).iter().find(|r| r["evaluator"] == who).expect("the evaluator");
        assert_eq!(row["n"], own.len(), "{row}");
        assert!((number(&row["current"]) - own.iter().sum::<f64>() / own.len() as f64).abs() < 1e-9, "{row}");
    }
    let people = center.desk.json(&[&args[..], &["--scored-by", "people"]].concat());
    assert!(
        !list(&people).is_empty()
            && list(&people).iter().all(|r| r["evaluator"] == "Piet" && r["overlaps"] == Value::Array(Vec::new()))
    );
}

#[test]
fn actions_are_those_of_the_supervisors_agents_and_of_the_days_that_were_named() {
    let desk = Desk::copy_of(demo());
    let count = |args: &[&str]| -> u64 {
        let said = desk.json(&[&["trends", "--by", "action"][..], args].concat());
        list(&said).iter().map(|r| r["sessions"].as_u64().expect("a count")).sum()
    };
    let sessions = desk.json(&["sessions"]);
    let coached = |s: &&Value| s["status"] != "void" && !s["focus"].is_null() && !s["action"].is_null();
    let all: Vec<&Value> = list(&sessions).iter().filter(coached).collect();
    assert_eq!(count(&[]), all.len() as u64);
    let (from, to) = ("2026-10-01", "2026-11-09");
    let held = all.iter().filter(|s| (from..to).contains(&&text(&s["held_at"])[..10])).count();
    assert!(held > 0 && held < all.len(), "{held} of {}", all.len());
    assert_eq!(count(&["--from", from, "--to", to]), held as u64);
    let theirs: Vec<String> = {
        let team = desk.json(&["team", "--team", "Motor Claims"]);
        list(&team["agents"]).iter().map(|a| text(&a["id"]).to_owned()).collect()
    };
    let own = all.iter().filter(|s| theirs.contains(&text(&s["agent"]).to_owned())).count();
    assert!(own > 0 && own < all.len());
    assert_eq!(count(&["--supervisor", "Marcus Adeyemi"]), own as u64);
    // By people's scores alone: the same sessions, each judged again on those.
    assert_eq!(count(&["--scored-by", "people"]), all.len() as u64);
    let changes = |args: &[&str]| desk.json(&[&["trends", "--by", "action"][..], args].concat()).to_string();
    assert_ne!(changes(&[]), changes(&["--scored-by", "people"]));
}

#[test]
fn a_filter_that_the_file_does_not_know_says_what_it_knows() {
    let center = center();
    let refused = |args: &[&str], code: i32| center.desk.run(&[&["trends"][..], args].concat()).expect(code).all();
    let said = refused(&["--supervisor", "Nobody"], 1);
    assert!(said.contains("supervises no team") && said.contains("Dana Reyes, Mo Khan"), "{said}");
    let said = refused(&["--version", "9"], 1);
    assert!(said.contains("no scores are on version “9” of QA") && said.contains("1, 2"), "{said}");
    let said = refused(&["--source", "nice"], 1);
    assert!(said.contains("no scores came from “nice”") && said.contains("grid, talkdesk"), "{said}");
    refused(&["--scored-by", "dogs"], 2);
    refused(&["--from", "2026-10-01"], 2);
    refused(&["--by", "flag", "--scored-by", "ai"], 2);
    assert!(refused(&["--from", "2026-11-01", "--to", "2026-10-01"], 1).contains("end before they begin"));
    assert!(refused(&["--from", "2016-01-01", "--to", "2026-10-01"], 1).contains("at most 60"));
    // What is filtered stands over the table.
    let said = refused(&["--scored-by", "people", "--supervisor", "Dana Reyes", "--cycles", "2"], 0);
    assert!(said.contains("people's scores only · Dana Reyes's agents"), "{said}");
    assert!(refused(&["--cycles", "2"], 0).contains("scored by people and AI"));
}

#[test]
fn the_tables_for_people_say_what_they_count() {
    let desk = Desk::copy_of(demo());
    for (name, args) in [
        (
            "by_people_of_a_supervisor",
            &["--scored-by", "people", "--supervisor", "Ingrid Solheim", "--cycles", "3"][..],
        ),
        ("by_team_of_days", &["--by", "team", "--from", "2026-10-20", "--to", "2026-11-12"]),
        ("by_action_of_days", &["--by", "action", "--from", "2026-09-01", "--to", "2026-10-20"]),
        ("by_evaluator_ai", &["--by", "evaluator", "--scored-by", "ai", "--team", "Motor Claims"]),
    ] {
        let ran = desk.run(&[&["trends"][..], args].concat()).expect(0);
        insta::assert_snapshot!(format!("trends_{name}"), ran.out);
    }
}
