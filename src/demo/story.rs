//! Ties calls, scores, words and coaching together: which calls are shown in a session, and which have a transcript.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::calendar::{Calendar, back, is_workday, local};
use super::calls::{Call, calls};
use super::cast::{self, AGENTS, Pin, Plan};
use super::evaluations::{self, Evaluation};
use super::facts::Facts;
use super::figures::Scores;
use super::form::{DIMENSIONS, EMPATHY, Item, Mark, criterion, percent};
use super::phrases::Phrases;
use super::rng::{Dealer, Rng};
use super::talk::{Turn, Writer};
use super::vtt::{Cue, Transcript, timed};

/// Calls with a transcript.
const TRANSCRIPTS: usize = 60;
/// Evidence of one session: the first two have their words, the third says what happened.
const EVIDENCE: usize = 3;
const QUOTED: usize = 2;
/// Agent turns in a row that no two transcripts may share.
const RUN: usize = 5;

/// Everything that is invented, before it is written as files and records.
#[derive(Debug)]
pub(super) struct World {
    pub(super) rng: Rng,
    pub(super) calendar: Calendar,
    pub(super) phrases: Phrases,
    pub(super) pins: Vec<Pin>,
    pub(super) calls: Vec<Call>,
    pub(super) evaluations: Vec<Evaluation>,
    pub(super) batches: Vec<DateTime<Utc>>,
    pub(super) plans: Vec<Plan>,
    /// Calls that each plan's session points at.
    pub(super) evidence: Vec<Vec<usize>>,
    /// The call whose Empathy score its agent disputes, and when.
    pub(super) disputed: Option<(usize, DateTime<Utc>)>,
    /// By call.
    pub(super) transcripts: BTreeMap<usize, Transcript>,
}

pub(super) fn agent_id(agent: usize) -> String {
    format!("A{:03}", agent + 1)
}

impl Plan {
    pub(super) fn held(&self) -> DateTime<Utc> {
        // Sessions begin on the half hour or the hour.
        local(self.day, self.hour, if self.agent.is_multiple_of(2) { 0 } else { 30 }, 0).with_timezone(&Utc)
    }
}

impl World {
    pub(super) fn new(seed: u64, calendar: Calendar) -> Self {
        let rng = Rng::new(seed);
        let phrases = Phrases::load();
        let pins = cast::pins(&calendar);
        let calls = calls(&rng, &calendar, &pins);
        let mut evaluations = evaluations::evaluations(&rng, &calendar, &calls, phrases.people.evaluators.len());
        evaluations::comment(&rng, &phrases.comments, &mut evaluations);
        let batches = calendar.batches();
        let plans = cast::plans(&calendar);
        let mut world = Self {
            rng,
            calendar,
            phrases,
            pins,
            calls,
            evaluations,
            batches,
            plans,
            evidence: Vec::new(),
            disputed: None,
            transcripts: BTreeMap::new(),
        };
        world.choose_evidence();
        world.choose_dispute();
        world.write_transcripts();
        world
    }

