//! Which encoding a text file is in, and its bytes as UTF-8 while they stream past.
//!
//! A byte order mark comes first, then the zeros of UTF-16, then UTF-8 where the whole file is UTF-8. What is left is
//! Windows-1252, unless there is enough text to be sure of another.

use std::io::{self, Read, Seek};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static encoding_rs::Encoding);

impl TextEncoding {
    pub(super) const UTF_8: Self = Self(UTF_8);

    /// By any of its usual names: "utf-8", "Windows-1252", "latin1", "utf-16le" …
    pub fn named(name: &str) -> Option<Self> {
        encoding_rs::Encoding::for_label_no_replacement(name.trim().as_bytes()).map(Self)
    }

    pub fn name(self) -> &'static str {
        if self.0 == WINDOWS_1252 { "Windows-1252" } else { self.0.name() }
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) encoding: TextEncoding,
    /// Another encoding that the text may be in just as well, or nearly.
    pub(super) perhaps: Option<TextEncoding>,
}

impl Found {
    pub(super) fn sure(encoding: &'static encoding_rs::Encoding) -> Self {
        Self { encoding: TextEncoding(encoding), perhaps: None }
    }

    /// What is said of it, where it is not UTF-8.
    pub(super) fn words(self) -> Option<String> {
        let name = self.encoding.name();
        match self.perhaps {
            Some(other) => Some(format!(
                "read as {name}; where letters with accents look wrong, try --encoding {}",
                other.name().to_lowercase()
            )),
            None if self.encoding == TextEncoding::UTF_8 => None,
            None => Some(format!("read as {name}")),
        }
    }
}

/// By a mark at the start, or by the zeros that UTF-16 has in Latin text.
pub(super) fn by_first_bytes(sample: &[u8]) -> Option<Found> {
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => return Some(Found::sure(UTF_8)),
        // UTF-32 begins like UTF-16.
        [0xFF, 0xFE, 0, 0, ..] => return None,
        [0xFF, 0xFE, ..] => return Some(Found::sure(UTF_16LE)),
        [0xFE, 0xFF, ..] => return Some(Found::sure(UTF_16BE)),
        _ => {}
    }
    let head = &sample[..sample.len().min(4_000) & !1];
    let (pairs, _) = head.as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    // Separators, digits and line ends have a zero in any script; the other half of a unit has next to none.
    let marked = |zeros: usize, others: usize| zeros * 5 >= pairs.len().max(5) && others * 20 <= zeros;
    if marked(second, first) {
        Some(Found::sure(UTF_16LE))
    } else if marked(first, second) {
        Some(Found::sure(UTF_16BE))
    } else {
        None
    }
}

/// At least so many bytes beyond ASCII before a guess is believed against Windows-1252.
const ENOUGH: usize = 24;
/// At most this much text is judged.
const JUDGED: usize = 2 << 20;

/// Reads all of a file that no mark decides. The input stands at its start.
pub(super) fn by_all_bytes(input: &mut (impl Read + Seek)) -> io::Result<Found> {
    let mut buffer = vec![0; 64 << 10];
    let mut utf8 = Utf8Check::default();
    while !utf8.broken {
        match input.read(&mut buffer)? {
            0 => break,
            read => utf8.feed(&buffer[..read]),
        }
    }
    if utf8.end() {
        return Ok(Found::sure(UTF_8));
    }
    input.rewind()?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let (mut judged, mut beyond) = (0, 0);
    while judged < JUDGED {
        let read = input.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let bytes = &buffer[..read];
        // A run of ASCII says nothing.
        if !bytes.is_ascii() {
            detector.feed(bytes, false);
            judged += read;
            beyond += bytes.iter().filter(|byte| !byte.is_ascii()).count();
        }
    }
    detector.feed(&[], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == WINDOWS_1252 {
        return Ok(Found::sure(WINDOWS_1252));
    }
    input.rewind()?;
    // A guess is never worth an error: it has to fit every byte.
    Ok(if beyond >= ENOUGH && io::copy(&mut Decoding::new(input, TextEncoding(guess)), &mut io::sink()).is_ok() {
        Found { encoding: TextEncoding(guess), perhaps: Some(TextEncoding(WINDOWS_1252)) }
    } else {
        Found { encoding: TextEncoding(WINDOWS_1252), perhaps: Some(TextEncoding(guess)) }
    })
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Debug, Default)]
struct Utf8Check {
    /// A character whose end has not come yet.
    rest: Vec<u8>,
    broken: bool,
}

impl Utf8Check {
    fn feed(&mut self, mut bytes: &[u8]) {
        if self.broken {
            return;
        }
        while !self.rest.is_empty() && !bytes.is_empty() {
            self.rest.push(bytes[0]);
            bytes = &bytes[1..];
            match std::str::from_utf8(&self.rest) {
                Ok(_) => self.rest.clear(),
                Err(error) if error.error_len().is_some() => {
                    self.broken = true;
                    return;
                }
                Err(_) => {}
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => {}
            Err(error) if error.error_len().is_some() => self.broken = true,
            Err(error) => self.rest.extend_from_slice(&bytes[error.valid_up_to()..]),
        }
    }

    fn end(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }
}

/// The start of a text as UTF-8, for looking at. A character cut in two at the end is left out; what cannot be decoded
/// shows as such here, and is an error when the text is read.
pub(super) fn sample(bytes: &[u8], encoding: TextEncoding) -> Vec<u8> {
    if encoding == TextEncoding::UTF_8 {
        return bytes.to_vec();
    }
    let mut decoder = encoding.0.new_decoder_with_bom_removal();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0));
    let (_, _, _) = decoder.decode_to_string(bytes, &mut text, false);
    text.into_bytes()
}

