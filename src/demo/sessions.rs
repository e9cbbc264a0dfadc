//! The coaching sessions as records: what was agreed, on what evidence, until when.

use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};

use super::calendar::{ahead, local, on_or_after, sunday_of};
use super::cast::{self, By, Kind, PinMark, Plan};
use super::csv::clock;
use super::form::{COMPLIANCE, DIMENSIONS, EMPATHY, criterion};
use super::phrases::Coached;
use super::rng::Dealer;
use super::story::{World, agent_id};
use super::{Step, What};
use crate::domain::session::{ActionState, Done};

const CADENCE_DAYS: u64 = 14;
const CHECK_DAYS: u64 = 30;
/// Where an action ends on a date of its own.
const ACTION_DAYS: u64 = 9;
/// How much later it ends after it was amended.
const AMENDED_DAYS: u64 = 3;
/// The pin on whose call the supervisor heard something more, before the session that answers it.
const HEARD: usize = 1;
/// What was heard.
const HEARD_CODE: &str = "fee-not-stated";

/// All that people decided, in no order: sessions, sign-offs, checks, the dispute and the draft.
pub(super) fn steps(world: &World) -> Vec<Step> {
    let mut dealer = Dealer::new(world.rng.fork("coaching"));
    let mut steps = Vec::new();
    for (index, plan) in world.plans.iter().enumerate() {
        let held = plan.held();
        let held_at = clock(held);
        let json = session(world, &mut dealer, index, plan);
        steps.push(Step { at: held + Duration::minutes(35), what: What::Session { json } });
        let agent = agent_id(plan.agent);
        if let Some(how) = plan.signed {
            let comment = world
                .phrases
                .coaching
                .said
                .get(how)
                .map(|lines| dealer.deal(how, lines).to_owned())
                .unwrap_or_default();
            let what = What::SignOff {
                agent: agent.clone(),
                held_at: held_at.clone(),
                sign_off: how.to_owned(),
                comment,
                page: plan.page.map(str::to_owned),
            };
            steps.push(Step { at: held + Duration::minutes(48), what });
        }
        if plan.signed == Some("disagrees") {
            // The next morning: more time to practise, since that is what the agent said was missing.
            let (_, due) = end(plan);
            let what = What::Amendment {
                agent: agent.clone(),
                held_at: held_at.clone(),
                field: "due",
                new: on_or_after(ahead(due, AMENDED_DAYS)).to_string(),
                why: world.phrases.coaching.reason.get("amended").cloned().unwrap_or_default(),
            };
            steps.push(Step { at: held + Duration::hours(18), what });
        }
        let day = on_or_after(ahead(plan.day, CHECK_DAYS));
        if plan.checked && plan.focus.is_some() && day < world.calendar.last {
            // At a quarter to nine or nine: before that day's sessions, after that day's file.
            let at = local(day, 8, 30 + u32::try_from(index).unwrap_or(0), 0).to_utc();
            steps.push(Step { at, what: What::Check { agent: agent.clone(), held_at: held_at.clone() } });
            if let Some(step) = plan.then {
                let what = What::NextStep { agent: agent.clone(), held_at: held_at.clone(), step };
                steps.push(Step { at: at + Duration::minutes(2), what });
            }
        }
    }
    steps.extend(read_back(world));
    steps.extend(practice(world));
    steps.extend(praise(world));
    steps.extend(dispute(world));
    steps.extend(flag_code(world));
    steps.extend(flag_by_hand(world));
    steps.push(away(world));
    steps.push(put_off(world));
    steps.push(draft(world, &mut dealer));
    steps
}

fn supervisor(world: &World, agent: usize) -> &str {
    let team = world.phrases.agents()[agent].1;
    &world.phrases.people.team[team].supervisor
}

fn coached<'a>(world: &'a World, plan: &Plan) -> Option<(&'static str, &'a Coached)> {
    let key = criterion(plan.item).key;
    world.phrases.coaching.criterion.get(key).map(|coached| (key, coached))
}

/// The action's own words for its end, and the date that they come to.
fn end(plan: &Plan) -> (String, NaiveDate) {
    match plan.by {
        By::ThisWeek => ("this week".to_owned(), sunday_of(plan.day)),
        By::NextSession => ("until next session".to_owned(), ahead(plan.day, CADENCE_DAYS)),
        By::Date => {
            let day = ahead(plan.day, ACTION_DAYS);
            (format!("by {}", day.format("%-d %b")), day)
        }
    }
}

