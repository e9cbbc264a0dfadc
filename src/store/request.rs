//! What a screen may ask of the store thread, and what comes back. All plain data: no SQL can run on the UI thread.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::coverage::CoverageView;
use crate::domain::day::Span;
use crate::domain::erasure::{Erased, ErasurePlan};
use crate::domain::flags::FlagCode;
use crate::domain::focus::Finding;
use crate::domain::id::{BatchId, CallRow, DisputeId, EntryId, PersonId, PraiseId, SessionId, SnoozeId, TeamId};
use crate::domain::log_view::{BatchLine, ImportReport, LogView, Verified};
use crate::domain::mapping::{Candidate, DimensionUse, Mapping};
use crate::domain::outcome::Outcome;
use crate::domain::people::{Absence, Agent, Identity, Team};
use crate::domain::practice::library::{Kept, LibraryEntry};
use crate::domain::progress::Progress;
use crate::domain::raw::{Raw, visible};
use crate::domain::reported::{AgentReported, TeamReported};
use crate::domain::scorecard::{Scorecard, TargetScope};
use crate::domain::session::{
    ActionState, AmendDraft, Cause, Done, Draft, Elsewhere, EvidenceDraft, FlagRef, NextStep, Prefill, Problem,
    SessionView, SignOff,
};
use crate::domain::settings::{Key, Settings};
use crate::domain::standing::{AgentView, CallView, DisputeState, Hits, Query, TeamView};
use crate::domain::today::{DueKind, Sheets, TodayView};
use crate::domain::trends::behind::{BehindQuery, BehindView};
use crate::domain::trends::{Aspect, Found, TrendsQuery, TrendsView};
use crate::import::{ColumnPlan, Question, ReadAs};

pub use super::erasure::Surroundings;
pub use super::flags::NewFlag;
pub use super::merge::Part;

