//! Prep sheets on paper: the due list first, then a page for each session of today.

use std::fmt::Write as _;

use super::agent::{LEFT_OUT, SAID_SO};
use super::html::COLOURS;
use super::session::CustomerWords;
use crate::domain::evidence::offset_words;
use crate::domain::figure::{short, signed, words};
use crate::domain::focus::{Finding, certainty_words, under};
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{ActionState, SessionLine};
use crate::domain::standing::{AgentView, Basis, CallLine, FlagLine, Standing};
use crate::domain::today::{DueItem, DueKind, Phase, Sheets, TodayView};

const STYLE: &str = "\
html{background:var(--paper);color:var(--ink)}\
body{font:10pt/1.4 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;max-width:182mm;margin:10mm auto;\
padding:0 5mm;overflow-wrap:anywhere}\
h1{font-size:17pt;line-height:1.2;font-weight:600;margin:0 0 1mm}\
h2{font-size:11pt;font-weight:600;margin:1.1em 0 .4em;padding-bottom:.5mm;border-bottom:1px solid var(--line);\
break-after:avoid}\
p{margin:0 0 1mm}.about,.whom{color:var(--quiet)}.about{margin:0 0 3mm}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.6mm 2mm .6mm 0;border-bottom:1px solid var(--line)}\
th{font-weight:normal;color:var(--quiet);border-color:var(--quiet)}\
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th:last-child,td:last-child{padding-right:0}\
.w{white-space:nowrap}\
.focus,.pick{font-weight:600;color:var(--accent)}\
section{break-after:page;margin-bottom:15mm}section:last-child{break-after:auto;margin-bottom:0}\
@page{size:A4;margin:14mm}\
@media print{body{margin:0;padding:0;max-width:none}tr,p{break-inside:avoid}section{margin-bottom:0}}";

/// At the head of every sheet: what evaluators wrote stands on it.
const FOR_WHOM: &str = "for the supervisor: not for the agent";

/// Calls that a sheet shows.
const CALLS: usize = 3;

/// The due list, and a page for each agent whose session is due.
pub(crate) fn today(sheets: &Sheets, customer: CustomerWords) -> String {
    let mut body = due(&sheets.today, customer);
    body.extend(sheets.agents.iter().map(|view| sheet(view, customer)));
    let title = format!("coachlog: {}", sheets.today.today.format("%-d %b %Y"));
    page(&title, &body)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{}</title><style>{COLOURS}{STYLE}</style></head>\n<body>\n{body}</body></html>\n",
        escaped(title)
    )
}

/// Text from anywhere, safe in HTML and without signs that hide something.
fn escaped(text: &str) -> String {
    let shown = visible(text);
    shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn paragraph(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "<p>{}</p>", escaped(text));
}

fn for_whom(out: &mut String, customer: CustomerWords) {
    let left_out = match customer {
        CustomerWords::Shown => String::new(),
        CustomerWords::LeftOut => format!(". {SAID_SO}"),
    };
    let _ = writeln!(out, "<p class=\"whom\">{FOR_WHOM}{left_out}</p>");
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "<h2>{}</h2>", escaped(text));
}

// ---------------------------------------------------------------- the due list

fn due(view: &TodayView, customer: CustomerWords) -> String {
    let mut out = String::from("<section>\n");
    let _ = writeln!(out, "<h1>Due on {}</h1>", view.today.format("%A, %-d %B %Y"));
    for_whom(&mut out, customer);
    let team = view.team.as_ref().map_or_else(|| "everyone".to_owned(), Raw::visible);
    let _ = writeln!(out, "<p class=\"about\">{}</p>", escaped(&team));
    let unfinished = |i: &&DueItem| matches!(i.kind, DueKind::Draft | DueKind::ChangedScores);
    let news = |i: &&DueItem| i.kind == DueKind::NewScores;
    let of = |phase| view.items.iter().filter(move |i| i.phase() == phase);
    group(&mut out, "Now", of(Phase::Now).filter(|i| !unfinished(i) && !news(i)));
    group(&mut out, "Unfinished", of(Phase::Now).filter(unfinished));
    group(&mut out, "Coming", of(Phase::Coming));
    group(&mut out, "New scores", of(Phase::Now).filter(news));
    group(&mut out, "Put off", of(Phase::PutOff));
    if view.items.is_empty() {
        paragraph(&mut out, "Nothing is due.");
    }
    out.push_str("</section>\n");
    out
}

fn group<'i>(out: &mut String, name: &str, items: impl Iterator<Item = &'i DueItem>) {
    let mut rows = String::new();
    for item in items {
        let (name, clock) = (escaped(item.agent_name.verbatim()), clock(item));
        let _ = writeln!(
            rows,
            "<tr><td class=\"w\">{name}</td><td>{}</td><td class=\"w\">{clock}</td></tr>",
            escaped(&what(item))
        );
    }
    if !rows.is_empty() {
        heading(out, name);
        let _ = writeln!(out, "<table>\n{rows}</table>");
    }
}