/// A text that is read whole as UTF-8: in the encoding that its mark or its zeros show, else in the one that is given.
pub(super) fn whole(bytes: Vec<u8>, given: TextEncoding) -> io::Result<Vec<u8>> {
    if let Some(text) = utf32(&bytes, End::Whole) {
        return text;
    }
    let encoding = by_first_bytes(&bytes).map_or(given, |found| found.encoding);
    if encoding == TextEncoding::UTF_8 {
        return Ok(bytes);
    }
    let mut text = Vec::with_capacity(bytes.len());
    Decoding::new(&*bytes, encoding).read_to_end(&mut text)?;
    Ok(text)
}

/// Whether all of a text is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    /// It goes on behind what is there, which may end within a character.
    Cut,
}

/// A text in UTF-32 as UTF-8; `None` where no mark says that it is one.
pub(super) fn utf32(bytes: &[u8], end: End) -> Option<io::Result<Vec<u8>>> {
    let read = match bytes {
        [0xFF, 0xFE, 0, 0, ..] => u32::from_le_bytes,
        [0, 0, 0xFE, 0xFF, ..] => u32::from_be_bytes,
        _ => return None,
    };
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(bytes.len() / 3);
    let mut line = 1;
    for (at, unit) in units.iter().enumerate().skip(1) {
        let Some(c) = char::from_u32(read(*unit)) else {
            let fault = Undecodable { encoding: "UTF-32", line, byte: unit[0], at: at as u64 * 4 };
            return Some(Err(io::Error::new(io::ErrorKind::InvalidData, fault)));
        };
        line += u64::from(c == '\n');
        text.push(c);
    }
    if let (End::Whole, Some(byte)) = (end, rest.first()) {
        let fault = Undecodable { encoding: "UTF-32", line, byte: *byte, at: units.len() as u64 * 4 };
        return Some(Err(io::Error::new(io::ErrorKind::InvalidData, fault)));
    }
    Some(Ok(text.into_bytes()))
}

/// Bytes that the encoding does not have.
#[derive(Debug, thiserror::Error)]
#[error("byte 0x{byte:02X} at byte {at} of the file is no {encoding} text")]
pub(super) struct Undecodable {
    pub(super) encoding: &'static str,
    /// From 1, as an editor counts.
    pub(super) line: u64,
    byte: u8,
    /// From 0.
    at: u64,
}

/// A text as UTF-8. UTF-8 itself passes as it is: who reads it checks it, and knows the record.
pub(super) struct Decoding<R> {
    input: R,
    /// `None` for UTF-8.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// What of `raw` is not decoded yet.
    from: usize,
    to: usize,
    /// Bytes of the input before `raw`, and the last few of them.
    before: u64,
    tail: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
    line: u64,
    after_cr: bool,
}

impl<R> std::fmt::Debug for Decoding<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let encoding = self.decoder.as_ref().map_or("UTF-8", |decoder| decoder.encoding().name());
        f.debug_struct("Decoding").field("encoding", &encoding).field("line", &self.line).finish_non_exhaustive()
    }
}

const CHUNK: usize = 16 << 10;
/// Longer than any character.
const TAIL: usize = 8;

impl<R: Read> Decoding<R> {
    pub(super) fn new(input: R, encoding: TextEncoding) -> Self {
        let decoder = (encoding != TextEncoding::UTF_8).then(|| encoding.0.new_decoder_with_bom_removal());
        Self {
            input,
            decoder,
            raw: Vec::new(),
            from: 0,
            to: 0,
            before: 0,
            tail: Vec::new(),
            text: Vec::new(),
            given: 0,
            ended: false,
            line: 1,
            after_cr: false,
        }
    }

    pub(super) fn get_ref(&self) -> &R {
        &self.input
    }

    pub(super) fn into_inner(self) -> R {
        self.input
    }

    /// Decodes the next piece. Nothing comes of it at the end alone.
    fn refill(&mut self, decoder: &mut Decoder) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        self.raw.resize(CHUNK, 0);
        while self.text.is_empty() && !self.ended {
            if self.from == self.to {
                self.before += self.to as u64;
                self.tail.extend_from_slice(&self.raw[..self.to]);
                self.tail.drain(..self.tail.len().saturating_sub(TAIL));
                self.from = 0;
                self.to = self.input.read(&mut self.raw)?;
            }
            let last = self.to == 0;
            self.text.resize(CHUNK * 3 + 16, 0);
            let source = &self.raw[self.from..self.to];
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(source, &mut self.text, last);
            self.text.truncate(written);
            self.from += read;
            self.count_lines();
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, beyond) => {
                    let back = usize::from(length) + usize::from(beyond);
                    let seen = [&self.tail, &self.raw[..self.from]].concat();
                    let byte = seen.get(seen.len().saturating_sub(back)).copied().unwrap_or(0);
                    let at = (self.before + self.from as u64).saturating_sub(back as u64);
                    let line = self.line;
                    let fault = Undecodable { encoding: decoder.encoding().name(), line, byte, at };
                    return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
                }
            }
        }
        Ok(())
    }

    fn count_lines(&mut self) {
        for byte in &self.text {
            let line_end = matches!(byte, b'\n' | b'\r');
            if line_end && !(*byte == b'\n' && self.after_cr) {
                self.line += 1;
            }
            self.after_cr = *byte == b'\r';
        }
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(mut decoder) = self.decoder.take() else { return self.input.read(buffer) };
        let filled = if self.given == self.text.len() { self.refill(&mut decoder) } else { Ok(()) };
        self.decoder = Some(decoder);
        filled?;
        let rest = &self.text[self.given..];
        let many = rest.len().min(buffer.len());
        buffer[..many].copy_from_slice(&rest[..many]);
        self.given += many;
        Ok(many)
    }
}

#[cfg(test)]
mod tests;
