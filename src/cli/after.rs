//! `session amend|next|invite`: what follows a session once it is locked.

use std::path::Path;

use super::args::{AmendArgs, AmendField, CauseArg, StepArg};
use super::error::CommandError;
use super::report::deliver;
use super::{Outcome, say};
use crate::domain::evidence::offset_typed;
use crate::domain::figure::{short, words};
use crate::domain::invite::{Invite, time_typed};
use crate::domain::raw::visible;
use crate::domain::session::{ActionState, AmendDraft, Amended, Cause, EvidenceDraft, NextStep, SessionView};
use crate::store::Store;

pub(super) fn amend(store: &mut Store, args: AmendArgs) -> Outcome {
    let field = match args.field {
        AmendField::Behavior => Amended::Behavior,
        AmendField::Action => Amended::Action,
        AmendField::Due => Amended::Due,
        AmendField::CheckThreshold => Amended::CheckThreshold,
        AmendField::CheckOn => Amended::CheckOn,
        AmendField::Strength => Amended::Strength,
        AmendField::NextSession => Amended::NextSession,
        AmendField::Evidence => Amended::Evidence,
        AmendField::Note => Amended::Note,
    };
    if args.call.is_some() != (field == Amended::Evidence) {
        return Err(CommandError::usage(
            "evidence is added with --field evidence and --call; nothing else takes a call",
        ));
    }
    let evidence = match args.call {
        None => None,
        Some(call_id) => {
            let (from_ms, to_ms) = match args.at.as_deref() {
                None => (None, None),
                Some(at) => place(at).ok_or_else(|| {
                    CommandError::user(format!("“{}” is no place in a call: write 0:40.2 or 0:40-0:52", visible(at)))
                })?,
            };
            Some(EvidenceDraft {
                call_id,
                from_ms,
                to_ms,
                speaker: args.speaker.unwrap_or_default(),
                quote: args.quote.unwrap_or_default(),
                what_happened: args.happened.unwrap_or_default(),
                ..EvidenceDraft::default()
            })
        }
    };
    let id = store.session_named(&args.id)?;
    let said = store.amend_session(id, &AmendDraft { field, new: args.new, evidence, reason: args.why })?;
    say(&said)
}

/// "0:40.2", "0:40-0:52".
fn place(text: &str) -> Option<(Option<i64>, Option<i64>)> {
    match text.split_once(['-', '–']) {
        Some((from, to)) => Some((Some(offset_typed(from)?), Some(offset_typed(to)?))),
        None => Some((Some(offset_typed(text)?), None)),
    }
}

pub(super) fn next(store: &mut Store, id: &str, step: StepArg, cause: Option<CauseArg>) -> Outcome {
    let step = match step {
        StepArg::Close => NextStep::Close,
        StepArg::Continue => NextStep::Continue,
        StepArg::ChangeAction => NextStep::ChangeAction,
        StepArg::OtherCause => NextStep::OtherCause,
    };
    let cause = cause.map(|cause| match cause {
        CauseArg::NotPractised => Cause::NotPractised,
        CauseArg::PractisedButFlat => Cause::PractisedButFlat,
        CauseArg::RoseThenFellBack => Cause::RoseThenFellBack,
        CauseArg::CannotTell => Cause::CannotTell,
        CauseArg::Knowledge => Cause::Knowledge,
        CauseArg::Process => Cause::Process,
        CauseArg::Tool => Cause::Tool,
        CauseArg::Workload => Cause::Workload,
        CauseArg::Evaluator => Cause::Evaluator,
    });
    let id = store.session_named(id)?;
    let said = store.next_step(id, step, cause)?;
    say(&said)
}

pub(super) fn invite(store: &Store, id: &str, at: Option<&str>, out: Option<&Path>) -> Outcome {
    let at = at
        .map(|typed| {
            time_typed(typed).ok_or_else(|| {
                CommandError::user(format!("“{}” is no time of day: write 14:30 or 2:30 pm", visible(typed)))
            })
        })
        .transpose()?;
    let view = store.session_view(store.session_named(id)?)?;
    let invite = Invite::of(&view, at, store.clock().now())
        .ok_or_else(|| CommandError::user("no next session was agreed here; `session amend` sets its date"))?;
    deliver(&invite.ics(), out, &invite.words())
}

/// What `session show` tells of what came after the session was locked.
pub(super) fn since(view: &SessionView, line: &mut impl FnMut(&str, &str)) {
    for amendment in &view.amendments {
        let record = view.history.iter().find(|h| h.seq == amendment.seq);
        let by =
            record.map_or_else(String::new, |h| format!(", by {} on {}", h.actor, h.at.get(..10).unwrap_or(&h.at)));
        let old = amendment.old.as_deref().unwrap_or("nothing");
        line("Amended", &format!("{} from “{old}” to “{}”", amendment.field.words(), amendment.new));
        line("", &format!("because {}{by}", amendment.reason));
    }
    if let Some(sign_off) = view.sign_off {
        let page = view.page.as_ref().map_or_else(
            || "the supervisor's note of it".to_owned(),
            |page| format!("on the page signed by hand, kept at {page}"),
        );
        line("Sign-off", &format!("{}, {page}", sign_off.word()));
    }
    if view.action_state != ActionState::Agreed {
        let count = view.action_count.map_or_else(String::new, |c| format!(", on {} of {} calls", c.done, c.of));
        line("Action", &format!("{}{count}", view.action_state.words()));
    }
    if let Some(checked) = &view.checked {
        let now = checked.current.map_or_else(|| "no score".to_owned(), words);
        let threshold = view.check.map_or_else(String::new, |c| format!(" of {}", short(c.threshold)));
        let met = if checked.met { "reached" } else { "not reached" };
        line("Checked", &format!("{}: {now}{threshold} on {} calls, {met}", checked.on, checked.n));
    }
    if let Some(step) = view.next_step {
        let cause = view.cause.map_or_else(String::new, |c| format!(": {}", c.words()));
        line("Next step", &format!("{}{cause}", step.words()));
    }
}