/// Pairs a reply with its request; a later ticket is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What a screen asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    Today,
    /// The first lines of that list, for a screen that shows nothing yet.
    TodayBegins,
    /// The due list with the prep sheets of all whose session is due, to be printed.
    Sheets,
    /// Puts something of Today off; `key` is its item's.
    Snooze {
        kind: DueKind,
        agent: PersonId,
        key: String,
        until: NaiveDate,
        reason: String,
    },
    /// Lets something that is put off be due again.
    Wake(SnoozeId),
    /// The figures of a team: what takes the calls themselves is asked for by `Findings`.
    Team(Query),
    /// What a team's report is made of, to be printed.
    TeamReport(Query),
    /// Figures over cycles: the other parts are asked for by `TrendsPart`.
    Trends(TrendsQuery),
    /// What of them takes more than sums. It gives way to whatever else is asked.
    TrendsPart(TrendsQuery, Aspect),
    /// The calls behind one of those figures.
    Behind(Box<BehindQuery>),
    /// Whether the coached dimension moved, of several sessions at once. It gives way to whatever else is asked.
    Outcomes(Vec<SessionId>),
    /// How sure the focus of these agents is, in the figures of a `Team`. It gives way to whatever else is asked.
    Findings {
        query: Query,
        agents: Vec<PersonId>,
    },
    Agent {
        agent: PersonId,
        query: Query,
    },
    /// What an agent's report is made of, to be printed.
    AgentReport {
        agent: PersonId,
        query: Query,
    },
    Call(CallRow),
    /// Lines of transcripts that hold all the words, newest first.
    Search {
        words: String,
        /// Where the page before ended; `None` for the newest.
        below: Option<i64>,
    },
    /// A session form, filled in: the agent's open draft where there is one, else a new one.
    OpenSession(OpenSession),
    /// Reads what the data says again for what is typed so far (another cycle, a call ID that was typed).
    Prefill {
        id: SessionId,
        draft: Box<Draft>,
    },
    /// `based` is what the file had of it when it was typed. Answers `DraftSaved`, `DraftAside`, or `Elsewhere` where
    /// another window was there meanwhile: then nothing is overwritten.
    SaveDraft {
        id: SessionId,
        draft: Box<Draft>,
        based: Option<Box<Draft>>,
    },
    /// Answers `Elsewhere` where the draft has another window's words.
    DiscardDraft {
        id: SessionId,
        draft: Box<Draft>,
        based: Option<Box<Draft>>,
    },
    /// What waits of this draft beside the file is settled.
    SettleAside(SessionId),
    /// Locks the session. Answers `Finished`, `Refused` with every reason, or `Elsewhere`.
    Finish {
        id: SessionId,
        draft: Box<Draft>,
        based: Option<Box<Draft>>,
    },
    Session(SessionId),
    /// The supervisor's note of how the agent took a finished session.
    Sign {
        id: SessionId,
        sign_off: SignOff,
        /// The agent's own words.
        comment: Option<String>,
        /// Where the page lies that the agent signed by hand.
        page: Option<String>,
    },
    /// Adds to a locked session; what it said stays.
    Amend {
        id: SessionId,
        amend: Box<AmendDraft>,
    },
    /// What follows a session.
    NextStep {
        id: SessionId,
        step: NextStep,
        cause: Option<Cause>,
    },
    /// Puts a score in dispute.
    OpenDispute {
        source: Raw,
        evaluation: Raw,
        /// By key.
        dimension: String,
        note: String,
    },
    CloseDispute {
        id: DisputeId,
        state: DisputeState,
        note: String,
    },
    /// Takes a session out of account.
    Void {
        id: SessionId,
        reason: String,
    },
    /// Perform a session's check: its focus over the calls since, against the agreed threshold.
    Check(SessionId),
    /// A page of records; `below` is the record that the page before ended with.
    Log {
        filter: String,
        limit: usize,
        below: Option<i64>,
    },
    Verify,
    /// Writes how far the log has come to a file.
    LeaveCheckpoint(PathBuf),
    Imports,
    /// The newest file of each folder that a remembered table came from, where it is not loaded yet.
    Newest,
    /// What an import would do: a load into a scratch database. `Import` is the same for real.
    Preview(ImportRequest),
    Import(ImportRequest),
    /// Writes the rows that an import refuses as a file to be mended.
    WriteRejected {
        import: ImportRequest,
        path: PathBuf,
    },
    Undo {
        batch: BatchId,
        reason: String,
    },
    Setup,
    SetSetting {
        key: Key,
        value: String,
    },
    SetTarget {
        scorecard: String,
        dimension: String,
        scope: TargetScope,
        from: Option<NaiveDate>,
        value: Option<f64>,
    },
    /// Who acts from now on.
    ActAs(String),
    SetSupervisor {
        team: TeamId,
        supervisor: String,
    },
    /// Lets a person stand under another.
    Merge {
        from: PersonId,
        into: PersonId,
    },
    /// Takes a merge back, or gives an identity a person of its own.
    Split(Part),
    /// Where a person is.
    Move(Move),
    /// What erasing a person would take.
    ErasurePlan(PersonId),
    /// Erases a person for good.
    Erase {
        person: PersonId,
        reason: String,
        outside: Surroundings,
    },
    Flags(FlagRequest),
    /// Whether a session's practice action was done, and on how many of the calls that were checked.
    ReadBack {
        session: SessionId,
        state: ActionState,
        count: Option<Done>,
    },
    /// Keeps lines of a call to open the next session with.
    /// Swaps agent and customer in a call's transcript, or takes that back.
    SwapSpeakers(CallRow),
    KeepPraise(NewPraise),
    DropPraise(PraiseId),
    /// Adds an entry to the practice library, or changes the one of this id.
    SetPractice {
        id: Option<EntryId>,
        entry: LibraryEntry,
    },
    RemovePractice(EntryId),
    /// Adds what is new in a file to the library.
    ImportPractice(PathBuf),
    ExportPractice(PathBuf),
}

/// Where a person is from a day on.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// The team of a person from a day on; from the beginning where there is none.
    Team { person: PersonId, team: String, from: Option<NaiveDate>, new: bool },
    /// `to` is the last day; until further notice where there is none.
    Away { person: PersonId, from: NaiveDate, to: Option<NaiveDate>, why: String },
    /// Ends an absence yesterday, or takes one back that has not begun.
    Back(PersonId),
    /// The first day without a person; `None`: still there.
    Left { person: PersonId, on: Option<NaiveDate> },
}

/// What is asked of flags.
#[derive(Debug, Clone, PartialEq)]
pub enum FlagRequest {
    /// Which flags and auto-fails of a span were coached; the last 90 days where there is none.
    Coverage {
        span: Option<Span>,
        whose: Whose,
    },
    /// The codes that a flag can have.
    Codes,
    Add(Box<NewFlag>),
    /// The dimension of a code, by key; `None`: it belongs to none.
    Map {
        code: Raw,
        dimension: Option<String>,
    },
}

/// Whose agents are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// The team of the person who acts, where that is one; else everyone.
    #[default]
    Own,
    Team(TeamId),
    Everyone,
}

