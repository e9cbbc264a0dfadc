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
