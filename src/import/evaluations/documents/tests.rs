use super::{Broken, Laid, Piece, each, line_of, look};
use crate::import::evaluations::at::Step;
use crate::import::evaluations::vendor::Vendor;
use crate::import::sniff::Refusal;

/// "line:column value", one a piece; the end of a faulty file last.
fn pieces(text: &str, laid: Laid) -> Vec<String> {
    let mut out = Vec::new();
    let mut take = |piece: Piece, _: u64| -> Result<(), ()> {
        out.push(match piece {
            Piece::Element(e) => {
                let held = String::from_utf8(e.bytes).expect("it is text");
                assert!(held.starts_with(&e.value.to_string()[..1]), "{held}");
                format!("{}:{} {}{}", e.at.line, e.at.column, e.value, e.twice.join(","))
            }
            Piece::Bad { at, why, .. } => format!("{}:{} bad: {why}", at.line, at.column),
        });
        Ok(())
    };
    let done = each(text.as_bytes(), laid, &mut take);
    match done {
        Ok(()) => {}
        Err(Broken::File(Refusal::Malformed { line, why })) => out.push(format!("{line} {why}")),
        Err(other) => panic!("{other:?}"),
    }
    out
}

#[test]
fn elements_come_one_by_one_from_every_layout() {
    let whole = |text: &str| pieces(text, Laid::Whole);
    assert_eq!(whole("{\"a\":1}"), ["1:1 {\"a\":1}"]);
    assert_eq!(whole("\u{feff} {\"a\":1}\n"), ["1:2 {\"a\":1}"]);
    assert_eq!(whole("[ {\"a\":1},\n {\"b\":[2]} ]"), ["1:3 {\"a\":1}", "2:2 {\"b\":[2]}"]);
    assert_eq!(whole("{\"a\":1}\n{\"b\":2}{\"c\":3}"), ["1:1 {\"a\":1}", "2:1 {\"b\":2}", "2:8 {\"c\":3}"]);
    assert_eq!(whole("{\"page\":1,\"entities\":[\n{\"a\":1},\n3],\"total\":2}"), ["2:1 {\"a\":1}", "3:1 3"]);
    // What is no list under a wrapper's key belongs to the object.
    assert_eq!(whole("{\"results\":{\"a\":1},\"data\":null}"), ["1:1 {\"results\":{\"a\":1},\"data\":null}"]);
    // A review alone has ratings of its own.
    assert_eq!(whole("{\"id\":1,\"ratings\":[{\"a\":1}]}"), ["1:1 {\"id\":1,\"ratings\":[{\"a\":1}]}"]);
    assert_eq!(whole("{\"ratings\":[{\"a\":1}]}"), ["1:13 {\"a\":1}"]);
    assert_eq!(whole("{\"a\":1,\"a\":2}"), ["1:1 {\"a\":2}a"]);
    assert_eq!(whole("[]"), [""; 0]);
}

#[test]
fn lines_spoil_no_other_line() {
    let text = "{\"a\":1}\r\n\n{\"a\":\nnonsense\n  {\"b\":2}\n{\"c\":3} 4\n";
    assert_eq!(
        pieces(text, Laid::Lines),
        [
            "1:1 {\"a\":1}",
            "3:5 bad: it ends in the middle of a value; expected is the rest of it",
            "4:2 bad: expected ident",
            "5:3 {\"b\":2}",
            "6:9 bad: more text follows a value that was whole; expected is its end",
        ]
    );
}

