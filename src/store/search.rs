//! Finding words in transcripts: the newest calls first, a page at a time.
//!
//! A word is found by its beginning. For a beginning the full-text index gathers every place of every word that begins
//! so before it gives the first (a letter that is typed first: most of the index, a second in 250,000 transcripts); the
//! calls themselves, from the newest on, give a page of such a word at once. So both are asked:
//!
//! ```text
//!  the newest calls, read as they are ─► a page ─► done: the words are common
//!             └─► fewer: how many hold each word
//!                    ├─ some word is rare ─► the index by the rare words alone, the others looked for in what it finds
//!                    └─ none is rare, but all of them together ─► more calls, read as they are
//! ```
//! One request looks at so many calls and no more: where it stopped stands in [`Hits::below`].

use rusqlite::{Connection, Row, named_params};

use super::convert::optional_date;
use super::error::Result;
use super::{Store, optional, speakers};
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::speakers::Speakers;
use crate::domain::standing::{Hit, Hits};

/// Calls of a page.
const PAGE: usize = 50;
/// Newest calls that are read as they are before the index is asked.
const READ_FIRST: usize = 256;
/// A word that more than this share of those hold is common: gathering its places would take long.
const COMMON: usize = READ_FIRST / 8;
/// Calls that one request looks into at most.
const READ: usize = 3_000;
/// More words than this make no query better.
const WORDS: usize = 16;

impl Store {
    /// Lines that hold the words, of calls whose transcript holds them all: the newest page, or the one below a place.
    pub fn search(&self, words: &str, below: Option<i64>) -> Result<Hits> {
        let wanted = Wanted::of(words);
        if wanted.0.is_empty() {
            return Ok(Hits::default());
        }
        let _one_state = self.snapshot()?;
        let mut page = Page { store: self, wanted: &wanted, hits: Hits::default(), calls: 0, looked_at: 0 };
        page.fill(below.unwrap_or(i64::MAX))?;
        Ok(page.hits)
    }
}

/// A word: as it was typed, and as it is compared.
#[derive(Debug)]
struct Word {
    typed: String,
    folded: String,
}

/// What is searched for: all of these.
#[derive(Debug)]
struct Wanted(Vec<Word>);

impl Wanted {
    fn of(words: &str) -> Self {
        use unicode_normalization::char::is_combining_mark;
        let parts = words.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
        let words = parts.filter_map(|part| {
            let mut folded = String::new();
            part.chars().for_each(|c| fold(c, &mut folded));
            let folded = folded.trim().to_owned();
            (!folded.is_empty()).then(|| Word { typed: part.to_owned(), folded })
        });
        Self(words.take(WORDS).collect())
    }

    /// For the index: the words of these positions.
    fn query(&self, of: &[usize]) -> String {
        of.iter().map(|at| format!("\"{}\"*", self.0[*at].typed)).collect::<Vec<_>>().join(" ")
    }

    /// Where words of a text begin as those that are wanted do, and which of them it has.
    fn places(&self, text: &str) -> Places {
        let mut places = Places { at: Vec::new(), held: 0 };
        let (mut begins, mut word) = (0, String::new());
        for (at, c) in text.char_indices() {
            if c.is_ascii_alphanumeric() {
                if word.is_empty() {
                    begins = at;
                }
                word.push(c.to_ascii_lowercase());
            } else {
                let before = word.len();
                fold(c, &mut word);
                if before == 0 {
                    begins = at;
                }
                if word.ends_with(' ') {
                    word.pop();
                    self.look(begins, &word, &mut places);
                    word.clear();
                }
            }
        }
        self.look(begins, &word, &mut places);
        places
    }

    fn look(&self, begins: usize, word: &str, places: &mut Places) {
        let mut found = false;
        for (i, wanted) in self.0.iter().enumerate() {
            if word.starts_with(wanted.folded.as_str()) {
                places.held |= 1 << i;
                found = true;
            }
        }
        if found {
            places.at.push(begins);
        }
    }

    fn all(&self) -> u32 {
        (1 << self.0.len()) - 1
    }
}

/// Where a text has words that are wanted.
#[derive(Debug, PartialEq, Eq)]
struct Places {
    /// In bytes, in order.
    at: Vec<usize>,
    /// A bit for each word that is wanted.
    held: u32,
}

/// A letter or digit in lower case and without accents, nothing for an accent, a blank for all else: what the index
/// compares.
fn fold(c: char, out: &mut String) {
    use unicode_normalization::char::{decompose_canonical, is_combining_mark};
    if c.is_ascii() {
        out.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
        return;
    }
    decompose_canonical(c, |c| {
        if is_combining_mark(c) {
            return;
        }
        if c.is_alphanumeric() { out.extend(c.to_lowercase()) } else { out.push(' ') }
    });
}