fn what(item: &DueItem) -> String {
    match &item.snoozed {
        Some(snoozed) => format!("{} ({})", snoozed.reason, item.why),
        None => item.why.clone(),
    }
}

fn clock(item: &DueItem) -> String {
    if let Some(snoozed) = &item.snoozed {
        return format!("until {}", snoozed.until.format("%-d %b"));
    }
    match (item.kind, item.overdue_days) {
        (DueKind::Stuck | DueKind::Draft | DueKind::Dispute | DueKind::ChangedScores | DueKind::NewScores, _) => {
            String::new()
        }
        (_, 0) => "due today".to_owned(),
        (_, 1) => "1 day over".to_owned(),
        (_, over) if over > 0 => format!("{over} days over"),
        _ => format!("due {}", item.due.format("%-d %b")),
    }
}

// ---------------------------------------------------------------- one agent

fn sheet(view: &AgentView, customer: CustomerWords) -> String {
    let standing = &view.standing;
    let mut out = String::from("<section>\n");
    let _ = writeln!(out, "<h1>{}</h1>", escaped(standing.agent.name.verbatim()));
    for_whom(&mut out, customer);
    let _ = writeln!(out, "<p class=\"about\">{}</p>", escaped(&about(standing, &view.basis)));
    agreed(&mut out, view);
    focus(&mut out, view);
    calls(&mut out, view, customer);
    if !view.strengths.is_empty() {
        heading(&mut out, "Strengths");
        view.strengths.iter().for_each(|strength| paragraph(&mut out, strength));
    }
    flags(&mut out, &view.flags, customer);
    dimensions(&mut out, standing);
    if !view.warnings.is_empty() {
        heading(&mut out, "To know");
        view.warnings.iter().for_each(|warning| paragraph(&mut out, warning));
    }
    out.push_str("</section>\n");
    out
}

/// "A017 · Claims North · 34 calls, 9 Nov to 22 Nov 2026 · overall 83.2".
fn about(standing: &Standing, basis: &Basis) -> String {
    let mut parts = vec![standing.agent.json_id()];
    parts.extend(standing.team.as_ref().map(Raw::visible));
    let (from, to) = (basis.span.from.format("%-d %b"), basis.span.last().format("%-d %b %Y"));
    parts.push(format!("{}, {from} to {to}", count(standing.calls, "call")));
    parts.extend(standing.overall.map(|overall| format!("overall {}", words(overall))));
    if standing.newer_calls > 0 {
        parts.push(format!("{} newer", standing.newer_calls));
    }
    parts.join(" · ")
}

