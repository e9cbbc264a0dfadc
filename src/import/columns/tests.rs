use proptest::prelude::*;

use crate::domain::mapping::{DimensionUse, Mapping};
use crate::domain::scale::Scale;
use crate::import::testing::{Loaded, load, try_load};
use crate::import::{Options, ReadAs, Remembered, presets};

fn options(scales: &[(&str, &str)]) -> Options {
    let scales = scales.iter().map(|(name, scale)| ((*name).to_owned(), scale.parse().expect("a scale")));
    Options { scales: scales.collect(), ..Options::default() }
}

fn wide(column: &str, cells: &[&str]) -> String {
    let rows: Vec<String> =
        cells.iter().enumerate().map(|(n, cell)| format!("C{n};Ama;2026-10-{:02};{cell}\n", n + 1)).collect();
    format!("call_id;agent;date;{column}\n{}", rows.concat())
}

/// The percents of the only dimension, rounded to a millionth; `None` for no score.
fn percents(loaded: &Loaded) -> Vec<Option<f64>> {
    let percent = |score: &crate::domain::evaluation::ScoreRecord| {
        let (earned, possible) = (score.earned.as_ref()?.value, score.possible.as_ref()?.value);
        Some((1e8 * earned / possible).round() / 1e6)
    };
    loaded.evaluations().iter().flat_map(|e| e.scores.iter().map(percent)).collect()
}

/// Figures worked by hand.
#[test]
fn a_columns_scale_is_decided_by_all_of_its_rows() {
    for (cells, scale, came) in [
        (&["85", "70"][..], Some(Scale::Percent), &[Some(85.0), Some(70.0)][..]),
        (&["85%", "70 %"], Some(Scale::Percent), &[Some(85.0), Some(70.0)]),
        (&["85\u{a0}%", "7"], Some(Scale::Percent), &[Some(85.0), Some(7.0)]),
        (&["5", "11"], Some(Scale::Percent), &[Some(5.0), Some(11.0)]),
        (&["0.85", "1", "0"], Some(Scale::Fraction), &[Some(85.0), Some(100.0), Some(0.0)]),
        (&["0,85", "1"], Some(Scale::Fraction), &[Some(85.0), Some(100.0)]),
        (&["17/20", "3 of 5", "3 out of 5"], Some(Scale::Points), &[Some(85.0), Some(60.0), Some(60.0)]),
        (&["0", "0"], Some(Scale::Percent), &[Some(0.0), Some(0.0)]),
        (
            &["110", "-5", "90", "80", "70", "60", "50", "40", "30", "20"],
            Some(Scale::Percent),
            &[
                Some(110.0),
                Some(-5.0),
                Some(90.0),
                Some(80.0),
                Some(70.0),
                Some(60.0),
                Some(50.0),
                Some(40.0),
                Some(30.0),
                Some(20.0),
            ],
        ),
        (
            &["82,5", "173,900", "70", "71", "72"],
            Some(Scale::Percent),
            &[Some(82.5), Some(173.9), Some(70.0), Some(71.0), Some(72.0)],
        ),
        (&["'85", "n/a", "Unanswered"], Some(Scale::Percent), &[Some(85.0), None, None]),
    ] {
        let loaded = load(&wide("Tone", cells));
        assert!(loaded.plan.questions.is_empty(), "{cells:?}: {:?}", loaded.plan.questions);
        assert_eq!(loaded.plan.files[0].columns[3].scale, scale, "{cells:?}");
        assert_eq!(percents(&loaded), came, "{cells:?}");
    }
    assert!(load(&wide("Tone", &["0.85", "1"])).warned("the column Tone is read as fractions of one: 0.85 to 1"));
}

