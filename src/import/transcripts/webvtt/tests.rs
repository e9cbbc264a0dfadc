use super::read;
use crate::domain::call::{Role, Turn};

fn turns(text: &str) -> Vec<Turn> {
    read(text.as_bytes()).expect(text).record("C1".to_owned(), "a.vtt", 0).turns
}

/// "from to speaker|text|mark" of each turn.
fn shown(text: &str) -> Vec<String> {
    let ms = |ms: Option<i64>| ms.map_or_else(|| "?".to_owned(), |ms| ms.to_string());
    let turn = |turn: &Turn| {
        let speaker = turn.speaker.as_ref().map_or("", |speaker| speaker.verbatim());
        let mark = turn.mark.as_deref().unwrap_or_default();
        format!("{} {} {speaker}|{}|{mark}", ms(turn.from_ms), ms(turn.to_ms), turn.text.verbatim())
    };
    turns(text).iter().map(turn).collect()
}

#[test]
fn speakers_come_from_voice_tags() {
    let turns = turns(
        "\
WEBVTT

00:01.000 --> 00:02.000
<v Agent Elizabeth>Hello</v>

00:02.000 --> 00:03.000
<v.loud Customer>Hi there

00:03.000 --> 00:04.000
<v Jane Doe>
On a line of its own

00:04.000 --> 00:05.000
<v A>One</v> <v caller>Two
lines</v>
",
    );
    let shape: Vec<_> = turns
        .iter()
        .map(|t| (t.n, t.role, t.speaker.as_ref().map(|s| s.verbatim().to_owned()), t.text.verbatim().to_owned()))
        .collect();
    let row = |n, role, speaker: &str, text: &str| (n, role, Some(speaker.to_owned()), text.to_owned());
    assert_eq!(
        shape,
        [
            row(1, Role::Agent, "Agent Elizabeth", "Hello"),
            row(2, Role::Customer, "Customer", "Hi there"),
            row(3, Role::Other, "Jane Doe", "On a line of its own"),
            row(4, Role::Other, "A", "One"),
            row(5, Role::Customer, "caller", "Two\nlines"),
        ]
    );
}

#[test]
fn blocks_identifiers_tags_and_references() {
    assert_eq!(
        shown(
            "\u{feff}WEBVTT - title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:x\n\nNOTE\nnot said\nnot this\n\n\
            6e2b1f0c-0d3a-4c1e-9a7b-2f5d8e1c4a90/12-0\n00:01.000 --> 00:02.000 align:start\nThat's <00:01.500><c.color>amore</c> \n\n\
            NOTE one line\n\n00:02.000 --> 00:03.000\nfish &amp; chips &lt;b&gt; &amp;lt; &nbsp;| <unk> 3 < 4 &copy;\n"
        ),
        ["1000 2000 |That's amore |", "2000 3000 |fish & chips <b> &lt; \u{a0}| <unk> 3 < 4 &copy;|"]
    );
}

#[test]
fn blank_lines_may_be_missing() {
    assert_eq!(
        shown(
            "WEBVTT\n00:01.000 --> 00:02.000\none\n2\n00:02.000 --> 00:03.000\ntwo\nmore\n00:03.000 --> 00:04.000\nthree"
        ),
        ["1000 2000 |one|", "2000 3000 |two\nmore|", "3000 4000 |three|"]
    );
    assert_eq!(shown("WEBVTT\r\r7\r\r00:01.000 --> 00:02.000\rone"), ["1000 2000 |one|"]);
}

#[test]
fn a_cue_with_something_wrong_is_kept_and_marked() {
    assert_eq!(
        shown(
            "WEBVTT\n\n00:05.000 --> 00:02.000\nback\n\nno times\n\n00:xx.000 --> 00:07.000\nbad\n\n00:08.000 --> 00:09.000\n\n\
            00:09.000 -->\nhalf\n"
        ),
        [
            "5000 2000 |back|the cue ends before it starts",
            "? ? |no times|the cue has no times",
            "? 7000 |bad|the times of the cue cannot be read",
            "8000 9000 ||the cue has no words",
            "9000 ? |half|the times of the cue cannot be read",
        ]
    );
}

#[test]
fn names_before_a_colon_are_speakers_where_the_file_does_so() {
    assert_eq!(
        shown(
            "WEBVTT\n\n00:01.000 --> 00:02.000\nJane Doe: Good morning.\n\n00:02.000 --> 00:03.000\nJohn: Hi: there\n"
        ),
        ["1000 2000 Jane Doe|Good morning.|", "2000 3000 John|Hi: there|"]
    );
    // One colon among many cues is a colon.
    let cues = "00:01.000 --> 00:02.000\nwords\n\n".repeat(4);
    let said = shown(&format!(
        "WEBVTT\n\n{cues}00:02.000 --> 00:03.000\nRemember: be kind\n\n00:03.000 --> 00:04.000\nAgent: yes\n"
    ));
    assert_eq!(said[4..], ["2000 3000 |Remember: be kind|", "3000 4000 Agent|yes|"]);
}
