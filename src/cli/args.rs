//! The command line's words.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::day::Span;
use crate::import::TextEncoding;

/// Coaching logs that start from QA scores.
///
/// Without a command, the program opens in the terminal.
#[derive(Debug, Parser)]
#[command(name = "coachlog", version = crate::cli::version_words(), max_term_width = 100)]
pub(super) struct Cli {
    /// The file to work on; the one in the platform's data folder where none is named
    #[arg(long, global = true, env = "COACHLOG_DB", value_name = "FILE")]
    pub(super) db: Option<PathBuf>,
    /// Who acts
    #[arg(long = "as", global = true, env = "COACHLOG_AS", value_name = "NAME")]
    pub(super) as_name: Option<String>,
    /// Change nothing
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Open a file on a network drive or the like all the same; the log keeps that
    #[arg(long, global = true)]
    pub(super) allow_network_file: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the invented demo team, on a fresh copy
    Demo {
        /// Write the copy to this file instead of opening it
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
    /// Load evaluations or transcripts; the kind is told by content
    Import(ImportArgs),
    /// A team's dimension scores against their targets, with each agent's primary focus
    Team {
        /// One team alone
        #[arg(long)]
        team: Option<String>,
        #[command(flatten)]
        period: PeriodArgs,
        #[arg(long)]
        json: bool,
    },
    /// One agent's prep sheet
    Agent {
        /// Id or name
        agent: String,
        #[command(flatten)]
        period: PeriodArgs,
        #[arg(long)]
        json: bool,
    },
    /// A call's evaluations and transcript
    Call {
        call_id: String,
        /// Swap agent and customer in the whole transcript, or take that back; the log keeps it
        #[arg(long)]
        swap_speakers: bool,
        #[arg(long)]
        json: bool,
    },
    /// Find words in transcripts, newest calls first
    Search {
        words: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// Finished coaching sessions, newest first
    Sessions {
        #[arg(long)]
        agent: Option<String>,
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// Up to, not including
        #[arg(long, value_name = "DATE")]
        to: Option<NaiveDate>,
        #[arg(long)]
        json: bool,
    },
    /// One session: show it, or add one
    #[command(subcommand)]
    Session(SessionCommand),
    /// A page to print: a session for the agent; an agent, a team, all teams or today for whoever answers for them
    #[command(subcommand)]
    Report(ReportCommand),
    /// What is due now
    Due {
        #[arg(long)]
        team: Option<String>,
        /// What is due in the next days and what is put off, too
        #[arg(long)]
        all: bool,
        #[arg(long)]
        json: bool,
    },
    /// Figures over the last cycles, and what came of the sessions
    Trends(TrendsArgs),
    /// Put something that is due off until a day, or let it be due again
    Snooze(SnoozeArgs),
    /// Write a table out, for a spreadsheet or a program
    Export(ExportArgs),
    /// The append-only log
    #[command(subcommand)]
    Log(LogCommand),
    /// Imports of before
    #[command(subcommand)]
    Imports(ImportsCommand),
    /// Remembered ways to read tables
    #[command(subcommand)]
    Profiles(ProfilesCommand),
    /// Scorecards and targets
    #[command(subcommand)]
    Scorecard(ScorecardCommand),
    /// Settings that the file keeps
    Settings {
        key: Option<String>,
        value: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Teams and who supervises them
    #[command(subcommand)]
    People(PeopleCommand),
    /// The practice library: actions that are specific enough to be read back
    #[command(subcommand)]
    Practice(PracticeCommand),
    /// Flags that the QA tool has none of, and the dimensions of flag codes
    #[command(subcommand)]
    Flag(FlagCommand),
    /// Disputes of scores
    #[command(subcommand)]
    Dispute(DisputeCommand),
    /// Check the file, and say how to mend what is wrong
    Doctor(DoctorArgs),
    /// Write a copy of the whole file, safe while it is in use, and read it back
    Backup {
        file: PathBuf,
        /// Write over a file of that name
        #[arg(long)]
        force: bool,
        #[arg(long)]
        json: bool,
    },
    /// Put a backup in the place of the file, once it is checked; the file of before is kept
    Restore {
        file: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// The settings of this machine
    #[command(subcommand)]
    Config(ConfigCommand),
    /// A workbook's rows as lines, for the program itself
    #[command(name = crate::import::xlsx::COMMAND, hide = true)]
    ReadWorkbook { file: PathBuf, sheet: Option<String> },
    /// Completions for a shell
    Completions { shell: clap_complete::Shell },
}

impl Command {
    /// The files that it writes, as they were named.
    pub(super) fn outputs(&self) -> Vec<&PathBuf> {
        let one: Option<&PathBuf> = match self {
            Self::Import(args) => args.rejected.as_ref(),
            Self::Export(args) => args.out.as_ref(),
            Self::Report(
                ReportCommand::Session { form, .. }
                | ReportCommand::Agent { form, .. }
                | ReportCommand::Program { form, .. }
                | ReportCommand::Team { form, .. },
            ) => form.out.as_ref(),
            Self::Session(SessionCommand::Invite { out, .. })
            | Self::Report(ReportCommand::Today { out, .. })
            | Self::Log(LogCommand::Checkpoint { out }) => out.as_ref(),
            Self::Profiles(ProfilesCommand::Export { file, .. })
            | Self::Scorecard(ScorecardCommand::Export { file, .. })
            | Self::Practice(PracticeCommand::Export { file }) => Some(file),
            _ => None,
        };
        one.into_iter().collect()
    }
}

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Check what takes longer, too: the daily sums, the search index, and each import's rows against its digest
    #[arg(long)]
    pub(super) deep: bool,
    /// Build derived data anew
    #[arg(long)]
    pub(super) mend: bool,
    #[arg(long)]
    pub(super) json: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "switches of a command line, each by itself")]
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[arg(
        required = true,
        value_name = "FILE",
        help = "Files or folders: tables (CSV, .xlsx), evaluations in JSON (Amazon Connect, Genesys Cloud, Zendesk QA, MiaRec), \
                transcripts"
    )]
    pub(super) files: Vec<PathBuf>,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// One rejected row stops the whole import
    #[arg(long)]
    pub(super) strict: bool,
    /// Write the rejected rows, and those left out with them, as a file to be mended and imported
    #[arg(long, value_name = "OUT.csv")]
    pub(super) rejected: Option<PathBuf>,
    /// Write over the file of rejected rows
    #[arg(long, requires = "rejected")]
    pub(super) force: bool,
    /// How 03/04/2026 is read where a column does not tell
    #[arg(long, value_enum)]
    pub(super) dates: Option<Dates>,
    /// How the columns are read: a file in TOML, a profile's name or a preset's
    #[arg(long, value_name = "PRESET|FILE")]
    pub(super) map: Option<String>,
    /// What a column's, or a JSON category's, plain numbers are: "Empathy=of 5", "Tone=1 to 5", "Tone=percent"; "*=of 5"
    /// for all that is open
    #[arg(long, value_name = "COLUMN=SCALE")]
    pub(super) scale: Vec<String>,
    /// Of times without one, such as `Europe/London`
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<chrono_tz::Tz>,
    /// Remember how the columns are read, for files with the same headings
    #[arg(long, value_name = "NAME", conflicts_with = "dry_run")]
    pub(super) save_profile: Option<String>,
    /// The sheet of a workbook that is read; the one with evaluations where none is named
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// The call that the one transcript among the files is of, where its file does not say
    #[arg(long, value_name = "ID")]
    pub(super) call: Option<String>,
    /// The encoding of text files, where they are read as the wrong one: utf-8, windows-1252, utf-16le …
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(super) encoding: Option<TextEncoding>,
    #[arg(long)]
    pub(super) json: bool,
}

fn encoding(name: &str) -> Result<TextEncoding, String> {
    TextEncoding::named(name).ok_or_else(|| {
        "no encoding of this name is known; usual ones are utf-8, utf-16le, utf-16be, windows-1252, windows-1250, \
         windows-1251, iso-8859-2, iso-8859-15, shift_jis, gb18030, big5, euc-kr"
            .to_owned()
    })
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Dates {
    DayFirst,
    MonthFirst,
}

#[derive(Debug, Args)]
pub(super) struct PeriodArgs {
    /// The one with the most evaluations where none is named
    #[arg(long)]
    pub(super) scorecard: Option<String>,
    /// First day
    #[arg(long, value_name = "DATE", requires = "to", conflicts_with = "cycle")]
    pub(super) from: Option<NaiveDate>,
    /// Up to, not including
    #[arg(long, value_name = "DATE", requires = "from", conflicts_with = "cycle")]
    pub(super) to: Option<NaiveDate>,
    /// 0 the cycle that opens, -1 the one before, 1 the one after
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(super) cycle: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub(super) enum SessionCommand {
    /// A session whole, with its history
    Show {
        id: String,
        #[arg(long)]
        json: bool,
    },
    /// A session from JSON in the shape of `session show`, judged by the form's rules
    Add {
        /// "-" for standard input
        file: PathBuf,
        /// Lock it at once; without this it is kept as a draft
        #[arg(long)]
        finish: bool,
        #[arg(long)]
        json: bool,
    },
    /// Perform a session's check: its focus over the calls since, against the agreed threshold
    Check { id: String },
    /// Note whether the agreed practice action was done; a later note holds
    Action {
        id: String,
        #[arg(long, value_enum, value_name = "STATE")]
        state: ActionAs,
        /// On how many of the calls that you checked; where the action is tied to a criterion the calls are counted
        #[arg(long, value_name = "N", requires = "of")]
        done: Option<u32>,
        /// How many calls you checked
        #[arg(long, value_name = "N", requires = "done")]
        of: Option<u32>,
    },
    /// Take a session out of account; it stays in the log
    Void {
        id: String,
        /// Why: the log keeps it
        #[arg(long)]
        why: String,
    },
    /// Note how the agent took a finished session
    Sign {
        id: String,
        #[arg(long, value_enum, value_name = "HOW")]
        how: SignAs,
        /// The agent's own words
        #[arg(long)]
        comment: Option<String>,
        /// Where the page lies that the agent signed by hand; without one this is the supervisor's note
        #[arg(long, value_name = "PLACE")]
        page: Option<String>,
    },
    /// Add to a locked session, for a reason; what it said stays
    Amend(AmendArgs),
    /// Note what follows a session; closing it freezes its outcome
    Next {
        id: String,
        #[arg(long, value_enum)]
        step: StepArg,
        /// What stands in the way; "other-cause" needs one
        #[arg(long, value_enum)]
        cause: Option<CauseArg>,
    },
    /// The next session's date as a calendar file (.ics)
    Invite {
        id: String,
        /// When it begins, such as 14:30; the whole day where no time is named
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// Standard output where no file is named
        #[arg(long, value_name = "FILE.ics")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct AmendArgs {
    pub(super) id: String,
    /// What is amended
    #[arg(long, value_enum)]
    pub(super) field: AmendField,
    /// What it is from now on: words, a date ("fri", "+7d", "2026-12-18"), or a threshold in percent
    #[arg(long, default_value = "", required_unless_present = "call")]
    pub(super) new: String,
    /// Why: the log keeps it
    #[arg(long)]
    pub(super) why: String,
    /// Of evidence that is added: the call
    #[arg(long, value_name = "CALL_ID")]
    pub(super) call: Option<String>,
    /// Where in the call: 0:40.2, 12:04 or 0:40-0:52
    #[arg(long, value_name = "TIME", requires = "call")]
    pub(super) at: Option<String>,
    #[arg(long, requires = "call")]
    pub(super) speaker: Option<String>,
    #[arg(long, requires = "call")]
    pub(super) quote: Option<String>,
    /// What happened, where no words are quoted
    #[arg(long, value_name = "WORDS", requires = "call")]
    pub(super) happened: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum AmendField {
    Behavior,
    Action,
    Due,
    CheckThreshold,
    CheckOn,
    Strength,
    NextSession,
    Evidence,
    Note,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum StepArg {
    Close,
    Continue,
    ChangeAction,
    OtherCause,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum CauseArg {
    NotPractised,
    PractisedButFlat,
    RoseThenFellBack,
    CannotTell,
    Knowledge,
    Process,
    Tool,
    Workload,
    Evaluator,
}

#[derive(Debug, Subcommand)]
pub(super) enum ReportCommand {
    /// The agent's page of a session: only what is theirs, with lines to sign on
    Session {
        id: String,
        #[command(flatten)]
        form: PageArgs,
    },
    /// One agent over some days, for the supervisor: the focus with its arithmetic, the cycles, what came of sessions
    Agent {
        /// Id or name
        agent: String,
        #[command(flatten)]
        period: PeriodArgs,
        /// A calendar month, such as 2026-10
        #[arg(long, value_name = "YEAR-MONTH", value_parser = month, conflicts_with_all = ["from", "to", "cycle"])]
        month: Option<Span>,
        #[command(flatten)]
        form: PageArgs,
    },
    /// All teams over the last cycles: dimensions, who is coached, gaps, flags, actions, evaluators
    Program {
        /// The one with the most evaluations where none is named
        #[arg(long)]
        scorecard: Option<String>,
        /// How many cycles back, with the sessions held in them; 6, and sessions of all days, where it is not said
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=60))]
        cycles: Option<u8>,
        /// The newest of them: 0 the cycle that opens, -1 the one before, 1 the one after
        #[arg(long, value_name = "N", default_value_t = 0, allow_hyphen_values = true)]
        cycle: i64,
        #[command(flatten)]
        form: PageArgs,
    },
    /// The due list, and a prep sheet for each session of today, as HTML
    Today {
        /// Everyone where none is named
        #[arg(long)]
        team: Option<String>,
        /// Standard output where no file is named
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Leave out what customers said, and what evaluators wrote, which may repeat it
        #[arg(long)]
        hide_customer_words: bool,
    },
    /// A team over some days: where each agent stands, its sessions and what came of them, its flags
    Team {
        /// Everyone where none is named
        #[arg(long)]
        team: Option<String>,
        #[command(flatten)]
        period: PeriodArgs,
        /// A calendar month, such as 2026-10
        #[arg(long, value_name = "YEAR-MONTH", value_parser = month, conflicts_with_all = ["from", "to", "cycle"])]
        month: Option<Span>,
        #[command(flatten)]
        form: PageArgs,
    },
}

/// How a page is written, and where to.
#[derive(Debug, Args)]
pub(super) struct PageArgs {
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(super) format: PageFormat,
    /// Standard output where no file is named
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Leave out what customers said, and what evaluators wrote, which may repeat it
    #[arg(long)]
    pub(super) hide_customer_words: bool,
}

/// The days of a calendar month.
fn month(text: &str) -> Result<Span, String> {
    let first = NaiveDate::parse_from_str(&format!("{}-01", text.trim()), "%Y-%m-%d");
    let first = first.map_err(|_| "a month is written as its year and number: 2026-10".to_owned())?;
    let next =
        first.checked_add_months(chrono::Months::new(1)).ok_or_else(|| "that month is too far off".to_owned())?;
    Ok(Span::new(first, next))
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum PageFormat {
    Text,
    Md,
    Html,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ActionAs {
    Agreed,
    Done,
    Partly,
    Not,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SignAs {
    Agrees,
    Disagrees,
    Refused,
    Absent,
    Left,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    pub(super) what: ExportWhat,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub(super) format: Format,
    /// Standard output where no file is named
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// One team alone
    #[arg(long)]
    pub(super) team: Option<String>,
    /// One agent alone, by id or name
    #[arg(long, conflicts_with = "team")]
    pub(super) agent: Option<String>,
    #[command(flatten)]
    pub(super) period: PeriodArgs,
    /// Of trends: how many cycles back; 6 where no number is named
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=60))]
    pub(super) cycles: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportWhat {
    /// The canonical form: what import reads with no mapping
    Scores,
    /// What was agreed; as JSON each session whole
    Sessions,
    /// Sessions with whether their dimension moved, and the figures behind it
    Outcomes,
    Log,
    /// Dimensions with weights and targets; as JSON in the shape that `scorecard import` reads
    Scorecard,
    /// What became of flags and auto-fails: coached, not coached, pending
    Coverage,
    /// Flags alone, with their place in the call and their notes
    Flags,
    /// Where each agent stands, a row an agent
    Team,
    /// The same, a row an agent and dimension
    Dimensions,
    /// Each agent's calls with their scores
    Calls,
    /// What Today lists: due, to come, put off
    Due,
    /// The practice library
    Practice,
    /// Practice actions with what came after them
    Actions,
    /// Figures over the cycles: everyone, and each team
    Trends,
    /// Figures over the cycles, of each agent
    Agents,
    /// Who really rose or fell
    Movers,
    /// How fast gaps close
    Gaps,
    /// How each evaluator scores
    Evaluators,
    /// Evaluators who scored the same calls
    Overlaps,
}

#[derive(Debug, Args)]
pub(super) struct TrendsArgs {
    #[arg(long, value_enum, default_value_t = TrendsBy::Dimension)]
    pub(super) by: TrendsBy,
    /// One team alone
    #[arg(long, value_name = "NAME")]
    pub(super) team: Option<String>,
    /// Agents of this supervisor's teams alone
    #[arg(long, value_name = "NAME")]
    pub(super) supervisor: Option<String>,
    /// The one with the most evaluations where none is named
    #[arg(long, value_name = "NAME")]
    pub(super) scorecard: Option<String>,
    /// Scores of this version of the scorecard alone
    #[arg(long, visible_alias = "version", value_name = "VERSION")]
    pub(super) scorecard_version: Option<String>,
    /// Scores that people gave, or AI, alone
    #[arg(long, value_enum, value_name = "WHO")]
    pub(super) scored_by: Option<ScoredByArg>,
    /// Scores of this source alone: the vendor that the import names, or `grid` for plain tables
    #[arg(long, value_name = "SOURCE")]
    pub(super) source: Option<String>,
    /// How many cycles back, with the sessions held in them; 6, and sessions of all days, where it is not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=60))]
    pub(super) cycles: Option<u8>,
    /// The newest of them: 0 the cycle that opens, -1 the one before, 1 the one after
    #[arg(long, visible_alias = "last", value_name = "N", default_value_t = 0, allow_hyphen_values = true)]
    pub(super) cycle: i64,
    /// First day, in place of cycles; flags are those of the last 90 days where none is named
    #[arg(long, value_name = "DATE", requires = "to", conflicts_with_all = ["cycles", "cycle"])]
    pub(super) from: Option<NaiveDate>,
    /// Up to, not including
    #[arg(long, value_name = "DATE", requires = "from")]
    pub(super) to: Option<NaiveDate>,
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ScoredByArg {
    People,
    Ai,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TrendsBy {
    Team,
    /// All agents together, and how fast gaps close
    Dimension,
    /// With those who really rose or fell
    Agent,
    /// Practice actions, with what came after them
    Action,
    Evaluator,
    /// Flags and auto-fails: coached, not coached, pending
    Flag,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Csv,
    Json,
    /// A workbook
    Xlsx,
}

#[derive(Debug, Subcommand)]
pub(super) enum LogCommand {
    /// Recompute the chain, and compare the tables with it: exit 0 where it agrees with a checkpoint too, 3 where it
    /// is broken, 4 where there was nothing outside to compare with
    Verify {
        /// A checkpoint that was kept elsewhere; as often as there are some
        #[arg(long, value_name = "FILE")]
        against: Vec<PathBuf>,
        /// An evidence pack of this log: that its files are those that were packed, and its records those of the log
        #[arg(long, value_name = "DIR")]
        export: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// How far the log has come, as a text to be kept elsewhere: what finds a log that was rewritten as a whole
    Checkpoint {
        /// Where it is written; on standard output without
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// A folder for an auditor: flagged and failing calls with what became of them, sessions, sources, the log's records
    /// word for word, a checkpoint, and a checker that needs no coachlog
    Pack {
        /// A folder that is not there yet
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[arg(long)]
        agent: Option<String>,
        /// First day; without days it is the last 90
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// Up to, not including; until today where only the first day is named
        #[arg(long, value_name = "DATE", requires = "from")]
        to: Option<NaiveDate>,
        /// Only calls with this flag, and the sessions that answer it
        #[arg(long, value_name = "FLAG-CODE")]
        requirement: Option<String>,
        /// Leave out what customers said
        #[arg(long)]
        hide_customer_words: bool,
    },
    /// Records, newest first
    Show {
        /// Only records whose words hold these
        words: Vec<String>,
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ImportsCommand {
    List {
        #[arg(long)]
        json: bool,
    },
    /// Take an import back whole
    Undo {
        /// Its number
        id: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ProfilesCommand {
    /// What is remembered, and which new files wait
    List {
        #[arg(long)]
        json: bool,
    },
    /// A profile or a preset as TOML
    Show {
        name: String,
    },
    /// Write a profile or a preset as a TOML file
    Export {
        name: String,
        file: PathBuf,
    },
    Remove {
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ScorecardCommand {
    Show {
        name: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Add a scorecard, or a version of one, from a TOML file
    Import { file: PathBuf },
    /// Write a scorecard as a TOML file
    Export {
        file: PathBuf,
        #[arg(long)]
        scorecard: Option<String>,
    },
    /// Set a dimension's target; "none" takes it away
    Target {
        dimension: String,
        #[arg(allow_hyphen_values = true)]
        percent: String,
        #[arg(long)]
        scorecard: Option<String>,
        /// From this day on
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        #[arg(long, conflicts_with = "agent")]
        team: Option<String>,
        #[arg(long)]
        agent: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PeopleCommand {
    /// Agents with their teams
    List {
        #[arg(long)]
        json: bool,
    },
    /// Hand a team to a supervisor
    Supervisor { team: String, name: String },
    /// Let one person stand under another: they are one
    Merge {
        /// Who is to stand under the other
        from: String,
        into: String,
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Take a merge back, or give an identity a person of its own
    Split {
        /// Who was merged, or an identity as `people list` names it (A017, grid/A017)
        identity: String,
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Put someone in a team
    Team {
        agent: String,
        team: String,
        /// From this day on; from the beginning where none is named
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// The team is a new one
        #[arg(long)]
        new: bool,
    },
    /// Note that someone is away: nothing is due meanwhile
    Away {
        agent: String,
        #[arg(long, value_name = "DATE", required_unless_present = "undo")]
        from: Option<NaiveDate>,
        /// The last day; until further notice where none is named
        #[arg(long, value_name = "DATE", requires = "from")]
        to: Option<NaiveDate>,
        #[arg(long, default_value = "")]
        why: String,
        /// Take the last absence back
        #[arg(long, conflicts_with = "from")]
        undo: bool,
    },
    /// Note that someone left: no list shows them from that day on
    Left {
        agent: String,
        /// The first day without them
        #[arg(long, value_name = "DATE", required_unless_present = "undo")]
        on: Option<NaiveDate>,
        /// They did not leave after all
        #[arg(long, conflicts_with = "on")]
        undo: bool,
    },
    /// Erase all that the file holds of someone, for good; the log keeps that it was there
    Erase {
        agent: String,
        /// Why; the log keeps it, so it must not name the person
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Do not ask for the name to be typed back
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PracticeCommand {
    /// What is suggested, by dimension; those that no scorecard has stand last
    List {
        /// One dimension alone, by key or name
        #[arg(long)]
        dimension: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Add an entry; its action has to be specific enough to be read back
    Add {
        /// By key or name
        #[arg(long)]
        dimension: String,
        /// What inside the dimension is to change
        #[arg(long)]
        behavior: String,
        /// What the agent does, how often and until when
        #[arg(long)]
        action: String,
        /// The question of the scorecard that reads the action back
        #[arg(long)]
        criterion: Option<String>,
    },
    /// Change an entry; what is not named stays
    Set {
        /// As `practice list` shows it, or the beginning of it
        id: String,
        #[arg(long)]
        dimension: Option<String>,
        #[arg(long)]
        behavior: Option<String>,
        #[arg(long)]
        action: Option<String>,
        /// Empty: no question
        #[arg(long)]
        criterion: Option<String>,
    },
    /// Take an entry out of the library
    Remove { id: String },
    /// Take in a library in the shape that export writes: all of it or, where something is wrong, nothing
    Import {
        file: PathBuf,
        /// It is the whole library from then on; without this what is new is added
        #[arg(long)]
        replace: bool,
    },
    /// Write the library as a file
    Export { file: PathBuf },
}

#[derive(Debug, Args)]
pub(super) struct SnoozeArgs {
    /// As `due --json` names it: `flag`, `auto_fail`, `session`, `check`, `action`, `draft`, `stuck`, `dispute`,
    /// `changed_scores` or `new_scores`
    pub(super) kind: String,
    /// Id or name
    pub(super) agent: String,
    /// The subject or the key, as `due --json` names them; not needed where the agent has one such thing
    pub(super) subject: Option<String>,
    /// The first day on which it is due again
    #[arg(long, value_name = "DATE", required_unless_present = "wake")]
    pub(super) until: Option<NaiveDate>,
    /// The reason, which the log keeps
    #[arg(long, value_name = "TEXT", required_unless_present = "wake")]
    pub(super) why: Option<String>,
    /// Let it be due again
    #[arg(long, conflicts_with_all = ["until", "why"])]
    pub(super) wake: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum FlagCommand {
    /// Flag a call by hand; Today gives it its clock
    Add {
        call_id: String,
        code: String,
        #[arg(long, value_name = "DIMENSION")]
        dimension: Option<String>,
        #[arg(long)]
        severity: Option<String>,
        /// Where in the call: 1:23, 0:40.2
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        #[arg(long)]
        note: Option<String>,
    },
    /// Codes that were seen, with the dimensions that they belong to
    Codes {
        #[arg(long)]
        json: bool,
    },
    /// Say which dimension a code belongs to where its flags name none
    Map {
        code: String,
        /// By key or name; "none" for no dimension
        dimension: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum DisputeCommand {
    Open {
        evaluation: String,
        dimension: String,
        #[arg(long)]
        note: String,
    },
    /// Say what became of it
    Close {
        /// Its id, or the beginning of it
        id: String,
        /// What became of the score
        #[arg(value_enum)]
        state: DisputeEnd,
        #[arg(long)]
        note: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DisputeEnd {
    /// The score stands
    Upheld,
    /// A newer version of the evaluation says otherwise
    Changed,
    /// The agent took it back
    Withdrawn,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// The settings in use and where they come from
    Show,
}
