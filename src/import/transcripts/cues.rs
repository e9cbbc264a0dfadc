//! Subtitles, which `WebVTT` and SRT write nearly alike: blocks of a time line and words. They are read as strictly as
//! they must be and as leniently as they are written: no hours, unpadded numbers, missing blank lines, no numbers.

use super::talk::{NO_TIMES, Place, Said};
use super::times::{Time, clock};
use crate::domain::call::Role;
use crate::import::sniff::{BOM, Refusal};

/// Whose rules hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subtitles {
    WebVtt,
    Srt,
}

/// A cue before its words are taken apart.
#[derive(Debug)]
struct Cue {
    line: u64,
    from: Time,
    to: Time,
    fault: Option<&'static str>,
    text: String,
}

/// All that is said. `text` is UTF-8.
pub(super) fn read(text: &[u8], of: Subtitles) -> Result<Vec<Said>, Refusal> {
    let cues = cues(utf8(text)?, of);
    let prefixed = prefixes(&cues);
    let mut said = Vec::new();
    for cue in cues {
        for (speaker, words) in speeches(&cue.text, prefixed, of) {
            let one = Said::new(Place::Line(cue.line), speaker, cue.from, cue.to, words);
            said.push(Said { fault: cue.fault, ..one });
        }
    }
    Ok(said)
}

fn utf8(bytes: &[u8]) -> Result<&str, Refusal> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = 1 + bytes[..at].split(|byte| *byte == b'\n').skip(1).count() as u64;
        let why = format!("the text is not UTF-8: byte 0x{:02X} at byte {at}; save the file as UTF-8", bytes[at]);
        Refusal::Malformed { line, why }
    })
}

/// Lines, whatever ends them.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        lines.push(&rest[..end]);
        rest = &rest[end..];
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
    }
    lines
}

fn blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn cues(text: &str, of: Subtitles) -> Vec<Cue> {
    let lines = lines(text);
    let mut at = 0;
    if of == Subtitles::WebVtt {
        // The header goes to the first blank line; a cue that comes sooner ends it.
        at = 1;
        while at < lines.len() && !blank(lines[at]) && !lines[at].contains("-->") {
            at += 1;
        }
    }
    let mut cues: Vec<Cue> = Vec::new();
    while at < lines.len() {
        if blank(lines[at]) {
            at += 1;
            continue;
        }
        let end = block_end(&lines, at, of);
        let (first, block) = (at, &lines[at..end]);
        at = end;
        if of == Subtitles::WebVtt && apart(block) {
            continue;
        }
        // An identifier parted from its cue by a blank line.
        let next = lines[at..].iter().find(|line| !blank(line));
        if block.len() == 1 && identifier(block[0]) && next.is_some_and(|line| line.contains("-->")) {
            continue;
        }
        cues.push(cue(block, first as u64 + 1));
    }
    cues
}

/// A block that is no cue.
fn apart(block: &[&str]) -> bool {
    let timed = block.iter().any(|line| line.contains("-->"));
    matches!(block[0].split_whitespace().next(), Some("NOTE"))
        || matches!(block[0].trim_end(), "STYLE" | "REGION") && !timed
}

/// Where the block that starts here ends: at a blank line, or where the next cue starts without one.
fn block_end(lines: &[&str], start: usize, of: Subtitles) -> usize {
    let note = of == Subtitles::WebVtt && lines[start].split_whitespace().next() == Some("NOTE");
    let mut timed = lines[start].contains("-->");
    let mut at = start + 1;
    while at < lines.len() && !blank(lines[at]) {
        if lines[at].contains("-->") && (!note || starts(lines[at])) {
            // SRT numbers its cues, and has no other names for them.
            let words = of == Subtitles::Srt && !identifier(lines[start]);
            if timed || note || words || at > start + 1 {
                // The line above may be the next cue's identifier.
                let named = at > start + 1 && identifier(lines[at - 1]) && !lines[at - 1].contains("-->");
                return if named { at - 1 } else { at };
            }
            timed = true;
        }
        at += 1;
    }
    at
}

/// Whether a line is the times of a cue, beyond doubt.
fn starts(line: &str) -> bool {
    line.split_once("-->").is_some_and(|(from, _)| clock(from.trim()).is_some())
}

/// A number, or a GUID and the like: no words.
fn identifier(line: &str) -> bool {
    let line = line.trim();
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let number = !line.is_empty() && digits == line.len();
    let guid = line.len() >= 16
        && digits > 0
        && line.contains('-')
        && line.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'-' | b'/' | b'_'));
    number || guid
}

fn cue(block: &[&str], first: u64) -> Cue {
    let Some(at) = block.iter().take(2).position(|line| line.contains("-->")) else {
        let (from, to) = (Time::Missing, Time::Missing);
        return Cue { line: first, from, to, fault: Some(NO_TIMES), text: block.join("\n") };
    };
    let (from, to) = block[at].split_once("-->").unwrap_or_default();
    let time = |text: &str| clock(text).map_or(Time::Unreadable, Time::At);
    let (to, rest) = to.trim().split_once(char::is_whitespace).unwrap_or((to.trim(), ""));
    let behind = Some(rest.trim()).filter(|rest| !rest.is_empty() && !settings(rest));
    let words: Vec<&str> = behind.into_iter().chain(block[at + 1..].iter().copied()).collect();
    Cue { line: first + at as u64, from: time(from.trim()), to: time(to), fault: None, text: words.join("\n") }
}