fn count(n: u32, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

fn agreed(out: &mut String, view: &AgentView) {
    let Some(last) = view.sessions.first() else {
        heading(out, "Agreed last time");
        paragraph(out, "This is the first session.");
        return;
    };
    let focus = last.focus_name.as_deref().map_or_else(String::new, |name| format!(", {name}"));
    heading(out, &format!("Agreed last time, {}{focus}", last.held_on.format("%-d %b %Y")));
    if let Some(behavior) = &last.behavior {
        paragraph(out, &format!("Behavior: {behavior}"));
    }
    if let Some(action) = &last.action {
        paragraph(out, &format!("Practice action: {action}"));
        paragraph(out, &done(last));
    }
    if let (Some(outcome), Some(_)) = (&view.outcome, &last.focus) {
        paragraph(out, &format!("{}{}", if outcome.is_final { "" } else { "So far: " }, outcome.sentence()));
    }
    let comment = view.sessions.iter().find_map(|s| s.agent_comment.as_deref().filter(|c| !c.trim().is_empty()));
    if let Some(comment) = comment {
        paragraph(out, &format!("The agent said: “{comment}”"));
    }
}

/// "Until 8 Nov; done in 21 of 34 calls".
fn done(last: &SessionLine) -> String {
    let until = last.due.map_or_else(String::new, |due| format!("Until {}; ", due.format("%-d %b")));
    let state = match last.action_state {
        ActionState::Agreed => "not read back yet: of the calls checked, done in ____ of ____".to_owned(),
        ActionState::Done | ActionState::Partly | ActionState::Not => last.action_state.words().to_owned(),
    };
    let counted = last.action_count.map_or_else(String::new, |c| format!(", in {} of {} calls", c.done, c.of));
    format!("{until}{state}{counted}")
}

fn focus(out: &mut String, view: &AgentView) {
    let standing = &view.standing;
    heading(out, "Focus");
    match &standing.finding {
        Finding::Focus { dimension, .. } => {
            let figure = &standing.dimensions[*dimension];
            let sure =
                certainty_words(&standing.finding, &standing.dimensions).map_or_else(String::new, |w| format!("; {w}"));
            paragraph(
                out,
                &format!(
                    "◆ {}: {} of {} on {}, {} under its target{sure}",
                    figure.name,
                    words(figure.current.unwrap_or_default()),
                    short(figure.target.unwrap_or_default()),
                    count(figure.n, "call"),
                    words(figure.printed_gap().unwrap_or_default())
                ),
            );
            if let Some(miss) = view.misses.iter().find(|m| m.dimension == figure.key) {
                let missed = format!("{} ({} of {})", miss.criterion.visible(), miss.missed, miss.of);
                paragraph(out, &format!("Inside it, missed most: {missed}"));
            }
        }
        Finding::AtTarget { least } => {
            let name = standing.dimensions.get(*least).map_or("", |f| f.name.as_str());
            paragraph(out, &format!("At target on everything; the least margin is on {name}."));
        }
        Finding::TooFew { more } => paragraph(out, &format!("Too few calls to judge: {more} more.")),
        Finding::NoTarget => paragraph(out, "No target is set."),
    }
}

/// The worst on the focus; where there is none, those below the threshold.
fn shown(view: &AgentView) -> Vec<(&CallLine, Option<f64>)> {
    let Some(focus) = view.standing.finding.focus() else {
        return view.calls.iter().filter(|c| !c.below.is_empty()).take(CALLS).map(|c| (c, c.overall)).collect();
    };
    let target = view.standing.dimensions[focus].target.unwrap_or(100.0);
    let percent = |call: &CallLine| call.percents.get(focus).copied().flatten();
    let mut worst: Vec<(&CallLine, f64)> = view.calls.iter().filter_map(|c| Some((c, percent(c)?))).collect();
    worst.retain(|(_, p)| under(*p, target));
    worst.sort_by(|a, b| a.1.total_cmp(&b.1).then(b.0.day.cmp(&a.0.day)));
    worst.into_iter().take(CALLS).map(|(call, percent)| (call, Some(percent))).collect()
}

fn calls(out: &mut String, view: &AgentView, customer: CustomerWords) {
    let shown = shown(view);
    if shown.is_empty() {
        return;
    }
    heading(out, "Calls that show it");
    out.push_str("<table>\n");
    for (call, percent) in shown {
        let id = call.call_id.as_ref().map_or_else(|| "no ID".to_owned(), |id| escaped(id.verbatim()));
        let when = match call.started_at {
            Some(at) => at.with_timezone(&view.basis.zone).format("%-d %b, %H:%M").to_string(),
            None => call.day.format("%-d %b").to_string(),
        };
        let comment = |c: &Raw| match customer {
            CustomerWords::Shown => format!("“{}”", c.visible()),
            CustomerWords::LeftOut => LEFT_OUT.to_owned(),
        };
        let mut said: Vec<String> = call.comment.iter().map(comment).collect();
        said.extend(call.flags.iter().map(|flag| moment(flag, customer)));
        said.extend(call.below.iter().map(|below| below.words(view.basis.review_threshold)));
        let percent = percent.map_or_else(|| "–".to_owned(), words);
        let _ = writeln!(
            out,
            "<tr><td class=\"w\">{id}</td><td class=\"w\">{when}</td><td class=\"n\">{percent}</td><td>{}</td></tr>",
            escaped(&said.join("; "))
        );
    }
    out.push_str("</table>\n");
}

/// "flag at 0:40.2: disclosure skipped".
fn moment(flag: &FlagLine, customer: CustomerWords) -> String {
    let at = flag.at_ms.map_or_else(String::new, |ms| format!(" at {}", offset_words(ms)));
    let note = flag.note.as_ref().map_or_else(String::new, |note| match customer {
        CustomerWords::Shown => format!(" ({})", note.visible()),
        CustomerWords::LeftOut => format!(" {LEFT_OUT}"),
    });
    format!("flag{at}: {}{note}", flag.code.visible())
}

fn flags(out: &mut String, flags: &[FlagLine], customer: CustomerWords) {
    let open: Vec<&FlagLine> = flags.iter().filter(|f| f.answered_by.is_none()).collect();
    if open.is_empty() {
        return;
    }
    heading(out, "Flags that no session answers");
    for flag in open {
        let call = flag.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
        paragraph(out, &format!("{call}, {}: {}", flag.day.format("%-d %b"), moment(flag, customer)));
    }
}

fn dimensions(out: &mut String, standing: &Standing) {
    heading(out, "Dimensions");
    out.push_str(
        "<table>\n<tr><th>Dimension</th><th class=\"n\">Now</th><th class=\"n\">Target</th>\
         <th class=\"n\">Against it</th><th class=\"n\">Change</th><th class=\"n\">Calls</th></tr>\n",
    );
    for (i, f) in standing.dimensions.iter().enumerate() {
        let focus = standing.finding.focus() == Some(i);
        let (class, mark) = if focus { (" class=\"focus\"", "◆ ") } else { ("", "") };
        let none = || "–".to_owned();
        let cells = [
            f.current.map_or_else(none, words),
            f.target.map_or_else(none, |t| format!("≥ {}", short(t))),
            f.printed_gap().map_or_else(none, |gap| signed(-gap)),
            f.printed_change().map_or_else(none, signed),
            f.n.to_string(),
        ];
        let critical = if f.critical { " · critical" } else { "" };
        let _ = write!(out, "<tr{class}><td>{mark}{}{critical}</td>", escaped(&f.name));
        for cell in cells {
            let _ = write!(out, "<td class=\"n\">{cell}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}