#[test]
fn numbers_that_nothing_gives_a_scale_are_a_question() {
    for (cells, words, first) in [
        (&["1", "5", "3"][..], "holds whole numbers from 1 to 5", "of 5"),
        (&["0", "4"], "holds whole numbers from 0 to 4", "of 5"),
        (&["0", "1"], "holds whole numbers from 0 to 1", "of 1"),
        (&["2", "9"], "holds whole numbers from 2 to 9", "of 10"),
        (&["4.5", "3"], "holds numbers from 3 to 4.5", "of 5"),
        (&["-5", "10"], "holds whole numbers from -5 to 10", "of 10"),
        (&["17/20", "3"], "holds whole numbers from 3 to 3", "of 5"),
        (&["85%", "0.9"], "holds numbers from 0.9 to 0.9", "of 1"),
    ] {
        // Most of them lie within percents, or the column would be none.
        let loaded = try_load(
            &[("scores.csv", wide("Tone", cells).as_bytes())],
            &Options { known_dimensions: vec!["tone".to_owned()], ..Options::default() },
        )
        .expect("readable");
        let [question] = &loaded.plan.questions[..] else { panic!("{cells:?}: {:?}", loaded.plan.questions) };
        assert!(question.words.contains(words), "{words} in {}", question.words);
        assert!(question.words.contains(&format!("--scale \"Tone={first}\"")), "{}", question.words);
        assert!(question.choices.len() >= 2 && question.column == "Tone");
        // Nothing is guessed meanwhile, and each choice answers it.
        assert!(loaded.reasons()[0].contains("--scale decides"), "{:?}", loaded.reasons());
        for choice in &question.choices {
            let mut mapping = loaded.plan.files[0].as_mapping().expect("a table");
            mapping.answer(&choice.answer);
            let options = Options { mapping: Some(mapping), ..Options::default() };
            let loaded = try_load(&[("scores.csv", wide("Tone", cells).as_bytes())], &options).expect("readable");
            assert!(loaded.plan.questions.is_empty() && loaded.reasons().is_empty(), "{:?}", choice.words);
        }
    }
}

#[test]
fn the_command_line_says_what_numbers_are() {
    let csv = wide("Tone", &["3", "5", "1"]);
    for (said, came) in [
        (&[("Tone", "of 5")][..], [60.0, 100.0, 20.0]),
        (&[("tone", "1 to 5")], [50.0, 100.0, 0.0]),
        (&[("*", "of 10")], [30.0, 50.0, 10.0]),
        (&[("*", "of 10"), ("Tone", "percent")], [3.0, 5.0, 1.0]),
    ] {
        let loaded = try_load(&[("a.csv", csv.as_bytes())], &options(said)).expect("readable");
        assert_eq!(percents(&loaded), came.map(Some), "{said:?}");
    }
    // "*" answers what is open, and changes nothing that is not.
    let loaded =
        try_load(&[("a.csv", wide("Tone", &["85"]).as_bytes())], &options(&[("*", "of 5")])).expect("readable");
    assert_eq!(percents(&loaded), [Some(85.0)]);
    let error = try_load(&[("a.csv", csv.as_bytes())], &options(&[("Mood", "of 5")])).expect_err("no such column");
    assert!(error.to_string().contains("“Mood”"), "{error}");
}

#[test]
fn a_long_table_without_possible_points_is_asked_about_too() {
    let csv = "agent,date,dimension,score\nAma,2026-10-05,Tone,3\nAma,2026-10-05,Pace,5\n";
    let loaded = load(csv);
    assert!(loaded.plan.questions[0].words.contains("The column score of scores.csv holds whole numbers from 3 to 5"));
    let loaded = try_load(&[("a.csv", csv.as_bytes())], &options(&[("score", "1 to 5")])).expect("readable");
    assert_eq!(percents(&loaded), [Some(50.0), Some(100.0)]);
    let mixed = load("agent,date,dimension,score\nAma,2026-10-05,Tone,3\nAma,2026-10-05,Pace,85\n");
    assert!(mixed.warned("the dimension Tone holds whole numbers from 3 to 3, and others hold more"));
    let with = load("agent,date,dimension,score,max_score\nAma,2026-10-05,Tone,3,5\nAma,2026-10-05,Pace,5,5\n");
    assert_eq!(percents(&with), [Some(60.0), Some(100.0)]);
    assert!(with.plan.questions.is_empty());
}

#[test]
fn a_total_is_on_a_scale_too() {
    let csv = "call_id,agent,date,Tone,Overall\nC1,Ama,2026-10-05,85,0.9\nC2,Ama,2026-10-06,70,0.55\n";
    let loaded = load(csv);
    let totals: Vec<_> = loaded.evaluations().iter().map(|e| e.total.as_ref().map(|n| n.value)).collect();
    assert_eq!(totals, [Some(90.0), Some(55.0)]);
    assert!(
        loaded.evaluations()[0].total.as_ref().is_some_and(|n| n.text.is_none()),
        "what was read is on another scale"
    );
}

