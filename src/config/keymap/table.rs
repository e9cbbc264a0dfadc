//! Every action with its default keys, its word in the footer and its sentence in the help: the one source of
//! matching, footer, help, palette and `keymap.toml`.
//!
//! To add an action: a line in `actions!`, a row in [`TABLE`], a line in `assets/keymap.toml`. A test compares
//! the three.
//!
//! Default keys must arrive on German and French keyboards and in every terminal: no `AltGr` characters
//! (`@ [ ] { } \ | ~`), no ctrl-h (Backspace in many), no ctrl-s (freezes some), no ctrl-i or ctrl-m (Tab, Enter).

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Its name in `keymap.toml`.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// Where a key is looked up. A screen names its own, then [`Context::List`], then [`Context::Global`].
    Context {
        Global => "global",
        List => "list",
        Today => "today",
        Team => "team",
        Agent => "agent",
        Call => "call",
        /// The session form: fields take letters, so its actions are keys that are no text.
        Session => "session",
        /// A locked session.
        Record => "record",
        Trends => "trends",
        /// The screen that the agent reads and answers on: it takes letters.
        Reading => "reading",
        Log => "log",
        Import => "import",
        Setup => "setup",
        Overlay => "overlay",
    }
}

words! {
    /// What a key does. What it means exactly is the screen's business.
    Action {
        Leave => "leave",
        Quit => "quit",
        Lock => "lock",
        Suspend => "suspend",
        Back => "back",
        Help => "help",
        Palette => "palette",
        Redraw => "redraw",
        GoToday => "go_today",
        GoTeam => "go_team",
        GoTrends => "go_trends",
        GoLog => "go_log",
        GoImport => "go_import",
        GoSetup => "go_setup",
        Copy => "copy",
        Print => "print",
        Up => "up",
        Down => "down",
        PageUp => "page_up",
        PageDown => "page_down",
        Home => "home",
        End => "end",
        Left => "left",
        Right => "right",
        Open => "open",
        Find => "find",
        StartSession => "session",
        EarlierCycle => "earlier_cycle",
        LaterCycle => "later_cycle",
        NewerCalls => "newer_calls",
        PickTeam => "pick_team",
        PickScorecard => "pick_scorecard",
        Sort => "sort",
        NextPane => "next_pane",
        PreviousPane => "previous_pane",
        NextAgent => "next_agent",
        PreviousAgent => "previous_agent",
        Evidence => "evidence",
        Suggest => "suggest",
        Mark => "mark",
        NextMatch => "next_match",
        PreviousMatch => "previous_match",
        NextField => "next_field",
        PreviousField => "previous_field",
        Finish => "finish",
        Verify => "verify",
        Checkpoint => "checkpoint",
        Load => "load",
        Undo => "undo",
        Stop => "stop",
        Edit => "edit",
        Search => "search",
        Sign => "sign",
        Check => "check",
        Void => "void",
        Discard => "discard",
        Accept => "accept",
        Cancel => "cancel",
        Yes => "yes",
        No => "no",
        PickFiles => "pick_files",
        TypePath => "type_path",
        ShowAll => "show_all",
        Columns => "columns",
        HowRead => "how_read",
        Newest => "newest",
        PutInForce => "put_in_force",
        WriteRejected => "write_rejected",
        AddFlag => "add_flag",
        MoveTeam => "move_team",
        IsAway => "away",
        IsBack => "back_again",
        HasLeft => "left_us",
        Erase => "erase",
        Merge => "merge",
        Split => "split",
        Amend => "amend",
        NextStep => "next_step",
        Invite => "invite",
        Dispute => "dispute",
        Snooze => "snooze",
        PrepareNext => "prepare_next",
        Praise => "praise",
        SwapSpeakers => "swap_speakers",
        ReadBack => "read_back",
        Add => "add",
        Remove => "remove",
        TakeFile => "take_file",
        WriteFile => "write_file",
        Filter => "filter",
        ClearFilter => "clear_filter",
        AgentSheet => "agent_sheet",
        Cause => "cause",
    }
}

impl Context {
    /// In the order of `keymap.toml`.
    pub(crate) const IN_ORDER: [Self; 14] = [
        Self::Global,
        Self::List,
        Self::Today,
        Self::Team,
        Self::Agent,
        Self::Call,
        Self::Session,
        Self::Record,
        Self::Trends,
        Self::Reading,
        Self::Log,
        Self::Import,
        Self::Setup,
        Self::Overlay,
    ];

    /// Contexts that are asked after this one while it is on screen: no key may mean two things among them.
    pub(crate) fn beside(self) -> &'static [Self] {
        match self {
            Self::Today
            | Self::Team
            | Self::Agent
            | Self::Call
            | Self::Record
            | Self::Trends
            | Self::Log
            | Self::Import
            | Self::Setup => &[Self::List, Self::Global],
            Self::List | Self::Session | Self::Reading => &[Self::Global],
            Self::Global | Self::Overlay => &[],
        }
    }
}

