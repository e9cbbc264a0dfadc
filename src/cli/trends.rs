//! `trends`.

use std::fmt::Write as _;

use super::args::{ScoredByArg, TrendsArgs, TrendsBy};
use super::cycles::{self, By};
use super::error::CommandError;
use super::{Outcome, coverage, json, print_text, say};
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::people::normalised;
use crate::domain::raw::{Raw, visible};
use crate::domain::trends::filter::{Reach, ScoreFilter};
use crate::domain::trends::{Aspect, TrendsQuery, TrendsView};
use crate::store::Store;

pub(super) fn run(store: &Store, args: &TrendsArgs) -> Outcome {
    let team = args.team.as_deref().map(|t| store.team_named(t)).transpose()?.map(|t| t.id);
    let by = match args.by {
        TrendsBy::Team => By::Team,
        TrendsBy::Dimension => By::Dimension,
        TrendsBy::Agent => By::Agent,
        TrendsBy::Action => By::Action,
        TrendsBy::Evaluator => By::Evaluator,
        TrendsBy::Flag => return flags(store, team, args),
    };
    let view = store.trends(&query(store, team, args)?)?;
    known(&view, args)?;
    if args.json {
        return print_text(&json::text(&cycles::rows(&view, by).into()));
    }
    if view.agents.is_empty() {
        let none = view.narrowed.words();
        if none.is_empty() && view.team.is_none() {
            return say("no agent has scores yet; start with: coachlog import FILE, or look round with: coachlog demo");
        }
        return say(&format!("no agent is left in these days: {}", none.join(", ")));
    }
    print_text(&format!("{}\n\n{}", head(&view, by), cycles::shown(&view, by)))
}

fn flags(store: &Store, team: Option<TeamId>, args: &TrendsArgs) -> Outcome {
    let others = [
        args.supervisor.is_some(),
        args.scorecard_version.is_some(),
        args.scored_by.is_some(),
        args.source.is_some(),
        args.scorecard.is_some(),
    ];
    if others.contains(&true) {
        return Err(CommandError::usage("flags are narrowed by --team, and by --from with --to, alone"));
    }
    coverage::run(store, team, args.from.zip(args.to).map(|(from, to)| Span::new(from, to)), args.json)
}

fn query(store: &Store, team: Option<TeamId>, args: &TrendsArgs) -> Result<TrendsQuery, CommandError> {
    let reach = match (args.from.zip(args.to), args.cycles) {
        (Some((from, to)), _) => Reach::Days(Span::new(from, to)),
        (None, Some(n)) => Reach::Cycles(usize::from(n)),
        (None, None) => Reach::Usual,
    };
    Ok(TrendsQuery {
        team,
        supervisor: args.supervisor.as_deref().map(|name| supervisor(store, name)).transpose()?,
        scorecard: args.scorecard.clone(),
        scores: ScoreFilter {
            version: args.scorecard_version.clone(),
            scored_by: args.scored_by.map(|by| match by {
                ScoredByArg::People => ScoredBy::Person,
                ScoredByArg::Ai => ScoredBy::Ai,
            }),
            source: args.source.as_deref().map(Raw::from),
        },
        reach,
        last: args.cycle,
    })
}

/// Who supervises a team today, by name.
fn supervisor(store: &Store, name: &str) -> Result<PersonId, CommandError> {
    let teams = store.teams()?;
    let wanted = normalised(name);
    let all = || teams.iter().filter_map(|t| t.supervisor.zip(t.supervisor_name.as_ref()));
    let found = all().find(|(_, known)| normalised(known.verbatim()) == wanted);
    found.map(|(id, _)| id).ok_or_else(|| {
        let mut names: Vec<String> = all().map(|(_, known)| known.visible()).collect();
        names.sort();
        names.dedup();
        let known = one_of(&names, "no team has a supervisor yet");
        CommandError::user(format!("“{}” supervises no team; {known}", visible(name)))
    })
}

/// A version or a source that the file does not have is a slip of the pen, not an empty answer.
fn known(view: &TrendsView, args: &TrendsArgs) -> Result<(), CommandError> {
    if !view.parts.contains(&Aspect::Choices) {
        return Ok(());
    }
    if let Some(version) = &args.scorecard_version
        && view.choices.versions.iter().all(|(known, _)| known != version)
    {
        let names: Vec<String> = view.choices.versions.iter().map(|(v, _)| visible(v).into_owned()).collect();
        let known = one_of(&names, "no evaluation is on it yet");
        let card = visible(&view.scorecard);
        return Err(CommandError::user(format!("no scores are on version “{}” of {card}; {known}", visible(version))));
    }
    if let Some(source) = &args.source
        && view.choices.sources.iter().all(|(known, _)| known.verbatim() != source)
    {
        let names: Vec<String> = view.choices.sources.iter().map(|(s, _)| s.visible()).collect();
        let known = one_of(&names, "there are no scores yet");
        return Err(CommandError::user(format!("no scores came from “{}”; {known}", visible(source))));
    }
    Ok(())
}

fn one_of(names: &[String], none: &str) -> String {
    if names.is_empty() { none.to_owned() } else { format!("there is {}", names.join(", ")) }
}

/// "everyone, Claims QA: 6 cycles up to 2026-11-22, 12 agents", and what it is narrowed to.
fn head(view: &TrendsView, by: By) -> String {
    let whose = view.team.as_ref().map_or_else(|| "everyone".to_owned(), |t| t.name.visible());
    let last = view.cycles.last().map(|c| c.last().to_string()).unwrap_or_default();
    let days = match view.narrowed.reach {
        Reach::Usual | Reach::Cycles(_) => format!("{} cycles up to {last}", view.cycles.len()),
        Reach::Days(span) => format!("{} to {last}", span.from),
    };
    let agents = match view.agents.len() {
        1 => "1 agent".to_owned(),
        n => format!("{n} agents"),
    };
    let mut out = format!("{whose}, {}: {days}, {agents}", visible(&view.scorecard));
    // A line of its own each: what files hold in them is made visible, and no line break of ours.
    let basis = view.basis_words();
    if !basis.is_empty() {
        let _ = write!(out, "\n{}", visible(&basis));
    }
    if by == By::Action {
        let of = view.sessions_of().map_or_else(|| "all days".to_owned(), |s| format!("{} to {}", s.from, s.last()));
        let _ = write!(out, "\nsessions of {of}");
    }
    out
}

#[cfg(test)]
mod tests;
