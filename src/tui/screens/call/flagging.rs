//! A flag by hand: its code, its dimension, how severe it is, a note. Each is asked in turn, and all but the code can
//! be left as it is proposed.

use super::{CallScreen, Pane};
use crate::domain::evidence::offset_words;
use crate::domain::raw::{Raw, visible};
use crate::store::request::{Answer, FlagRequest, NewFlag, Request};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Given, Load, Purpose, Step};
use crate::tui::words::count;

impl CallScreen {
    /// `f`: asks for the code. The moment is that of the line under the cursor, in the transcript.
    pub(super) fn add_flag(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let Some(view) = self.view.get() else { return Step::none() };
        let Some(call_id) = &view.call_id else {
            return Step::problem("the call has no ID, so no flag can name it");
        };
        if view.day.is_none() || view.agent.is_none() {
            return Step::problem("the call has no day or no agent yet: its flag would have no clock");
        }
        let Some(codes) = self.codes.get() else { return Step::problem("the flag codes are still being read") };
        let at_ms = match (self.front(cx), &view.transcript) {
            (Pane::Transcript, Some(t)) => t.turns.get(self.reading.selected).and_then(|turn| turn.from_ms),
            _ => None,
        };
        let kept = self.sent.clone().unwrap_or_default();
        let at_ms = at_ms.or(kept.at_ms);
        let mut choices: Vec<Choice> =
            codes.codes.iter().map(|c| Choice::new(c.code.visible(), count(c.flags, "flag"))).collect();
        choices.push(Choice::new("another code", "type it"));
        let title = match at_ms {
            Some(at) => format!("Flag {} at {}: which code?", call_id.visible(), offset_words(at)),
            None => format!("Flag {}: which code?", call_id.visible()),
        };
        let at = codes.codes.iter().position(|c| c.code.verbatim() == kept.code);
        let at = at.unwrap_or(if kept.code.is_empty() { 0 } else { codes.codes.len() });
        self.flag = NewFlag { call_id: call_id.verbatim().to_owned(), at_ms, ..kept };
        let picker = Picker::new(Purpose::FlagCode, title, choices, at).with_open_end();
        Step::overlay(Overlay::Picker(picker))
    }

    /// One of the questions was answered: asks the next, or writes the flag.
    pub(super) fn flag_answered(&mut self, given: Given, cx: &Ctx) -> Step {
        match given {
            Given::Picked(Purpose::FlagCode, at) => match self.codes.get().and_then(|c| c.codes.get(at)) {
                Some(code) => self.code_taken(code.code.verbatim().to_owned()),
                None => Step::overlay(Overlay::Prompt(Prompt::new(
                    Purpose::FlagCode,
                    "Which code?",
                    "A short name that its flags will bear, such as late_disclosure.",
                    &self.flag.code,
                ))),
            },
            Given::Typed(Purpose::FlagCode, code) if !code.is_empty() => self.code_taken(code),
            Given::Picked(Purpose::FlagDimension, at) => {
                let dimensions = self.codes.get().map(|c| c.dimensions.as_slice()).unwrap_or_default();
                self.flag.dimension = at.checked_sub(1).and_then(|i| dimensions.get(i)).map(|(key, _)| key.clone());
                self.ask_severity()
            }
            Given::Picked(Purpose::FlagSeverity, at) => {
                let mut known = self.severities();
                match at.checked_sub(1) {
                    Some(i) if i >= known.len() => {
                        let typed = self.flag.severity.as_deref().unwrap_or_default();
                        let ask =
                            Prompt::new(Purpose::FlagSeverity, "How severe is it?", "One word, such as high.", typed);
                        Step::overlay(Overlay::Prompt(ask.or_nothing()))
                    }
                    at => {
                        self.flag.severity = at.map(|i| known.swap_remove(i));
                        self.ask_note()
                    }
                }
            }
            Given::Typed(Purpose::FlagSeverity, severity) => {
                self.flag.severity = Some(severity).filter(|s| !s.is_empty());
                self.ask_note()
            }
            Given::Typed(Purpose::FlagNote, note) => {
                self.flag.note = Some(note).filter(|n| !n.is_empty());
                let flag = std::mem::take(&mut self.flag);
                self.sent = Some(flag.clone());
                self.adding.ask(cx, Request::Flags(FlagRequest::Add(Box::new(flag)))).into()
            }
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..) => Step::none(),
        }
    }

    /// The flag is in the file, or refused: then the next `f` asks with what was typed.
    pub(super) fn flag_written(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        self.adding = Load::Idle;
        match answer {
            Ok(_) => {
                self.sent = None;
                self.view.ask(cx, Request::Call(self.call)).into()
            }
            Err(words) => Step::problem(words),
        }
    }

    fn code_taken(&mut self, code: String) -> Step {
        let view = self.codes.get();
        let known = view.and_then(|v| v.codes.iter().find(|c| c.code.verbatim() == code));
        let usual = known.and_then(|c| c.usual()).map(str::to_owned);
        let same = self.flag.code == code && self.sent.is_some();
        let usual = if same { self.flag.dimension.clone() } else { usual };
        self.flag.code = code;
        let dimensions = view.map(|v| v.dimensions.as_slice()).unwrap_or_default();
        let mut choices = vec![Choice::new("no dimension of its own", "its code's holds, where that has one")];
        choices.extend(dimensions.iter().map(|(_, name)| Choice::new(visible(name), "")));
        let at = usual.and_then(|key| dimensions.iter().position(|(own, _)| *own == key)).map_or(0, |i| i + 1);
        let title = "Which dimension is it about?";
        Step::overlay(Overlay::Picker(Picker::new(Purpose::FlagDimension, title, choices, at)))
    }

    /// Those that flags bear so far.
    fn severities(&self) -> Vec<String> {
        let codes = self.codes.get().map(|c| c.codes.as_slice()).unwrap_or_default();
        let all = codes.iter().flat_map(|c| c.severities.iter().map(|s| s.verbatim().to_owned()));
        all.collect::<std::collections::BTreeSet<String>>().into_iter().collect()
    }

    fn ask_severity(&self) -> Step {
        let mut choices = vec![Choice::new("not said", "")];
        let known = self.severities();
        let at =
            self.flag.severity.as_ref().map_or(0, |s| known.iter().position(|k| k == s).unwrap_or(known.len()) + 1);
        choices.extend(known.into_iter().map(|s| Choice::new(Raw::from(s).visible(), "")));
        choices.push(Choice::new("another word", "type it"));
        let picker = Picker::new(Purpose::FlagSeverity, "How severe is it?", choices, at).with_open_end();
        Step::overlay(Overlay::Picker(picker))
    }

    fn ask_note(&self) -> Step {
        let typed = self.flag.note.as_deref().unwrap_or_default();
        let sentence = "What happened, or nothing. It is for you: the agent's page does not show it.";
        Step::overlay(Overlay::Prompt(
            Prompt::new(Purpose::FlagNote, "A note on the flag", sentence, typed).or_nothing(),
        ))
    }
}