#[test]
fn one_bad_cell_costs_its_row_and_never_the_column() {
    for (bad, expected) in [
        ("good", "a percent (85, 85%)"),
        ("(5)", "a number with its sign"),
        ("8O", "a percent (85, 85%)"),
        ("17/-2", "a number of possible points"),
    ] {
        let loaded = load(&wide("Tone", &["80", "70", "75", "90", "60", bad]));
        assert_eq!(loaded.plan.files[0].dimensions, ["Tone"], "{bad}");
        assert_eq!(loaded.reasons().len(), 1, "{bad}");
        assert!(loaded.reasons()[0].contains(expected), "{:?}", loaded.reasons());
        assert_eq!(loaded.evaluations().len(), 5, "{bad}");
    }
    // A penalty is a score, and is shown.
    let loaded = load(&wide("Tone", &["80", "70", "75", "90", "60", "\u{2212}5"]));
    assert_eq!(percents(&loaded).last(), Some(&Some(-5.0)));
    // What is no dimension is said.
    let loaded = load("call_id,agent,date,Tone,Talk,Mood\nC1,Ama,2026-10-05,80,340,good\nC2,Ama,2026-10-06,70,280,7\n");
    assert!(loaded.warned("the column Talk is left out: it holds numbers below 0 or above 100"));
    assert!(loaded.warned("the column Mood is left out: 1 of its 2 cells are no scores (line 2: “good”)"));
}

#[test]
fn decimals_are_what_the_column_shows() {
    let comma = |cells: &[&str]| {
        let rows: Vec<String> =
            cells.iter().enumerate().map(|(n, c)| format!("C{n},Ama,2026-10-05,\"{c}\"\n")).collect();
        load(&format!("call_id,agent,date,Tone\n{}", rows.concat()))
    };
    assert_eq!(percents(&comma(&["82,5", "70"])), [Some(82.5), Some(70.0)]);
    assert_eq!(percents(&comma(&["82,5", "17,5/20"])), [Some(82.5), Some(87.5)]);
    for cells in [&["173,900", "70"][..], &["82.5", "70,5"], &["1,234", "82.5"]] {
        assert_eq!(comma(cells).reasons().len(), 1, "{cells:?}");
    }
    // Where commas are decimal, a point with three digits behind it can mean two things.
    assert_eq!(comma(&["82,5", "1.234"]).reasons().len(), 1);
}

#[test]
fn a_remembered_mapping_is_found_by_its_headings() {
    let first = load(&wide("Tone", &["85"]));
    let mut mapping = first.plan.files[0].as_mapping().expect("a table");
    "Monthly".clone_into(&mut mapping.name);
    mapping.columns[3].scale = Some(Scale::Of(5.0));
    let remembered = vec![Remembered { signature: first.plan.files[0].signature.clone(), mapping }];
    let options = Options { remembered, ..Options::default() };
    let csv = wide("TONE ", &["4", "5"]);
    let loaded = try_load(&[("b.csv", csv.as_bytes())], &options).expect("readable");
    assert_eq!(loaded.plan.files[0].read_as, ReadAs::Profile("Monthly".to_owned()));
    assert!(loaded.warned("b.csv: read as the profile Monthly"));
    assert_eq!(percents(&loaded), [Some(80.0), Some(100.0)]);
    let other = try_load(&[("b.csv", wide("Pace", &["85"]).as_bytes())], &options).expect("readable");
    assert_eq!(other.plan.files[0].read_as, ReadAs::Headings);
}

