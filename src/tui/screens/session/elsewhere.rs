//! Another window did something with this draft: both texts beside each other, and what is to become of them.
//! Until that is chosen nothing of either is lost: one is in the file, the other on screen and beside the file.

use super::Open;
use super::saving::Saver;
use crate::domain::id::SessionId;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{Draft, Elsewhere, Prefill};
use crate::store::request::{Request, SessionForm};
use crate::tui::overlay::compare::Differing;
use crate::tui::overlay::{Compare, Overlay};
use crate::tui::screen::{Ctx, Nav, Purpose, Step};
use crate::tui::words::count;

const EDITED: [&str; 3] = [
    "keep mine: it replaces the other window's words",
    "take theirs: what is typed here goes",
    "keep both: mine goes on as a draft of its own",
];
const FINISHED: [&str; 2] = ["keep mine as a draft of its own", "let mine go, and see the finished session"];
const DISCARDED: [&str; 2] = ["keep mine, as a draft of its own", "let mine go, too"];

impl Open {
    /// The question, wherever it was met.
    pub(super) fn meets(&mut self, elsewhere: Elsewhere, cx: &Ctx) -> Step {
        self.saver.meets(&elsewhere, self.draft());
        self.elsewhere = Some(elsewhere);
        self.ask_which(cx)
    }

    pub(super) fn ask_which(&self, cx: &Ctx) -> Step {
        let Some(elsewhere) = &self.elsewhere else { return Step::none() };
        let agent = self.prefill.agent_name.visible();
        let (sentence, parts, choices) = match elsewhere {
            Elsewhere::Edited { draft, saved_at } => {
                let at = cx.words.time(*saved_at, self.prefill.zone);
                (
                    format!("The session with {agent} has other words in the file, saved at {at}."),
                    differences(&self.draft(), draft, &self.prefill),
                    EDITED.to_vec(),
                )
            }
            Elsewhere::Finished => {
                let words = format!("The session with {agent} was finished in another window, and is locked.");
                (words, Vec::new(), FINISHED.to_vec())
            }
            Elsewhere::Discarded => {
                let words = format!("This draft of a session with {agent} was discarded in another window.");
                (words, Vec::new(), DISCARDED.to_vec())
            }
        };
        let title = "Two windows, one draft";
        Step::overlay(Overlay::Compare(Compare::new(Purpose::Elsewhere, title, sentence, parts, choices)))
    }

    pub(super) fn which(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(elsewhere) = self.elsewhere.take() else { return Step::none() };
        let mut step = match (elsewhere, at) {
            (Elsewhere::Edited { draft, .. }, 0) => {
                self.saver.go_on_from(Some(*draft));
                self.settling = true;
                return Step::none();
            }
            (Elsewhere::Edited { draft, saved_at }, 1) => {
                let at = self.form.current();
                let form = SessionForm {
                    id: self.id,
                    draft: (*draft).clone(),
                    prefill: self.prefill.clone(),
                    resumed: Some(saved_at),
                    in_file: Some(*draft),
                    aside: None,
                };
                let old = self.id;
                *self = Self::new(form, cx);
                self.form.go(at);
                // Another focus has other calls.
                self.read_for = None;
                return cx.send(Request::SettleAside(old)).into();
            }
            (Elsewhere::Finished, 1) => {
                self.over = true;
                Nav::Instead(Box::new(Nav::SessionView(self.id))).into()
            }
            (Elsewhere::Discarded, 1) => {
                self.over = true;
                Nav::Back.into()
            }
            (Elsewhere::Edited { .. } | Elsewhere::Finished | Elsewhere::Discarded, _) => Step::none(),
        };
        step.effects.push(cx.send(Request::SettleAside(self.id)));
        if !self.over {
            self.id = SessionId::new();
            self.saver = Saver::new(None, None);
            step.notice = Step::done("what is typed here is a draft of its own now").notice;
        }
        step
    }
}

/// What two drafts say differently, part by part.
fn differences(mine: &Draft, theirs: &Draft, prefill: &Prefill) -> Vec<Differing> {
    let (mine, theirs) = (parts(mine, prefill), parts(theirs, prefill));
    let pairs = mine.into_iter().zip(theirs);
    let unlike = pairs.filter(|((_, mine), (_, theirs))| mine != theirs);
    unlike.map(|((name, mine), (_, theirs))| Differing { name, mine, theirs }).collect()
}

/// Every part of a draft in words, always in the same order.
fn parts(draft: &Draft, prefill: &Prefill) -> Vec<(String, String)> {
    let text = |words: &str| visible(words.trim()).into_owned();
    let named = |key: &str| {
        let found = prefill.standing.dimensions.iter().find(|d| d.key == key);
        found.map_or_else(|| text(key), |d| visible(&d.name).into_owned())
    };
    let focus = draft.focus.as_ref();
    let check = draft.check.as_ref();
    let evidence: Vec<String> = draft
        .evidence
        .iter()
        .map(|row| {
            let words = if row.quote.trim().is_empty() { &row.what_happened } else { &row.quote };
            format!("{}: {}", text(&row.call_id), text(words))
        })
        .collect();
    let moments = u64::try_from(evidence.len()).unwrap_or(u64::MAX);
    let flags: Vec<String> =
        draft.answers_flags.iter().map(|f| format!("{} on {}", f.code.visible(), f.call_id.visible())).collect();
    let mut out: Vec<(String, String)> = [
        ("Kind", draft.kind.words().to_owned()),
        ("Focus", focus.map(|f| named(&f.dimension)).unwrap_or_default()),
        ("Reason", focus.map(|f| text(&f.reason)).unwrap_or_default()),
        ("Behavior", text(&draft.behavior)),
        ("Action", text(&draft.action)),
        ("Kept although", text(&draft.action_override)),
        ("Criterion", text(&draft.criterion)),
        ("Due", text(&draft.due)),
        ("Check at", check.map(|c| text(&c.threshold)).unwrap_or_default()),
        ("Check on", check.map(|c| text(&c.on)).unwrap_or_default()),
        ("Strength", text(&draft.strength)),
        (
            "Evidence",
            if evidence.is_empty() {
                String::new()
            } else {
                format!("{}: {}", count(moments, "moment"), evidence.join("; "))
            },
        ),
        ("No evidence", text(&draft.no_evidence)),
        ("Flags", flags.join(", ")),
        ("Note", text(&draft.note)),
        ("Agent's comment", text(&draft.agent_comment)),
        ("Sign-off", draft.sign_off.map(|s| s.word().to_owned()).unwrap_or_default()),
        ("Next session", text(&draft.next_session)),
        ("Held", text(&draft.held_at)),
    ]
    .into_iter()
    .map(|(name, words)| (name.to_owned(), words))
    .collect();
    for dimension in &prefill.standing.dimensions {
        let action = draft.dimensions.iter().find(|d| d.key == dimension.key).map(|d| text(&d.action));
        out.push((Raw::from(dimension.name.as_str()).visible(), action.unwrap_or_default()));
    }
    out
}