#[test]
fn a_fault_is_said_with_line_and_column() {
    let whole = |text: &str| pieces(text, Laid::Whole).pop().expect("something came");
    assert_eq!(
        whole("[{\"a\":1,\n},{}]"),
        "2 column 1: it is no valid JSON: a comma is read and then a closing bracket; expected is another entry after the comma, or none"
    );
    assert_eq!(
        whole("{\"a\":\n{ value: 1}}"),
        "2 column 3: it is no valid JSON: a name without quotation marks is read; expected is \"name\": value"
    );
    assert!(
        whole("[{\"a\":1},{\"b\"").starts_with("1 column 13: it is no valid JSON: it ends in the middle"),
        "{}",
        whole("[{\"a\":1},{\"b\"")
    );
    let deep = "[".repeat(100_000);
    assert!(whole(&deep).contains("nested more than 128 deep"));
    let deep = "{\"a\":".repeat(100_000);
    assert!(whole(&deep).contains("nested more than 128 deep"));
    // A text of many megabytes is not read to its end.
    let long = format!("[{{\"a\":\"{}\"}}]", "x".repeat(5 << 20));
    assert!(whole(&long).contains("at most 4 MB"), "{}", whole(&long));
    let many = format!("{{\"sections\":[{}0]}}", "0,".repeat(3 << 20));
    assert!(whole(&many).contains("at most 4 MB"));
}

#[test]
fn who_takes_no_more_ends_the_reading() {
    let mut taken = 0;
    let mut take = |_: Piece, _: u64| {
        taken += 1;
        if taken == 2 { Err("enough") } else { Ok(()) }
    };
    let done = each(&b"[{},{},{},{}]"[..], Laid::Whole, &mut take);
    assert!(matches!(done, Err(Broken::Own("enough"))));
    assert_eq!(taken, 2);
}

#[test]
fn a_value_is_found_again_on_its_line() {
    let text = "\n [\n {\"a\":1,\n  \"b\":[\n   {\"c\":2},\n   {\"c\":3,\n    \"d\":4}\n  ]} ]";
    let mut take = |piece: Piece, _: u64| -> Result<(), ()> {
        let Piece::Element(element) = piece else { panic!("it is sound") };
        let key = |key: &str| Step::Key(key.to_owned());
        for (way, line) in [
            (vec![], 3),
            (vec![key("a")], 3),
            (vec![key("b"), Step::Nth(0), key("c")], 5),
            (vec![key("b"), Step::Nth(1), key("d")], 7),
            // What is absent is said of what it is missed in.
            (vec![key("b"), Step::Nth(1), key("e")], 6),
            (vec![key("z")], 3),
        ] {
            assert_eq!(line_of(&element, &way), line, "{way:?}");
        }
        Ok(())
    };
    each(text.as_bytes(), Laid::Whole, &mut take).expect("it is sound");
}

#[test]
fn a_file_is_told_by_its_start() {
    let connect = r#"{"schemaVersion":"3.1","evaluationId":"x","metadata":{"contactId":"c""#;
    assert_eq!(look(connect.as_bytes()), Some((Vendor::AmazonConnect, Laid::Whole)));
    assert_eq!(look(format!("\u{feff}[\n{connect}").as_bytes()), Some((Vendor::AmazonConnect, Laid::Whole)));
    let whole = r#"{"schemaVersion":"3.1","evaluationId":"x","metadata":{}}"#;
    assert_eq!(look(whole.as_bytes()), Some((Vendor::AmazonConnect, Laid::Whole)));
    assert_eq!(look(format!("{whole}\n{whole}\n").as_bytes()), Some((Vendor::AmazonConnect, Laid::Lines)));
    // The first line is faulty, the next is sound.
    assert_eq!(look(format!("{{\"evalu\n{whole}\n").as_bytes()), Some((Vendor::AmazonConnect, Laid::Lines)));
    assert_eq!(
        look(br#"{"entities":[{"id":"1","conversation":{},"evaluationForm":{"id""#),
        Some((Vendor::Genesys, Laid::Whole))
    );
    assert_eq!(
        look(br#"{"pageSize":25,"conversations":[{"externalId":"1","reviews":["#),
        Some((Vendor::ZendeskQa, Laid::Whole))
    );
    for other in [
        "",
        "[]",
        "{}",
        "[1,2]",
        "{\"data\":3}",
        "[{\"human_transcript\":\"hello\"}]",
        "{\"results\":{\"channels\":[]},\"metadata\":{}}",
    ] {
        assert_eq!(look(other.as_bytes()), None, "{other}");
    }
}