/// Words of a call, as they are kept for the next session.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPraise {
    pub agent: PersonId,
    pub call_id: Option<Raw>,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub speaker: Option<Raw>,
    pub quote: Raw,
}

/// Why a session form opens and what it brings along.
#[derive(Debug, Clone, PartialEq)]
pub enum OpenSession {
    ForAgent {
        agent: PersonId,
        query: Query,
        answers: Vec<FlagRef>,
        evidence: Vec<EvidenceDraft>,
    },
    Draft(SessionId),
    /// A follow-up on the same dimension; with the last action's words where that one goes on.
    FollowUp {
        session: SessionId,
        step: NextStep,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportRequest {
    pub paths: Vec<PathBuf>,
    /// How the tables are read; told by the headings where it is `None`.
    pub mapping: Option<Box<Mapping>>,
    /// What dimensions are that no scorecard here has, by the files' names of them.
    pub dimensions: BTreeMap<String, DimensionUse>,
    /// Of a workbook; the one with evaluations where it is `None`.
    pub sheet: Option<String>,
    /// Which calls transcripts are of, by file.
    pub calls: BTreeMap<PathBuf, String>,
    /// Remembers how the first table is read under this name, for the next file with its headings.
    pub save_as: Option<String>,
    pub strict: bool,
}

impl ImportRequest {
    /// "evals.csv", "evals.csv and 2 more".
    pub fn name(&self) -> String {
        let first = self.paths.first().map(|p| p.file_name().unwrap_or(p.as_os_str()).to_string_lossy().into_owned());
        let first = visible(&first.unwrap_or_default()).into_owned();
        match self.paths.len() {
            0 | 1 => first,
            n => format!("{first} and {} more", n - 1),
        }
    }
}

/// What comes back from the store thread.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Answer(Ticket, Result<Answer, String>),
    /// The file was found to be damaged, and why: nothing is written any more. What survives, and how to go on.
    Damaged {
        why: String,
        survives: Vec<String>,
    },
    /// How far a long request is; a few times a second.
    Progress(Ticket, Progress),
    /// Another process wrote to the file: what is shown may be old.
    Changed,
    /// Another program holds the file, and is waited for; the next answer ends it.
    Waiting,
    /// Drafts that waited beside the file are in it since then.
    TakenBack(Vec<(SessionId, DateTime<Utc>)>),
    /// A sentence for the notice line.
    Said(String),
    /// Something about the file that nobody asked for: no backup could be made, or it is damaged.
    Notice(String),
    /// The store thread is gone; why.
    Died(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Today(TodayView),
    /// `None` where the list does not begin with what is found at once.
    TodayBegins(Option<Box<TodayView>>),
    Sheets(Box<Sheets>),
    Team(Box<TeamView>),
    TeamReport(Box<TeamReported>),
    Trends(Box<TrendsView>),
    TrendsPart(Box<Found>),
    Behind(Box<BehindView>),
    /// Those of the sessions that coached a dimension.
    Outcomes(Vec<(SessionId, Outcome)>),
    /// Of those who are shown.
    Findings(Vec<(PersonId, Finding)>),
    Agent(Box<AgentView>),
    AgentReport(Box<AgentReported>),
    Call(Box<CallView>),
    Hits(Hits),
    SessionForm(Box<SessionForm>),
    Prefill(Box<Prefill>),
    /// When the draft reached the file.
    DraftSaved(DateTime<Utc>),
    /// The draft is beside the file since then, and why.
    DraftAside(DateTime<Utc>, String),
    /// Another window did something with the draft.
    Elsewhere(Elsewhere),
    Settled,
    Finished(SessionId),
    Refused(Vec<Problem>),
    Session(Box<SessionView>),
    Log(LogView),
    Verified(Verified),
    Imports(Vec<BatchLine>),
    Newest(Vec<Candidate>),
    Preview(Box<PreviewView>),
    Imported(Box<ImportReport>),
    Setup(Box<SetupView>),
    Coverage(Box<CoverageView>),
    ErasurePlan(Box<ErasurePlan>),
    Erased(Box<Erased>),
    FlagCodes(Box<FlagCodesView>),
    /// A write is done: a sentence for the notice line.
    Done(String),
}

/// A session form as it opens.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionForm {
    pub id: SessionId,
    pub draft: Draft,
    pub prefill: Prefill,
    /// Whether a draft of before was taken up again, and when it was last saved.
    pub resumed: Option<DateTime<Utc>>,
    /// The draft as the file has it; `None` where it has none yet.
    pub in_file: Option<Draft>,
    /// Other words for it that wait beside the file.
    pub aside: Option<Draft>,
}

/// The plan of an import and what loading it would do.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewView {
    /// A line a file: name, kind, rows.
    pub files: Vec<(Raw, &'static str, u64)>,
    /// How the first table among them is read.
    pub table: Option<TableView>,
    /// What has to be answered before it can load.
    pub questions: Vec<Question>,
    /// Transcripts whose call nobody knows: the last of `questions` are about these, in this order.
    pub unclaimed: Vec<Unclaimed>,
    /// A line a transcript whose call is known: the file's name, the call's ID.
    pub claimed: Vec<(Raw, Raw)>,
    pub report: ImportReport,
}

/// A transcript that may be of one of these calls, or of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Unclaimed {
    pub path: PathBuf,
    /// Calls that have no transcript yet, newest first.
    pub calls: Vec<CallChoice>,
}