/// A page that is being filled.
struct Page<'a> {
    store: &'a Store,
    wanted: &'a Wanted,
    hits: Hits,
    calls: usize,
    looked_at: usize,
}

/// Whether more calls are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

impl Page<'_> {
    fn fill(&mut self, below: i64) -> Result<()> {
        let mut held = vec![0; self.wanted.0.len()];
        let mut at = self.read(below, READ_FIRST, &mut held)?;
        if let Some(last) = at
            && self.calls < PAGE
        {
            let rare: Vec<usize> = (0..held.len()).filter(|i| held[*i] <= COMMON).collect();
            at = if rare.is_empty() { self.read(last, READ, &mut held)? } else { self.by_index(last, &rare)? };
        }
        self.hits.below = at;
        Ok(())
    }

    /// Calls as they are, and how many of them hold each word; up to so many of all that are looked at. `None` where
    /// there are no more.
    fn read(&mut self, below: i64, most: usize, held: &mut [usize]) -> Result<Option<i64>> {
        let mut statement = self.store.conn.prepare_cached(READ_ON)?;
        let mut rows = statement.query(named_params! { ":below": below })?;
        while let Some(row) = rows.next()? {
            let transcript = Transcript::of(row)?;
            let places = self.wanted.places(transcript.words);
            for (i, n) in held.iter_mut().enumerate() {
                *n += usize::from(places.held & (1 << i) != 0);
            }
            if self.take(&transcript, &places)? == Go::Stop || self.looked_at >= most {
                return Ok(Some(transcript.id));
            }
        }
        Ok(None)
    }

    /// The calls that hold the rare words; `None` where there are no more of them.
    fn by_index(&mut self, below: i64, rare: &[usize]) -> Result<Option<i64>> {
        let conn = &self.store.conn;
        let mut statement = conn.prepare_cached(BY_INDEX)?;
        let sql = "SELECT id, call, content, words FROM transcript WHERE id = ?1 AND current = 1";
        let mut one = conn.prepare_cached(sql)?;
        let mut rows = statement.query(named_params! { ":query": self.wanted.query(rare), ":below": below })?;
        while let Some(row) = rows.next()? {
            let mut found = one.query([row.get::<_, i64>("rowid")?])?;
            let Some(row) = found.next()? else { continue };
            let transcript = Transcript::of(row)?;
            let mut places = self.wanted.places(transcript.words);
            // What the index found it found.
            places.held |= rare.iter().fold(0, |held, i| held | 1 << i);
            if self.take(&transcript, &places)? == Go::Stop || self.looked_at >= READ {
                return Ok(Some(transcript.id));
            }
        }
        Ok(None)
    }

    /// Takes the lines of a call that holds all the words.
    fn take(&mut self, transcript: &Transcript<'_>, places: &Places) -> Result<Go> {
        self.looked_at += 1;
        if places.held != self.wanted.all() {
            return Ok(Go::On);
        }
        self.calls += 1;
        let conn = &self.store.conn;
        let mut lines = transcript.lines(conn, places)?;
        if speakers::decided(conn, transcript.content)? != Speakers::AsRead {
            // Who is called what hangs on all turns.
            let turns = self.store.transcript(transcript.call)?.map(|view| view.turns).unwrap_or_default();
            for line in &mut lines {
                if let Some(turn) = turns.iter().find(|turn| turn.n == line.n) {
                    line.speaker = turn.speaker.clone().unwrap_or_else(|| Raw::from(turn.role.word()));
                }
            }
        }
        let mut statement = conn.prepare_cached(
            "SELECT c.key, c.day, p.name FROM call c LEFT JOIN identity i ON i.id = c.identity
             LEFT JOIN person p ON p.id = i.person WHERE c.id = ?1",
        )?;
        let mut rows = statement.query([transcript.call])?;
        let Some(row) = rows.next()? else { return Ok(Go::On) };
        for line in lines {
            self.hits.lines.push(Hit {
                call: CallRow(transcript.call),
                call_id: row.get("key")?,
                agent: row.get("name")?,
                day: optional_date(row.get("day")?),
                turn: line.n,
                speaker: line.speaker,
                from_ms: line.from_ms,
                text: line.text,
            });
        }
        Ok(if self.calls == PAGE { Go::Stop } else { Go::On })
    }
}

