use crate::domain::evaluation::EvaluationRecord;
use crate::import::Apart::{Above, Again, Below, Page, Totals};
use crate::import::testing::{Loaded, load, refusal, try_load};
use crate::import::{Apart, Item, Options, TextEncoding};

/// Agent and scores, a line an evaluation.
fn told(loaded: &Loaded) -> Vec<String> {
    let line = |record: &&EvaluationRecord| {
        let scores = record.scores.iter().map(|score| {
            let earned = score.earned.as_ref().map_or("-".to_owned(), |number| number.value.to_string());
            format!("{}={earned}", score.dimension)
        });
        format!("{}: {}", record.agent.name.as_deref().unwrap_or("?"), scores.collect::<Vec<_>>().join(" "))
    };
    loaded.evaluations().iter().map(line).collect()
}

fn skipped(loaded: &Loaded) -> Vec<(u64, Apart)> {
    let grid = loaded.plan.files[0].grid.as_ref().expect("a table");
    let planned: Vec<_> = grid.skipped.iter().map(|row| (row.line, row.what)).collect();
    let left: Vec<_> = loaded.left_out().iter().map(|left| (left.line, left.why.clone())).collect();
    let words: Vec<_> = planned.iter().map(|(line, what)| (*line, what.why().to_owned())).collect();
    assert_eq!(left, words, "what is planned is what comes");
    planned
}

#[test]
fn rows_that_are_no_data_are_left_out_by_line_and_reason() {
    let loaded = load(
        "QA report,,,\n\
         Team: Alpha,,,\n\
         \n\
         agent,date,Empathy,Compliance\n\
         Ama,2026-10-05,80,90\n\
         Ben,2026-10-06,70,\n\
         ,,,\n\
         Average:,,75,90\n\
         Page 2,,,\n\
         agent,date,Empathy,Compliance\n\
         Cid,2026-10-07,60,50\n\
         Grand Total,,70,70\n\
         Generated on 2026-11-01 by Dana,,,\n\
         Exported by,Dana,,\n",
    );
    assert_eq!(
        told(&loaded),
        ["Ama: Empathy=80 Compliance=90", "Ben: Empathy=70 Compliance=-", "Cid: Empathy=60 Compliance=50"]
    );
    let expected =
        [(1, Above), (2, Above), (8, Totals), (9, Page), (10, Again), (12, Totals), (13, Below), (14, Below)];
    assert_eq!(skipped(&loaded), expected);
    assert_eq!(loaded.plan.files[0].rows, 11);
    assert!(loaded.warned("scores.csv: lines of totals or averages are left out: 8, 12"), "{:?}", loaded.plan.warnings);
    assert!(loaded.warned("scores.csv: lines above the headings are left out: 1, 2"));
}

#[test]
fn a_row_with_what_a_data_row_has_is_data() {
    let loaded = load(
        "call_id,agent,date,Empathy\n\
         C1,Total Wine,2026-10-05,80\n\
         C2,Total,2026-10-05,70\n\
         ,Mean,2026-10-06,60\n\
         Total,Ama,2026-10-05,50\n\
         C5,Ama,2026-10-05,40\n",
    );
    assert_eq!(
        told(&loaded),
        ["Total Wine: Empathy=80", "Total: Empathy=70", "Mean: Empathy=60", "Ama: Empathy=50", "Ama: Empathy=40"]
    );
    assert!(skipped(&loaded).is_empty());
    // Without a call and a date it is no data row either, and is named: nobody is called "Total Wine" by accident.
    for last in
        [",Total Wine,,90", "C9,Total,,90", ",Ama Mensah,,", "C9,,,", ",Page Turner,,", "Ama Mensah", "Page Turner"]
    {
        let loaded = load(&format!("call_id,agent,date,Empathy\nC1,Ama,2026-10-05,80\n{last}\n"));
        assert_eq!((loaded.rejected().len().min(1), skipped(&loaded).len()), (1, 0), "{last}");
    }
    // An agent's blank evaluation of two cells is one, whatever the agent's name.
    let loaded = load("agent,date,Empathy,Tone\nAma,2026-10-05,80,61\nPage Filter,2026-10-05,,\n");
    assert_eq!(told(&loaded)[1], "Page Filter: Empathy=- Tone=-");
}

