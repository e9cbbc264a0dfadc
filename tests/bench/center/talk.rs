//! What was said in a call: subtitles, a file a call, named after it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::chance::Chance;
use super::evaluations::{Center, Of};

const OPENING: [&str; 6] = [
    "Thank you for calling, you are speaking with the service desk, how can I help?",
    "Good morning, service desk, what can I do for you today?",
    "Hello and welcome, may I have your customer number first?",
    "Service desk, good afternoon. Who am I speaking with?",
    "Thanks for waiting, you are through to the service desk.",
    "Hello, this line is recorded for training. How may I help you?",
];

const AGENT: [&str; 28] = [
    "I am sorry that this has taken so long, let me look at it now.",
    "Could you read me the number at the top of the letter?",
    "I see the order here, it left our warehouse on Tuesday.",
    "Before we go on I have to check who you are, what is your date of birth?",
    "The refund was booked yesterday and takes three working days.",
    "Let me put you on hold for a minute while I ask the other team.",
    "I have changed the address, the next parcel goes to the new one.",
    "This tariff has a notice period of one month, shall I explain it?",
    "The technician can come on Thursday between nine and twelve.",
    "I understand, that is annoying when you have called twice already.",
    "The payment did not go through because the card has expired.",
    "I will write that down, and you get a message with everything we agreed.",
    "Please restart the router and tell me which lights you see.",
    "There is a fee of five for a second copy of the invoice.",
    "I can offer you a credit on the next invoice instead of the refund.",
    "May I ask what you had in mind when you chose this contract?",
    "The warranty covers the screen, but not the charger.",
    "Your complaint has a number now, I will give it to you in a moment.",
    "If it happens again, call this number directly, then you skip the menu.",
    "I have to read you a short statement before we close the contract.",
    "That was a mistake of ours, and I will put it right.",
    "The meter reading that we have is from March, is yours higher?",
    "I will pass this on to the colleagues in billing today.",
    "Let me repeat that so that I have it right.",
    "It shows as delivered, did a neighbour take it perhaps?",
    "You can cancel online as well, but I can do it for you here.",
    "I do not have access to that, so I will ask and call you back.",
    "The password was reset, you should have a message now.",
];

const CALLER: [&str; 26] = [
    "I have been waiting for the parcel since last week.",
    "Somebody told me that I would get a refund, and nothing came.",
    "Yes, the number is four four seven one.",
    "No, I did not get any letter about that.",
    "I only want to know when the technician comes.",
    "This is the third time that I call about the same thing.",
    "The invoice is higher than last month, and I do not know why.",
    "Can you send me that by mail, please?",
    "My neighbour has the same router and his works.",
    "I want to cancel the contract, not to change it.",
    "Well, that is what your colleague said on Monday.",
    "How long does that take?",
    "The light is red and it blinks twice.",
    "I moved house in May, and I told you so.",
    "All right, and what does that cost?",
    "Could I speak with somebody who can decide that?",
    "That sounds fair to me.",
    "I do not have the password any more.",
    "So the refund comes by Friday, is that right?",
    "It was a present, so I do not have the receipt.",
    "Hm, let me look for it, one moment.",
    "The old meter was taken out, nobody wrote that down.",
    "I paid by card at the counter.",
    "You can keep the charger, I just want my money.",
    "My mother is ninety, she cannot do that online.",
    "Thank you, that helps.",
];

const CLOSING: [&str; 5] = [
    "Is there anything else that I can do for you? Then thank you and goodbye.",
    "You get the summary by mail. Have a good day.",
    "Thank you for your patience, goodbye.",
    "Then we have everything. Thank you for calling.",
    "Goodbye, and call us again if it has not come by Friday.",
];

/// Subtitles of a call of at least so many milliseconds.
fn subtitles(chance: &mut Chance, long_ms: u64) -> String {
    let mut text = String::from("WEBVTT\n");
    let mut at = 400 + chance.below(2_000);
    let line = chance.pick(&OPENING);
    cue(&mut text, &mut at, chance, "Agent", line);
    loop {
        let line = chance.pick(&CALLER);
        cue(&mut text, &mut at, chance, "Customer", line);
        if at >= long_ms {
            break;
        }
        let line = chance.pick(&AGENT);
        cue(&mut text, &mut at, chance, "Agent", line);
    }
    let line = chance.pick(&CLOSING);
    cue(&mut text, &mut at, chance, "Agent", line);
    text
}

/// One line, as long as it takes to say it, and a breath after it.
fn cue(text: &mut String, at: &mut u64, chance: &mut Chance, who: &str, words: &str) {
    let to = *at + 600 + 55 * words.len() as u64;
    let _ = write!(text, "\n{} --> {}\n<v {who}>{words}\n", offset(*at), offset(to));
    *at = to + 150 + chance.below(900);
}

fn offset(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}

/// So many calls' transcripts, the newest calls first.
pub fn folder(center: &Center, calls: u64, wanted: u64, path: &Path) -> Result<()> {
    fs::create_dir_all(path)?;
    for number in (0..calls).rev().take(usize::try_from(wanted)?) {
        let mut chance = center.chance(Of::Talk, number);
        let long_ms = 25_000 + chance.below(45_000);
        let text = subtitles(&mut chance, long_ms);
        fs::write(path.join(format!("{}.vtt", Center::call_id(number))), text)?;
    }
    Ok(())
}

/// The first agent's newest call, and what was said in two hours of it. Says which call it is.
pub fn two_hours(center: &Center, calls: u64, path: &Path) -> Result<String> {
    fs::create_dir_all(path)?;
    let number = (0..calls).rev().find(|number| center.agent_of(*number) == 0).unwrap_or(0);
    let id = Center::call_id(number);
    let text = subtitles(&mut center.chance(Of::Talk, calls + number), 7_200_000);
    fs::write(path.join(format!("{id}.vtt")), text)?;
    Ok(id)
}
