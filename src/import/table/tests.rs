use std::io;

use proptest::prelude::*;

use super::{FIELD_LIMIT, Fault, Record, Rows};

type Read = (Vec<Vec<String>>, Vec<u64>);

fn records(bytes: &[u8], delimiter: u8) -> Result<Read, (u64, String)> {
    let mut rows = Rows::new(bytes, delimiter);
    let mut record = Record::default();
    let (mut cells, mut lines) = (Vec::new(), Vec::new());
    loop {
        match rows.next(&mut record) {
            Ok(true) => {
                cells.push(record.cells().map(str::to_owned).collect());
                lines.push(record.line);
            }
            Ok(false) => return Ok((cells, lines)),
            Err(Fault::Malformed { line, why }) => return Err((line, why)),
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// So many bytes at once.
struct Bytewise<'b>(&'b [u8], usize);

impl io::Read for Bytewise<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let many = self.1.min(self.0.len()).min(buffer.len());
        let (now, rest) = self.0.split_at(many);
        buffer[..many].copy_from_slice(now);
        self.0 = rest;
        Ok(many)
    }
}

/// Every record with all that is known of it, and how it ended.
fn every(input: impl io::Read) -> Vec<String> {
    let mut rows = Rows::new(input, b',');
    let mut record = Record::default();
    let mut out = Vec::new();
    loop {
        match rows.next(&mut record) {
            Ok(true) => {
                let cells: Vec<&str> = record.cells().collect();
                let (line, broken, blank) = (record.line, record.broken_quote, record.is_blank());
                out.push(format!("{line} {cells:?} {broken:?} {blank}"));
            }
            Ok(false) => return out,
            Err(fault) => {
                out.push(format!("{fault:?}"));
                return out;
            }
        }
    }
}

#[test]
fn records_have_the_line_that_an_editor_shows() {
    for (text, lines) in [
        ("a,b\n1,2\n3,4", vec![1, 2, 3]),
        ("a,b\r\n1,2\r\n3,4\r\n", vec![1, 2, 3]),
        ("a,b\r1,2\r3,4\r", vec![1, 2, 3]),
        ("\u{feff}a\n\n\n1\n", vec![1, 4]),
        ("a\r\n\r\n1\r\n", vec![1, 3]),
        ("a,b\n\"one\ntwo\r\nthree\",2\n3,4\n", vec![1, 2, 5]),
        ("", vec![]),
        ("\n\n", vec![]),
    ] {
        assert_eq!(records(text.as_bytes(), b',').expect(text).1, lines, "{text:?}");
    }
}

#[test]
fn cells_are_kept_as_they_are() {
    let read = |text: &str| records(text.as_bytes(), b',').expect(text).0;
    assert_eq!(read("a,\"b,\"\"c\"\"\",\n"), [["a", "b,\"c\"", ""]]);
    assert_eq!(read("5\" pipe, x ,\"\"\n"), [["5\" pipe", " x ", ""]]);
    assert_eq!(read("\u{feff}\"a\",b"), [["a", "b"]]);
}

#[test]
fn a_quote_that_never_closes_is_named_with_its_line() {
    let (line, why) = records(b"a,b\n1,2\n3,\"four\n5,6\n", b',').expect_err("unclosed");
    assert_eq!((line, why.as_str()), (3, "a quote opens here and is never closed"));
    // Over a file of any size: the reading stops at the limit of a cell.
    let mut long = b"a,b\n1,\"".to_vec();
    long.resize(FIELD_LIMIT * 8, b'x');
    let (line, why) = records(&long, b',').expect_err("too long");
    assert!(line == 2 && why.contains("a quote opens here"), "{line} {why}");
}

#[test]
fn limits_are_errors_and_no_memory() {
    let wide = "x,".repeat(2_500);
    assert!(records(wide.as_bytes(), b',').expect_err("wide").1.contains("2000 columns"));
    let cell = "y".repeat(FIELD_LIMIT + 1);
    assert!(records(cell.as_bytes(), b',').expect_err("cell").1.contains("256 KB"));
    let row = format!("{},", "z".repeat(FIELD_LIMIT - 1)).repeat(5);
    assert!(records(row.as_bytes(), b',').expect_err("row").1.contains("1 MB"));
}

#[test]
fn a_quote_that_closes_inside_a_cell_is_marked() {
    let mut rows = Rows::new(&b"a\n\"said hello\n2,\"other\"\n\"fine\" \n"[..], b',');
    let mut record = Record::default();
    let mut broken = Vec::new();
    while rows.next(&mut record).expect("readable") {
        broken.push(record.broken_quote);
    }
    assert_eq!(broken, [None, Some(2), None]);
}

#[test]
fn another_encoding_is_named_with_line_and_byte() {
    let (line, why) = records(b"a,b\nJos\xE9,2\n", b',').expect_err("cp1252");
    assert!(line == 2 && why.contains("0xE9") && why.contains("byte 4"), "{line} {why}");
    // A character cut in two by a separator is no character.
    assert!(records(b"a,b\n\xC3,\xA9\n", b',').is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn agrees_with_the_csv_crate(text in "[ab,;\"\r\n é]{0,40}") {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> =
            reader.records().map(|record| record.expect("readable").iter().map(str::to_owned).collect()).collect();
        match records(text.as_bytes(), b',') {
            Ok((ours, _)) => prop_assert_eq!(ours, theirs),
            // The csv crate takes an unclosed quote for closed at the end.
            Err((_, why)) => prop_assert!(why.contains("never closed")),
        }
    }

    #[test]
    fn a_record_is_the_same_wherever_what_is_read_at_once_ends(
        text in prop_oneof![
            "[ab,;\"\r\n é]{0,60}".prop_map(String::into_bytes),
            "((\"[a ,é]{0,3}\"|[a é]{0,3})[,,,\n\r]\n?){0,12}".prop_map(String::into_bytes),
            proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'a'), 0xa0..=0xff_u8], 0..12),
        ],
    ) {
        let whole = every(&*text);
        prop_assert_eq!(&every(Bytewise(&text, 1)), &whole);
        prop_assert_eq!(&every(Bytewise(&text, 5)), &whole);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = records(&bytes, b',');
    }
}
