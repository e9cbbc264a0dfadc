//! `import` and `imports`.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::args::{Dates, ImportArgs, ImportsCommand};
use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, print_text, say};
use super::{json, mapping};
use crate::domain::figure::{grouped, words as words_of};
use crate::domain::log_view::ImportReport;
use crate::domain::mapping::Mapping;
use crate::domain::progress::{Phase, Progress, Work};
use crate::domain::raw::visible;
use crate::import::{self, CallsNamed, DateOrder, Existing, Go, ImportError, ImportPlan, Watch};
use crate::store::{ImportJob, Store};

/// At most this many problems are listed for a reader; `--json` has them all.
const LISTED: usize = 12;
/// Evaluations and agents whose totals are named.
const WORST: usize = 5;

pub(super) fn run(store: &mut Store, args: &ImportArgs) -> Outcome {
    let bar = Bar::new(if args.dry_run { Work::Preview } else { Work::Load });
    let date_order = args.dates.map(|d| match d {
        Dates::DayFirst => DateOrder::DayFirst,
        Dates::MonthFirst => DateOrder::MonthFirst,
    });
    let mut job = ImportJob {
        paths: args.files.clone(),
        date_order,
        zone: args.zone,
        mapping: args.map.as_deref().map(|map| mapping::named(store, map)).transpose()?,
        scales: mapping::scales(&args.scale)?,
        encoding: args.encoding,
        sheet: args.sheet.clone(),
        calls: CallsNamed { alone: args.call.clone(), ..CallsNamed::default() },
        watch: bar.watch(),
        ..ImportJob::default()
    };
    let mut plan = store.plan_import(&job)?;
    bar.hide();
    let named = after_their_files(&plan);
    if !named.is_empty() {
        for (path, call) in &named {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            say(&format!(
                "warning: {} does not say which call it is a transcript of: its name was taken, {}; name another with --call ID",
                visible(&file),
                visible(call)
            ))?;
        }
        job.calls.by_file = named;
        plan = store.plan_import(&job)?;
        bar.hide();
    }
    if args.dry_run && !args.json {
        for file in plan.files.iter().filter(|file| !file.columns.is_empty()) {
            print_text(&mapping::table(file))?;
        }
    }
    if args.dry_run && !args.json {
        for (file, call) in plan.transcripts() {
            print_text(&format!("{} is the transcript of call {}\n", visible(file), visible(call)))?;
        }
    }
    if !plan.questions.is_empty() {
        let words: Vec<&str> = plan.questions.iter().map(|q| q.words.as_str()).collect();
        return Err(CommandError::data(words.join("\n")));
    }
    let to_save = args.save_profile.as_deref().map(|name| profile(&plan, name, args.zone)).transpose()?;
    let existing = if args.force { Existing::WriteOver } else { Existing::Keep };
    if let Some(out) = &args.rejected {
        import::check_targets(&plan, out, existing).map_err(|e| refused(&e))?;
    }
    let mut progress = |progress| bar.tell(progress);
    let report = if args.dry_run {
        store.preview_import(&plan, args.strict, &mut progress)
    } else {
        store.import(&plan, args.strict, &mut progress)
    };
    bar.hide();
    let report = report?;
    for warning in &report.warnings {
        say(&format!("warning: {warning}"))?;
    }
    rejected(&report)?;
    if let Some(out) = &args.rejected {
        let written = import::write_refused(&plan, out, existing, &mut |_, _| Go::On).map_err(|e| refused(&e))?;
        say(&written.words())?;
    }
    if let (Some(name), Some((file, mapping))) = (&args.save_profile, to_save) {
        store.save_profile(name, &plan, file, &mapping)?;
        say(&format!("files with these headings are read as the profile {name} from now on"))?;
    }
    if args.json {
        let mut said = json::import(&report);
        said["tables"] = mapping::columns(&plan.files);
        print_text(&json::text(&said))?;
    } else {
        print_text(&words(&report, args))?;
    }
    Ok(if report.rejected_rows > 0 { 3 } else { 0 })
}

/// Transcripts that nothing else ties to a call, each with its file's name, which is taken for the call's ID where
/// nobody is there to be asked. No ID has spaces in it: such a one stays a question.
fn after_their_files(plan: &ImportPlan) -> BTreeMap<PathBuf, String> {
    let named = |path: &PathBuf| {
        let stem = path.file_stem()?.to_str()?.to_owned();
        (!stem.contains(char::is_whitespace)).then(|| (path.clone(), stem))
    };
    plan.unclaimed.iter().filter_map(named).collect()
}