fn session(world: &World, dealer: &mut Dealer, index: usize, plan: &Plan) -> Value {
    let (from, to) = world.calendar.cycle_before(plan.day);
    let (by, due) = end(plan);
    let (behavior, action) = agreed(world, dealer, plan, &by);
    let evidence: Vec<Value> = world.evidence[index].iter().map(|call| evidence(world, dealer, plan, *call)).collect();
    let next = (plan.kind != Kind::FlaggedCall).then(|| ahead(plan.day, CADENCE_DAYS));
    json!({
        "agent": agent_id(plan.agent),
        "supervisor": supervisor(world, plan.agent),
        "kind": kind(plan.kind),
        "held_at": clock(plan.held()),
        "cycle": { "from": from, "to": to },
        "answers_flags": answers(world, plan),
        "focus": focus(world, plan),
        "behavior": behavior,
        "action": action,
        "criterion": plan.focus.map(|_| criterion(plan.item).words),
        "due": due,
        "check": plan.focus.map(|dimension| json!({ "threshold": DIMENSIONS[dimension].target, "on": ahead(plan.day, CHECK_DAYS) })),
        "strength": strength(world, dealer, plan),
        "evidence": evidence,
        "note": note(world, plan),
        "next_session": next,
    })
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Scheduled => "scheduled",
        Kind::FollowUp => "follow_up",
        Kind::FlaggedCall => "flagged_call",
        Kind::Recognition => "recognition",
    }
}

fn agreed(world: &World, dealer: &mut Dealer, plan: &Plan, by: &str) -> (String, String) {
    if plan.kind == Kind::Recognition {
        let recognition = &world.phrases.coaching.recognition;
        return (recognition.behavior.clone(), recognition.action.clone());
    }
    let Some((key, words)) = coached(world, plan) else {
        return (String::new(), String::new());
    };
    let behavior = dealer.deal(&format!("{key} behavior"), &words.behavior).to_owned();
    let action = dealer.deal(&format!("{key} action"), &words.action).replace("{by}", by);
    (behavior, action)
}

/// What is coached; a reason stands with it where the largest gap was elsewhere on that day.
fn focus(world: &World, plan: &Plan) -> Value {
    let Some(dimension) = plan.focus else {
        return Value::Null;
    };
    let suggested = world.scores().focus(plan.agent, world.calendar.cycle_before(plan.day), plan.held());
    let reasons = &world.phrases.coaching.reason;
    let reason = match plan.kind {
        Kind::FlaggedCall | Kind::Recognition => None,
        _ if suggested == Some(dimension) => None,
        Kind::FollowUp => reasons.get("otherwise"),
        Kind::Scheduled if plan.agent == cast::AUTO_FAILED => reasons.get("chosen"),
        Kind::Scheduled => reasons.get("agreed"),
    };
    json!({ "dimension": DIMENSIONS[dimension].key, "reason": reason })
}

/// Before the first session that answers a flag, its code is given its dimension.
fn flag_code(world: &World) -> Option<Step> {
    let plan = world.plans.iter().filter(|plan| !answers(world, plan).is_empty()).min_by_key(|plan| plan.held())?;
    let code = answers(world, plan).first()?.get("code")?.as_str()?.to_owned();
    let dimension = DIMENSIONS[COMPLIANCE].key.to_owned();
    Some(Step { at: plan.held() - Duration::minutes(20), what: What::FlagCode { code, dimension } })
}

fn answers(world: &World, plan: &Plan) -> Vec<Value> {
    let call = world.calls.iter().find(|call| plan.answers.is_some() && call.pin == plan.answers);
    let code = plan.answers.and_then(|pin| match world.pins[pin].mark {
        PinMark::Flag { code, .. } => Some(code),
        PinMark::AutoFail => None,
    });
    let mut out: Vec<Value> =
        call.zip(code).map(|(call, code)| json!({ "call_id": call.id, "code": code })).into_iter().collect();
    if let Some(call) = call.filter(|_| plan.answers == Some(HEARD)) {
        out.push(json!({ "call_id": call.id, "code": HEARD_CODE }));
    }
    out
}

