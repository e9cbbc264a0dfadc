//! What a verb takes beside a plain object: "ask *for*", "refer *to*", "ask *if*", "offer *to* call back".

use crate::domain::practice::lexicon::{Needs, Words};

/// Verbs that "if" and "when" complete: "ask if", "explain when".
static TAKE_IF: Words = Words::new(
    "advise ask check clarify confirm disclose enquire explain find inform inquire let mention notify query remind \
     specify tell verify",
);

/// Verbs that "to" and another verb complete: "offer to call back", "ask to place on hold".
static TAKE_INFINITIVE: Words =
    Words::new("advise arrange ask decline direct invite offer promise prompt refuse remind request tell warn");

/// The verbs whose thing may stand after a preposition.
static AFTER: &[(&str, &Words)] = &[
    ("as", &AS),
    ("at", &AT),
    ("between", &BETWEEN),
    ("by", &BY),
    ("for", &FOR),
    ("from", &FROM),
    ("in", &IN),
    ("into", &INTO),
    ("like", &LIKE),
    ("of", &OF),
    ("on", &ON),
    ("through", &THROUGH),
    ("to", &TO),
    ("with", &WITH),
];

static AS: Words = Words::new("code flag log mark tag");
static AT: Words = Words::new("look");
static BETWEEN: Words = Words::new("switch");
static BY: Words = Words::new("answer follow reply respond");
static FOR: Words = Words::new(
    "apologise ask book call check enquire follow inquire look probe prompt reach reply request respond scan screen \
     search slow test thank wait",
);
static FROM: Words = Words::new("copy quote read recite");
static IN: Words = Words::new("look put speak");
static INTO: Words = Words::new("add copy enter paste probe put type");
static LIKE: Words = Words::new("say");
static OF: Words = Words::new("advise assure inform notify remind warn");
static ON: Words = Words::new("advise brief click educate follow place probe put reflect turn update");
static THROUGH: Words = Words::new("go read search");
static TO: Words = Words::new(
    "adhere escalate forward get link listen point reach read redirect refer reply respond return route switch transfer",
);
static WITH: Words = Words::new("answer compare contrast follow greet probe replace reply respond");

/// Whether "if" or "when" after the verb opens what is asked or told.
pub(super) fn takes_if(base: &str) -> bool {
    TAKE_IF.has(base)
}

/// Whether "to" and a verb say what is offered, asked or promised.
pub(super) fn takes_infinitive(base: &str) -> bool {
    TAKE_INFINITIVE.has(base)
}

/// Whether the thing of the verb may stand after the preposition.
pub(super) fn takes(base: &str, needs: Needs, preposition: &str) -> bool {
    match (preposition, needs) {
        ("about" | "regarding" | "concerning" | "re" | "using", _) | ("with", Needs::With) | ("by", Needs::Whom) => {
            true
        }
        _ => AFTER.iter().any(|(word, verbs)| *word == preposition && verbs.has(base)),
    }
}
