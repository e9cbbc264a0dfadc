//! The lexicon itself: what it holds, and the forms that it knows its verbs in.

use std::collections::HashMap;

use crate::domain::practice::lexicon::{
    base, gerund, participle,
    particles::PHRASAL,
    third_person,
    verbs::{GROUPS, NAMED, NOUNS_TOO},
};

#[test]
fn no_verb_is_in_two_groups() {
    let mut seen = HashMap::new();
    for (needs, group) in GROUPS {
        for verb in group.iter() {
            let before = seen.insert(verb, needs);
            assert_eq!(before, None, "{verb} is in {needs:?} too");
        }
    }
    assert!(seen.len() > 350, "{} verbs", seen.len());
}

#[test]
fn every_list_speaks_of_known_verbs() {
    for word in NOUNS_TOO.iter() {
        assert!(base(word).is_some(), "{word} is no verb of any group");
    }
    for (verb, ..) in NAMED {
        assert!(base(verb).is_some(), "{verb} is no verb of any group");
    }
    let mut pairs: Vec<_> = PHRASAL.iter().map(|(verb, second, stands, _)| (*verb, *second, *stands)).collect();
    let all = pairs.len();
    pairs.dedup();
    assert_eq!(pairs.len(), all);
}

#[test]
fn verbs_are_known_in_their_forms() {
    let found = |verb: Option<crate::domain::practice::lexicon::Verb>| verb.map(|verb| verb.base);
    for (word, verb) in [
        ("say", "say"),
        ("summarize", "summarise"),
        ("practice", "practise"),
        ("re-read", "read"),
        ("double-check", "check"),
    ] {
        assert_eq!(found(base(word)), Some(verb), "{word}");
    }
    for (word, verb) in [
        ("saying", "say"),
        ("using", "use"),
        ("stopping", "stop"),
        ("spelling", "spell"),
        ("apologizing", "apologise"),
        ("verifying", "verify"),
        ("tying", "tie"),
        ("double-checking", "check"),
    ] {
        assert_eq!(found(gerund(word)), Some(verb), "{word}");
    }
    for (word, verb) in [("says", "say"), ("verifies", "verify"), ("discusses", "discuss"), ("uses", "use")] {
        assert_eq!(found(third_person(word)), Some(verb), "{word}");
    }
    for (word, verb) in
        [("read", "read"), ("told", "tell"), ("verified", "verify"), ("tagged", "tag"), ("noted", "note")]
    {
        assert_eq!(found(participle(word)), Some(verb), "{word}");
    }
    for word in ["sing", "thing", "king", "morning", "during", "nothing"] {
        assert_eq!(found(gerund(word)), None, "{word}");
    }
}
