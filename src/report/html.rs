//! A page as HTML: one file that fetches nothing, dark or light on screen, black on white on paper.

use std::fmt::Write as _;

use super::svg::{Scale, svg};
use super::{Chart, Part, Report, Row, Words};
use crate::domain::figure::short;

/// One accent; the rest is ink and quiet. Paper is white, whatever the screen is.
pub(super) const COLOURS: &str = "\
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f23;--quiet:#5d666e;--line:#d5dade;--accent:#0a5a8c}\
@media(prefers-color-scheme:dark){:root{--paper:#16191c;--ink:#e4e7ea;--quiet:#a0a8af;--line:#363c42;--accent:#7fc1ec}}\
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--quiet:#444;--line:#bbb;--accent:#0a4a75}}";

const STYLE: &str = "\
html{background:var(--paper);color:var(--ink)}\
body{font:10pt/1.4 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;max-width:186mm;margin:10mm auto;\
padding:0 5mm;overflow-wrap:anywhere}\
h1{font-size:17pt;line-height:1.2;font-weight:600;margin:0 0 2mm}\
h2{font-size:1.12em;font-weight:600;margin:1.1em 0 .4em;padding-bottom:.5mm;border-bottom:1px solid var(--line);\
break-after:avoid}\
p{margin:0 0 1mm}\
.mark{font-weight:600;color:var(--accent);border:1px solid;border-radius:1mm;padding:.5mm 2mm;display:inline-block;\
margin:0 0 2mm}\
dl{display:grid;grid-template-columns:28mm 1fr;gap:.5mm 2mm;margin:0}\
dl.head{grid-template-columns:22mm 1fr 22mm 1fr}dt{color:var(--quiet)}dd{margin:0;min-width:0}\
dl.list{grid-template-columns:fit-content(46mm) 1fr;gap:1mm 3mm}dl.list dt{color:inherit}\
dl.list>*{break-inside:avoid}\
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:0 0 1.5mm}\
th,td{text-align:right;padding:.5mm 2mm;border-bottom:1px solid var(--line)}\
td:not(:first-child){overflow-wrap:break-word}th:first-child,td:first-child{text-align:left;padding-left:0}th:last-child,td:last-child{padding-right:0}\
th{font-weight:normal;color:var(--quiet);overflow-wrap:normal;vertical-align:bottom;border-color:var(--quiet)}\
.wide{font-size:.86em}.wide th,.wide td{padding-left:1mm;padding-right:1mm}.wide th:first-child,.wide td:first-child\
{padding-left:0}.wide td:not(:first-child){white-space:nowrap}\
tr.focus td,.pick{font-weight:600;color:var(--accent)}\
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(56mm,1fr));gap:2mm 4mm;margin:1mm 0}\
figure{margin:0;break-inside:avoid}figcaption{font-weight:600}\
svg{display:block;width:100%;height:auto;overflow:visible;font-size:8.5px;font-variant-numeric:tabular-nums}\
svg text{fill:var(--ink);text-anchor:middle}svg .t{text-anchor:start}svg .t,svg .x,svg .s{fill:var(--quiet)}\
svg .n{fill:var(--quiet);font-size:7.5px}\
svg .v{stroke:var(--paper);stroke-width:2.5px;stroke-linejoin:round;paint-order:stroke}\
svg path{fill:none}.base{stroke:var(--line)}.held{stroke:var(--quiet);stroke-width:.7;stroke-dasharray:1 2}\
.target{stroke:var(--quiet);stroke-dasharray:4 2.5}.line{stroke:var(--accent);stroke-width:1.6;stroke-linejoin:round}\
.dot{fill:var(--accent)}.few{fill:var(--paper);stroke:var(--accent)}\
.key{color:var(--quiet);font-size:.86em}\
blockquote{margin:0 0 1mm 5mm;border-left:2px solid var(--line);padding-left:3mm}\
.change{margin:0 0 1.5mm}\
.sign{margin:3mm 0 0;white-space:pre-wrap}\
footer p{display:inline;margin-right:5mm}footer{margin-top:4mm;border-top:1px solid var(--line);padding-top:1mm;\
font-size:8pt;color:var(--quiet)}\
@page{size:A4;margin:11mm 14mm}\
@media print{body{margin:0;padding:0;max-width:none;font-size:9pt}.moment,.change,.sign,tr{break-inside:avoid}\
.charts{grid-template-columns:repeat(3,1fr)}thead{display:table-header-group}}";

/// Columns from which on a table is set smaller.
const MANY: usize = 6;

