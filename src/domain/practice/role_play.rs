//! Prompts for practising what was agreed, made from the lines that were quoted as evidence.

use crate::domain::evidence::{Evidence, Voice};
use crate::domain::raw::Raw;

/// At most so many.
const MOST: usize = 3;

/// Two or three prompts: “You are the caller. Say: “…”. The agent practises: …”. Quotes of the caller are played as they
/// are; one of the agent is what is said differently; of words of which nobody knows whose they were, only that is said.
/// Where nothing was quoted there is nothing to play.
pub fn prompts<'e>(
    evidence: impl Iterator<Item = &'e Evidence>,
    agent: &Raw,
    behavior: Option<&str>,
    action: Option<&str>,
) -> Vec<String> {
    let practised = [action, behavior].into_iter().flatten().map(str::trim).find(|text| !text.is_empty());
    let Some(practised) = practised.map(one_line) else { return Vec::new() };
    let practised = practised.trim_end_matches('.');
    let quoted = evidence.filter_map(|row| {
        let quote = one_line(row.quote.as_ref()?.verbatim());
        (!quote.is_empty()).then_some((row, quote))
    });
    let prompt = |(row, quote): (&Evidence, String)| match row.voice(agent) {
        Voice::Agent => {
            format!("The agent said: “{quote}”. Play the caller just before it. The agent says it anew: {practised}.")
        }
        Voice::Customer => format!("You are the caller. Say: “{quote}”. The agent practises: {practised}."),
        Voice::Unknown => {
            format!("On the call was said: “{quote}”. Play that moment. The agent practises: {practised}.")
        }
    };
    let mut out: Vec<String> = Vec::new();
    for text in quoted.map(prompt) {
        if out.len() < MOST && !out.contains(&text) {
            out.push(text);
        }
    }
    if out.len() == 1 {
        out.push(format!(
            "Change places: you are the agent and do it once – {practised}. The agent says what was heard."
        ));
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it is about, evidence, behavior, action, prompts.
    type Row<'a> = (&'a str, Vec<Evidence>, Option<&'a str>, Option<&'a str>, Vec<&'a str>);

    fn row(speaker: Option<&str>, quote: Option<&str>) -> Evidence {
        Evidence {
            call_id: Some("004471".into()),
            call_started_at: None,
            call_day: None,
            from_ms: None,
            to_ms: None,
            speaker: speaker.map(Into::into),
            quote: quote.map(Into::into),
            what_happened: Some("no acknowledgment".into()),
            dimension: None,
            quote_source: None,
        }
    }

    #[test]
    fn prompts_are_made_of_what_was_said_and_of_nothing_else() {
        let action = Some("Say back the caller's words on every call this week.");
        let name = Raw::from("Ann Lee");
        let caller = row(Some("customer"), Some("my husband\nhas died"));
        let agent = row(Some("agent"), Some("okay what's the policy number"));
        let said = "You are the caller. Say: “my husband has died”. The agent practises: Say back the caller's words on \
                    every call this week.";
        let anew = "The agent said: “okay what's the policy number”. Play the caller just before it. The agent says it \
                    anew: Say back the caller's words on every call this week.";
        let by_name = row(Some("ann  LEE"), Some("okay what's the policy number"));
        let nobody = "On the call was said: “my husband has died”. Play that moment. The agent practises: Say back the \
                      caller's words on every call this week.";
        let table: [Row<'_>; 7] = [
            ("the agent by name", vec![by_name, caller.clone()], None, action, vec![anew, said]),
            (
                "somebody of whom nothing is known is never taken for the agent",
                vec![row(Some("Stefan Kowal"), Some("my husband has died")), agent.clone()],
                None,
                action,
                vec![nobody, anew],
            ),
            ("no quotes", vec![row(Some("agent"), None)], None, action, vec![]),
            ("a blank quote is none", vec![row(None, Some("  "))], None, action, vec![]),
            ("nothing to practise", vec![caller.clone()], None, Some(" "), vec![]),
            ("both speakers", vec![caller.clone(), agent.clone()], Some("Listens"), action, vec![said, anew]),
            (
                "the same line twice is one, with two prompts all the same",
                vec![caller.clone(), caller.clone()],
                None,
                action,
                vec![
                    said,
                    "Change places: you are the agent and do it once – Say back the caller's words on every call this week. The agent says what was heard.",
                ],
            ),
        ];
        for (what, evidence, behavior, action, expected) in table {
            assert_eq!(prompts(evidence.iter(), &name, behavior, action), expected, "{what}");
        }
        let many: Vec<Evidence> = (0..6).map(|i| row(Some("Customer 2"), Some(&format!("line {i}")))).collect();
        assert_eq!(prompts(many.iter(), &name, Some("Listens"), None).len(), 3);
        assert!(prompts(many.iter(), &name, Some("Listens"), None)[0].ends_with("The agent practises: Listens."));
    }
}
