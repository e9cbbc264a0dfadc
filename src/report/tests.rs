//! Charts as drawings and as figures.

use super::chart::{Chart, Dot, Rests};
use super::svg::{Scale, svg};
use super::{Part, Report, html, markdown, text};

fn dot(begins: &str, value: Option<f64>, calls: u32, target: Option<f64>, sessions: usize) -> Dot {
    let rests = if calls < 3 { Rests::TooFew } else { Rests::Enough };
    let cycle = format!("from {begins}");
    Dot { cycle, begins: begins.to_owned(), value, calls, target, sessions, rests }
}

fn chart() -> Chart {
    Chart {
        name: "Empathy & tone".to_owned(),
        dots: vec![
            dot("28 Sep", Some(62.44), 34, Some(75.0), 0),
            dot("12 Oct", Some(60.0), 2, Some(75.0), 2),
            dot("26 Oct", None, 0, Some(75.0), 1),
            dot("9 Nov", Some(71.0), 31, Some(80.0), 0),
        ],
    }
}

fn page(charts: Vec<Chart>) -> Report {
    Report { title: "T".to_owned(), mark: None, facts: Vec::new(), parts: vec![Part::Charts(charts)], foot: Vec::new() }
}

#[test]
fn a_chart_is_the_same_figures_in_every_form() {
    let page = page(vec![chart()]);
    let (text, markdown, html) = (text(&page), markdown(&page), html(&page));
    for words in ["62.4 (34)", "· 60.0 (2) s2", "– s", "71.0 (31)", "75, then 80 from 9 Nov", "from 12 Oct"] {
        assert!(text.contains(words), "{words}: {text}");
        assert!(markdown.contains(words), "{words}: {markdown}");
    }
    assert!(text.contains("s a session on the dimension") && markdown.contains("s a session on the dimension"));
    // The drawing says the same to who hears it, and shows each figure, its calls and its sessions.
    let heard = "from 28 Sep: 62.4 on 34 calls, target 75; from 12 Oct: 60.0 on 2 calls, target 75, 2 sessions, too few calls \
                 to judge; from 26 Oct: no scores, target 75, 1 session; from 9 Nov: 71.0 on 31 calls, target 80";
    assert!(html.contains(heard), "{html}");
    assert!(
        html.contains("<title id=\"c0x0t\">Empathy &amp; tone</title>")
            && html.contains("aria-labelledby=\"c0x0t c0x0d\"")
    );
    for shown in [">62.4</text>", ">60.0</text>", ">71.0</text>", ">34</text>", ">s2</text>", ">s</text>", ">80</text>"]
    {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    assert_eq!(html.matches("class=\"few\"").count(), 1, "the one on two calls is hollow");
    assert_eq!(html.matches("class=\"dot\"").count(), 2);
}

#[test]
fn nothing_is_fetched_and_every_colour_is_the_pages() {
    let html = html(&page(vec![chart(), chart()]));
    assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
    for fetched in ["src=", "href=", "url(", "<script", "<image", "@import", "xlink"] {
        assert!(!html.contains(fetched), "{fetched}");
    }
    let drawn = &html[html.find("<svg").expect("a drawing")..];
    assert!(!drawn.contains('#') && !drawn.contains("style="), "{drawn}");
    assert!(html.contains("prefers-color-scheme:dark") && html.contains("@media print{:root{color-scheme:light"));
    assert!(drawn.contains("c0x1t"), "each has ids of its own");
}

#[test]
fn a_line_is_broken_where_there_are_no_scores_and_a_target_steps() {
    let drawn = svg(&chart(), Scale { low: 50.0, high: 100.0 }, "a");
    let path = |class: &str| {
        let from = drawn.find(&format!("class=\"{class}\" d=\"")).expect("a path") + class.len() + 12;
        drawn[from..].split('"').next().expect("its end").to_owned()
    };
    // Two strokes: 28 Sep to 12 Oct, and 9 Nov by itself.
    assert_eq!((path("line").matches('M').count(), path("line").matches('L').count()), (2, 1), "{drawn}");
    // 75 over three cycles, then 80.
    assert_eq!((path("target").matches('M').count(), path("target").matches('H').count()), (2, 4));
    // Of 50 to 100 on the 68 units between 24 and 92: 75 stands at 58, 80 at 51.2.
    let target = path("target");
    assert!(target.contains(" 58.0H") && target.contains(" 51.2H"), "{target}");
}

#[test]
fn small_changes_do_not_look_large() {
    let of = |values: &[f64]| {
        let dots = values.iter().map(|v| dot("1 Nov", Some(*v), 9, None, 0)).collect();
        let scale = Scale::of([Chart { name: String::new(), dots }].iter());
        (scale.low, scale.high)
    };
    assert_eq!(of(&[62.4, 81.0]), (60.0, 85.0));
    assert_eq!(of(&[80.0, 81.0]), (70.0, 95.0), "at least twenty points");
    let (low, high) = of(&[97.0, 99.0]);
    assert!(high <= 100.0 && high - low >= 20.0, "{low} to {high}");
    assert_eq!(of(&[100.0]), (80.0, 100.0));
    assert_eq!(of(&[104.0, 110.0]), (95.0, 115.0), "more than all points is shown where it happened");
    assert_eq!(of(&[0.0, 2.0]), (0.0, 25.0));
    assert_eq!(of(&[]), (0.0, 100.0));
}

#[test]
fn a_chart_of_no_cycle_or_one_is_drawn_all_the_same() {
    let none = Chart { name: "Empty".to_owned(), dots: Vec::new() };
    let one = Chart { name: "One".to_owned(), dots: vec![dot("9 Nov", Some(70.0), 5, None, 0)] };
    let html = html(&page(vec![none, one]));
    assert_eq!(html.matches("<svg").count(), 2);
    assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
}