/// A call to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct CallChoice {
    pub call_id: Raw,
    pub agent: Option<Raw>,
    pub day: Option<NaiveDate>,
}

/// A table as it will be read.
#[derive(Debug, Clone, PartialEq)]
pub struct TableView {
    pub file: Raw,
    pub rows: u64,
    pub columns: Vec<ColumnPlan>,
    /// What the decisions amount to: a change is made here, and the file is read anew with it.
    pub mapping: Mapping,
    pub read_as: ReadAs,
    /// Of the text; `None` for a workbook.
    pub encoding: Option<&'static str>,
    /// Names of its dimensions, as they are called here.
    pub dimensions: Vec<String>,
    /// Dimensions that the files name and the data file does not know.
    pub unknown: Vec<String>,
    /// Names of those that it knows.
    pub known: Vec<String>,
}

impl TableView {
    /// Evaluations in JSON: they have no headings, and no layout to be told.
    pub fn is_json(&self) -> bool {
        self.encoding.is_none() && self.mapping.format.is_none()
    }
}

/// What a flag can be given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FlagCodesView {
    pub codes: Vec<FlagCode>,
    /// Dimensions by key and name, those of the scorecard in force first.
    pub dimensions: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SetupView {
    pub settings: Settings,
    pub scorecards: Vec<ScorecardSetup>,
    pub teams: Vec<Team>,
    pub people: Vec<PersonLine>,
    /// Who of them is probably one person.
    pub alike: Vec<Alike>,
    pub flags: FlagCodesView,
    /// The practice library, by dimension.
    pub practice: Vec<Kept>,
    /// Where the file is.
    pub file: PathBuf,
    pub schema: i64,
    pub sqlite: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ScorecardSetup {
    pub scorecard: Scorecard,
    pub in_force: bool,
    pub evaluations: u64,
    /// Target for everyone today, a place per dimension.
    pub targets: Vec<Option<f64>>,
    /// Others than everyone's: "Ama Boateng: Empathy 60 from 2 Nov".
    pub exceptions: Vec<String>,
}

/// Teams and the day from which each holds, oldest first; `None`: from the beginning.
pub type TeamsByDay = Vec<(Raw, Option<NaiveDate>)>;

#[derive(Debug, Clone, PartialEq)]
pub struct PersonLine {
    pub agent: Agent,
    pub team: Option<Raw>,
    pub teams: TeamsByDay,
    /// Another team that the newest files name, and since when.
    pub file_team: Option<(Raw, NaiveDate)>,
    /// The team of a later day.
    pub next_team: Option<(Raw, NaiveDate)>,
    pub evaluations: u64,
    pub last_call: Option<NaiveDate>,
    pub sessions: u64,
    /// What the sources call this person, those of merged people last.
    pub identities: Vec<IdentityLine>,
    /// Who stands under this person.
    pub merged: Vec<MergedLine>,
    /// The absence that goes on or comes next.
    pub away: Option<Absence>,
    pub left: Option<NaiveDate>,
}

/// What a source calls someone, and whose it is when nobody is merged.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityLine {
    pub identity: Identity,
    pub home: PersonId,
    pub evaluations: u64,
}

/// Someone who was merged into another.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedLine {
    pub id: PersonId,
    pub name: Raw,
    pub source_id: Option<Raw>,
    pub sessions: u64,
}

/// Two people who are probably one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub from: PersonId,
    pub into: PersonId,
    pub why: &'static str,
}
