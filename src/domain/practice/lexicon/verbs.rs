//! Verbs of acts that can be heard or seen, by what must stand beside them.

use super::words::Words;

/// What a verb needs beside it before it names something done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Needs {
    /// Nothing: "pause", "apologise", "hang up".
    Nothing,
    /// Whom it is done to, or anything: "greet the caller".
    Whom,
    /// A call, a person or a thing: "log every call".
    Contact,
    /// To whom, what, when or for how long, and no mere manner: "respond within 30 seconds".
    Setting,
    /// What is said or done; a person or a call is not that: "say the name", and not "say every call".
    Thing,
    /// A thing that is no quality of a person: "use the name", and not "use empathy".
    Concrete,
    /// With what, or by doing what, where the object is a call: "close every call with a recap".
    With,
    /// A limit in figures: "keep every hold under 60 seconds".
    Limit,
    /// One of the things listed for it in [`NAMED`]: "make a note", "take notes".
    Named,
    /// A person, and what that person does: "let the caller finish".
    Causative,
    /// What is left out, one of the things in `nouns::AVOIDABLE`: "avoid jargon".
    Absence,
}

/// All the verbs.
pub(in super::super) static GROUPS: &[(Needs, &Words)] = &[
    (Needs::Thing, &SAY),
    (Needs::Thing, &ASK),
    (Needs::Thing, &WRITE),
    (Needs::Thing, &HANDLE),
    (Needs::Whom, &ADDRESS),
    (Needs::Contact, &ROUTE),
    (Needs::Setting, &ANSWER),
    (Needs::Concrete, &APPLY),
    (Needs::Nothing, &ALONE),
    (Needs::With, &FRAME),
    (Needs::Limit, &BOUND),
    (Needs::Named, &LIGHT),
    (Needs::Causative, &CAUSE),
    (Needs::Absence, &OMIT),
];

/// Speaking: what is said must stand beside it.
static SAY: Words = Words::new(
    "advise announce articulate assure attest brief caution cite clarify commend compare contrast declare define \
     describe detail dictate disclose discuss echo educate emphasise enumerate enunciate estimate explain frame \
     guarantee highlight illustrate inform list mention name narrate number outline phrase pitch preview promise \
     promote pronounce propose quote read reassure recite recommend reference reframe reiterate relate relay remind \
     repeat rephrase restate reveal reword say signpost specify spell state stress suggest teach tell translate \
     underline utter",
);

/// Asking and making sure: what is asked must stand beside it.
static ASK: Words = Words::new(
    "ask collect confirm elicit enquire gather inquire invite obtain pose probe prompt qualify query question \
     reconfirm request seek solicit test-close trial-close",
);

/// Writing, typing and the systems: it can be seen.
static WRITE: Words = Words::new(
    "activate amend annotate archive attach bookmark calculate capture categorise click color-code colour-code \
     compile copy date-stamp delete draft edit enter file fill flag forward input insert issue itemise jot key label \
     launch link mark note paste pin populate post press print process proofread publish rank refresh register reload \
     remove rename reread rewrite save scan schedule screenshot search select sign sort spell-check spellcheck submit \
     tally tick timestamp toggle transcribe upload write",
);

/// Things done for the caller or for practice: the thing must stand beside it.
static HANDLE: Words = Words::new(
    "approve arrange assign attend authorise bill block book bridge cancel certify charge choose compensate complete \
     conduct counter credit decline dispatch download email enable enrol enroll exchange execute expedite fax freeze \
     hide inspect install invoice locate lock mail mask merge negotiate order perform pick provision \
     queue reactivate reassign rebook reboot rebut recalculate recheck redact refund refuse reissue reject renew \
     reopen reorder replace replay report reroute rerun reschedule research resend reset restart resubmit retest \
     reverse run send ship substitute suspend swap switch terminate test tie time trace track unblock unlock upgrade \
     waive wear withdraw",
);

/// Done to a person: whom is enough.
static ADDRESS: Words = Words::new(
    "accuse acknowledge alert authenticate bad-mouth badmouth blame call compliment congratulate consult contact \
     contradict correct criticise dial direct greet identify insult interrupt introduce lecture message mock notify \
     page phone praise redirect ring scold screen shadow survey text thank threaten update validate verify warn \
     welcome wish",
);

/// Done to a call, a person or a record.
static ROUTE: Words = Words::new(
    "audit code conference debrief disposition document escalate grade join log observe park rate record refer \
     requeue return review route score self-score tag transfer triage",
);

/// Replying: when or to whom makes it an act, a manner does not.
static ANSWER: Words = Words::new("answer reply respond");

/// Wide verbs: what they are done with decides, and a quality is not enough.
static APPLY: Words = Words::new(
    "add adopt append apply change check convey create deliver demonstrate display drill employ exhibit express \
     extend follow give grant include incorporate integrate leave leverage mirror model offer practise present \
     provide reflect rehearse share show supply use utilise verbalise vocalise voice weave",
);

/// Complete in themselves.
static ALONE: Words = Words::new(
    "apologise argue arrive chew cough cross-sell crosssell curse eat hum interject laugh multitask mumble \
     mute nod overtalk paraphrase pause recap role-play roleplay shout sigh smile snack summarise swear type unmute \
     up-sell upsell wait whisper whistle yawn yell",
);

/// How a call or a part of it begins and ends.
static FRAME: Words = Words::new("begin close conclude end finish lead open personalise preface start transition");

/// Holding something under or over a figure.
static BOUND: Words = Words::new("cap cut hold keep limit maintain reduce restrict shorten");