#[test]
fn totals_are_known_in_many_languages() {
    for word in [
        "Totals:",
        "TOTAL",
        "Grand Total",
        "Mean",
        "Summe",
        "Gesamtergebnis",
        "Mittelwert",
        "Durchschnitt",
        "Moyenne",
        "Moyenne générale",
        "Promedio",
        "Totale",
        "Średnia",
        " Average ",
        "Total general",
    ] {
        let loaded = load(&format!("agent,date,Empathy,Tone\nAma,2026-10-05,80,90\n{word},,80,90\n"));
        assert_eq!(skipped(&loaded), [(3, Apart::Totals)], "{word}");
    }
    // A long table's too, with the dimension that is summed up.
    let loaded = load("agent,date,dimension,score\nAma,2026-10-05,Tone,80\nAverage,,Tone,80\n");
    assert_eq!(skipped(&loaded), [(3, Apart::Totals)]);
}

#[test]
fn two_rows_of_headings_are_joined() {
    let expected = ["Ama: Empathy Score=80 Compliance Score=90", "Ben: Empathy Score=70 Compliance Score=-"];
    let data = "Ama,2026-10-05,C1,80,kind,90,fine\nBen,2026-10-06,C2,70,,,\n";
    for (head, lines) in [
        (",,,Empathy,,Compliance,\nAgent,Date,Call ID,Score,Comment,Score,Comment\n", vec![1, 2]),
        ("Agent,Date,Call ID,Empathy,,Compliance,\n,,,Score,Comment,Score,Comment\n", vec![1, 2]),
        ("Call,,,Empathy,,Compliance,\nAgent,Date,Call ID,Score,Comment,Score,Comment\n", vec![1, 2]),
        (
            "Report,,,,,,\n,,,Empathy,Empathy,Compliance,Compliance\nAgent,Date,Call ID,Score,Comment,Score,Comment\n",
            vec![2, 3],
        ),
    ] {
        let loaded = load(&format!("{head}{data}"));
        assert_eq!(told(&loaded), expected, "{head}");
        let file = &loaded.plan.files[0];
        let columns: Vec<_> = file.columns.iter().map(|column| column.heading.verbatim()).collect();
        let joined =
            ["Agent", "Date", "Call ID", "Empathy Score", "Empathy Comment", "Compliance Score", "Compliance Comment"];
        assert_eq!(columns, joined, "{head}");
        assert_eq!(file.grid.as_ref().expect("a table").heading_lines, lines, "{head}");
        // Both come again on the next page.
        let again = load(&format!("{head}{data}{head}Cid,2026-10-07,C3,50,,50,\n"));
        assert_eq!(again.evaluations().len(), 3, "{head}");
    }
    // The first record is no second row of headings, and a title over the headings is no row of groups.
    let plain = load("agent,date,Tone,Spoken,Written\nAma,2026-10-05,80,Score,Score\n");
    assert_eq!(told(&plain), ["Ama: Tone=80"]);
    let title = load("QA,October,,\nagent,date,Comment,Tone,Comment\nAma,2026-10-05,x,80,y\n");
    assert_eq!(skipped(&title), [(1, Apart::Above)]);
    assert!(
        title.warned("headings that stand over several columns: Comment (columns 3, 5)"),
        "{:?}",
        title.plan.warnings
    );
}

#[test]
fn the_separator_is_the_one_that_makes_a_table() {
    // More commas than semicolons in the rows, and one in a heading.
    let text =
        "Agent;Date;Empathy, tone;Compliance\n\"Müller, Jörg\";05.10.2026;82,5;90,25\nBen;25.10.2026;70,0;60,5\n";
    let loaded = load(text);
    assert_eq!(told(&loaded)[0], "Müller, Jörg: Empathy, tone=82.5 Compliance=90.25");
    assert_eq!(loaded.plan.files[0].grid.as_ref().map(|grid| grid.delimiter), Some(Some(';')));
    // Headings far down, and a separator inside quotes.
    let titles = "\"Report; of; October\"\n".repeat(28);
    let loaded = load(&format!("{titles}{text}"));
    assert_eq!((loaded.evaluations().len(), skipped(&loaded).len()), (2, 28));
}