pub(crate) fn html(report: &Report) -> String {
    let title = escaped(&report.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{COLOURS}{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
    );
    // Writing to a String cannot fail.
    if let Some(mark) = &report.mark {
        let _ = writeln!(out, "<p class=\"mark\">{}</p>", escaped(mark));
    }
    facts(&mut out, "head", &report.facts);
    let scale = Scale::of(report.parts.iter().flat_map(drawn));
    let mut explained = false;
    for (at, part) in report.parts.iter().enumerate() {
        write_part(&mut out, (at, scale), part);
        if !explained && !drawn(part).is_empty() {
            explained = true;
            key(&mut out, scale);
        }
    }
    out.push_str("<footer>");
    for line in &report.foot {
        let _ = write!(out, "<p>{}</p>", escaped(line));
    }
    out.push_str("</footer>\n</body></html>\n");
    out
}

/// What is drawn in a part.
fn drawn(part: &Part) -> &[Chart] {
    if let Part::Charts(charts) = part { charts } else { &[] }
}

/// `at` tells what is drawn in it from what is drawn elsewhere on the page, where all has one scale.
fn write_part(out: &mut String, (at, scale): (usize, Scale), part: &Part) {
    let _ = match part {
        Part::Heading(words) => writeln!(out, "<h2>{}</h2>", escaped(words)),
        Part::Text(words) => writeln!(out, "<p>{}</p>", escaped(words)),
        Part::Facts(all) => {
            facts(out, "", all);
            Ok(())
        }
        Part::Table { heads, rows } => {
            table(out, heads, rows);
            Ok(())
        }
        Part::Charts(all) => {
            charts(out, (at, scale), all);
            Ok(())
        }
        Part::Entries(all) => {
            let words = all.iter().map(|(head, words)| (head.as_str(), words.as_str()));
            list(out, "list", words);
            Ok(())
        }
        Part::Moment { head, words } => {
            let _ = writeln!(out, "<div class=\"moment\"><p>{}</p>", escaped(head));
            for words in words {
                let words = match words {
                    Words::Quote(words) => format!("“{}”", escaped(words)),
                    Words::Plain(words) => escaped(words),
                };
                let _ = writeln!(out, "<blockquote>{words}</blockquote>");
            }
            writeln!(out, "</div>")
        }
        Part::Change { what, old, new, by } => writeln!(
            out,
            "<div class=\"change\"><p>{}</p><dl><dt>was</dt><dd>{}</dd><dt>now</dt><dd>{}</dd><dt>why</dt><dd>{}</dd></dl></div>",
            escaped(what),
            escaped(old),
            escaped(new),
            escaped(by)
        ),
        Part::Sign(all) => {
            for words in all {
                let _ = writeln!(out, "<p class=\"sign\">{}</p>", escaped(words));
            }
            Ok(())
        }
    };
}

fn table(out: &mut String, heads: &[String], rows: &[Row]) {
    out.push_str(if heads.len() > MANY { "<table class=\"wide\"><thead><tr>" } else { "<table><thead><tr>" });
    for head in heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(head));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str(if row.focus { "<tr class=\"focus\">" } else { "<tr>" });
        for (at, cell) in row.cells.iter().enumerate() {
            let mark = if row.focus && at == 0 { "◆ " } else { "" };
            // The sign of the focus, wherever it stands.
            let class = if cell.starts_with("◆ ") { " class=\"pick\"" } else { "" };
            let _ = write!(out, "<td{class}>{mark}{}</td>", escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn charts(out: &mut String, (at, scale): (usize, Scale), all: &[Chart]) {
    out.push_str("<div class=\"charts\">\n");
    for (n, chart) in all.iter().enumerate() {
        let _ = writeln!(
            out,
            "<figure><figcaption>{}</figcaption>{}</figure>",
            escaped(&chart.name),
            svg(chart, scale, &format!("c{at}x{n}"))
        );
    }
    out.push_str("</div>\n");
}

fn key(out: &mut String, scale: Scale) {
    let _ = writeln!(
        out,
        "<p class=\"key\">Each point is the mean percent of a cycle’s calls, ○ of too few to judge; dashes are the \
         target; s: a session on the dimension was held in the cycle, s2: two. Below stand the day that the cycle begins \
         and its calls. All are drawn on one scale, from {} to {}.</p>",
        short(scale.low),
        short(scale.high)
    );
}

fn facts(out: &mut String, class: &str, all: &[(&'static str, String)]) {
    list(out, class, all.iter().map(|(label, words)| (*label, words.as_str())));
}

fn list<'a>(out: &mut String, class: &str, all: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut all = all.peekable();
    if all.peek().is_none() {
        return;
    }
    let _ = write!(out, "<dl class=\"{class}\">");
    for (label, words) in all {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escaped(label), escaped(words));
    }
    out.push_str("</dl>\n");
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
