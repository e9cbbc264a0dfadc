//! The small words of grammar.

use super::words::{Phrases, Words};

/// Words that open a noun phrase.
pub(in super::super) static DETERMINERS: Words = Words::new(
    "a all an another any both each either every her his its my no our that the their these this those your",
);

/// Prepositions and the like: they close a noun phrase.
pub(in super::super) static PREPOSITIONS: Words = Words::new(
    "about above across against along among around as at behind below beside besides between beyond by concerning \
     despite during except for from in including inside into like near of off on onto out outside over past per re \
     regarding since than through throughout to towards under until up upon using via with within without",
);

/// Words that open a clause beside the main one.
pub(in super::super) static SUBORDINATORS: Words = Words::new(
    "after although as because before how if once since so than that though til till unless until what whatever when \
     whenever where wherever whether which while whilst who whoever whom whose why",
);

/// Question words and "that": what they open can be what is said or asked.
pub(in super::super) static CONTENT_WORDS: Words = Words::new("how that what where whether which who whose why");

/// Auxiliaries after which a base form is what the agent will do.
pub(in super::super) static MODALS: Words = Words::new(
    "can could did do does gonna gotta he'll i'll may might must shall she'll should they'll we'll \
     will would you'll",
);

/// Forms of "not" beside an auxiliary.
pub(in super::super) static NEGATIONS: Words =
    Words::new("can't cannot doesn't doesnt don't dont mustn't never no not shouldn't won't wont zero");

/// Forms of "be".
pub(in super::super) static BE: Words = Words::new("are be been being is");

/// Pronouns that may be the agent.
pub(in super::super) static AGENT_PRONOUNS: Words = Words::new("i they we you");

/// Pronouns that point back.
pub(in super::super) static REFLEXIVES: Words =
    Words::new("herself himself itself myself ourselves themselves yourself yourselves");

/// Adverbs that may stand between a verb and what governs it, or between a verb and its object.
pub(in super::super) static ADVERBS: Words = Words::new(
    "again ahead aloud also always back better both cold consistently down early even ever faster first forward \
     further harder instead just kindly later less live loud more next now often once only out over please pls plz \
     proactively rather simply slower sooner still straight then there together too twice up upfront verbatim very \
     warm well",
);

/// Words in -ly that are no adverbs.
pub(in super::super) static NOT_ADVERBS: Words = Words::new(
    "ally anomaly apply assembly bully comply daily family friendly hourly italy july monthly multiply only quarterly \
     rely reply supply weekly yearly",
);

/// Words before "to" after which the verb is not an act but a power, a wish or a piece of knowledge.
pub(in super::super) static NO_ACT_BEFORE_TO: Words = Words::new(
    "ability able according attention aware back chance comfortable confident eager free happy how in keen listen \
     need opportunities opportunity permission prepared ready refused refuses respond tendency used want \
     wants way ways what when where whether which who willing willingness",
);

/// Words right before an -ing form that make it something done.
pub(in super::super) static GERUND_LEADS: Words = Words::new(
    "avoid avoided avoiding avoids begin begins by continue continues eliminate keep keeps no not practice \
     practicing practise practising quit resume start starts stop stops through try trying via without zero",
);

/// Verbs that say nothing that could be heard; they are named in the hint.
pub(in super::super) static VAGUE: Phrases = Phrases::new(
    "act, address, aim, appreciate, be, be aware, be better, be less, be more, become, behave, believe, boost, build, \
     care, communicate, concentrate on, connect, consider, control, deal, develop, do, don't, don't be, empathise, \
     empathize, engage, enhance, ensure, feel, focus on, get, get better at, handle, have, help, improve, increase, \
     keep, know, learn, listen, maintain, make, make sure, manage, mind, own, prioritise, prioritize, promote, put, \
     raise, remain, remember, resolve, solve, sound, speak, stay, strengthen, strive, support, sympathise, \
     sympathize, take, talk, think, treat, try, try to, understand, watch, work on",
);

/// Figures of speech: the verb in them is not what the agent does.
pub(in super::super) static IDIOMS: Phrases = Phrases::new(
    "break the ice, call it a day, call the shots, call the tune, close the loop, cut corners, cut to the chase, \
     drop the ball, follow suit, follow through, hold the fort, keep an eye, keep the ball rolling, keep the peace, \
     leave no stone unturned, make a difference, make it happen, open doors, pass the buck, raise the bar, \
     raise the roof, read between the lines, read the room, ring true, set the bar, set the scene, set the tone, \
     take the high road, take the lead, turn the page, turn the tables, use your head, walk the talk",
);