/// Light verbs: only some of their objects make an act.
static LIGHT: Words =
    Words::new("address bring do get listen look lower make place project put raise set speak take talk turn watch");

/// Having somebody else do something.
static CAUSE: Words = Words::new("allow have let");

/// Leaving something out.
static OMIT: Words = Words::new("avoid drop eliminate omit quit skip stop");

/// What the light verbs make an act with: the verb, the prepositions its thing may follow, the things.
pub(in super::super) static NAMED: &[(&str, &[&str], &Words)] = &[
    ("address", &["as", "by"], &CALLED),
    ("bring", &[], &BROUGHT),
    ("do", &[], &DEEDS),
    ("get", &[], &FACTS),
    ("have", &[], &VISIBLE),
    ("keep", &[], &VISIBLE),
    ("listen", &["to"], &RECORDINGS),
    ("look", &["at", "in"], &VISIBLE),
    ("lower", &[], &SOUND),
    ("make", &[], &MADE),
    ("place", &["on", "in"], &PLACED),
    ("project", &[], &SOUND),
    ("put", &["on", "in", "into"], &PLACES),
    ("raise", &[], &RAISED),
    ("set", &[], &SETTINGS),
    ("speak", &["at", "in"], &SPOKEN),
    ("take", &[], &TAKEN),
    ("turn", &["to"], &SWITCHED),
    ("watch", &[], &RECORDINGS),
];

static CALLED: Words = Words::new("first mr mrs ms name names surname title");

static BROUGHT: Words = Words::new("call calls data example examples list log notes questions recording recordings");

static SOUND: Words = Words::new("pitch voice volume");

static PLACED: Words = Words::new("call callback hold mute note notes order orders request");

static SPOKEN: Words = Words::new("disclosure name notice script sentence sentences statement words");

static SWITCHED: Words = Words::new("camera mic microphone music notifications phone recording ringer");

static DEEDS: Words = Words::new(
    "call-back callback calls check check-in demo follow-up hand-off handoff handover read-back readback recap \
     role-play role-plays roleplay screen-share search share side-by-side side-by-sides summary test transfer \
     transfers verification walk-through walkthrough wrap-up",
);

static FACTS: Words = Words::new(
    "address agreement approval authorisation authorization birth commitment confirmation consent date dates email id \
     identification identifiers name names number numbers permission postcode reading reason signature signatures yes \
     zip",
);

static VISIBLE: Words = Words::new(
    "article camera card checklist dashboard file form guide headset history log notepad notes page policy record \
     screen script tab tally template timer window",
);

static RECORDINGS: Words = Words::new(
    "call calls demo demos examples module modules playback playbacks recording recordings samples training video \
     videos webinar",
);

static MADE: Words = Words::new(
    "adjustment appointment appointments booking bookings call call-back callback callbacks calls contact correction \
     handoff introduction list mention note notes offer offers payment promise recommendation recommendations \
     reference request statement suggestion suggestions transfer transfers",
);

static PLACES: Words = Words::new(
    "account calendar chart chat crm file hold log mute note notes record speaker speakerphone system ticket",
);

static RAISED: Words = Words::new(
    "alert case claim complaint concern concerns dispute flag hand issue query request ticket tickets voice volume",
);

static SETTINGS: Words = Words::new(
    "agenda alarm appointment call-back callback callbacks date disposition expectation expectations flag follow-up \
     reminder status task time timeline timer times",
);

static TAKEN: Words = Words::new(
    "address break breaks breath breaths call calls card course deposit details email message module name notes \
     number numbers order orders pause pauses payment payments quiz reading readings screenshot signature statement \
     survey training",
);

/// Words that are nouns or adjectives as often as verbs.
pub(in super::super) static NOUNS_TOO: Words = Words::new(
    "address answer audit bill blame block book bridge brief call cap caution change charge check close code complete \
     compliment conference contact contrast copy correct cough counter credit cross-sell cut debrief detail direct \
     display disposition document draft drill drop echo email end estimate exchange fax file finish flag frame grade \
     guarantee highlight hold hum input invite invoice issue key label laugh launch lead leave lecture limit link \
     list lock log look lower mail mark mask mention message mirror mock model mute name note number offer open order \
     outline page park pause phone phrase pick pin pitch place post practise praise present press preview print \
     process project promise prompt query question queue quote rank rate recap record reference refund relate repeat \
     reply report request research return review ring role-play roleplay route run scan score screen screenshot \
     search set shadow shout show sigh sign smile sort start state stop stress supply survey swap switch tag talk \
     tally test text tick tie time trace track transfer turn type update upgrade upsell use voice wait watch welcome \
     whisper wish yawn",
);

/// Participles that do not end in -ed, with their base form.
pub(in super::super) static IRREGULAR: &[(&str, &str)] = &[
    ("begun", "begin"),
    ("brought", "bring"),
    ("cut", "cut"),
    ("done", "do"),
    ("given", "give"),
    ("held", "hold"),
    ("kept", "keep"),
    ("left", "leave"),
    ("made", "make"),
    ("put", "put"),
    ("read", "read"),
    ("rung", "ring"),
    ("said", "say"),
    ("sent", "send"),
    ("set", "set"),
    ("shown", "show"),
    ("sought", "seek"),
    ("spelt", "spell"),
    ("spoken", "speak"),
    ("taken", "take"),
    ("taught", "teach"),
    ("told", "tell"),
    ("withdrawn", "withdraw"),
    ("woven", "weave"),
    ("written", "write"),
];
