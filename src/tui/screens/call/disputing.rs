//! Disputes of this call's scores: opened, and closed once it is known what became of them.

use super::CallScreen;
use super::scores::left_out;
use crate::domain::id::DisputeId;
use crate::domain::raw::{Raw, visible};
use crate::domain::standing::{CallView, DisputeState};
use crate::store::request::Request;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Given, Purpose, Step};

/// What is being done about a score.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Disputing {
    Opens {
        source: Raw,
        evaluation: Raw,
        /// By key.
        dimension: String,
    },
    Closes {
        id: DisputeId,
        /// `None` while that is asked.
        end: Option<DisputeState>,
    },
}

const ENDS: [(DisputeState, &str); 3] = [
    (DisputeState::Upheld, "the score stands"),
    (DisputeState::Changed, "the evaluator changed it"),
    (DisputeState::Withdrawn, "the agent took it back"),
];

/// What can be done: disputes to close first, then scores to dispute. With the words for it.
fn choices(view: &CallView, cx: &Ctx) -> Vec<(Disputing, String, String)> {
    let mut close = Vec::new();
    let mut open = Vec::new();
    for evaluation in view.evaluations.iter().filter(|e| left_out(e).is_none()) {
        for score in &evaluation.scores {
            let name = visible(&score.name);
            if let Some(dispute) = score.dispute.as_ref().filter(|d| d.state == DisputeState::Open) {
                let what = Disputing::Closes { id: dispute.id, end: None };
                close.push((what, format!("close the dispute of {name}"), dispute.note.visible()));
            } else if let Some(percent) = score.percent {
                let what = Disputing::Opens {
                    source: evaluation.source.clone(),
                    evaluation: evaluation.key.clone(),
                    dimension: score.key.clone(),
                };
                open.push((
                    percent,
                    (what, format!("dispute {name} {}", cx.words.figure(percent)), super::scores::by(evaluation)),
                ));
            }
        }
    }
    // The lowest is the likeliest.
    open.sort_by(|a, b| a.0.total_cmp(&b.0));
    close.extend(open.into_iter().map(|(_, choice)| choice));
    close
}

/// Whether an answer is one to a question of this file.
pub(super) fn is_of(given: &Given) -> bool {
    let (Given::Picked(purpose, _) | Given::Typed(purpose, _) | Given::Day(purpose, _) | Given::Chosen(purpose, _)) =
        given;
    matches!(purpose, Purpose::Dispute | Purpose::DisputeNote | Purpose::DisputeEnd)
}

impl CallScreen {
    pub(super) fn dispute(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let all: Vec<Choice> = choices(view, cx).into_iter().map(|(_, words, note)| Choice::new(words, note)).collect();
        if all.is_empty() {
            return Step::problem("this call has no score that counts, so none is disputed");
        }
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Dispute, "Disputes of this call's scores", all, 0)))
    }

    pub(super) fn given(&mut self, given: &Given, cx: &Ctx) -> Step {
        match given {
            Given::Picked(Purpose::Dispute, at) => {
                let found = self.view.get().and_then(|view| choices(view, cx).into_iter().nth(*at));
                let Some((what, words, _)) = found else { return Step::none() };
                let closes = matches!(what, Disputing::Closes { .. });
                self.disputing = Some(what);
                if closes {
                    let all = ENDS.iter().map(|(state, words)| Choice::new(state.word(), *words)).collect();
                    let picker = Picker::new(Purpose::DisputeEnd, "What became of the score?", all, 0);
                    return Step::overlay(Overlay::Picker(picker));
                }
                note(&words, "What is disputed, for the evaluator to read. The score is marked and still averaged.")
            }
            Given::Picked(Purpose::DisputeEnd, at) => {
                let (Some(Disputing::Closes { end, .. }), Some((state, words))) = (&mut self.disputing, ENDS.get(*at))
                else {
                    return Step::none();
                };
                *end = Some(*state);
                note(words, "How it was settled, in a few words: the log keeps it.")
            }
            Given::Typed(Purpose::DisputeNote, note) => match self.disputing.take() {
                Some(Disputing::Opens { source, evaluation, dimension }) => {
                    cx.send(Request::OpenDispute { source, evaluation, dimension, note: note.clone() }).into()
                }
                Some(Disputing::Closes { id, end: Some(state) }) => {
                    cx.send(Request::CloseDispute { id, state, note: note.clone() }).into()
                }
                Some(Disputing::Closes { end: None, .. }) | None => Step::none(),
            },
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..) => Step::pass(),
        }
    }
}

fn note(title: &str, sentence: &str) -> Step {
    let mut chars = title.chars();
    let title: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    Step::overlay(Overlay::Prompt(Prompt::new(Purpose::DisputeNote, title, sentence, "")))
}
