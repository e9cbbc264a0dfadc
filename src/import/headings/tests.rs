use std::collections::HashSet;

use super::{Field, SYNONYMS, is_measure, plain, recognise};

#[test]
fn headings_are_known_whatever_their_case_and_marks() {
    for (heading, field, utc) in [
        ("call_id", Field::CallId, false),
        ("Call ID", Field::CallId, false),
        ("contactId", Field::CallId, false),
        ("Conversation-ID", Field::CallId, false),
        ("AGENT", Field::AgentName, false),
        ("Agent Name*", Field::AgentName, false),
        ("gradee", Field::AgentName, false),
        ("agent_id", Field::AgentId, false),
        ("call_time_utc", Field::CallStarted, true),
        ("Call Start (UTC)", Field::CallStarted, true),
        ("Date", Field::CallStarted, false),
        ("interaction date", Field::CallStarted, false),
        ("Evaluation Date", Field::Evaluated, false),
        ("scored at", Field::Evaluated, false),
        ("reviewer", Field::Evaluator, false),
        ("Section", Field::Dimension, false),
        ("question group", Field::Dimension, false),
        ("Catégory", Field::Dimension, false),
        ("Question", Field::Criterion, false),
        ("Evaluation Obtained Score", Field::Earned, false),
        ("max_score", Field::Possible, false),
        ("Max Points", Field::Possible, false),
        ("Score %", Field::Earned, false),
        ("Rubric", Field::Scorecard, false),
        ("form version", Field::ScorecardVersion, false),
        ("Feedback", Field::Comment, false),
        ("auto-fail", Field::AutoFail, false),
        ("qa_score", Field::Total, false),
        ("flag_at_ms", Field::FlagAt, false),
        ("scored_by", Field::ScoredBy, false),
        ("evaluationId", Field::EvaluationId, false),
        ("agentName", Field::AgentName, false),
        ("AgentID", Field::AgentId, false),
        ("callStartTime", Field::CallStarted, false),
        ("Ticket", Field::CallId, false),
        ("Eval Date", Field::Evaluated, false),
        ("QA Date", Field::Evaluated, false),
        ("Associate", Field::AgentName, false),
        ("Agent Email", Field::AgentId, false),
        ("Mitarbeiter", Field::AgentName, false),
        ("Datum", Field::CallStarted, false),
        ("Anruf-ID", Field::CallId, false),
        ("Punktzahl", Field::Earned, false),
        ("Fecha", Field::CallStarted, false),
        ("Agente", Field::AgentName, false),
        ("Puntuación", Field::Earned, false),
        ("Date de l'appel", Field::CallStarted, false),
    ] {
        let known = recognise(heading);
        assert_eq!(known.map(|known| (known.field, known.utc)), Some((field, utc)), "{heading}");
    }
    for heading in ["", "Coach", "Empathy", "task", "speaker_id", "handle time", "utc", "agent x"] {
        assert_eq!(recognise(heading), None, "{heading}");
    }
}

#[test]
fn every_canonical_heading_is_the_surest_of_its_field_and_no_synonym_stands_twice() {
    let mut seen = HashSet::new();
    for (field, synonyms) in SYNONYMS {
        assert_eq!(recognise(field.name()).map(|known| (known.field, known.rank)), Some((field, 0)));
        for synonym in synonyms {
            assert_eq!(plain(synonym), *synonym);
            assert!(seen.insert(*synonym), "{synonym} stands twice");
        }
    }
}

#[test]
fn measures_and_ids_are_no_scored_areas() {
    for heading in ["speaker_id", "Handle time", "AHT", "Hold (seconds)", "Week", "#", ""] {
        assert!(is_measure(heading), "{heading}");
    }
    for heading in ["Empathy", "Compliance", "Time management", "Idea", "Call control"] {
        assert!(!is_measure(heading), "{heading}");
    }
}