#[test]
fn headings_that_nobody_knows_are_asked_for_and_no_text_is_a_table() {
    let words = refusal("a.csv", b"Bericht;;;\nWer;Wann;Was;Wieviel\nAma;2026-10-05;Tone;80\nBen;2026-10-05;Tone;80\n");
    assert!(words.contains("line 2 has the headings Wer, Wann, Was, Wieviel; missing: the agent"), "{words}");
}

#[test]
fn the_encoding_is_said_and_can_be_named() {
    let csv = b"agent,date,Empathy\nM\xFCller,2026-10-05,80\nRen\xE9e,2026-10-06,70\n";
    let loaded = try_load(&[("a.csv", csv)], &Options::default()).expect("readable");
    assert_eq!(told(&loaded), ["Müller: Empathy=80", "Renée: Empathy=70"]);
    assert!(loaded.warned("a.csv: read as Windows-1252"), "{:?}", loaded.plan.warnings);
    let grid = |loaded: &Loaded| loaded.plan.files[0].grid.clone().expect("a table");
    assert_eq!(grid(&loaded).encoding, Some("Windows-1252"));
    let named = |name| Options { encoding: TextEncoding::named(name), ..Options::default() };
    let turkish = try_load(&[("a.csv", csv)], &named("windows-1251")).expect("readable");
    assert_eq!(told(&turkish)[0], "Mьller: Empathy=80");
    let error = try_load(&[("a.csv", csv)], &named("utf-8")).expect_err("it is no UTF-8").to_string();
    assert!(error.contains("line 2: the text is not UTF-8: byte 0xFC"), "{error}");
    // The first letter with an accent far beyond what is looked at first.
    let mut long = b"agent,date,Empathy\n".to_vec();
    long.extend_from_slice("Ama,2026-10-05,80\n".repeat(20_000).as_bytes());
    long.extend_from_slice(b"Ren\xE9e,2026-10-06,70\n");
    let loaded = try_load(&[("a.csv", &long)], &Options::default()).expect("readable");
    assert_eq!(told(&loaded).last().map(String::as_str), Some("Renée: Empathy=70"));
    assert_eq!(loaded.evaluations().len(), 20_001);
    // UTF-8 says nothing.
    assert!(!load("agent,date,Empathy\nMüller,2026-10-05,80\n").warned("read as"));
}

#[test]
fn a_transcript_in_utf_16_is_read_too() {
    let text = "\u{feff}WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Grüße\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let loaded = try_load(&[("c1.vtt", &bytes)], &Options::default()).expect("readable");
    let Item::Transcript(transcript) = &loaded.items[0] else { panic!("{:?}", loaded.items) };
    assert_eq!((transcript.turns[0].text.verbatim(), loaded.plan.files[0].bytes), ("Grüße", bytes.len() as u64));
    let named = Options { sheet: Some("Scores".to_owned()), ..Options::default() };
    let loaded = try_load(&[("c1.vtt", &bytes)], &named).expect("readable");
    assert!(loaded.warned("--sheet Scores names nothing: none of the files is a workbook"));
}

#[test]
fn rows_longer_and_shorter_than_the_headings() {
    let loaded = load("agent,date,Empathy,Tone\nAma,2026-10-05,80\nBen,2026-10-05,80,90,,,\nCid,2026-10-05,80,90,,x\n");
    assert_eq!(told(&loaded), ["Ama: Empathy=80 Tone=-", "Ben: Empathy=80 Tone=90"]);
    assert!(loaded.reasons()[0].contains("4 cells, as many as the headings, but here are 6"), "{:?}", loaded.reasons());
}
