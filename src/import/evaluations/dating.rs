//! Which way round the dates of each column are, and what days a spreadsheet's numbers count from.

use super::Layout;
use super::survey::Survey;
use crate::domain::field::Field;
use crate::domain::mapping::Answer;
use crate::domain::raw::visible;
use crate::import::dates::{Evidence, Verdict};
use crate::import::{Choice, DateOrder, Options, Question};

pub(super) fn decide(layout: &mut Layout, survey: &mut Survey, dates: &[Evidence; 2], options: &Options) {
    let [call, evaluated] = dates;
    for (field, evidence) in [(Field::CallStarted, call), (Field::Evaluated, evaluated)] {
        let Some(at) = layout.column(field) else { continue };
        let column = &layout.columns[at];
        let heading = column.heading.visible();
        let said = column.mapped.as_ref().and_then(|mapped| mapped.dates).or(layout.mapping.dates);
        let order = match evidence.verdict(options.date_order.or(said)) {
            Verdict::Order(order) => order,
            Verdict::Open(words) => {
                survey.questions.push(Question {
                    file: layout.name.clone(),
                    words: format!("The column {heading} of {} {words}.", visible(&layout.name)),
                    choices: date_choices(at + 1, column.heading.verbatim()),
                    column: heading.clone(),
                });
                None
            }
        };
        let epoch = layout.mapping.epoch.or_else(|| evidence.epoch());
        if let Some(words) = evidence.serial_words(epoch) {
            survey.warn(&layout.name, &format!("the column {heading} holds a spreadsheet's day numbers: {words}"));
        }
        let reading = if field == Field::CallStarted { &mut layout.call_started } else { &mut layout.evaluated };
        (reading.order, reading.epoch) = (order, epoch);
    }
}

fn date_choices(position: usize, heading: &str) -> Vec<Choice> {
    let choice = |order, words: &str| Choice {
        words: words.to_owned(),
        answer: Answer::Dates { position, heading: heading.to_owned(), order },
    };
    vec![
        choice(DateOrder::DayFirst, "day first: 03/04/2026 is 3 April"),
        choice(DateOrder::MonthFirst, "month first: 03/04/2026 is March 4"),
    ]
}
