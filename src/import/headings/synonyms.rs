//! The headings that each field is known by.

use crate::domain::field::Field;

macro_rules! synonyms {
    ($($field:ident [$($word:literal),* $(,)?]),+ $(,)?) => {
        /// Headings in plain form, the surest of each field first.
        pub(super) const SYNONYMS: [(Field, &[&str]); Field::COUNT] = [$((Field::$field, &[$($word),*])),+];
    };
}

synonyms! {
    EvaluationId [
        "evaluation id", "evaluationid", "eval id", "evaluation reference", "evaluation ref", "review id", "qa id",
        "assessment id", "evaluation number", "evaluation", "answer id", "bewertungs id", "id evaluacion",
        "id de evaluacion",
    ],
    CallId [
        "call id", "callid", "contact id", "contactid", "conversation id", "conversationid", "interaction id",
        "interactionid", "call reference", "call ref", "call sid", "call guid", "call number", "ucid", "conn id",
        "conversation external id", "external ticket id", "master contact", "gradable id", "ticket id",
        "recording id", "call", "sid", "case id", "ticket", "ticket number", "ticket no", "call uuid", "anruf id",
        "anrufnummer", "gesprachsnummer",
        "gesprachs id", "id llamada", "id de llamada", "id appel", "id de l appel", "contact number",
    ],
    AgentId [
        "agent id", "agentid", "agent number", "agent user id", "gradee id", "employee id", "rep id", "advisor id",
        "adviser id", "agent code", "agent login", "agent email", "associate id", "csr id", "mitarbeiter id",
        "mitarbeiternummer", "personalnummer", "id agente", "id de agente", "id del agente", "id agent",
        "id de l agent",
    ],
    AgentName [
        "agent name", "agent", "agent full name", "rep name", "rep", "representative", "representative name",
        "advisor", "advisor name", "adviser", "adviser name", "gradee", "gradee name", "reviewee", "reviewee name",
        "employee", "employee name", "associate", "associate name", "csr", "csr name", "for user", "operator",
        "consultant", "team member", "mitarbeiter", "mitarbeitername", "agente", "nombre agente",
        "nombre del agente", "nom agent", "nom de l agent",
    ],
    Team ["team", "team name", "agent team", "agent group", "equipo", "equipe"],
    Evaluator [
        "evaluator", "evaluator name", "reviewer", "reviewer name", "grader", "grader name", "grader email",
        "scored by name", "qa analyst", "analyst", "assessor", "evaluated by", "reviewed by", "graded by", "auditor",
        "qa evaluator", "bewerter", "evaluador", "evaluateur",
    ],
    Scorecard [
        "scorecard", "scorecard name", "form", "form name", "evaluation form", "qa form", "template",
        "template name", "rubric", "survey", "qa scorecard", "bewertungsbogen",
    ],
    ScorecardVersion ["scorecard version", "form version", "template version", "rubric version", "form revision"],
    CallStarted [
        "call started at", "call started", "call start", "call start time", "call time", "call date and time",
        "call date time", "call datetime", "call date", "interaction date", "interaction time", "interaction start",
        "conversation date", "conversation time", "conversation start", "contact date", "date of call", "started at",
        "start time", "date and time", "date time", "datetime", "date", "datum", "anrufdatum", "gesprachsdatum",
        "fecha", "fecha llamada", "fecha de llamada", "fecha de la llamada", "date appel", "date de l appel",
    ],
    Evaluated [
        "evaluated at", "evaluated", "evaluated on", "evaluation date", "evaluation date time",
        "evaluation date and time", "evaluation time", "evaluation completed at", "scored at", "score date",
        "reviewed at", "review date", "graded at", "date evaluated", "date scored", "date reviewed", "scoring date",
        "submitted at", "eval date", "qa date", "audit date", "assessment date", "bewertungsdatum",
        "fecha evaluacion", "fecha de evaluacion", "date evaluation", "date d evaluation", "date de l evaluation",
    ],
    Dimension [
        "dimension", "dimension name", "section", "section name", "section title", "category", "category name",
        "question group", "question group name", "attribute", "attribute name", "competency", "skill", "skill name",
        "kategorie", "categoria", "categorie", "seccion",
    ],
    Criterion [
        "criterion", "criteria", "question", "question text", "question name", "checkpoint",
        "evaluation element text", "kriterium", "frage", "pregunta", "criterio", "critere",
    ],
    Earned [
        "earned", "earned points", "points earned", "score", "obtained score", "evaluation obtained score", "points",
        "section score", "question score", "dimension score", "score percent", "percent", "percentage", "rating",
        "mark", "punktzahl", "punkte", "puntuacion", "puntaje",
    ],
    Possible [
        "possible", "possible points", "points possible", "max score", "maximum score", "max points",
        "maximum points", "evaluation max score", "potential score", "max", "maximum", "out of", "max punktzahl",
        "maximale punktzahl", "maximalpunktzahl", "puntuacion maxima",
    ],
    Outcome ["result", "answer", "answer value", "response"],
    AutoFail [
        "auto fail", "autofail", "auto failed", "automatic fail", "auto failure", "critical fail", "fatal",
        "is fatal",
    ],
    Flag ["flag", "flags", "flag code", "flag codes", "compliance flag", "compliance flags"],
    FlagSeverity ["flag severity", "severity"],
    FlagAt ["flag at ms", "flag offset ms"],
    Comment [
        "comment", "comments", "note", "notes", "feedback", "remarks", "remark", "evaluator comment",
        "evaluator comments", "evaluation comment", "evaluation comments", "general notes", "kommentar", "kommentare", "anmerkung", "anmerkungen", "bemerkung", "bemerkungen", "comentario", "comentarios", "commentaire",
        "commentaires",
    ],
    Source ["source"],
    Version ["version", "evaluation version"],
    Kind ["kind", "evaluation kind"],
    ScoredBy ["scored by"],
    Total [
        "total", "total score", "overall", "overall score", "final score", "qa score", "quality score",
        "evaluation score", "total percent", "overall percent", "total percentage", "average score", "grand total",
        "qa total", "overall qa score", "gesamtpunktzahl", "gesamtergebnis", "puntuacion total", "score total",
        "score global",
    ],
    State ["state", "evaluation state"],
}