/// One by one while they are few; else by reason, with examples.
fn rejected(report: &ImportReport) -> Result<(), CommandError> {
    let many = report.rejected_by.iter().map(|r| r.count).sum::<u64>() > LISTED as u64;
    for r in report.rejected.iter().filter(|_| !many) {
        say(&format!(
            "rejected: {}, line {}, {}: “{}”; expected {}",
            r.file.visible(),
            r.line,
            r.column.visible(),
            r.value.visible(),
            r.expected
        ))?;
    }
    for r in report.rejected_by.iter().filter(|_| many) {
        say(&format!("rejected, {} times: {}; such as {}", r.count, r.reason, r.examples.join(" · ")))?;
    }
    if many {
        say("--json lists every one of them, --rejected OUT.csv writes their rows to be mended")?;
    }
    Ok(())
}

fn refused(error: &ImportError) -> CommandError {
    let more = if matches!(error, ImportError::Exists { .. }) { "; --force writes over it" } else { "" };
    CommandError::user(format!("{error}{more}"))
}

/// The one table of the plan whose reading is to be remembered, and its mapping.
fn profile(plan: &ImportPlan, name: &str, zone: Option<chrono_tz::Tz>) -> Result<(usize, Mapping), CommandError> {
    let mut tables = plan.files.iter().enumerate().filter_map(|(at, file)| Some((at, file, file.as_mapping()?)));
    let Some((at, file, mapping)) = tables.next() else {
        return Err(CommandError::user("a profile is for tables of evaluations, and there is none among these files"));
    };
    if tables.any(|(_, other, _)| other.signature != file.signature) {
        return Err(CommandError::user(
            "a profile is for one kind of table: import files with the same headings alone",
        ));
    }
    Ok((at, Mapping { name: name.to_owned(), zone: zone.or(mapping.zone), ..mapping }))
}

/// How far it is, where somebody looks.
#[derive(Clone)]
struct Bar {
    bar: ProgressBar,
    work: Work,
}

/// In how many steps the bar fills.
const STEPS: u32 = 1000;

impl Bar {
    fn new(work: Work) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), work };
        }
        let style = ProgressStyle::with_template("{msg}  {wide_bar}  {percent} %")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: ProgressBar::new(u64::from(STEPS)).with_style(style), work }
    }

    fn tell(&self, progress: Progress) -> Go {
        let rows = if progress.rows > 0 { format!(", {} rows", grouped(progress.rows)) } else { String::new() };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the bar's steps")]
        let steps = (progress.share(self.work) * f64::from(STEPS)) as u64;
        self.bar.set_message(format!("{}{rows}", progress.phase.words()));
        self.bar.set_position(steps);
        Go::On
    }

    /// Tells of the first reading of the files.
    fn watch(&self) -> Watch {
        let bar = self.clone();
        Watch::new(move |done, all| bar.tell(Progress::new(Phase::Reading, done, all)))
    }

    /// Out of the way of what is printed.
    fn hide(&self) {
        self.bar.finish_and_clear();
        self.bar.reset();
    }
}

fn words(r: &ImportReport, args: &ImportArgs) -> String {
    let mut out = String::new();
    let head = match (r.batch, args.dry_run, args.strict && r.rejected_rows > 0) {
        (Some(batch), _, _) => format!("import {batch}: {} ({})", r.kind, r.format),
        (None, true, _) => format!("would load {} ({}); nothing was changed", r.kind, r.format),
        (None, false, true) => "nothing was loaded: a row is rejected, and --strict stops at one".to_owned(),
        (None, false, false) => "nothing new: these files are loaded already".to_owned(),
    };
    let mut line = |words: String| {
        out.push_str(&words);
        out.push('\n');
    };
    line(head);
    line(format!(
        "{} rows read = {} loaded + {} updated + {} unchanged + {} rejected + {} left out",
        r.rows_read, r.loaded, r.updated, r.unchanged, r.rejected_rows, r.left_out
    ));
    line(format!(
        "{} evaluations and {} transcripts of {} calls and {} agents",
        r.evaluations, r.transcripts, r.calls, r.agents
    ));
    r.apart.words().into_iter().for_each(&mut line);
    r.masked.words().into_iter().for_each(&mut line);
    for reason in &r.left_out_by {
        let rows = if reason.count == 1 { "1 row".to_owned() } else { format!("{} rows", reason.count) };
        line(format!("left out: {rows}, since {} ({})", reason.reason, reason.examples.join(" · ")));
    }
    totals(r).into_iter().for_each(&mut line);
    if let Some(batch) = r.batch {
        line(format!("take it back with: coachlog imports undo {batch}"));
    }
    out
}