/// The supervisor listens to the flagged call before the session, and hears what the tool has no flag for.
fn flag_by_hand(world: &World) -> Option<Step> {
    let plan = world.plans.iter().find(|plan| plan.answers == Some(HEARD))?;
    let call = world.calls.iter().find(|call| call.pin == Some(HEARD))?;
    let what = What::FlagByHand {
        supervisor: supervisor(world, plan.agent).to_owned(),
        call_id: call.id.clone(),
        code: HEARD_CODE.to_owned(),
        dimension: DIMENSIONS[COMPLIANCE].key.to_owned(),
        severity: "low".to_owned(),
        at_ms: 96_500,
        note: world.phrases.coaching.note.heard.clone(),
    };
    Some(Step { at: plan.held() - Duration::minutes(12), what })
}

/// A holiday that is agreed on, some weeks ahead.
fn away(world: &World) -> Step {
    let from = on_or_after(ahead(world.calendar.today, 20));
    let what = What::Away {
        agent: agent_id(cast::AT_TARGET),
        supervisor: supervisor(world, cast::AT_TARGET).to_owned(),
        from,
        to: ahead(from, 4),
        why: "annual leave".to_owned(),
    };
    Step { at: world.calendar.end + Duration::minutes(11), what }
}

/// Praise for a dimension that is at its target, so that it is true; another one in turn.
fn strength(world: &World, dealer: &mut Dealer, plan: &Plan) -> Option<String> {
    let (from, to) = world.calendar.cycle_before(plan.day);
    let calls = world.scores().calls_of(plan.agent, from, to, plan.held());
    let met = |dimension: &usize| {
        let of_calls = calls.iter().filter_map(|call| world.scores().of_call(*call, *dimension, plan.held()));
        Some(*dimension) != plan.focus
            && super::figures::mean(of_calls).is_some_and(|current| current >= DIMENSIONS[*dimension].target)
    };
    let keys: Vec<String> =
        (0..DIMENSIONS.len()).filter(met).map(|dimension| DIMENSIONS[dimension].key.to_owned()).collect();
    let key = dealer.deal(&format!("strengths of {keys:?}"), &keys);
    let lines = world.phrases.coaching.strength.get(key)?;
    Some(dealer.deal(&format!("{key} strength"), lines).to_owned())
}

fn note(world: &World, plan: &Plan) -> Option<String> {
    let notes = &world.phrases.coaching.note;
    match plan.kind {
        Kind::Recognition => Some(world.phrases.coaching.recognition.note.clone()),
        Kind::FlaggedCall => {
            // One note for each of the two codes, in the order of the pins.
            plan.answers.and_then(|pin| notes.flagged.get(pin)).cloned()
        }
        _ if plan.agent == cast::STUCK => {
            let before = world.plans.iter().filter(|other| other.agent == plan.agent && other.day < plan.day);
            notes.stuck.get(before.count()).cloned()
        }
        _ if plan.agent == cast::RISER && plan.focus == Some(EMPATHY) => Some(notes.riser.clone()),
        _ => None,
    }
}

/// A pointer to a moment: the words where there are any, else what happened.
fn evidence(world: &World, dealer: &mut Dealer, plan: &Plan, call: usize) -> Value {
    let told = &world.calls[call];
    let dimension = DIMENSIONS[plan.focus.unwrap_or(EMPATHY)].key;
    let cue = world.shown(call, plan);
    let happened = coached(world, plan)
        .filter(|_| cue.is_none())
        .map(|(key, words)| dealer.deal(&format!("{key} happened"), &words.happened).to_owned());
    let speaker = cue.and_then(|cue| world.transcripts.get(&call).map(|transcript| transcript.speaker(cue)));
    json!({
        "call_id": told.id,
        "call_started_at": clock(told.start),
        "from_ms": cue.map(|cue| cue.from_ms),
        "to_ms": cue.map(|cue| cue.to_ms),
        "speaker": speaker,
        "quote": cue.map(|cue| cue.turn.text.as_str()),
        "what_happened": happened,
        "dimension": dimension,
    })
}

/// Where a check was performed, last time's action was asked about on that day too: each answer in turn.
fn read_back(world: &World) -> Vec<Step> {
    let checked = world.plans.iter().filter(|plan| plan.checked && plan.focus.is_some());
    let mut out = Vec::new();
    for (n, plan) in (0_u32..).zip(checked) {
        let day = on_or_after(ahead(plan.day, CHECK_DAYS));
        if day >= world.calendar.last {
            continue;
        }
        let state = [ActionState::Done, ActionState::Partly, ActionState::Not][n as usize % 3];
        let done = [9, 5, 1][n as usize % 3];
        let what = What::ReadBack {
            agent: agent_id(plan.agent),
            held_at: clock(plan.held()),
            state,
            count: Done { done, of: 10 },
        };
        out.push(Step { at: local(day, 8, 45, n).to_utc(), what });
    }
    out
}

