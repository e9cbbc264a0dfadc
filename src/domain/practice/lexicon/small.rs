//! The small words of grammar. Every list is sorted.

/// Words that open a noun phrase.
pub(in super::super) const DETERMINERS: &[&str] = &[
    "a", "all", "an", "another", "any", "both", "each", "either", "every", "her", "his", "its", "my", "no", "our",
    "that", "the", "their", "these", "this", "those", "your",
];

/// Prepositions and the like: they close a noun phrase.
pub(in super::super) const PREPOSITIONS: &[&str] = &[
    "about", "above", "across", "against", "along", "among", "around", "as", "at", "behind", "below", "beside",
    "besides", "between", "beyond", "by", "concerning", "despite", "during", "except", "for", "from", "in", "including",
    "inside", "into", "like", "near", "of", "off", "on", "onto", "out", "outside", "over", "past", "per", "re",
    "regarding", "since", "than", "through", "throughout", "to", "towards", "under", "until", "up", "upon", "using",
    "via", "with", "within", "without",
];

/// Words that open a clause beside the main one.
pub(in super::super) const SUBORDINATORS: &[&str] = &[
    "after", "although", "as", "because", "before", "how", "if", "once", "since", "so", "than", "that", "though", "til",
    "till", "unless", "until", "what", "whatever", "when", "whenever", "where", "wherever", "whether", "which", "while",
    "whilst", "who", "whoever", "whom", "whose", "why",
];

/// Question words and "that": what they open can be what is said or asked.
pub(in super::super) const CONTENT_WORDS: &[&str] =
    &[
    "how", "that", "what", "where", "whether", "which", "who", "whose", "why",
];

/// Auxiliaries after which a base form is what the agent will do.
pub(in super::super) const MODALS: &[&str] = &[
    "can", "could", "did", "do", "does", "going-to", "gonna", "gotta", "he'll", "i'll", "may", "might", "must",
    "needs-to", "shall", "she'll", "should", "they'll", "we'll", "will", "would", "you'll",
];

/// Forms of "not" beside an auxiliary.
pub(in super::super) const NEGATIONS: &[&str] = &[
    "can't", "cannot", "doesn't", "doesnt", "don't", "dont", "mustn't", "never", "no", "not", "shouldn't", "won't",
    "wont", "zero",
];

/// Forms of "be".
pub(in super::super) const BE: &[&str] = &[
    "are", "be", "been", "being", "is",
];

/// Pronouns that may be the agent.
pub(in super::super) const AGENT_PRONOUNS: &[&str] = &[
    "i", "they", "we", "you",
];

/// Adverbs that may stand between a verb and what governs it, or between a verb and its object.
pub(in super::super) const ADVERBS: &[&str] = &[
    "again", "ahead", "aloud", "also", "always", "back", "better", "both", "cold", "consistently", "down", "early",
    "even", "ever", "faster", "first", "forward", "further", "harder", "instead", "just", "kindly", "later", "less",
    "live", "loud", "more", "next", "now", "often", "once", "only", "out", "over", "please", "proactively", "rather",
    "simply", "slower", "sooner", "still", "straight", "then", "there", "together", "too", "twice", "up", "upfront",
    "verbatim", "very", "warm", "well",
];

/// Words in -ly that are no adverbs.
pub(in super::super) const NOT_ADVERBS: &[&str] = &[
    "ally", "anomaly", "apply", "assembly", "bully", "comply", "daily", "family", "friendly", "hourly", "italy", "july",
    "monthly", "multiply", "only", "quarterly", "rely", "reply", "supply", "weekly", "yearly",
];

/// Words before "to" after which the verb is not an act but a power, a wish or a piece of knowledge.
pub(in super::super) const NO_ACT_BEFORE_TO: &[&str] = &[
    "ability", "able", "according", "attention", "aware", "back", "chance", "comfortable", "confident", "eager", "free",
    "happy", "how", "in", "keen", "listen", "need", "opportunities", "opportunity", "permission", "prepared", "ready",
    "refused", "refuses", "respond", "sure-how", "tendency", "used", "want", "wants", "way", "ways", "what", "when",
    "where", "whether", "which", "who", "willing", "willingness",
];

/// Words right before an -ing form that make it something done.
pub(in super::super) const GERUND_LEADS: &[&str] = &[
    "avoid", "avoided", "avoiding", "avoids", "begin", "begins", "by", "continue", "continues", "eliminate", "keep",
    "keeps", "no", "not", "of-habit", "practice", "practicing", "practise", "practising", "quit", "resume", "start",
    "starts", "stop", "stops", "through", "try", "trying", "via", "without", "zero",
];

/// Verbs that say nothing that could be heard; they are named in the hint.
pub(in super::super) const VAGUE: &[&str] = &[
    "act", "address", "aim", "appreciate", "be", "be aware", "be better", "be less", "be more", "become", "behave",
    "believe", "boost", "build", "care", "communicate", "concentrate on", "connect", "consider", "control", "deal",
    "develop", "do", "don't", "don't be", "empathise", "empathize", "engage", "enhance", "ensure", "feel", "focus on",
    "get", "get better at", "handle", "have", "help", "improve", "increase", "keep", "know", "learn", "listen",
    "maintain", "make", "make sure", "manage", "mind", "own", "prioritise", "prioritize", "promote", "put", "raise",
    "remain", "remember", "resolve", "solve", "sound", "speak", "stay", "strengthen", "strive", "support", "sympathise",
    "sympathize", "take", "talk", "think", "treat", "try", "try to", "understand", "watch", "work on",
];
