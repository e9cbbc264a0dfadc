//! The stack of screens of each tab, the overlay and the notice: what goes where. No I/O, and no rule of the
//! product.
//!
//! ```text
//!  key ─► overlay open?      ─► overlay.touch
//!         a field takes text ─► screen.update(Key)
//!         keymap: contexts of the screen, then global
//!            tabs, help, palette, redraw, quit ─► here
//!            all else ─► screen.update(Act); what it passes: back, leave, copy, print ─► here
//! ```

mod go;
mod lock;
mod long;
mod paint;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};

use super::event::{Event, Wheel};
use super::overlay::palette::Target;
use super::overlay::picker::Choice;
use super::overlay::{Confirm, Help, Outcome, Overlay, Palette, Problem, Prompt, Touch};
use super::running::Running;
use super::screen::{Ctx, Effect, Given, Input, Nav, Notice, Purpose, Screen, Step, Tab};
use super::step::Stopping;
use super::style::{Look, Theme};
use super::widgets::frame::{Areas, areas};
use super::words::Words;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::keymap::{Action, Context, Keymap, TABLE};
use crate::config::paths::Paths;
use crate::store::request::{Answer, Reply, Ticket};
use lock::Door;

/// What stays the same while screens come and go.
pub(crate) struct World {
    pub(crate) clock: Clock,
    /// The data file's.
    pub(crate) zone: Tz,
    pub(crate) config: Config,
    pub(crate) keymap: Keymap,
    pub(crate) look: Look,
    /// Who uses the program; empty until it is known.
    pub(crate) name: String,
    /// Why nothing can be written.
    pub(crate) read_only: Option<String>,
    /// What is to be known of the file before anything else.
    pub(crate) opened: Opened,
    /// The demo team's copy that is open.
    pub(crate) demo: Option<String>,
    /// Where the user's own files are, where that is known.
    pub(crate) paths: Option<Paths>,
    /// Long work that was asked for and is not answered, in its order.
    pub(super) running: VecDeque<Running>,
    tickets: Cell<u64>,
}

impl World {
    pub(crate) fn new(config: Config, keymap: Keymap, theme: Theme, clock: Clock, zone: Tz) -> Self {
        let look = Look::new(theme, config.borders.drawn());
        let name = config.as_name.clone();
        Self {
            clock,
            zone,
            config,
            keymap,
            look,
            name,
            read_only: None,
            opened: Opened::default(),
            demo: None,
            paths: None,
            running: VecDeque::new(),
            tickets: Cell::new(0),
        }
    }

    pub(crate) fn cx(&self, area: Rect) -> Ctx<'_> {
        let today = self.clock.today(self.zone);
        Ctx {
            area,
            now: self.clock.now(),
            today,
            zone: self.zone,
            name: &self.name,
            config: &self.config,
            keymap: &self.keymap,
            look: &self.look,
            words: Words::new(&self.config, today),
            read_only: self.read_only.as_deref(),
            demo: self.demo.as_deref(),
            paths: self.paths.as_ref(),
            running: self.running.front(),
            tickets: &self.tickets,
        }
    }
}

/// What was found when the file was opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Opened {
    /// About its place, briefly.
    pub(crate) warnings: Vec<String>,
    /// Of a damaged file: what of it can be read, and how to go on. Empty for a sound one.
    pub(crate) survives: Vec<String>,
}

/// A screen with a number of its own, by which its replies find it.
struct Entry {
    id: u64,
    screen: Screen,
}

pub(crate) struct App {
    world: World,
    /// By tab, in the order of [`Tab::ALL`]; empty until the tab is first chosen.
    stacks: [Vec<Entry>; Tab::ALL.len()],
    tab: Tab,
    overlay: Option<Overlay>,
    notice: Option<Notice>,
    /// What is due, beside Today's name; known from the first answer on.
    due: Option<usize>,
    size: Rect,
    /// Who waits for which ticket.
    waiting: HashMap<Ticket, u64>,
    last_id: u64,
    door: Door,
    /// When the last key, click or paste came.
    touched: Cell<DateTime<Utc>>,
}