/// One action in one context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) context: Context,
    pub(crate) action: Action,
    /// Default keys as `keymap.toml` writes them; the first one stands in the footer.
    pub(crate) keys: &'static [&'static str],
    /// The footer's word.
    pub(crate) label: &'static str,
    /// The help's and the palette's sentence.
    pub(crate) help: &'static str,
}

const fn row(
    context: Context,
    action: Action,
    keys: &'static [&'static str],
    label: &'static str,
    help: &'static str,
) -> Row {
    Row { context, action, keys, label, help }
}

use Action as A;
use Context as C;

/// In the order of the help and of `keymap.toml`.
#[rustfmt::skip]
pub(crate) const TABLE: &[Row] = &[
    row(C::Global, A::GoToday, &["1"], "Today", "Today: what is due now"),
    row(C::Global, A::GoTeam, &["2"], "Team", "Team: agents against their targets"),
    row(C::Global, A::GoTrends, &["3"], "Trends", "Trends: figures over cycles, and what became of flags"),
    row(C::Global, A::GoLog, &["4"], "Log", "Log: every record, and whether it is intact"),
    row(C::Global, A::GoImport, &["5"], "Import", "Import: evaluations and transcripts"),
    row(C::Global, A::GoSetup, &["6"], "Setup", "Setup: scorecards, targets, people, rules"),
    row(C::Global, A::Help, &["?", "f1"], "help", "Explain the figure under the cursor, and list the keys"),
    row(C::Global, A::Palette, &[":", "ctrl-p"], "commands", "Find a command, a screen or an agent by name"),
    row(C::Global, A::Copy, &["y"], "copy", "Copy what is under the cursor to the clipboard"),
    row(C::Global, A::Print, &["p"], "print", "Print what is shown as a page and open it"),
    row(C::Global, A::Back, &["esc"], "back", "Go back"),
    row(C::Global, A::Leave, &["q"], "back", "Go back; quit where there is nothing to go back to"),
    row(C::Global, A::Redraw, &["ctrl-l"], "redraw", "Draw the screen anew"),
    row(C::Global, A::Quit, &["ctrl-c"], "quit", "Quit at once; drafts are kept"),
    row(C::Global, A::Search, &["f7"], "search calls", "Search the words of all transcripts"),
    row(C::Global, A::Lock, &["f12"], "lock", "Hide all that is shown, until Enter is pressed"),
    row(C::Global, A::Suspend, &["ctrl-z"], "to the shell", "Stop, and go to the shell; fg there comes back"),
    row(C::Global, A::Stop, &["f8"], "stop", "Stop the import that runs; nothing of it stays"),

    row(C::List, A::Up, &["up", "k"], "up", "Move up"),
    row(C::List, A::Down, &["down", "j"], "down", "Move down"),
    row(C::List, A::Left, &["left", "h"], "left", "Move left"),
    row(C::List, A::Right, &["right", "l"], "right", "Move right"),
    row(C::List, A::PageUp, &["pageup", "ctrl-b"], "page up", "Move up a page"),
    row(C::List, A::PageDown, &["pagedown", "ctrl-f"], "page down", "Move down a page"),
    row(C::List, A::Home, &["home", "g"], "first", "Go to the first"),
    row(C::List, A::End, &["end", "shift-g"], "last", "Go to the last"),
    row(C::List, A::Open, &["enter"], "open", "Open what is under the cursor"),
    row(C::List, A::Find, &["/"], "find", "Find in what is shown"),

    row(C::Today, A::StartSession, &["s"], "session", "Open a session with this agent"),
    row(C::Today, A::PrepareNext, &["shift-n", "n"], "prepare next", "Go through the sheets of all whose session is due"),
    row(C::Today, A::Snooze, &["z"], "put off", "Put this off until a day, or let it be due again"),
    row(C::Today, A::Invite, &["c"], "invite", "The day of this session for a calendar, as a file or as text"),
    row(C::Today, A::ShowAll, &["a"], "all new scores", "Show all agents with new scores, or the first few"),

    row(C::Team, A::StartSession, &["s"], "session", "Open a session with this agent"),
    row(C::Team, A::EarlierCycle, &[","], "earlier cycle", "Go to the cycle before"),
    row(C::Team, A::LaterCycle, &["."], "later cycle", "Go to the cycle after"),
    row(C::Team, A::NewerCalls, &["n"], "newer calls", "Show the calls after this cycle, and back"),
    row(C::Team, A::PickTeam, &["t"], "team", "Pick the team"),
    row(C::Team, A::PickScorecard, &["f"], "form", "Pick the scorecard"),
    row(C::Team, A::Sort, &["o"], "sort", "Sort by something else"),

    row(C::Agent, A::StartSession, &["s"], "session", "Open a session with this agent"),
    row(C::Agent, A::NextPane, &["tab"], "next list", "Go to the next list"),
    row(C::Agent, A::PreviousPane, &["backtab"], "list before", "Go to the list before"),
    row(C::Agent, A::NextAgent, &["shift-j"], "next agent", "Go to the next agent"),
    row(C::Agent, A::PreviousAgent, &["shift-k"], "agent before", "Go to the agent before"),
    row(C::Agent, A::EarlierCycle, &[","], "earlier cycle", "Go to the cycle before"),
    row(C::Agent, A::LaterCycle, &["."], "later cycle", "Go to the cycle after"),
    row(C::Agent, A::NewerCalls, &["n"], "newer calls", "Show the calls after this cycle, and back"),
    row(C::Agent, A::PrepareNext, &["shift-n"], "prepare next", "Go to the next agent whose session is due"),
    row(C::Agent, A::Evidence, &["e"], "evidence", "Take this call as evidence into the next session, or leave it"),

    row(C::Call, A::StartSession, &["s"], "session", "Open a session with what was taken"),
    row(C::Call, A::Mark, &["space"], "mark", "Mark this line"),
    row(C::Call, A::Evidence, &["e"], "evidence", "Take the marked lines as evidence"),
    row(C::Call, A::AddFlag, &["f"], "flag", "Flag this call by hand; the line under the cursor is the moment"),
    row(C::Call, A::Dispute, &["d"], "dispute", "Dispute a score of this call, or close a dispute"),
    row(C::Call, A::Praise, &["+"], "praise", "Keep the marked lines as praise for the next session, or drop them"),
    row(C::Call, A::SwapSpeakers, &["x"], "swap speakers", "Swap agent and customer in this whole call, or take that back"),
    row(C::Call, A::NextMatch, &["n"], "next match", "Go to the next match"),
    row(C::Call, A::PreviousMatch, &["shift-n"], "match before", "Go to the match before"),
    row(C::Call, A::NextPane, &["tab"], "next pane", "Go to the next pane"),
    row(C::Call, A::PreviousPane, &["backtab"], "pane before", "Go to the pane before"),

    row(C::Session, A::NextField, &["tab"], "next", "Go to the next field"),
    row(C::Session, A::PreviousField, &["backtab"], "before", "Go to the field before"),
    row(C::Session, A::Evidence, &["f2"], "evidence", "Take evidence from the agent's calls"),
    row(C::Session, A::Suggest, &["f3"], "suggest", "Suggest a behavior and a practice action from the library"),
    row(C::Session, A::ReadBack, &["f6"], "was it done", "Note whether last time's practice action was done"),
    row(C::Session, A::Finish, &["f5"], "finish", "Finish: lock the session, after one question"),
    row(C::Session, A::PageUp, &["pageup"], "up", "Scroll up"),
    row(C::Session, A::PageDown, &["pagedown"], "down", "Scroll down"),
    row(C::Session, A::Print, &["f4"], "print", "Print the agent's page as it would be now, marked as a draft"),
    row(C::Session, A::Discard, &["f9"], "discard", "Discard this draft, after one question"),

    row(C::Record, A::Sign, &["s"], "sign", "Turn the screen to the agent: to read, to answer, to sign off"),
    row(C::Record, A::Amend, &["a"], "amend", "Add to what is locked, for a reason; what it said stays"),
    row(C::Record, A::NextStep, &["n"], "next step", "Say what follows: close, go on, another action, another cause"),
    row(C::Record, A::Invite, &["i"], "invite", "The next session's date for a calendar, as a file or as text"),
    row(C::Record, A::Dispute, &["d"], "dispute", "Dispute a score that the session stands on"),
    row(C::Record, A::Check, &["c"], "check", "Perform the check of the threshold that was agreed"),
    row(C::Record, A::Void, &["v"], "void", "Take the session out of account, for a reason"),
    row(C::Record, A::ReadBack, &["r"], "was it done", "Note whether the practice action was done"),
    row(C::Record, A::NextPane, &["tab"], "next pane", "Go to the next pane"),
    row(C::Record, A::PreviousPane, &["backtab"], "pane before", "Go to the pane before"),

    row(C::Trends, A::NextPane, &["tab"], "next page", "Go to the next page"),
    row(C::Trends, A::PreviousPane, &["backtab"], "page before", "Go to the page before"),
    row(C::Trends, A::StartSession, &["s"], "session", "Open a session that answers this flag"),
    row(C::Trends, A::EarlierCycle, &[","], "earlier", "Go to the days or cycles before"),
    row(C::Trends, A::LaterCycle, &["."], "later", "Go to the days or cycles after"),
    row(C::Trends, A::PickTeam, &["t"], "team", "Pick the team"),
    row(C::Trends, A::Filter, &["f"], "filter", "Choose whose agents, which scores and which days count"),
    row(C::Trends, A::ClearFilter, &["x"], "clear filter", "Let every score count again, over the usual days"),
    row(C::Trends, A::AgentSheet, &["a"], "agent", "Open the sheet of the agent under the cursor"),
    row(C::Trends, A::Cause, &["c"], "cause", "Say why this agent is stuck, and what follows"),
    row(C::Reading, A::NextField, &["tab"], "next", "Go to the next field"),
    row(C::Reading, A::PreviousField, &["backtab"], "before", "Go to the field before"),
    row(C::Reading, A::PageUp, &["pageup"], "up", "Read on above"),
    row(C::Reading, A::PageDown, &["pagedown"], "down", "Read on below"),
    row(C::Reading, A::Finish, &["f5"], "record", "Record how the agent took it, after one question"),

    row(C::Log, A::Verify, &["v"], "verify", "Check every record and every link of the log"),
    row(C::Log, A::Checkpoint, &["c"], "checkpoint", "Write how far the log has come to a file that is kept elsewhere"),

    row(C::Import, A::NextPane, &["tab"], "next pane", "Go to the next pane"),
    row(C::Import, A::PreviousPane, &["backtab"], "pane before", "Go to the pane before"),
    row(C::Import, A::Load, &["f5"], "load", "Load what the preview shows"),
    row(C::Import, A::WriteRejected, &["w"], "write rejected", "Write the rejected rows as a file, to be mended"),
    row(C::Import, A::Undo, &["u"], "undo", "Undo this import"),
    row(C::Import, A::PickFiles, &["n"], "new import", "Pick files to import"),
    row(C::Import, A::TypePath, &["t"], "type a path", "Type the path of a file or folder"),
    row(C::Import, A::ShowAll, &["a"], "all files", "Show files of every kind, or of the known kinds alone"),
    row(C::Import, A::Mark, &["space"], "mark", "Mark this file, or take the mark off"),
    row(C::Import, A::Columns, &["c"], "columns", "Set what each column of the table is"),
    row(C::Import, A::HowRead, &["s"], "scale, dates", "Set the scale of scores, or the order of day and month"),
    row(C::Import, A::Newest, &["f"], "newest file", "Read the newest file of a folder that was loaded from before"),

    row(C::Setup, A::NextPane, &["tab"], "next page", "Go to the next page"),
    row(C::Setup, A::PreviousPane, &["backtab"], "page before", "Go to the page before"),
    row(C::Setup, A::Edit, &["e"], "change", "Change what is under the cursor"),
    row(C::Setup, A::PickScorecard, &["f"], "form", "Pick the scorecard"),
    row(C::Setup, A::PutInForce, &["i"], "put in force", "Put this scorecard in force"),
    row(C::Setup, A::Add, &["n"], "new entry", "Add an entry to the practice library"),
    row(C::Setup, A::Remove, &["delete", "d"], "remove", "Remove this entry from the practice library"),
    row(C::Setup, A::TakeFile, &["o"], "import", "Take a practice library in from a file"),
    row(C::Setup, A::WriteFile, &["w"], "export", "Write the practice library as a file"),
    row(C::Setup, A::Merge, &["m"], "merge", "Let this person stand under another: they are one"),
    row(C::Setup, A::Split, &["s"], "split", "Take a merge back, or take an identity out"),
    row(C::Setup, A::MoveTeam, &["t"], "team", "Put this person in a team from a day on"),
    row(C::Setup, A::IsAway, &["a"], "away", "Note that this person is away: nothing is due meanwhile"),
    row(C::Setup, A::IsBack, &["b"], "back", "Note that this person is back, or did not leave"),
    row(C::Setup, A::HasLeft, &["x"], "left", "Note that this person left"),
    row(C::Setup, A::Erase, &["E"], "erase", "Erase all of this person, for good"),

    row(C::Overlay, A::Up, &["up"], "up", "Move up"),
    row(C::Overlay, A::Down, &["down"], "down", "Move down"),
    row(C::Overlay, A::Left, &["left"], "left", "Move left"),
    row(C::Overlay, A::Right, &["right"], "right", "Move right"),
    row(C::Overlay, A::PageUp, &["pageup"], "page up", "Move up a page; a month back"),
    row(C::Overlay, A::PageDown, &["pagedown"], "page down", "Move down a page; a month on"),
    row(C::Overlay, A::Accept, &["enter"], "take it", "Take it"),
    row(C::Overlay, A::Cancel, &["esc"], "close", "Close without a change"),
    row(C::Overlay, A::Yes, &["y"], "yes", "Yes"),
    row(C::Overlay, A::No, &["n"], "no", "No"),
];
