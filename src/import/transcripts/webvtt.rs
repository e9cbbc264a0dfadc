//! `WebVTT`, as strictly as it must be read and as leniently as it is written: no hours, unpadded numbers, missing
//! blank lines, voice tags with and without an end. A cue is never dropped: what is wrong with it is its mark.

use crate::domain::call::{Role, TranscriptRecord, Turn};
use crate::domain::raw::Raw;
use crate::import::sniff::{BOM, Refusal};

/// A cue before its words are taken apart.
#[derive(Debug, Default)]
struct Cue {
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    mark: Option<&'static str>,
    text: String,
}

const NO_TIMES: &str = "the cue has no times";
const BAD_TIMES: &str = "the times of the cue cannot be read";
const REVERSED: &str = "the cue ends before it starts";
const NO_WORDS: &str = "the cue has no words";

/// `stem` is the file's name without its extension: the call ID.
pub(in crate::import) fn read(bytes: &[u8], stem: String, file: usize) -> Result<TranscriptRecord, Refusal> {
    let text = utf8(bytes)?;
    let cues = cues(text);
    let prefixed = prefixes(&cues);
    let mut turns = Vec::new();
    for cue in cues {
        for (speaker, words) in speeches(&cue.text, prefixed) {
            let n = u32::try_from(turns.len() + 1).unwrap_or(u32::MAX);
            let role = speaker.as_deref().map_or(Role::Other, super::role_of);
            let empty = words.trim().is_empty().then_some(NO_WORDS);
            turns.push(Turn {
                n,
                role,
                speaker: speaker.map(Raw::from),
                from_ms: cue.from_ms,
                to_ms: cue.to_ms,
                text: Raw::from(words),
                mark: cue.mark.or(empty).map(str::to_owned),
            });
        }
    }
    if turns.is_empty() {
        return Err(Refusal::Unknown("it is WebVTT without a single cue".to_owned()));
    }
    let source = "grid".to_owned();
    Ok(TranscriptRecord { call_id: stem, format: "webvtt", source, agent: None, started: None, turns, file })
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

fn cues(text: &str) -> Vec<Cue> {
    let lines = lines(text);
    // The header goes to the first blank line; a cue that comes sooner ends it.
    let mut at = 1;
    while at < lines.len() && !blank(lines[at]) && !lines[at].contains("-->") {
        at += 1;
    }
    let mut cues: Vec<Cue> = Vec::new();
    while at < lines.len() {
        if blank(lines[at]) {
            at += 1;
            continue;
        }
        let end = block_end(&lines, at);
        let block = &lines[at..end];
        at = end;
        let apart = matches!(block[0].split_whitespace().next(), Some("NOTE"))
            || matches!(block[0].trim_end(), "STYLE" | "REGION") && !block.iter().any(|line| line.contains("-->"));
        if apart {
            continue;
        }
        // An identifier parted from its cue by a blank line.
        let next = lines[at..].iter().find(|line| !blank(line));
        if block.len() == 1 && identifier(block[0]) && next.is_some_and(|line| line.contains("-->")) {
            continue;
        }
        cues.push(cue(block));
    }
    cues
}

/// Where the block that starts here ends: at a blank line, or where the next cue starts without one.
fn block_end(lines: &[&str], start: usize) -> usize {
    let note = lines[start].split_whitespace().next() == Some("NOTE");
    let mut timed = lines[start].contains("-->");
    let mut at = start + 1;
    while at < lines.len() && !blank(lines[at]) {
        if lines[at].contains("-->") && !note {
            if timed || at > start + 1 {
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

fn cue(block: &[&str]) -> Cue {
    let Some(at) = block.iter().take(2).position(|line| line.contains("-->")) else {
        return Cue { mark: Some(NO_TIMES), text: block.join("\n"), ..Cue::default() };
    };
    let (from, to) = block[at].split_once("-->").unwrap_or_default();
    let from_ms = clock(from.trim());
    let to_ms = to.split_whitespace().next().and_then(clock);
    let mark = match (from_ms, to_ms) {
        (Some(from), Some(to)) if to < from => Some(REVERSED),
        (Some(_), Some(_)) => None,
        _ => Some(BAD_TIMES),
    };
    Cue { from_ms, to_ms, mark, text: block[at + 1..].join("\n") }
}

/// "[h:]m:s.fraction" in milliseconds, padded or not.
fn clock(text: &str) -> Option<i64> {
    let number = |digits: &str, most: usize| {
        let plain = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if plain { digits.parse::<i64>().ok() } else { None }
    };
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut parts = whole.rsplit(':');
    let second = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let hour = parts.next().map_or(Some(0), |hours| number(hours, 6))?;
    if parts.next().is_some() || minute > 59 || second > 59 {
        return None;
    }
    number(fraction, 9)?;
    let millis = number(&format!("{:0<3}", &fraction[..fraction.len().min(3)]), 3)?;
    Some(((hour * 60 + minute) * 60 + second) * 1000 + millis)
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
fn speeches(text: &str, prefixed: bool) -> Vec<(Option<String>, String)> {
    let mut speeches: Vec<(Option<String>, String)> = vec![(None, String::new())];
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        decode(before, &mut speeches);
        match tag.find('>').map(|close| (&tag[1..close], &tag[close + 1..])) {
            Some((inside, after)) if is_tag(inside) => {
                if let Some(name) = voice(inside) {
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

/// The cue tags of `WebVTT` and its timestamps; any other `<…>` is words.
fn is_tag(inside: &str) -> bool {
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let followed = name[end..].chars().next().is_none_or(|c| c == '.' || c.is_whitespace());
    let known = matches!(&name[..end], "v" | "c" | "i" | "b" | "u" | "ruby" | "rt" | "lang") && followed;
    known || clock(inside).is_some()
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

#[cfg(test)]
mod tests;