#[test]
fn what_is_said_of_dimensions_holds_for_tables_of_every_shape_and_fixes_nothing_else() {
    let wide = "call_id,agent,date,Empathy,Warmth\nC1,Ama,2026-11-02,60%,70%\n";
    let long = "agent_name,call_id,call_started_at,dimension,earned,possible\n\
                Ama,C3,2026-11-04T10:00:00Z,Empathy,4,5\n\
                Ama,C3,2026-11-04T10:00:00Z,Warmth,3,5\n\
                Ama,C3,2026-11-04T10:00:00Z,Pace,3,5\n";
    let dimensions = [("Warmth", DimensionUse::SameAs("Empathy 2".to_owned())), ("Pace", DimensionUse::Ignore)];
    let dimensions = dimensions.map(|(name, used)| (name.to_owned(), used)).into_iter().collect();
    let options = Options { dimensions, known_dimensions: vec!["empathy".to_owned()], ..Options::default() };
    let files = [("a.csv", wide.as_bytes()), ("b.csv", long.as_bytes())];
    let loaded = try_load(&files, &options).expect("readable");
    assert!(loaded.plan.questions.is_empty(), "{:?}", loaded.plan.questions);
    for (file, format) in loaded.plan.files.iter().zip(["csv wide", "csv long"]) {
        assert_eq!((file.format, &file.read_as), (format, &ReadAs::Headings));
        assert!(file.unknown_dimensions.is_empty(), "{:?}", file.unknown_dimensions);
    }
    let names: Vec<_> =
        loaded.evaluations().iter().flat_map(|e| e.scores.iter().map(|s| s.dimension.clone())).collect();
    assert_eq!(names, ["Empathy", "Empathy 2", "Empathy", "Empathy 2"]);
}

