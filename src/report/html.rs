//! A page as HTML: one file that fetches nothing, dark or light on screen, black on white on paper.

use std::fmt::Write as _;

use super::{Part, Report, Words};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:10pt/1.35 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;max-width:180mm;margin:10mm auto;\
padding:0 5mm;overflow-wrap:anywhere}\
h1{font-size:15pt;margin:0 0 1mm}\
h2{font-size:1.08em;margin:.7em 0 .25em;border-bottom:1px solid #888;break-after:avoid}\
p{margin:0 0 1mm}\
.mark{font-weight:bold;border:2px solid;padding:1mm 2mm;display:inline-block;margin:0 0 2mm}\
dl{display:grid;grid-template-columns:28mm 1fr;gap:.5mm 2mm;margin:0}\
dl.head{grid-template-columns:22mm 1fr 22mm 1fr}dt{opacity:.75}dd{margin:0;min-width:0}\
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
th,td{text-align:right;padding:.4mm 2mm;border-bottom:1px solid #8886}\
th:first-child,td:first-child{text-align:left}\
th{font-weight:normal;opacity:.75;overflow-wrap:normal;vertical-align:bottom}\
.wide{font-size:.82em;margin-bottom:1.5mm}.wide th,.wide td{padding:.4mm 1mm}.wide td:not(:first-child){white-space:nowrap}\
tr.focus td{font-weight:bold}\
blockquote{margin:0 0 1mm 5mm;border-left:2px solid #888;padding-left:3mm}\
.change{margin:0 0 1.5mm}\
.sign{margin:3mm 0 0;white-space:pre-wrap}\
footer p{display:inline;margin-right:5mm}footer{margin-top:3mm;border-top:1px solid #888;padding-top:1mm;font-size:8pt}\
@page{size:A4;margin:11mm 14mm}\
@media print{:root{color-scheme:light}body{margin:0;padding:0;max-width:none;color:#000;background:#fff;font-size:9pt}\
dt,th{opacity:1}.moment,.change,.sign,tr{break-inside:avoid}}";

/// Columns from which on a table is set smaller.
const MANY: usize = 6;

pub(crate) fn html(report: &Report) -> String {
    let title = escaped(&report.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
    );
    // Writing to a String cannot fail.
    if let Some(mark) = &report.mark {
        let _ = writeln!(out, "<p class=\"mark\">{}</p>", escaped(mark));
    }
    facts(&mut out, "head", &report.facts);
    for part in &report.parts {
        write_part(&mut out, part);
    }
    out.push_str("<footer>");
    for line in &report.foot {
        let _ = write!(out, "<p>{}</p>", escaped(line));
    }
    out.push_str("</footer>\n</body></html>\n");
    out
}

fn write_part(out: &mut String, part: &Part) {
    let _ = match part {
        Part::Heading(words) => writeln!(out, "<h2>{}</h2>", escaped(words)),
        Part::Text(words) => writeln!(out, "<p>{}</p>", escaped(words)),
        Part::Facts(all) => {
            facts(out, "", all);
            Ok(())
        }
        Part::Table { heads, rows } => {
            out.push_str(if heads.len() > MANY { "<table class=\"wide\"><tr>" } else { "<table><tr>" });
            for head in heads {
                let _ = write!(out, "<th>{}</th>", escaped(head));
            }
            out.push_str("</tr>\n");
            for row in rows {
                out.push_str(if row.focus { "<tr class=\"focus\">" } else { "<tr>" });
                for (at, cell) in row.cells.iter().enumerate() {
                    let mark = if row.focus && at == 0 { "◆ " } else { "" };
                    let _ = write!(out, "<td>{mark}{}</td>", escaped(cell));
                }
                out.push_str("</tr>\n");
            }
            writeln!(out, "</table>")
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

fn facts(out: &mut String, class: &str, all: &[(&'static str, String)]) {
    if all.is_empty() {
        return;
    }
    let _ = write!(out, "<dl class=\"{class}\">");
    for (label, words) in all {
        let _ = writeln!(out, "<dt>{label}</dt><dd>{}</dd>", escaped(words));
    }
    out.push_str("</dl>\n");
}

fn escaped(text: &str) -> String {
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
