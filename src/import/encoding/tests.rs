use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::{Decoding, TextEncoding, Utf8Check, by_all_bytes, by_first_bytes};

/// Gives a few bytes at a time, so that characters are cut anywhere.
struct Drip<'b>(&'b [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let many = self.1.min(self.0.len()).min(buffer.len());
        buffer[..many].copy_from_slice(&self.0[..many]);
        self.0 = &self.0[many..];
        Ok(many)
    }
}

fn decoded(bytes: &[u8], encoding: &str, drip: usize) -> Result<String, String> {
    let encoding = TextEncoding::named(encoding).expect("a known encoding");
    let mut text = String::new();
    let read = Decoding::new(Drip(bytes, drip), encoding).read_to_string(&mut text);
    read.map(|_| text).map_err(|error| error.to_string())
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn found(bytes: &[u8]) -> &'static str {
    by_first_bytes(bytes)
        .unwrap_or_else(|| by_all_bytes(&mut Cursor::new(bytes)).expect("memory is readable"))
        .encoding
        .name()
}

const TEXT: &str = "agent;date;Empathy\nMüller, Jörg;05.10.2026;82,5\nŁukasz;06.10.2026;80\n";

#[test]
fn each_encoding_is_found_by_its_own_marks() {
    assert_eq!(found(TEXT.as_bytes()), "UTF-8");
    assert_eq!(found(format!("\u{feff}{TEXT}").as_bytes()), "UTF-8");
    assert_eq!(found(b"agent,date\n"), "UTF-8");
    for (big, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
        assert_eq!(found(&utf16(TEXT, big)), name);
        assert_eq!(found(&utf16(&format!("\u{feff}{TEXT}"), big)), name);
        // Few letters of a heading are Latin, but the separators, digits and line ends are.
        assert_eq!(found(&utf16("агент,дата,Балл\nАнна,2026-10-05,80\n", big)), name);
    }
    for bytes in [&b"M\xFCller, J\xF6rg,80\n"[..], b"Ren\xE9e,80\n", b"Ren\x81e,80\n", b"\xE9", b"caf\xC3"] {
        assert_eq!(found(bytes), "Windows-1252", "{bytes:?}");
    }
}

#[test]
fn the_whole_file_decides() {
    let mut bytes = "agent,date,Empathy\n".repeat(40_000).into_bytes();
    assert_eq!(found(&bytes), "UTF-8");
    bytes.extend_from_slice(b"Ren\xE9e,2026-10-05,80\n");
    assert_eq!(found(&bytes), "Windows-1252");
    bytes.extend_from_slice("é,x\n".repeat(3).as_bytes());
    assert_eq!(found(&bytes), "Windows-1252");
}

#[test]
fn a_text_with_enough_letters_tells_its_own_code_page() {
    let czech = "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl Jiří Šťastný.\n".repeat(4);
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(&czech);
    let found = by_all_bytes(&mut Cursor::new(&*bytes)).expect("memory is readable");
    assert_eq!(found.encoding.name(), "windows-1250");
    assert_eq!(decoded(&bytes, "windows-1250", 5).expect("all of it"), czech);
    assert!(found.words().expect("it is said").contains("--encoding windows-1252"));
}

#[test]
fn windows_1252_has_a_character_for_every_byte() {
    let all: Vec<u8> = (0..=255).collect();
    let text = decoded(&all, "latin1", 7).expect("every byte");
    assert_eq!(text.chars().count(), 256);
    assert!(text.contains('\u{81}') && text.contains('€') && !text.contains('\u{fffd}'));
}

#[test]
fn what_cannot_be_decoded_is_an_error_with_line_and_byte() {
    for drip in [1, 2, 3, 1_000] {
        let mut bytes = utf16("a,b\r\nc,", false);
        bytes.extend_from_slice(&[0x00, 0xD8, b'x', 0]);
        let error = Decoding::new(Drip(&bytes, drip), TextEncoding::named("utf-16").expect("known"))
            .read_to_end(&mut Vec::new())
            .expect_err("a lone surrogate");
        let fault = error.get_ref().and_then(|inner| inner.downcast_ref::<super::Undecodable>()).expect("named");
        assert_eq!((fault.line, fault.at), (2, 14), "{fault}");
        let cut = decoded(&utf16("abc", true)[..5], "utf-16be", drip).expect_err("half a character");
        assert!(cut.contains("UTF-16BE"), "{cut}");
    }
    assert!(decoded(b"\x81\x20", "shift_jis", 1).expect_err("no such character").contains("Shift_JIS"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn pieces_of_any_size_come_to_the_same(text in "\\PC{0,60}", drip in 1..9_usize, big in any::<bool>()) {
        let bytes = utf16(&text, big);
        let name = if big { "utf-16be" } else { "utf-16le" };
        prop_assert_eq!(decoded(&bytes, name, drip).expect("valid"), text.strip_prefix('\u{feff}').unwrap_or(&text));
    }

    #[test]
    fn utf_8_is_judged_in_pieces_as_it_is_whole(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0xC3), Just(0xA9), Just(0xE2), Just(0x82), Just(0xAC)], 0..12), drip in 1..4_usize) {
        let mut check = Utf8Check::default();
        for piece in bytes.chunks(drip) {
            check.feed(piece);
        }
        prop_assert_eq!(check.end(), std::str::from_utf8(&bytes).is_ok());
    }

    #[test]
    fn any_bytes_are_decoded_or_named(bytes in proptest::collection::vec(any::<u8>(), 0..200), drip in 1..40_usize) {
        let _ = by_first_bytes(&bytes);
        for name in ["utf-8", "utf-16le", "windows-1252", "shift_jis", "gb18030", "windows-1253", "iso-2022-jp"] {
            let text = decoded(&bytes, name, drip);
            prop_assert!(name != "windows-1252" || text.is_ok());
        }
    }
}