impl App {
    /// Nothing is on screen until [`App::start`].
    /// Columns and rows that it is laid out for.
    pub(crate) fn size(&self) -> (u16, u16) {
        (self.size.width, self.size.height)
    }

    pub(crate) fn new(world: World, size: (u16, u16)) -> Self {
        let touched = Cell::new(world.clock.now());
        Self {
            world,
            stacks: std::array::from_fn(|_| Vec::new()),
            tab: Tab::Today,
            overlay: None,
            notice: None,
            due: None,
            size: Rect::new(0, 0, size.0, size.1),
            waiting: HashMap::new(),
            last_id: 0,
            door: Door::Open,
            touched,
        }
    }

    /// Opens the first screen, and asks who is there where that is not known.
    pub(crate) fn start(&mut self, first: Nav) -> Vec<Effect> {
        let mut effects = self.go(Nav::Today);
        if first != Nav::Today {
            effects.extend(self.go(first));
        }
        if let Some(copy) = &self.world.demo {
            self.notice = Some(Notice::Done(format!("an invented team, on a copy that goes when you quit: {copy}")));
        }
        self.say_of_the_file();
        if self.world.name.is_empty() && self.world.read_only.is_none() {
            self.overlay = Some(Overlay::Prompt(Prompt::new(
                Purpose::Name,
                "Who uses coachlog here?",
                "Your name goes into the records that you make, and opens your team. It is asked once.",
                "",
            )));
        }
        effects
    }

    /// What is wrong with the file, why it cannot be changed, or what is no good about its place.
    fn say_of_the_file(&mut self) {
        let opened = std::mem::take(&mut self.world.opened);
        if !opened.survives.is_empty() {
            self.overlay = Some(Overlay::Problem(Problem::new("The data file is damaged", opened.survives)));
        } else if let Some(why) = &self.world.read_only {
            self.say(Notice::Problem(format!("nothing can be changed: {why}")));
        } else if !opened.warnings.is_empty() {
            self.say(Notice::Problem(format!("{}: `coachlog doctor` says more", opened.warnings.join("; "))));
        }
    }

    /// Takes one thing that happened; what is to be done about it comes back.
    pub(crate) fn handle(&mut self, event: Event) -> Vec<Effect> {
        if matches!(event, Event::Key(_) | Event::Paste(_) | Event::Click(_) | Event::Scroll(..)) {
            if self.door == Door::Locked {
                return self.knock(&event);
            }
            self.touch_the_door();
        }
        match event {
            Event::Key(key) => {
                self.notice = None;
                self.key(key)
            }
            Event::Paste(text) => self.paste(text),
            Event::Click(at) => self.click(at),
            Event::Scroll(at, wheel) => self.scroll(at, wheel),
            Event::Resize(columns, rows) => {
                self.size = Rect::new(0, 0, columns, rows);
                self.give(Input::Resized)
            }
            Event::Reply(reply) => self.reply(reply),
            Event::Stop => self.stop(Stopping::Process),
            Event::Lock => self.lock(),
            Event::Continued => {
                let mut effects = if self.waits_to_lock() { self.lock() } else { Vec::new() };
                effects.push(Effect::Redraw);
                effects.extend(self.give(Input::Shown));
                effects
            }
            Event::Lost | Event::Signal(_) => self.leave(),
            Event::Folder(ticket, folder) => {
                let to = self.waiting.remove(&ticket);
                to.and_then(|id| self.give_to(id, Input::Folder(ticket, Box::new(folder)))).unwrap_or_default()
            }
        }
    }

    /// The end is near: what is typed is saved.
    pub(crate) fn leave(&mut self) -> Vec<Effect> {
        let mut effects = self.hide();
        effects.extend(self.stop_all());
        effects.push(Effect::Quit);
        effects
    }