/// After the first session they write down what they found themselves.
fn practice(world: &World) -> Option<Step> {
    let first = world.plans.iter().map(Plan::held).min()?;
    let what = What::Practice {
        dimension: DIMENSIONS[EMPATHY].key.to_owned(),
        criterion: criterion(super::form::Item::Acknowledge).words.to_owned(),
        behavior: "Names the worry before the claim number".to_owned(),
        action: "Say what worries the caller before asking for the claim number on every call this week".to_owned(),
    };
    Some(Step { at: first + Duration::hours(2), what })
}

/// On the newest day one line of the newest call that has its words.
fn praise(world: &World) -> Option<Step> {
    let newest = world.transcripts.values().max_by_key(|t| (world.calls[t.call].start, t.call))?;
    let met = |cue: &&super::vtt::Cue| {
        cue.turn.agent && cue.turn.shows.iter().any(|(_, mark)| *mark == super::form::Mark::Met)
    };
    let cue = newest.cues.iter().find(met)?;
    let call = &world.calls[newest.call];
    let what = What::Praise {
        agent: agent_id(call.agent),
        call_id: call.id.clone(),
        from_ms: i64::try_from(cue.from_ms).unwrap_or(0),
        to_ms: i64::try_from(cue.to_ms).unwrap_or(0),
        speaker: newest.speaker(cue).to_owned(),
        quote: cue.turn.text.clone(),
    };
    Some(Step { at: world.calendar.end + Duration::minutes(4), what })
}

fn dispute(world: &World) -> Option<Step> {
    let (call, at) = world.disputed?;
    let evaluation = world.evaluations.iter().find(|one| one.call == call && !one.calibration)?;
    let note = world.phrases.coaching.dispute.get("note").cloned().unwrap_or_default();
    Some(Step {
        at,
        what: What::Dispute {
            evaluation_id: evaluation.id.clone(),
            dimension: DIMENSIONS[EMPATHY].key.to_owned(),
            note,
        },
    })
}

/// The action of the session that was held longest ago is read back when there is something new to look at.
fn put_off(world: &World) -> Step {
    let what = What::PutOff {
        agent: agent_id(cast::OVERDUE),
        supervisor: supervisor(world, cast::OVERDUE).to_owned(),
        until: on_or_after(ahead(world.calendar.today, 5)),
        why: world.phrases.coaching.dispute.get("put_off").cloned().unwrap_or_default(),
    };
    Step { at: world.calendar.end + Duration::minutes(9), what }
}

/// Begun on the newest day and left: the focus and what to practise stand in it, evidence and praise do not.
fn draft(world: &World, dealer: &mut Dealer) -> Step {
    let at = world.calendar.end + Duration::minutes(6);
    let item = super::form::Item::Confirm;
    let dimension = criterion(item).dimension;
    let mut plan = world.plans.iter().filter(|plan| plan.agent == cast::DRAFTED).map(|plan| (plan.by, plan.hour));
    let (by, hour) = plan.next().unwrap_or((By::NextSession, 9));
    let plan = Plan {
        agent: cast::DRAFTED,
        day: world.calendar.last,
        hour,
        kind: Kind::Scheduled,
        focus: Some(dimension),
        item,
        by,
        answers: None,
        signed: None,
        page: None,
        checked: false,
        then: None,
    };
    let (from, to) = world.calendar.cycle_before(plan.day);
    let suggested = world.scores().focus(plan.agent, (from, to), at);
    let reason = world.phrases.coaching.reason.get("agreed").filter(|_| suggested != Some(dimension));
    let (by, due) = end(&plan);
    let (behavior, action) = agreed(world, dealer, &plan, &by);
    let json = json!({
        "agent": agent_id(plan.agent),
        "supervisor": supervisor(world, plan.agent),
        "kind": kind(plan.kind),
        "held_at": clock(at),
        "cycle": { "from": from, "to": to },
        "focus": { "dimension": DIMENSIONS[dimension].key, "reason": reason },
        "behavior": behavior,
        "action": action,
        "due": due,
        "evidence": [],
    });
    Step { at, what: What::Draft { json } }
}