/// The files' own totals beside what their dimensions give.
fn totals(r: &ImportReport) -> Vec<String> {
    if r.reconciled_checked == 0 {
        return Vec::new();
    }
    let worst: Vec<String> = r
        .differing
        .iter()
        .take(WORST)
        .map(|d| {
            let (own, here) = (words_of(d.own), words_of(d.recomputed));
            format!("{} says {own}, its dimensions give {here}", d.evaluation.visible())
        })
        .collect();
    let more = if r.reconciled_differ > WORST as u64 { " …" } else { "" };
    let list = if worst.is_empty() { String::new() } else { format!(": {}{more}", worst.join("; ")) };
    let mut out = vec![format!(
        "totals: {} compared, {} differ by more than 0.5{list}",
        r.reconciled_checked, r.reconciled_differ
    )];
    let apart: Vec<_> = r.agent_means.iter().filter(|m| m.differ()).collect();
    out.extend(apart.iter().take(WORST).map(|m| {
        let (own, here) = (words_of(m.own), words_of(m.recomputed));
        format!("  {}: the file's mean {own}, here {here}, over {}", m.agent.visible(), m.evaluations)
    }));
    if apart.len() > WORST {
        out.push(format!("  and {} more agents; --json lists them", apart.len() - WORST));
    }
    out
}

pub(super) fn batches(store: &mut Store, command: ImportsCommand) -> Outcome {
    match command {
        ImportsCommand::Undo { id, reason } => {
            let batch = store.batch_named(&id)?;
            let bar = Bar::new(Work::Undo);
            let undone = store.undo_import(batch, &reason, &mut |progress| bar.tell(progress));
            bar.hide();
            let undone = undone?;
            say(&format!("{}; finished sessions keep what they froze", undone.words()))
        }
        ImportsCommand::List { json: true } => {
            let list: Vec<_> = store
                .imports()?
                .iter()
                .map(|b| {
                    let files: Vec<_> = b.files.iter().map(|(name, sha)| json!({ "name": name.verbatim(), "sha256": sha })).collect();
                    json!({
                        "batch": b.number, "id": b.id.to_string(), "files": files, "at": json::instant(b.at), "by": b.by.verbatim(),
                        "evaluations": b.evaluations, "transcripts": b.transcripts, "loaded": b.loaded, "rejected": b.rejected, "erased": b.erased, "undone": b.undone,
                    })
                })
                .collect();
            print_text(&json::text(&list.into()))
        }
        ImportsCommand::List { json: false } => {
            let list = store.imports()?;
            if list.is_empty() {
                return say("nothing was imported yet; start with: coachlog import FILE");
            }
            let mut table = Table::new(&[
                ("No", Align::Right),
                ("When (UTC)", Align::Left),
                ("By", Align::Left),
                ("Evaluations", Align::Right),
                ("Transcripts", Align::Right),
                ("Rejected", Align::Right),
                ("", Align::Left),
                ("Files", Align::Left),
            ]);
            for b in list {
                let names: Vec<String> = b.files.iter().take(3).map(|(n, _)| n.visible()).collect();
                let more = if b.files.len() > 3 { format!(" and {} more", b.files.len() - 3) } else { String::new() };
                table.row(vec![
                    b.number.to_string(),
                    b.at.format("%Y-%m-%d %H:%M").to_string(),
                    b.by.visible(),
                    b.evaluations.to_string(),
                    b.transcripts.to_string(),
                    b.rejected.to_string(),
                    state(b.undone, b.erased),
                    format!("{}{more}", visible(&names.join(", "))),
                ]);
            }
            print_text(&table.text())
        }
    }
}

/// "undone", "12 erased".
fn state(undone: bool, erased: i64) -> String {
    let erased = (erased > 0).then(|| format!("{erased} erased"));
    undone.then(|| "undone".to_owned()).into_iter().chain(erased).collect::<Vec<_>>().join(", ")
}