    /// Stops, after what is typed is saved.
    fn stop(&mut self, what: Stopping) -> Vec<Effect> {
        let mut effects = self.hide();
        effects.push(Effect::Stop(what));
        effects
    }

    /// Quits; where typed words would go with it that no draft keeps, or an import, one question comes first.
    fn quit(&mut self) -> Vec<Effect> {
        let asked = matches!(&self.overlay, Some(Overlay::Confirm(c)) if c.effects.contains(&Effect::Quit));
        let unrecorded = self.stacks.iter().flatten().find_map(|e| e.screen.unrecorded()).map(|sentence| Confirm {
            title: "Quit without recording?".to_owned(),
            sentences: vec![sentence],
            yes: "quit",
            effects: vec![Effect::Quit],
            nav: None,
        });
        match unrecorded.or_else(|| self.question_of_what_runs()).filter(|_| !asked) {
            Some(question) => {
                self.overlay = Some(Overlay::Confirm(question));
                Vec::new()
            }
            None => self.leave(),
        }
    }

    /// A sentence from the loop, on what it did.
    pub(crate) fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    /// What was said last does not hold any more.
    pub(crate) fn hush(&mut self) {
        self.notice = None;
    }

    fn areas(&self) -> Areas {
        areas(self.size)
    }

    fn cx(&self) -> Ctx<'_> {
        self.world.cx(self.areas().body)
    }

    fn stack(&self) -> &Vec<Entry> {
        &self.stacks[self.tab as usize]
    }

    fn top(&self) -> Option<&Entry> {
        self.stack().last()
    }

    /// The contexts of the screen in front, then global.
    fn contexts(&self) -> Vec<Context> {
        let mut contexts = self.top().map_or_else(Vec::new, |e| e.screen.contexts().to_vec());
        contexts.push(Context::Global);
        contexts
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        // The way out stays open whatever is on screen, and so does the one to hide it.
        match self.world.keymap.action(&[Context::Global], key) {
            Some(Action::Quit) => return self.quit(),
            Some(Action::Lock) => return self.lock(),
            _ => {}
        }
        if self.overlay.is_some() {
            return self.touch(&Touch::Key(key));
        }
        let typing = self.top().is_some_and(|e| e.screen.typing());
        if typing && edits(key) {
            return self.give(Input::Key(key));
        }
        match self.world.keymap.action(&self.contexts(), key) {
            Some(action) => self.act(action),
            None if typing => self.give(Input::Key(key)),
            None => Vec::new(),
        }
    }

    /// Does an action, wherever it came from.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(tab) = Tab::of(action) {
            return self.go(tab.nav());
        }
        match action {
            Action::Quit => return self.quit(),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Lock => return self.lock(),
            Action::Suspend => return self.stop(Stopping::Job),
            Action::Help => {
                let explanation = self.top().and_then(|e| e.screen.explain(&self.cx()));
                self.overlay = Some(Overlay::Help(Help::new(explanation, &self.contexts())));
                return Vec::new();
            }
            // Nothing of others is found from a screen that is turned to the agent.
            Action::Search | Action::Palette if self.top().is_some_and(|e| e.screen.alone().is_some()) => {
                return Vec::new();
            }
            Action::Search => return self.go(Nav::Search),
            Action::Stop if self.is_running() => return self.stop_running(),
            Action::Palette => {
                self.overlay = Some(Overlay::Palette(self.palette()));
                return Vec::new();
            }
            _ => {}
        }
        let Some(step) = self.update(Input::Act(action)) else { return Vec::new() };
        if !step.1.passed {
            return self.take(step.0, step.1);
        }
        match action {
            Action::Back | Action::Leave if self.stack().len() > 1 => self.go(Nav::Back),
            Action::Leave => self.quit(),
            Action::Copy => {
                self.say(Notice::Problem("there is nothing to copy here".to_owned()));
                Vec::new()
            }
            Action::Print => {
                self.say(Notice::Problem("this screen does not print".to_owned()));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn palette(&self) -> Palette {
        let contexts = self.contexts();
        let mut entries = Vec::new();
        for context in &contexts {
            // What there is nothing to do with is not offered.
            let offered = |action| action != Action::Stop || self.is_running();
            for row in TABLE.iter().filter(|r| r.context == *context && *context != Context::List && offered(r.action))
            {
                let keys = self.world.keymap.key_words(&[*context], row.action, self.world.look.borders);
                entries.push((Choice::new(row.help, keys), Target::Act(row.action)));
            }
        }
        let mut agents: Vec<(String, Nav)> = Vec::new();
        for entry in self.stacks.iter().flatten() {
            for (name, nav) in entry.screen.agents() {
                if !agents.iter().any(|(n, _)| *n == name) {
                    agents.push((name, nav));
                }
            }
        }
        entries.extend(agents.into_iter().map(|(name, nav)| (Choice::new(name, "agent"), Target::Go(nav))));
        Palette::new(entries)
    }

    fn touch(&mut self, touch: &Touch) -> Vec<Effect> {
        let cx = self.world.cx(areas(self.size).body);
        let Some(overlay) = &mut self.overlay else { return Vec::new() };
        let outcome = overlay.touch(touch, &cx);
        if outcome != Outcome::Open {
            self.overlay = None;
        }
        match outcome {
            Outcome::Open | Outcome::Closed => Vec::new(),
            Outcome::Given(Given::Typed(Purpose::Name, name)) => {
                self.world.name.clone_from(&name);
                let mut effects = vec![Effect::Name(name)];
                effects.extend(self.give(Input::Shown));
                effects
            }
            Outcome::Given(given) => self.give(Input::Answered(given)),
            Outcome::Agreed(effects, _) if effects.contains(&Effect::Quit) => self.leave(),
            Outcome::Agreed(effects, nav) => {
                let Some(id) = self.top().map(|e| e.id) else { return Vec::new() };
                self.take(id, Step { effects, nav, ..Step::default() })
            }
            Outcome::Act(action) => self.act(action),
            Outcome::Go(nav) => self.go(nav),
        }
    }

    fn paste(&mut self, text: String) -> Vec<Effect> {
        if self.overlay.is_some() {
            return self.touch(&Touch::Paste(text));
        }
        if self.top().is_some_and(|e| e.screen.typing()) { self.give(Input::Paste(text)) } else { Vec::new() }
    }

    fn click(&mut self, at: Position) -> Vec<Effect> {
        if self.overlay.is_some() {
            return Vec::new();
        }
        let areas = self.areas();
        let alone = self.top().is_some_and(|e| e.screen.alone().is_some());
        if let Some(tab) = self.nav_line().tab_at(areas.nav, at).filter(|_| !alone) {
            return self.go(tab.nav());
        }
        if areas.body.contains(at) { self.give(Input::Click(at)) } else { Vec::new() }
    }

    fn scroll(&mut self, at: Position, wheel: Wheel) -> Vec<Effect> {
        if self.overlay.is_some() {
            return self.touch(&Touch::Scroll(wheel));
        }
        self.give(Input::Scroll(at, wheel))
    }

    fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Answer(ticket, answer) => {
                if let Ok(Answer::Today(view)) = &answer {
                    self.due = Some(view.waiting());
                }
                if let Ok(Answer::Setup(view)) = &answer {
                    self.world.zone = view.settings.zone;
                }
                let to = self.waiting.remove(&ticket);
                if matches!(&self.notice, Some(Notice::Problem(words)) if words == WAITS) {
                    self.notice = None;
                }
                self.notice_of(&answer);
                self.is_over(ticket, &answer);
                let failed = left_behind(&answer);
                let given = to.and_then(|id| self.give_to(id, Input::Reply(ticket, Box::new(answer))));
                // Whoever asked is gone: what went wrong must not pass in silence.
                if let (None, Some(words)) = (&given, failed) {
                    self.say(Notice::Problem(words));
                }
                given.unwrap_or_default()
            }
            Reply::Progress(ticket, progress) => {
                self.told(ticket, progress);
                Vec::new()
            }
            Reply::Damaged { why, survives } => {
                self.say(Notice::Problem(format!("nothing can be changed: {why}")));
                self.world.read_only = Some(why);
                // What somebody is about to answer is not taken away.
                if self.overlay.is_none() {
                    self.overlay = Some(Overlay::Problem(Problem::new("The data file is damaged", survives)));
                }
                // From now on what cannot be read is left out, so that the rest can be had.
                self.give(Input::Changed)
            }
            Reply::Changed => self.give(Input::Changed),
            Reply::Waiting => {
                self.say(Notice::Problem(WAITS.to_owned()));
                Vec::new()
            }
            Reply::Said(words) => {
                self.say(Notice::Done(words));
                Vec::new()
            }
            Reply::TakenBack(back) => {
                for entry in self.stacks.iter_mut().flatten() {
                    if let Screen::Session(screen) = &mut entry.screen {
                        screen.taken_back(&back);
                    }
                }
                Vec::new()
            }
            Reply::Notice(words) => {
                self.say(Notice::Problem(words));
                Vec::new()
            }
            Reply::Died(why) => {
                self.world.running.clear();
                self.overlay = Some(Overlay::Problem(Problem::new(
                    "The data file is no longer being read or written",
                    vec![why, "What you see stays, but nothing is saved any more: quit and start again.".to_owned()],
                )));
                Vec::new()
            }
        }
    }

    /// A write that is done says so, whichever screen asked for it.
    fn notice_of(&mut self, answer: &Result<Answer, String>) {
        if let Ok(Answer::Done(words)) = answer {
            self.say(Notice::Done(words.clone()));
        }
    }

    /// Gives an input to the screen in front.
    fn give(&mut self, input: Input) -> Vec<Effect> {
        match self.update(input) {
            Some((id, step)) => self.take(id, step),
            None => Vec::new(),
        }
    }

    fn update(&mut self, input: Input) -> Option<(u64, Step)> {
        let cx = self.world.cx(areas(self.size).body);
        let entry = self.stacks[self.tab as usize].last_mut()?;
        Some((entry.id, entry.screen.update(input, &cx)))
    }

    /// Gives an input to one screen, wherever it is; `None` where it is gone.
    fn give_to(&mut self, id: u64, input: Input) -> Option<Vec<Effect>> {
        let cx = self.world.cx(areas(self.size).body);
        let entry = self.stacks.iter_mut().flatten().find(|e| e.id == id)?;
        let step = entry.screen.update(input, &cx);
        Some(self.take(id, step))
    }
}

/// What has to be said of an answer where the screen that asked is gone.
fn left_behind(answer: &Result<Answer, String>) -> Option<String> {
    match answer {
        Err(words) => Some(words.clone()),
        Ok(Answer::DraftAside(_, why)) => Some(format!("{why}. The draft waits beside the file.")),
        Ok(Answer::Elsewhere(_)) => Some(
            "what you typed waits beside the file: another window has that draft, too; open it to see both".to_owned(),
        ),
        Ok(_) => None,
    }
}

/// While another program holds the file.
const WAITS: &str = "waiting: another window or program is writing to the data file";

/// Whether a key edits text, so that a field gets it before the keymap.
fn edits(key: KeyEvent) -> bool {
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(_) if ctrl == alt => true,
        KeyCode::Char(c) if ctrl => "abdefhkuwyz".contains(c),
        KeyCode::Char(c) => "bdf".contains(c),
        KeyCode::Backspace
        | KeyCode::Delete
        | KeyCode::Left
        | KeyCode::Right
        | KeyCode::Up
        | KeyCode::Down
        | KeyCode::Home
        | KeyCode::End
        | KeyCode::Enter => true,
        _ => false,
    }
}
