//! What the first reading says of a table: how it is read, which dimensions it has, what each column holds.

use std::collections::{BTreeMap, BTreeSet};

use super::Layout;
use super::choose::Chosen;
use super::seen::Seen;
use super::shown::Shown;
use super::survey::Survey;
use crate::domain::field::Field;
use crate::domain::mapping::{DimensionUse, Mapping};
use crate::domain::raw::visible;
use crate::domain::scorecard::key_of;
use crate::import::Options;
use crate::import::columns::{ColumnPlan, ReadAs, Used, Why};

impl Survey {
    pub(super) fn warn(&mut self, name: &str, words: &str) {
        self.warnings.push(format!("{}: {words}", visible(name)));
    }

    /// What it is read as, and what has to be known of that.
    pub(super) fn say_how(&mut self, name: &str, mapping: &Mapping, chosen: &Chosen) {
        let known = visible(&mapping.name).into_owned();
        match &self.read_as {
            ReadAs::Profile(_) => self.warn(name, &format!("read as the profile {known}")),
            ReadAs::Preset(_) => {
                self.warn(name, &format!("read with the preset {known}, which its headings call for"));
            }
            ReadAs::Headings | ReadAs::Mapping(_) => {}
        }
        for note in &mapping.notes {
            self.warn(name, note);
        }
        if mapping.recognise.is_empty() && !chosen.missing.is_empty() {
            let missing: Vec<_> = chosen.missing.iter().map(|heading| visible(heading)).collect();
            self.warn(name, &format!("the mapping names columns that are not there: {}", missing.join(", ")));
        }
    }

    /// The dimensions as they are called here, and those that nobody has spoken of.
    pub(super) fn dimensions(&mut self, layout: &Layout, named: &BTreeMap<String, Seen>, options: &Options) {
        let known: BTreeSet<String> = options.known_dimensions.iter().map(|name| key_of(name)).collect();
        let wide = layout.columns.iter().filter_map(|column| match &column.used {
            Used::Dimension(name) => Some(name),
            Used::Field(_) | Used::LeftOut => None,
        });
        for name in named.keys().chain(wide) {
            let shown = visible(name);
            match layout.mapping.dimension_use(name) {
                Some(DimensionUse::Ignore) => {
                    self.warn(&layout.name, &format!("the dimension {shown} is left out, as the mapping says"));
                    continue;
                }
                Some(DimensionUse::New | DimensionUse::NewWithTarget(_) | DimensionUse::SameAs(_)) => {}
                None if known.contains(&key_of(name)) => {}
                None => self.unknown_dimensions.push(name.clone()),
            }
            if let Some(here) = layout.dimension(name)
                && !self.dimensions.iter().any(|there| there == here)
            {
                self.dimensions.push(here.to_owned());
            }
        }
    }

    pub(super) fn describe(&mut self, layout: &Layout, whys: Vec<Why>, shown: Shown) {
        let rows = shown.rows.max(1) as f64;
        let seen = shown.seen.into_iter().zip(shown.samples);
        for (at, ((column, why), (seen, samples))) in layout.columns.iter().zip(whys).zip(seen).enumerate() {
            let scores = match &column.used {
                Used::Dimension(_) => true,
                Used::Field(field) => field.is_score(),
                Used::LeftOut => false,
            };
            let dates = match column.used {
                Used::Field(Field::CallStarted) => layout.call_started.order,
                Used::Field(Field::Evaluated) => layout.evaluated.order,
                _ => None,
            };
            self.columns.push(ColumnPlan {
                heading: column.heading.clone(),
                position: at + 1,
                used: column.used.clone(),
                why,
                samples,
                filled: seen.filled,
                share: seen.filled as f64 / rows,
                scale: column.scale,
                range: if scores { seen.range() } else { None },
                dates,
            });
        }
    }
}
