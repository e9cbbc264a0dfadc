//! Which field a column fills, by its heading.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::files::hex;
pub(super) use crate::domain::field::Field;

/// Headings in plain form, the surest of each field first.
const SYNONYMS: [(Field, &[&str]); Field::COUNT] = [
    (
        Field::EvaluationId,
        &[
            "evaluation id",
            "evaluationid",
            "eval id",
            "evaluation reference",
            "evaluation ref",
            "review id",
            "qa id",
            "assessment id",
            "evaluation number",
            "evaluation",
            "answer id",
            "bewertungs id",
            "id evaluacion",
            "id de evaluacion",
        ],
    ),
    (
        Field::CallId,
        &[
            "call id",
            "callid",
            "contact id",
            "contactid",
            "conversation id",
            "conversationid",
            "interaction id",
            "interactionid",
            "call reference",
            "call ref",
            "call sid",
            "call guid",
            "call number",
            "ucid",
            "conn id",
            "conversation external id",
            "external ticket id",
            "master contact",
            "gradable id",
            "ticket id",
            "recording id",
            "call",
            "sid",
            "case id",
            "ticket",
            "ticket number",
            "ticket no",
            "call uuid",
            "anruf id",
            "gesprachs id",
            "id llamada",
            "id de llamada",
            "id appel",
            "id de l appel",
            "contact number",
        ],
    ),
    (
        Field::AgentId,
        &[
            "agent id",
            "agentid",
            "agent number",
            "agent user id",
            "gradee id",
            "employee id",
            "rep id",
            "advisor id",
            "adviser id",
            "agent code",
            "agent login",
            "agent email",
            "associate id",
            "csr id",
            "mitarbeiter id",
            "mitarbeiternummer",
            "personalnummer",
            "id agente",
            "id de agente",
            "id del agente",
            "id agent",
            "id de l agent",
        ],
    ),
    (
        Field::AgentName,
        &[
            "agent name",
            "agent",
            "agent full name",
            "rep name",
            "rep",
            "representative",
            "representative name",
            "advisor",
            "advisor name",
            "adviser",
            "adviser name",
            "gradee",
            "gradee name",
            "reviewee",
            "reviewee name",
            "employee",
            "employee name",
            "associate",
            "associate name",
            "csr",
            "csr name",
            "for user",
            "operator",
            "consultant",
            "team member",
            "mitarbeiter",
            "mitarbeitername",
            "agente",
            "nombre agente",
            "nombre del agente",
            "nom agent",
            "nom de l agent",
        ],
    ),
    (Field::Team, &["team", "team name", "agent team", "agent group", "equipo", "equipe"]),
    (
        Field::Evaluator,
        &[
            "evaluator",
            "evaluator name",
            "reviewer",
            "reviewer name",
            "grader",
            "grader name",
            "grader email",
            "scored by name",
            "qa analyst",
            "analyst",
            "assessor",
            "evaluated by",
            "reviewed by",
            "graded by",
            "auditor",
            "qa evaluator",
            "bewerter",
            "evaluador",
            "evaluateur",
        ],
    ),
    (
        Field::Scorecard,
        &[
            "scorecard",
            "scorecard name",
            "form",
            "form name",
            "evaluation form",
            "qa form",
            "template",
            "template name",
            "rubric",
            "survey",
            "qa scorecard",
            "bewertungsbogen",
        ],
    ),
    (
        Field::ScorecardVersion,
        &["scorecard version", "form version", "template version", "rubric version", "form revision"],
    ),
    (
        Field::CallStarted,
        &[
            "call started at",
            "call started",
            "call start",
            "call start time",
            "call time",
            "call date and time",
            "call date time",
            "call datetime",
            "call date",
            "interaction date",
            "interaction time",
            "interaction start",
            "conversation date",
            "conversation time",
            "conversation start",
            "contact date",
            "date of call",
            "started at",
            "start time",
            "date and time",
            "date time",
            "datetime",
            "date",
            "datum",
            "anrufdatum",
            "gesprachsdatum",
            "fecha",
            "fecha llamada",
            "fecha de llamada",
            "fecha de la llamada",
            "date appel",
            "date de l appel",
        ],
    ),
    (
        Field::Evaluated,
        &[
            "evaluated at",
            "evaluated",
            "evaluated on",
            "evaluation date",
            "evaluation date time",
            "evaluation date and time",
            "evaluation time",
            "evaluation completed at",
            "scored at",
            "score date",
            "reviewed at",
            "review date",
            "graded at",
            "date evaluated",
            "date scored",
            "date reviewed",
            "scoring date",
            "submitted at",
            "eval date",
            "qa date",
            "audit date",
            "assessment date",
            "bewertungsdatum",
            "fecha evaluacion",
            "fecha de evaluacion",
            "date evaluation",
            "date d evaluation",
            "date de l evaluation",
        ],
    ),
    (
        Field::Dimension,
        &[
            "dimension",
            "dimension name",
            "section",
            "section name",
            "section title",
            "category",
            "category name",
            "question group",
            "question group name",
            "attribute",
            "attribute name",
            "competency",
            "skill",
            "skill name",
            "kategorie",
            "categoria",
            "categorie",
            "seccion",
        ],
    ),
    (
        Field::Criterion,
        &[
            "criterion",
            "criteria",
            "question",
            "question text",
            "question name",
            "checkpoint",
            "evaluation element text",
            "kriterium",
            "frage",
            "pregunta",
            "criterio",
            "critere",
        ],
    ),
    (
        Field::Earned,
        &[
            "earned",
            "earned points",
            "points earned",
            "score",
            "obtained score",
            "evaluation obtained score",
            "points",
            "section score",
            "question score",
            "dimension score",
            "score percent",
            "percent",
            "percentage",
            "rating",
            "mark",
            "punktzahl",
            "punkte",
            "puntuacion",
            "puntaje",
        ],
    ),
    (
        Field::Possible,
        &[
            "possible",
            "possible points",
            "points possible",
            "max score",
            "maximum score",
            "max points",
            "maximum points",
            "evaluation max score",
            "potential score",
            "max",
            "maximum",
            "out of",
            "max punktzahl",
            "maximale punktzahl",
            "maximalpunktzahl",
            "puntuacion maxima",
        ],
    ),
    (Field::Outcome, &["result", "answer", "answer value", "response"]),
    (
        Field::AutoFail,
        &[
            "auto fail",
            "autofail",
            "auto failed",
            "automatic fail",
            "auto failure",
            "critical fail",
            "fatal",
            "is fatal",
        ],
    ),
    (Field::Flag, &["flag", "flags", "flag code", "flag codes", "compliance flag", "compliance flags"]),
    (Field::FlagSeverity, &["flag severity", "severity"]),
    (Field::FlagAt, &["flag at ms", "flag offset ms"]),
    (
        Field::Comment,
        &[
            "comment",
            "comments",
            "note",
            "notes",
            "feedback",
            "remarks",
            "remark",
            "evaluator comment",
            "evaluator comments",
            "general notes",
            "kommentar",
            "anmerkung",
            "comentario",
            "comentarios",
            "commentaire",
            "commentaires",
        ],
    ),
    (Field::Source, &["source"]),
    (Field::Version, &["version", "evaluation version"]),
    (Field::Kind, &["kind", "evaluation kind"]),
    (Field::ScoredBy, &["scored by"]),
    (
        Field::Total,
        &[
            "total",
            "total score",
            "overall",
            "overall score",
            "final score",
            "qa score",
            "quality score",
            "evaluation score",
            "total percent",
            "overall percent",
            "total percentage",
            "average score",
            "grand total",
            "qa total",
            "overall qa score",
            "gesamtpunktzahl",
            "gesamtergebnis",
            "puntuacion total",
            "score total",
            "score global",
        ],
    ),
    (Field::State, &["state", "evaluation state"]),
];

