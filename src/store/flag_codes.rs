//! Flag codes: which were seen, and the dimension that each belongs to where its flags name none.

use std::collections::BTreeMap;

use super::error::{Result, StoreError};
use super::request::FlagCodesView;
use super::{Store, marks};
use crate::domain::flags::{FlagCode, Mapped, MappedTo};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

impl Store {
    /// Every code that stands on a call, and those that were given a dimension before; in the order of the codes.
    pub fn flag_codes(&self) -> Result<Vec<FlagCode>> {
        let mut all: BTreeMap<Raw, FlagCode> = BTreeMap::new();
        let new = |code: &Raw| FlagCode {
            code: code.clone(),
            severities: Vec::new(),
            flags: 0,
            without: 0,
            own: Vec::new(),
            mapped: Mapped::Open,
        };
        for flag in marks::flags(&self.conn, None, marks::Whose::Any)? {
            let line = flag.line;
            let entry = all.entry(line.code.clone()).or_insert_with(|| new(&line.code));
            entry.flags += 1;
            if let Some(severity) = line.severity.filter(|s| !entry.severities.contains(s)) {
                entry.severities.push(severity);
            }
            match flag.own {
                Some(key) if !entry.own.contains(&key) => entry.own.push(key),
                Some(_) => {}
                None => entry.without += 1,
            }
        }
        let mut statement = self.conn.prepare_cached("SELECT code, dimension FROM flag_code")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let code: Raw = row.get(0)?;
            let mapped = row.get::<_, Option<String>>(1)?.map_or(Mapped::ToNone, Mapped::To);
            all.entry(code.clone()).or_insert_with(|| new(&code)).mapped = mapped;
        }
        for entry in all.values_mut() {
            entry.severities.sort();
            entry.own.sort();
        }
        Ok(all.into_values().collect())
    }

    /// What a flag can be given: codes, and dimensions in the order of the scorecard in force, then the others'.
    pub fn flag_codes_view(&self) -> Result<FlagCodesView> {
        let mut dimensions: Vec<(String, String)> = Vec::new();
        let mut add = |key: &str, name: &str| {
            if dimensions.iter().all(|(known, _)| known != key) {
                dimensions.push((key.to_owned(), name.to_owned()));
            }
        };
        for d in &self.scorecard(None)?.dimensions {
            add(&d.key, &d.name);
        }
        let mut statement = self.conn.prepare_cached("SELECT key, name FROM dimension ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            add(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
        }
        Ok(FlagCodesView { codes: self.flag_codes()?, dimensions })
    }

    /// Gives a code a dimension, by key or name; `None`: it belongs to none. Says which it is, and of which scorecards.
    pub fn map_flag_code(&mut self, code: &str, dimension: Option<&str>) -> Result<Option<MappedTo>> {
        let code = self.code_named(code)?;
        let named = dimension.map(|wanted| self.dimension_named(wanted)).transpose()?;
        let to = named.as_ref().map(|(key, name)| self.mapped_to(key, name)).transpose()?;
        let (key, _) = named.unzip();
        self.write(None, |w| w.record(&Record::FlagCodeMapped { code, dimension: key }))?;
        Ok(to)
    }

    fn mapped_to(&self, key: &str, name: &str) -> Result<MappedTo> {
        let sql = "SELECT l.name, EXISTS (SELECT 1 FROM dimension d WHERE d.scorecard = l.id AND d.key = ?1)
                   FROM scorecard l ORDER BY l.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let all = statement.query_map([key], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let all = all.collect::<rusqlite::Result<Vec<(String, bool)>>>()?;
        let others = all.iter().any(|(_, has)| !has);
        let scorecards = all.into_iter().filter_map(|(name, has)| has.then_some(name)).collect();
        Ok(MappedTo { name: name.to_owned(), scorecards, others })
    }

    /// A code as it stands on calls; one that stands on none is most likely mistyped.
    fn code_named(&self, code: &str) -> Result<Raw> {
        let all = self.flag_codes()?;
        let wanted = code.trim();
        let same = |c: &&FlagCode| c.code.verbatim() == code || c.code.verbatim() == wanted;
        let alike = |c: &&FlagCode| c.code.verbatim().eq_ignore_ascii_case(wanted);
        if let Some(found) = all.iter().find(same).or_else(|| all.iter().find(alike)) {
            return Ok(found.code.clone());
        }
        let seen: Vec<String> = all.iter().map(|c| c.code.visible()).collect();
        let seen =
            if seen.is_empty() { "no flag is known yet".to_owned() } else { format!("there are {}", seen.join(", ")) };
        Err(StoreError::refused(format!("no flag has the code “{}”; {seen}", Raw::from(wanted).visible())))
    }

    /// Key and name of a dimension, of the scorecard in force or of any other.
    pub(super) fn dimension_named(&self, wanted: &str) -> Result<(String, String)> {
        let wanted = wanted.trim();
        let sql = "SELECT d.key, d.name FROM dimension d ORDER BY d.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let all = statement
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        let found = all
            .iter()
            .find(|(key, _)| key == wanted)
            .or_else(|| all.iter().find(|(_, name)| name.to_lowercase() == wanted.to_lowercase()));
        found.cloned().ok_or_else(|| {
            let names: std::collections::BTreeSet<&str> = all.iter().map(|(_, name)| name.as_str()).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            StoreError::refused(format!(
                "no scorecard has a dimension “{}”; there are {names}",
                Raw::from(wanted).visible()
            ))
        })
    }
}