/// "align:start line:0%", "X1:40 Y1:20": where a cue is shown, behind its times. Anything else there was said.
fn settings(rest: &str) -> bool {
    rest.split_whitespace().all(|one| {
        one.split_once(':').is_some_and(|(name, value)| {
            !name.is_empty() && !value.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    })
}

/// Whether "Name: " before the words is how this file names its speakers: at least three in five cues have it.
fn prefixes(cues: &[Cue]) -> bool {
    let plain: Vec<&Cue> = cues.iter().filter(|cue| !cue.text.contains("<v") && !blank(&cue.text)).collect();
    let named = plain.iter().filter(|cue| prefix(&cue.text).is_some()).count();
    named > 0 && named * 5 >= plain.len() * 3
}

/// "Jane Doe: words". A name has at most four words, and starts with a letter.
fn prefix(text: &str) -> Option<(&str, &str)> {
    let (name, words) = text.split_once(':')?;
    let short = name.chars().count() <= 40 && name.split_whitespace().count() <= 4;
    let named = name.starts_with(char::is_alphabetic) && !name.contains(['<', '>', '\n', '.', '?', '!', ',']);
    (short && named && words.starts_with(char::is_whitespace)).then(|| (name, words.trim_start()))
}

/// Who says what in a cue: one speech a voice tag, or the whole. Never empty.
fn speeches(text: &str, prefixed: bool, of: Subtitles) -> Vec<(Option<String>, String)> {
    let mut speeches: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut rest = text;
    if of == Subtitles::Srt {
        rest = without_place(rest);
    }
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        decode(before, &mut speeches);
        match closed(tag).map(|close| (&tag[1..close], &tag[close + 1..])) {
            Some((inside, after)) if is_tag(inside, of) => {
                if let Some(name) = voice(inside).filter(|_| of == Subtitles::WebVtt) {
                    let mut speaker = vec![(None, String::new())];
                    decode(name, &mut speaker);
                    speeches.push((speaker.pop().map(|(_, name)| name), String::new()));
                } else if inside == "/v" {
                    speeches.push((None, String::new()));
                }
                rest = after;
            }
            _ => {
                decode("<", &mut speeches);
                rest = &tag[1..];
            }
        }
    }
    decode(rest, &mut speeches);
    let voices = speeches.len() > 1;
    speeches.retain(|(speaker, words)| speaker.is_some() || !blank(words));
    for (speaker, words) in &mut speeches {
        if voices {
            *words = words.trim_matches(['\n', ' ']).to_owned();
        } else if (prefixed || prefix(words).is_some_and(|(name, _)| super::role_of(name) != Role::Other))
            && let Some((name, said)) = prefix(words)
        {
            (*speaker, *words) = (Some(name.to_owned()), said.to_owned());
        }
    }
    if speeches.is_empty() {
        speeches.push((None, String::new()));
    }
    speeches
}

/// Longer than any tag.
const TAG: usize = 400;

/// Where the tag that begins here ends. What is too long is none: a text of open brackets costs no more than any other.
fn closed(tag: &str) -> Option<usize> {
    let inside = tag.as_bytes().iter().skip(1).take(TAG);
    let end = inside.enumerate().find(|(_, byte)| matches!(byte, b'<' | b'>'))?;
    (*end.1 == b'>').then_some(end.0 + 1)
}

/// Without the place on screen that some programs write before the words: `{\an8}`.
fn without_place(text: &str) -> &str {
    let code = text.strip_prefix("{\\").and_then(|rest| rest.split_once('}'));
    code.filter(|(code, _)| code.len() < TAG && !code.contains('\n')).map_or(text, |(_, words)| words)
}

/// The tags of cues and `WebVTT`'s timestamps; any other `<…>` is words.
fn is_tag(inside: &str, of: Subtitles) -> bool {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let followed = name[end..].chars().next().is_none_or(|c| c == '.' || c.is_whitespace());
    let known = match of {
        Subtitles::WebVtt => matches!(&name[..end], "v" | "c" | "i" | "b" | "u" | "ruby" | "rt" | "lang"),
        Subtitles::Srt => matches!(&name[..end], "i" | "b" | "u" | "s" | "font"),
    };
    known && followed || of == Subtitles::WebVtt && clock(inside).is_some()
}

/// The name in `<v Name>` and `<v.class Name>`.
fn voice(inside: &str) -> Option<&str> {
    let rest = inside.strip_prefix('v')?;
    rest.find(char::is_whitespace).map(|at| rest[at..].trim()).filter(|name| !name.is_empty())
}

/// Appends words to the last speech, character references decoded once.
fn decode(text: &str, speeches: &mut [(Option<String>, String)]) {
    const ENTITIES: [(&str, char); 6] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&nbsp;", '\u{a0}'),
        ("&lrm;", '\u{200e}'),
        ("&rlm;", '\u{200f}'),
    ];
    let Some((_, out)) = speeches.last_mut() else { return };
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (name, c) = ENTITIES.into_iter().find(|(name, _)| rest.starts_with(name)).unwrap_or(("&", '&'));
        out.push(c);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
}