/// A heading recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) field: Field,
    /// How sure: 0 is the surest synonym. Where two columns could fill one field, the lower wins.
    pub(super) rank: usize,
    /// It says that its times are UTC.
    pub(super) utc: bool,
    /// The database has a dimension of this name.
    pub(super) dimension: bool,
}

/// A heading in plain form: lower case, no accents, words of letters and digits with single spaces. A capital after a
/// small letter begins a word: "evaluationId".
pub(super) fn plain(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    let mut small = false;
    for c in heading.nfd().filter(|c| !is_combining_mark(*c)) {
        if small && c.is_uppercase() {
            out.push(' ');
        }
        small = c.is_lowercase();
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The field of a heading, where it is a known one.
pub(super) fn recognise(heading: &str) -> Option<Known> {
    let plain = plain(heading);
    let (words, utc) = plain.strip_suffix(" utc").map_or((plain.as_str(), false), |rest| (rest, true));
    SYNONYMS.iter().find_map(|(field, synonyms)| {
        let rank = synonyms.iter().position(|synonym| *synonym == words)?;
        Some(Known { field: *field, rank, utc, dimension: false })
    })
}

/// Whether a heading says that its times are UTC.
pub(super) fn is_utc(heading: &str) -> bool {
    plain(heading).ends_with(" utc")
}

/// What tells a table by its headings: two files with the same are read alike.
pub(super) fn signature(found: &[String]) -> String {
    let mut hash = Sha256::new();
    for heading in found {
        let plain = plain(heading);
        hash.update((plain.len() as u64).to_be_bytes());
        hash.update(plain.as_bytes());
    }
    hex(&hash.finalize())
}

/// Words that no scored area ends in: a number under such a heading is a measure or an id.
const MEASURES: [&str; 24] = [
    "id",
    "ids",
    "no",
    "nr",
    "number",
    "count",
    "calls",
    "time",
    "seconds",
    "secs",
    "sec",
    "minutes",
    "min",
    "ms",
    "duration",
    "aht",
    "extension",
    "phone",
    "week",
    "month",
    "year",
    "quarter",
    "rank",
    "weight",
];

/// Whether a column of numbers with this heading holds something other than scores.
pub(super) fn is_measure(heading: &str) -> bool {
    let plain = plain(heading);
    plain.is_empty() || plain.rsplit(' ').next().is_some_and(|last| MEASURES.contains(&last))
}

#[cfg(test)]
mod tests;