    pub(super) fn scores(&self) -> Scores<'_> {
        Scores { calls: &self.calls, evaluations: &self.evaluations, batches: &self.batches }
    }

    /// The file that a call came in with.
    pub(super) fn batch_of(&self, call: usize) -> usize {
        self.evaluations.iter().filter(|one| one.call == call).map(|one| one.batch).min().unwrap_or(0)
    }

    /// Where a transcript shows that a criterion was missed.
    pub(super) fn moment(&self, call: usize, item: Item) -> Option<&Cue> {
        let cues = &self.transcripts.get(&call)?.cues;
        cues.iter().find(|cue| cue.turn.shows.contains(&(item, Mark::Missed)))
    }

    /// What an evaluator wrote beside a flag or an auto-fail: it quotes what is said at its offset.
    pub(super) fn flag_comment(&self, call: usize, pin: &Pin) -> Option<String> {
        let code = match pin.mark {
            cast::PinMark::Flag { code, .. } => code,
            cast::PinMark::AutoFail => "caller-not-verified",
        };
        let line = self.phrases.comments.flagged.get(code)?;
        // The notice is missing before the question that ends its turn; the others show in the words that begin theirs.
        let sentence = |text: &str| {
            let mut sentences = text.split_inclusive(['.', '?', '!']).map(str::trim);
            let found = if pin.missed == Item::Notice { sentences.next_back() } else { sentences.next() };
            found.unwrap_or_default().to_owned()
        };
        self.moment(call, pin.missed).map(|cue| line.replace("{quote}", &sentence(&cue.turn.text)))
    }

    /// Whether the call can be told in words: everything on the form came up, and it was a working day.
    fn can_be_told(&self, call: usize) -> bool {
        let call = &self.calls[call];
        is_workday(call.day) && call.marks[Item::OpenQuestion as usize] != Mark::NotApplicable
    }

    /// The worst calls on what each session coaches, none used twice.
    fn choose_evidence(&mut self) {
        let mut used: BTreeSet<usize> =
            (0..self.calls.len()).filter(|index| self.calls[*index].pin.is_some()).collect();
        let mut all = Vec::new();
        for plan in &self.plans {
            let answered = |call: &Call| plan.answers.is_some() && call.pin == plan.answers;
            let mut chosen: Vec<usize> = self.calls.iter().position(answered).into_iter().collect();
            let mut candidates = self.candidates(plan, &used);
            let wanted = if plan.focus.is_none() || plan.answers.is_some() { 1 } else { EVIDENCE };
            candidates.truncate(wanted.saturating_sub(chosen.len()));
            chosen.extend(candidates);
            used.extend(&chosen);
            all.push(chosen);
        }
        self.evidence = all;
    }

    fn candidates(&self, plan: &Plan, used: &BTreeSet<usize>) -> Vec<usize> {
        let (from, to) = self.calendar.cycle_before(plan.day);
        let wanted = if plan.focus.is_some() { Mark::Missed } else { Mark::Met };
        let dimension = plan.focus.unwrap_or(EMPATHY);
        let mut found: Vec<usize> = self.scores().calls_of(plan.agent, from, to, plan.held());
        found.retain(|call| {
            !used.contains(call) && self.can_be_told(*call) && self.calls[*call].marks[plan.item as usize] == wanted
        });
        let score = |call: &usize| percent(&self.calls[*call].marks, dimension).unwrap_or(100.0);
        found.sort_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a)));
        if plan.focus.is_none() {
            found.reverse();
        }
        found
    }

    fn choose_dispute(&mut self) {
        let at =
            local(self.calendar.ago(2).min(super::calendar::on_or_before(back(self.calendar.today, 1))), 15, 20, 0)
                .with_timezone(&Utc);
        let found = (0..self.calls.len()).rev().find(|index| {
            let call = &self.calls[*index];
            let current = self.scores().current(*index, at);
            let missed = percent(&call.marks, EMPATHY).is_some_and(|percent| percent < 60.0);
            call.agent == cast::DISPUTER
                && missed
                && self.can_be_told(*index)
                && current.len() == 1
                && self.evaluations.iter().filter(|one| one.call == *index).count() == 1
        });
        self.disputed = found.map(|call| (call, at));
    }

    /// The calls that need their words, then the newest and worst of whoever has fewest.
    fn told(&self) -> BTreeSet<usize> {
        let pinned = (0..self.calls.len()).filter(|index| self.calls[*index].pin.is_some());
        let shown = self.evidence.iter().flat_map(|calls| calls.iter().take(QUOTED)).copied();
        let mut told: BTreeSet<usize> = pinned.chain(shown).chain(self.disputed.map(|(call, _)| call)).collect();
        let (recent, _) = self.calendar.cycle_before(self.calendar.monday);
        let mut left: Vec<usize> =
            (0..self.calls.len()).filter(|call| self.can_be_told(*call) && !told.contains(call)).collect();
        // A third item of evidence says what happened, because there are no words for it.
        left.retain(|call| !self.evidence.iter().any(|calls| calls.contains(call)));
        let overall = |call: &usize| {
            (0..DIMENSIONS.len()).filter_map(|index| percent(&self.calls[*call].marks, index)).sum::<f64>()
        };
        left.sort_by(|a, b| {
            (self.calls[*b].day >= recent).cmp(&(self.calls[*a].day >= recent)).then(overall(a).total_cmp(&overall(b)))
        });
        while told.len() < TRANSCRIPTS {
            let count = |agent: usize| told.iter().filter(|call| self.calls[**call].agent == agent).count();
            let mut agents: Vec<usize> = (0..AGENTS).collect();
            agents.sort_by_key(|agent| (count(*agent), *agent));
            let next = agents.iter().find_map(|agent| left.iter().position(|call| self.calls[*call].agent == *agent));
            let Some(place) = next else { break };
            told.insert(left.remove(place));
        }
        told
    }

    fn write_transcripts(&mut self) {
        let mut dealers: Vec<Dealer> = (0..self.phrases.situations.len())
            .map(|team| Dealer::new(self.rng.fork(&format!("situations {team}"))))
            .collect();
        let mut dealer = Dealer::new(self.rng.fork("lines"));
        let mut heard: BTreeSet<Vec<String>> = BTreeSet::new();
        let mut written = BTreeMap::new();
        for call in self.told() {
            let mut rng = self.rng.fork(&format!("call {call}"));
            let (name, team) = self.phrases.agents()[self.calls[call].agent];
            let situations = &self.phrases.situations[team];
            let keys: Vec<String> = situations.iter().map(|situation| situation.key.clone()).collect();
            let key = dealers[team].deal("situation", &keys).to_owned();
            let Some(situation) = situations.iter().find(|situation| situation.key == key) else {
                continue;
            };
            // Where a run has been heard before, the call is simply told anew.
            let mut turns = Vec::new();
            for attempt in 0..60 {
                let mut own = rng.fork(&format!("attempt {attempt}"));
                let facts = Facts::new(&mut own, &self.phrases.people, situation, &self.calls[call], name, team);
                turns = Writer::new(
                    &mut dealer,
                    own,
                    &self.phrases.lines,
                    situation,
                    &facts,
                    self.calls[call].marks,
                    team == 2,
                )
                .compose();
                if runs(&turns).iter().all(|run| !heard.contains(run)) {
                    break;
                }
            }
            heard.extend(runs(&turns));
            written.insert(call, Transcript { call, agent: name.to_owned(), cues: timed(&mut rng, turns) });
        }
        self.transcripts = written;
    }

    /// Something in the focus that was missed on the call and is heard in its transcript: the session's own criterion first.
    pub(super) fn shown(&self, call: usize, plan: &Plan) -> Option<&Cue> {
        let cues = &self.transcripts.get(&call)?.cues;
        let mark = if plan.focus.is_some() { Mark::Missed } else { Mark::Met };
        let own = cues.iter().find(|cue| cue.turn.shows.contains(&(plan.item, mark)));
        own.or_else(|| {
            cues.iter().find(|cue| {
                cue.turn
                    .shows
                    .iter()
                    .any(|(item, shown)| Some(criterion(*item).dimension) == plan.focus && *shown == mark)
            })
        })
    }
}

/// Every run of agent turns that must stay one transcript's own; another name or number does not make it another run.
fn runs(turns: &[Turn]) -> Vec<Vec<String>> {
    let said: Vec<String> = turns.iter().filter(|turn| turn.agent).map(|turn| plain(&turn.text)).collect();
    said.windows(RUN).map(<[String]>::to_vec).collect()
}

fn plain(text: &str) -> String {
    let fact =
        |word: &&str| word.starts_with(char::is_uppercase) || word.contains(|letter: char| letter.is_ascii_digit());
    text.split(' ').filter(|word| !fact(word)).collect::<Vec<_>>().join(" ")
}