#[test]
fn a_mapping_says_what_columns_and_dimensions_are() {
    let text = "
name = \"own\"
source = \"desk\"
dates = \"day-first\"
zone = \"Europe/Paris\"
[[columns]]
heading = \"who\"
use = \"agent_name\"
[[columns]]
heading = \"WHEN\"
use = \"call_started_at\"
[[columns]]
position = 4
use = \"dimension\"
dimension = \"Empathy\"
scale = \"1 to 5\"
[[columns]]
heading = \"Old\"
use = \"ignore\"
because = \"it is no longer scored\"
[dimensions]
Pace = { same_as = \"Tempo\" }
Mood = \"ignore\"
";
    let mapping = presets::parse(text).expect("a mapping");
    let options = Options { mapping: Some(mapping), ..Options::default() };
    // Two headings known by themselves tell that it is a table.
    let csv = "call_id,Who,When,E,Pace,Mood,Old,team\nC1,Ama,03/04/2026 10:00,4,80,70,60,North\n";
    let loaded = try_load(&[("a.csv", csv.as_bytes())], &options).expect("readable");
    let record = loaded.evaluation();
    let names: Vec<_> = record.scores.iter().map(|score| score.dimension.as_str()).collect();
    assert_eq!((names, record.source.as_str()), (vec!["Empathy", "Tempo"], "desk"));
    assert_eq!(percents(&loaded), [Some(75.0), Some(80.0)]);
    assert_eq!(loaded.plan.zone().map(chrono_tz::Tz::name), Some("Europe/Paris"));
    assert_eq!(loaded.plan.files[0].unknown_dimensions, ["Empathy"]);
    for words in
        ["the column Old is left out: it is no longer scored", "the dimension Mood is left out, as the mapping says"]
    {
        assert!(loaded.warned(words), "{words} in {:?}", loaded.plan.warnings);
    }
    // In a long table the rows of an ignored dimension are left out, counted.
    let mut mapping = Mapping::default();
    mapping.dimensions.insert("mood".to_owned(), DimensionUse::Ignore);
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let csv = "call_id,agent,date,dimension,score\nC1,Ama,2026-10-05,Tone,80\nC1,Ama,2026-10-05,Mood,70\nC2,Ama,2026-10-05,Mood,70\n";
    let loaded = try_load(&[("a.csv", csv.as_bytes())], &options).expect("readable");
    assert_eq!((loaded.evaluations().len(), loaded.left_out().len()), (1, 2));
}

#[test]
fn a_mapping_that_contradicts_itself_is_refused_with_the_reason() {
    for (text, words) in [
        ("[[columns]]\nuse = \"ignore\"", "needs one of heading, position and pattern"),
        ("[[columns]]\nheading = \"A\"\nposition = 1\nuse = \"ignore\"", "needs one of heading, position and pattern"),
        ("[[columns]]\nposition = 0\nuse = \"ignore\"", "count from 1"),
        (
            "[[columns]]\nposition = 1\nuse = \"team\"\n[[columns]]\nposition = 2\nuse = \"team\"",
            "two columns are used as team",
        ),
        ("[[columns]]\nheading = \"A\"\nuse = \"mood\"", "is not used as \"mood\""),
        ("[[columns]]\nheading = \"A\"\nuse = \"total\"\nscale = \"stars\"", "is no scale"),
        ("zone = \"Mars\"", "there is no zone"),
        ("colour = 1", "unknown field"),
    ] {
        let why = presets::parse(&format!("name = \"x\"\n{text}\n")).expect_err(text);
        assert!(why.contains(words), "{words} in {why}");
    }
}

#[test]
fn dates_answer_by_choice() {
    let csv = "call_id,agent,Call Date,Tone\nC1,Ama,03/04/2026,80\n";
    let loaded = load(csv);
    let words: Vec<_> = loaded.plan.questions[0].choices.iter().map(|choice| choice.words.as_str()).collect();
    assert_eq!(words, ["day first: 03/04/2026 is 3 April", "month first: 03/04/2026 is March 4"]);
    let mut days = Vec::new();
    for choice in &loaded.plan.questions[0].choices {
        let mut mapping = loaded.plan.files[0].as_mapping().expect("a table");
        mapping.answer(&choice.answer);
        let options = Options { mapping: Some(mapping), ..Options::default() };
        let loaded = try_load(&[("a.csv", csv.as_bytes())], &options).expect("readable");
        days.push(format!("{:?}", loaded.evaluation().call_started.as_ref().map(|stamp| stamp.when)));
    }
    assert_eq!(days, ["Some(Date(2026-04-03))", "Some(Date(2026-03-04))"]);
}

fn heading() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("agent".to_owned()),
        Just("date".to_owned()),
        Just("call_id".to_owned()),
        Just("evaluated at".to_owned()),
        Just("dimension".to_owned()),
        Just("score".to_owned()),
        Just("max".to_owned()),
        Just("Overall".to_owned()),
        Just("Tone".to_owned()),
        Just("Tone".to_owned()),
        Just("Pace %".to_owned()),
        Just(String::new()),
        "[a-zA-Z ]{0,6}",
    ]
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9]{1,3}",
        "[01]",
        "[1-5]",
        "[0-9]{1,2}[.,][0-9]{1,3}",
        "[0-9]{1,3} ?%",
        "[1-5]/5",
        Just("3 of 5".to_owned()),
        Just("n/a".to_owned()),
        Just("k.A.".to_owned()),
        Just("-5".to_owned()),
        Just("(5)".to_owned()),
        Just("2026-10-05".to_owned()),
        Just("05/06/2026".to_owned()),
        Just("45581.4".to_owned()),
        Just("16-Oct-26".to_owned()),
        Just("C1".to_owned()),
        Just("4,471E+14".to_owned()),
        "\\PC{0,5}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Rows are accounted for by `try_load`; the mapping that a plan amounts to gives the same plan and the same rows.
    #[test]
    fn a_plans_mapping_gives_the_same_plan(
        headings in proptest::collection::vec(heading(), 1..7),
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 10), 0..12),
    ) {
        let all: Vec<String> = ["agent", "date"].into_iter().map(str::to_owned).chain(headings).collect();
        let quoted = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().take(all.len()).map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            cells.join(",")
        };
        let mut csv = quoted(&all);
        for row in &rows {
            csv.push('\n');
            csv.push_str(&quoted(row));
        }
        let Ok(first) = try_load(&[("a.csv", csv.as_bytes())], &Options::default()) else { return Ok(()) };
        if first.plan.questions.iter().any(|question| question.choices.is_empty()) {
            return Ok(());
        }
        let mapping = first.plan.files[0].as_mapping().expect("a table");
        let text = presets::to_toml(&mapping).expect("plain data");
        let mapping = presets::parse(&text).expect("what is written is read");
        let options = Options { mapping: Some(mapping), ..Options::default() };
        let again = try_load(&[("a.csv", csv.as_bytes())], &options).expect("it was readable before");
        prop_assert_eq!(&again.items, &first.items);
        let same = |l: &Loaded| {
            let file = &l.plan.files[0];
            let columns: Vec<_> = file.columns.iter().map(|c| (c.used.clone(), c.scale, c.dates, c.filled, c.samples.clone())).collect();
            (columns, file.dimensions.clone(), file.rows, file.format, l.plan.questions.clone())
        };
        prop_assert_eq!(same(&again), same(&first));
    }
}
