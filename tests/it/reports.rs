//! Reports for whoever answers for a team: their figures are those of `team --json`.

use crate::support::{Desk, demo};

/// As printed: one decimal.
fn printed(value: &serde_json::Value) -> String {
    value.as_f64().map_or_else(|| "–".to_owned(), |v| format!("{:.1}", (v * 10.0).round() / 10.0))
}

#[test]
fn a_months_report_has_the_figures_of_the_team_its_sessions_and_its_flags() {
    let desk = Desk::copy_of(demo());
    let report = desk.run(&["report", "team", "--month", "2026-10", "--format", "md"]).expect(0).out;
    let team = desk.json(&["team", "--from", "2026-10-01", "--to", "2026-11-01"]);
    let agents = team["agents"].as_array().expect("agents");
    assert_eq!(agents.len(), 12);
    for agent in agents {
        let name = agent["name"].as_str().expect("a name");
        let row = report.lines().find(|l| l.starts_with(&format!("| {name} |"))).unwrap_or_else(|| panic!("{name}"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let figure = |cell: &str| cell.trim_start_matches(['◆', '▽', '▼', '·', ' ']).to_owned();
        assert_eq!(figure(cells[3]), printed(&agent["overall"]), "{row}");
        for (i, dimension) in agent["dimensions"].as_array().expect("dimensions").iter().enumerate() {
            assert_eq!(figure(cells[4 + i]), printed(&dimension["current"]), "{row}");
            let is_focus = agent["focus"]["dimension"] == dimension["key"];
            assert_eq!(cells[4 + i].starts_with('◆'), is_focus, "{row}");
        }
    }
    let sessions = desk.json(&["sessions", "--from", "2026-10-01", "--to", "2026-11-01"]);
    let held = sessions.as_array().expect("a list").iter().filter(|s| s["status"] != "void").count();
    assert!(held > 0 && report.contains(&format!("## Sessions: {held}\n")), "{report}");
    let flags = desk.json(&["trends", "--by", "flag", "--from", "2026-10-01", "--to", "2026-11-01"]);
    let coached = flags.as_array().expect("a list").iter().filter(|f| f["state"] == "coached").count();
    assert!(report.contains(&format!("{coached} coached")), "{report}");
}

#[test]
fn a_report_says_what_it_cannot_be_made_of() {
    let desk = Desk::copy_of(demo());
    let said = desk.run(&["report", "team", "--month", "October"]).expect(2).err;
    assert!(said.contains("2026-10"), "{said}");
    desk.run(&["report", "team", "--month", "2026-10", "--cycle", "0"]).expect(2);
    desk.run(&["report", "team", "--team", "Nowhere"]).expect(1);
    let empty = Desk::new();
    let text = empty.run(&["report", "team"]).expect(0).out;
    assert!(text.contains("No agent has scores in these days") && text.contains("No session was held"), "{text}");
    let html = desk.run(&["report", "team", "--month", "2026-10", "--format", "html"]).expect(0).out;
    assert!(html.starts_with("<!doctype html>") && !html.contains("src=") && !html.contains("href="), "one file alone");
}

/// The cells of the row that begins so, in a Markdown table.
fn row(report: &str, begins: &str) -> Vec<String> {
    let wanted = |l: &&str| {
        let bare = l.replace("**", "");
        bare.starts_with(&format!("| {begins} "))
    };
    let line = report.lines().find(wanted).unwrap_or_else(|| panic!("{begins} in\n{report}"));
    line.replace("**", "")
        .split('|')
        .map(|c| c.trim().trim_start_matches(['◆', '▽', '▼', '·', ' ']).to_owned())
        .collect()
}

/// What `trends` says of a dimension, a figure and its calls a cycle.
fn figures(rows: &serde_json::Value, dimension: &str, agent: Option<&str>) -> Vec<String> {
    let of = |r: &&serde_json::Value| r["dimension"] == dimension && agent.is_none_or(|id| r["agent"] == id);
    let all = rows.as_array().expect("rows").iter().filter(of);
    all.map(
        |r| if r["current"].is_null() { "–".to_owned() } else { format!("{} ({})", printed(&r["current"]), r["n"]) },
    )
    .collect()
}

/// Without the marks of sessions.
fn bare(cell: &str) -> String {
    cell.split(" s").next().unwrap_or_default().to_owned()
}

#[test]
fn an_agents_report_has_the_figures_of_the_agent_and_of_the_trends() {
    let desk = Desk::copy_of(demo());
    let report = desk.run(&["report", "agent", "A005", "--cycle", "-1", "--format", "md"]).expect(0).out;
    let agent = desk.json(&["agent", "A005", "--cycle", "-1"]);
    let trends = desk.json(&["trends", "--by", "agent", "--cycle", "-1"]);
    let names = desk.json(&["team"]);
    let names = names["scorecard"]["dimensions"].as_array().expect("dimensions");
    assert!(report.contains("not for the agent"), "{report}");
    for (d, named) in agent["dimensions"].as_array().expect("dimensions").iter().zip(names) {
        let (key, name) = (d["key"].as_str().expect("a key"), named["name"].as_str().expect("a name"));
        let cells = row(&report, name);
        assert_eq!(
            (cells[2].as_str(), cells[6].as_str()),
            (printed(&d["current"]).as_str(), d["n"].to_string().as_str())
        );
        let over = report.split("## Over the last 6 cycles").nth(1).expect("the cycles");
        let cells = row(over, name);
        let cycles: Vec<String> = cells[2..8].iter().map(|c| bare(c)).collect();
        assert_eq!(cycles, figures(&trends, key, Some("A005")), "{name}");
        assert_eq!(cycles[5], format!("{} ({})", printed(&d["current"]), d["n"]), "the last one is the cycle's");
    }
    let focus = agent["focus"]["dimension"].as_str().expect("a focus");
    let figure = agent["dimensions"].as_array().expect("dimensions").iter().find(|d| d["key"] == focus).expect("it");
    let sum = format!(
        "current {} = {} under, on {} calls",
        printed(&figure["current"]),
        printed(&figure["gap"]),
        figure["n"]
    );
    assert!(report.contains(&sum), "{sum}: {report}");
    // Each session with the verdict's own sentence.
    let sessions = desk.json(&["sessions", "--agent", "A005"]);
    assert!(report.contains(&format!("## Sessions: {}\n", sessions.as_array().expect("a list").len())));
    let outcomes = desk.run(&["export", "outcomes", "--agent", "A005", "--format", "json"]).expect(0).json();
    for outcome in outcomes.as_array().expect("rows").iter().filter(|o| !o["words"].is_null()) {
        assert!(report.contains(outcome["words"].as_str().expect("words")), "{outcome}: {report}");
    }
}

#[test]
fn a_teams_report_has_its_cycles_as_figures_and_as_drawings() {
    let desk = Desk::copy_of(demo());
    let args = ["report", "team", "--team", "Motor Claims", "--format"];
    let report = desk.run(&[&args[..], &["md"]].concat()).expect(0).out;
    let html = desk.run(&[&args[..], &["html"]].concat()).expect(0).out;
    let trends = desk.json(&["trends", "--team", "Motor Claims"]);
    let over = report.split("## Over the last 6 cycles").nth(1).expect("the cycles");
    for (key, name) in
        [("compliance", "Compliance"), ("discovery", "Discovery"), ("process_adherence", "Process adherence")]
    {
        let expected = figures(&trends, key, None);
        let cells = row(over, name);
        assert_eq!(cells[2..8].iter().map(|c| bare(c)).collect::<Vec<_>>(), expected, "{name}");
        let drawn = html.split(&format!("<figcaption>{name}</figcaption>")).nth(1).expect("a chart");
        let drawn = drawn.split("</svg>").next().expect("its end");
        for figure in expected {
            let (value, count) = figure.trim_end_matches(')').split_once(" (").expect("both");
            assert!(
                drawn.contains(&format!(">{value}</text>")) && drawn.contains(&format!(">{count}</text>")),
                "{drawn}"
            );
        }
    }
    // Sessions on Discovery in the last cycle, counted by hand from the list.
    let held = desk.json(&["sessions", "--from", "2026-11-09", "--to", "2026-11-23"]);
    let team = desk.json(&["team", "--team", "Motor Claims"]);
    let ids: Vec<&str> = team["agents"].as_array().expect("agents").iter().filter_map(|a| a["id"].as_str()).collect();
    let on =
        |s: &&serde_json::Value| s["focus"] == "discovery" && ids.contains(&s["agent"].as_str().unwrap_or_default());
    let count = held.as_array().expect("a list").iter().filter(on).count();
    assert!(count > 1 && row(over, "Discovery")[7].ends_with(&format!(" s{count}")), "{count}: {over}");
    assert_eq!(html.matches("<svg").count(), 5);
    assert!(!html.contains("src=") && !html.contains("href=") && !html.contains("url("), "one file alone");
}

#[test]
fn the_programs_report_has_every_team_with_the_figures_of_its_trends() {
    let desk = Desk::copy_of(demo());
    let report = desk.run(&["report", "program", "--format", "md"]).expect(0).out;
    for (team, head) in [
        ("Home Claims", "## Home Claims"),
        ("Motor Claims", "## Motor Claims"),
        ("Policy Service", "## Policy Service"),
    ] {
        let of_team = report.split(head).nth(1).expect("the team");
        let trends = desk.json(&["trends", "--team", team]);
        for (key, name) in [("empathy", "Empathy"), ("resolution", "Resolution")] {
            let cells = row(of_team, name);
            assert_eq!(
                cells[2..8].iter().map(|c| bare(c)).collect::<Vec<_>>(),
                figures(&trends, key, None),
                "{team} {name}"
            );
        }
        // Who had a session in one of the cycles, from the trends' own rows.
        let agents = desk.json(&["trends", "--by", "agent", "--team", team]);
        let mut all = std::collections::BTreeMap::new();
        for r in agents.as_array().expect("rows") {
            *all.entry(r["agent"].to_string()).or_insert(0) += r["sessions"].as_u64().expect("a count");
        }
        let coached = all.values().filter(|n| **n > 0).count();
        assert_eq!(row(&report, team)[3], format!("{coached} of {}", all.len()), "{team}");
    }
    let everyone = desk.json(&["trends"]);
    let closing =
        everyone.as_array().expect("rows").iter().find(|r| r["dimension"] == "empathy").expect("it")["closing"].clone();
    let open = format!("; {} still open", closing["open"]);
    let line = report
        .split("## How fast gaps close")
        .nth(1)
        .expect("gaps")
        .lines()
        .find(|l| l.contains("Empathy"))
        .expect("it");
    assert!(line.contains(&open) && line.contains(&format!("({} days)", closing["days"])), "{line}");
    let evaluators = desk.json(&["trends", "--by", "evaluator"]);
    let scores: u64 = evaluators
        .as_array()
        .expect("rows")
        .iter()
        .filter(|r| r["evaluator"] == "Emeka Nwosu")
        .map(|r| r["n"].as_u64().expect("n"))
        .sum();
    assert_eq!(row(&report, "Emeka Nwosu")[2], scores.to_string());
}

#[test]
fn customers_words_are_left_out_of_every_report_that_can_have_them_and_it_is_said() {
    let desk = Desk::copy_of(demo());
    let report = |args: &[&str]| desk.run(&[&["report"], args].concat()).expect(0).out;
    // The evaluator's words of a call that is listed.
    let agent = desk.json(&["agent", "A005"]);
    let id = agent["calls"][0]["call_id"].as_str().expect("an ID");
    assert!(desk.json(&["call", id])["evaluations"].is_array());
    let shown = report(&["agent", "A005"]);
    let spared = report(&["agent", "A005", "--hide-customer-words"]);
    let quotes = |page: &str| page.matches("    “").count();
    assert!(quotes(&shown) > 0 && !shown.contains("left out"), "{shown}");
    assert_eq!(quotes(&spared), 0, "{spared}");
    assert!(
        spared.contains("left out: they may repeat") && spared.contains("Customers' words are left out"),
        "{spared}"
    );
    let sheets = report(&["today"]);
    let spared = report(&["today", "--hide-customer-words"]);
    assert!(sheets.contains("<h1>Due on ") && !sheets.contains("left out"));
    assert!(spared.contains("Customers&#39; words are left out") || spared.contains("Customers' words are left out"));
    assert_eq!(sheets.matches("<section>").count(), spared.matches("<section>").count());
    // A team's and the program's hold none, and take the option all the same.
    assert_eq!(report(&["team"]), report(&["team", "--hide-customer-words"]));
    assert_eq!(report(&["program"]), report(&["program", "--hide-customer-words"]));
}

#[test]
fn the_reports_of_an_empty_desk_say_so() {
    let desk = Desk::new();
    let program = desk.run(&["report", "program"]).expect(0).out;
    assert!(
        program.contains("There is no team yet") && program.contains("No agent has scores in these cycles"),
        "{program}"
    );
    desk.run(&["report", "agent", "A1"]).expect(1);
    desk.run(&["report", "agent", "A1", "--month", "Nov"]).expect(2);
    for form in ["md", "html", "text"] {
        desk.run(&["report", "program", "--format", form]).expect(0);
    }
}
