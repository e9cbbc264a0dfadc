//! Nouns that decide whether something is done, whom with, how often and where.

use super::words::Words;

/// Calls by any name: with "every" before them they tell how often, and not what is said.
pub(in super::super) static CONTACTS: Words = Words::new(
    "call calls case cases chat chats contact contacts conversation conversations engagement engagements enquiries \
     enquiry inquiries inquiry interaction interactions occasion occasions shift shifts time times visit visits",
);

/// Those at the other end of the line.
pub(in super::super) static CALLERS: Words = Words::new(
    "beneficiaries beneficiary borrower borrowers buyer buyers caller callers cardholder cardholders claimant \
     claimants client clients consumer consumers customer customers everybody everyone guest guests her him homeowner \
     homeowners insured lead leads member members passenger passengers patient patients people person policyholder \
     policyholders prospect prospects requester shopper shoppers subscriber subscribers tenant tenants them traveler \
     travelers traveller travellers user users",
);

/// Those on our side.
pub(in super::super) static COLLEAGUES: Words = Words::new(
    "adviser advisers advisor advisors agent agents associate associates coach colleague colleagues consultant \
     consultants manager managers me myself nurse peer peers rep representative representatives reps supervisor \
     supervisors team teammate us you yourself",
);

/// Spans of time: neither content nor caller.
pub(in super::super) static TIMES: Words = Words::new(
    "afternoon day days evening friday fridays hour hours minute minutes monday mondays month months morning mornings \
     quarter second seconds thursday thursdays tuesday tuesdays wednesday wednesdays week weeks year years",
);

/// Qualities and states: they can be judged, and nobody hears them done.
pub(in super::super) static QUALITIES: Words = Words::new(
    "accountability accuracy adherence approach approaches assertiveness attention attitude authenticity awareness \
     behavior behaviors behaviour behaviours best calm calmness care caring caution charm clarity coaching comfort \
     commitment communication compassion competence compliance composure concern confidence connection consideration \
     consistency control courtesy credibility curiosity customer-focus de-escalation dedication demeanor demeanour \
     diligence diplomacy discipline discovery discretion doubt effectiveness efficiency effort efforts emotion \
     emotions empathy encouragement energy engagement enthusiasm excellence excitement experience expertise fairness \
     feedback flexibility focus friendliness generosity genuineness grace helpfulness honesty hospitality humanity \
     humility initiative integrity interest intonation judgement judgment kindness knowledge language leadership \
     learnings lessons listening manner manners maturity mindfulness mindset motivation openness optimism ownership \
     pace passion patience performance personality politeness positivity precision presence pride proactivity \
     professionalism progress quality rapport reliability resilience resolution respect responsibility responsiveness \
     sense sensitivity sincerity skill skills strategies style sympathy tact technique techniques tone training \
     transparency trust understanding urgency vigilance voice warmth willingness zeal",
);

/// Of these, the ones that remain so even where they are only talked about: "discuss empathy".
pub(in super::super) static VIRTUES: Words = Words::new(
    "attitude compassion confidence empathy energy enthusiasm kindness ownership patience positivity professionalism \
     quality rapport respect sympathy tone warmth",
);

/// What a service gives in general: an act only where it is offered in words.
pub(in super::super) static SERVICES: Words =
    Words::new("assistance guidance help reassurance satisfaction service support value");

/// Nouns too wide to be heard unless something says which: "ask questions", "give information".
pub(in super::super) static GENERIC: Words = Words::new(
    "answer answers anything detail details everything explanation explanations guideline guidelines info information \
     instructions it job matters methods phrases phrasing point points policies policy practices procedure procedures \
     process processes protocol protocols questions requirements response responses results role rules solution \
     solutions something standards statements stuff talking thing things way ways word wording words work",
);

/// Judgements that say nothing about which: "the right questions", "professional words".
pub(in super::super) static EVALUATIVES: Words = Words::new(
    "accurate active additional appropriate attentive best calm caring clear company compassionate complete confident \
     consistent corporate correct courteous detailed effective efficient engaged engaging enthusiastic existing extra \
     friendly full genuine helpful honest important internal kind meaningful natural necessary normal official \
     overall patient personable polite positive possible powerful proactive professional proper quality quick \
     relevant respectful right simple sincere smart soft standard strong suitable thorough thoughtful timely useful \
     usual warm welcoming",
);

/// Praise that no listener can check, whatever it stands beside.
pub(in super::super) static PRAISE: Words = Words::new(
    "amazing awesome decent excellent exceptional fantastic good great ideal impeccable nice outstanding perfect \
     pleasant stellar superb superior terrific top-notch wonderful world-class wow",
);

/// Comparisons with nothing to compare to.
pub(in super::super) static COMPARATIVES: Words = Words::new(
    "better bigger calmer cleaner clearer closer deeper friendlier gentler greater happier harder higher improved \
     kinder nicer politer quicker sharper slower smarter smoother softer stronger tighter warmer",
);

/// How much, with no figure.
pub(in super::super) static QUANTIFIERS: Words =
    Words::new("additional any enough extra few fewer less lots many more much plenty several some various");

/// What can be left out for all to hear.
pub(in super::super) static AVOIDABLE: Words = Words::new(
    "abbreviations acronyms air apologies argument arguments assumptions chatter chewing contractions conversations \
     cross-talk crosstalk delays disclaimers eating fillers gaps holds interruption interruptions jargon jokes \
     multitasking nicknames noise opinions over-talk over-talking overtalk overtalking pauses pleasantries profanity \
     promises repeats repetition sarcasm shouting sighing sighs silence silences slang small-talk speeches swearing \
     talk talking terms transfers typing ums upselling",
);

/// Things heard or seen that an action may name without a verb: "two open questions on every call".
pub(in super::super) static AUDIBLE: Words = Words::new(
    "acknowledgement acknowledgements acknowledgment acknowledgments apologies apology call-back callback callbacks \
     check-in check-ins confirmation disclosure disclosures follow-up greeting greetings hand-off handoff handover \
     hold holds introduction mention mentions notice notices offer offers paraphrase pause pauses question questions \
     read-back read-backs readback recap recaps repeat-back repeat-backs repetition restatement role-play role-plays \
     statement statements summaries summary thank-you transfer transfers usage use verification",
);

/// Second words that make a noun of a word that could be a verb: "hold time", "name acknowledgment", "call quality".
pub(in super::super) static COMPOUND_HEADS: Words = Words::new(
    "acceptance accuracy acknowledgement acknowledgements acknowledgment acknowledgments adherence avoidance behavior \
     behaviour center centers centre centres compliance control duration etiquette flow flows handling keeping length \
     management mention mentions outcomes process protocol quality rate rates ratio reasons reduction score scores \
     skill skills structure taking time times tone transfer usage use volume volumes",
);

/// Parts of a call.
pub(in super::super) static SECTIONS: Words = Words::new(
    "beginning close closing conclusion discovery end finish greeting hand-off handoff handover hold intro \
     introduction middle opener opening outro outset recap sign-off start summary top transfer verification wrap-up \
     wrapup",
);

/// Things of which a first or a last one is a place in the call.
pub(in super::super) static MOMENTS: Words = Words::new(
    "answer breath contact exchange hold line minute minutes objection offer question questions reply response ring \
     rings second seconds sentence sentences step turn turns utterance word wording words",
);