/// A transcript's row is its place in time: nothing is sorted.
pub(super) const READ_ON: &str =
    "SELECT id, call, content, words FROM transcript WHERE current = 1 AND id < :below ORDER BY id DESC";

/// Newest first, as the index gives them: a place in it is a call's place in time.
pub(super) const BY_INDEX: &str =
    "SELECT rowid FROM transcript_words WHERE transcript_words MATCH :query AND rowid < :below
    ORDER BY rowid DESC";

/// A transcript whose words are at hand.
struct Transcript<'a> {
    id: i64,
    call: i64,
    content: &'a [u8],
    words: &'a str,
}

/// A line of it.
struct Said {
    n: u32,
    speaker: Raw,
    from_ms: Option<i64>,
    text: Raw,
}

/// Where a turn's words stand.
struct Turn {
    n: i64,
    at: usize,
    end: usize,
}

impl<'a> Transcript<'a> {
    fn of(row: &'a Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            call: row.get("call")?,
            content: row.get_ref("content")?.as_blob().unwrap_or_default(),
            words: row.get_ref("words")?.as_str().unwrap_or_default(),
        })
    }

    /// The lines that places are in, each once. Only those are read: a call of two hours has thousands.
    fn lines(&self, conn: &Connection, places: &Places) -> Result<Vec<Said>> {
        let mut out = Vec::new();
        let mut so_far = 0;
        for at in &places.at {
            if *at < so_far {
                continue;
            }
            let Some(turn) = self.turn(conn, *at)? else { continue };
            so_far = turn.end;
            let sql = "SELECT role, speaker, from_ms FROM turn WHERE transcript = ?1 AND n = ?2";
            let said = conn.prepare_cached(sql)?.query_row((self.id, turn.n), |row| {
                let speaker: Option<Raw> = row.get("speaker")?;
                Ok(Said {
                    n: u32::try_from(turn.n).unwrap_or(0),
                    speaker: match speaker {
                        Some(speaker) => speaker,
                        None => Raw::from(row.get::<_, String>("role")?),
                    },
                    from_ms: row.get("from_ms")?,
                    text: Raw::from(self.words.get(turn.at..turn.end).unwrap_or_default()),
                })
            })?;
            out.push(said);
        }
        Ok(out)
    }

    /// The turn that a place is in: by halves, since turns stand in the order of their words. No turn begins without a
    /// line break before it, and few have one within: the one of that number is tried first.
    fn turn(&self, conn: &Connection, place: usize) -> Result<Option<Turn>> {
        let breaks = self.words.get(..place).unwrap_or_default().matches('\n').count();
        let mut statement = conn.prepare_cached(
            "SELECT n, at, length FROM turn WHERE transcript = ?1 AND n <= ?2 ORDER BY n DESC LIMIT 1",
        )?;
        let (mut low, mut high) = (1, i64::try_from(breaks).unwrap_or(0) + 1);
        let mut tried = high;
        while low <= high {
            let found: Option<(i64, i64, i64)> =
                optional(statement.query_row((self.id, tried), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))))?;
            let Some((n, at, length)) = found else { return Ok(None) };
            let at = usize::try_from(at).unwrap_or(0);
            let end = at.saturating_add(usize::try_from(length).unwrap_or(0));
            if at <= place && place < end {
                return Ok(Some(Turn { n, at, end }));
            }
            if place < at {
                high = n - 1;
            } else {
                low = tried + 1;
            }
            tried = low + (high - low) / 2;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::{Places, Wanted};

    #[test]
    fn words_are_found_by_their_beginning_whatever_their_accents() {
        let wanted = Wanted::of("Café  l'été");
        assert_eq!(wanted.0.iter().map(|w| w.folded.as_str()).collect::<Vec<_>>(), ["cafe", "l", "ete"]);
        assert_eq!(wanted.query(&[0, 2]), "\"Café\"* \"été\"*");
        let places = wanted.places("the CAFETIÈRE, un e\u{301}te\u{301} later");
        assert_eq!(places, Places { at: vec![4, 19, 27], held: 0b111 });
        assert_eq!(wanted.places("decafé").held, 0);
    }

    #[test]
    fn words_of_other_scripts_go_to_the_index_as_they_are_typed() {
        let wanted = Wanted::of("한국 नमस्ते");
        assert_eq!(wanted.query(&[0, 1]), "\"한국\"* \"नमस्ते\"*");
        assert_eq!(wanted.places("한국어 नमस्ते").held, 0b11);
    }

    #[test]
    fn marks_alone_are_no_word() {
        assert!(Wanted::of("\u{301} ... \0 --").0.is_empty());
    }
}
