//! Flags added by hand, where the QA tool has none.

use super::error::{Result, StoreError};
use super::{Store, optional};
use crate::domain::id::FlagId;
use crate::domain::raw::Raw;
use crate::domain::record::Record;

/// A flag as it is added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewFlag {
    pub call_id: String,
    pub code: String,
    /// By key or name, of any scorecard of the file.
    pub dimension: Option<String>,
    pub severity: Option<String>,
    pub at_ms: Option<i64>,
    pub note: Option<String>,
}

impl Store {
    pub fn add_flag(&mut self, flag: NewFlag) -> Result<()> {
        let shown = Raw::from(flag.call_id.as_str()).visible();
        let code = flag.code.trim().to_owned();
        if code.is_empty() {
            return Err(StoreError::refused("a flag has a code, such as late_disclosure"));
        }
        let sql = "SELECT day IS NOT NULL AND identity IS NOT NULL FROM call WHERE key = ?1";
        let known: Option<bool> = optional(self.conn.query_row(sql, [&flag.call_id], |r| r.get(0)))?;
        match known {
            None => return Err(StoreError::refused(format!("there is no call “{shown}”; load it first"))),
            Some(false) => {
                let words = format!("the call {shown} has no day or no agent yet: its flag would have no clock");
                return Err(StoreError::refused(words));
            }
            Some(true) => {}
        }
        let dimension = match flag.dimension.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(wanted) => Some(self.dimension_named(wanted)?.0),
        };
        let sql = "SELECT EXISTS (SELECT 1 FROM flag_by_hand WHERE call_key = ?1 AND code = ?2)
                   OR EXISTS (SELECT 1 FROM flag f JOIN evaluation e ON e.id = f.evaluation JOIN call c ON c.id = e.call
                              WHERE c.key = ?1 AND f.code = ?2 AND e.current = 1)";
        if self.conn.query_row(sql, (&flag.call_id, &code), |r| r.get(0))? {
            let code = Raw::from(code.as_str()).visible();
            return Err(StoreError::refused(format!("the call {shown} has the flag {code} already")));
        }
        let raw = |text: Option<String>| text.filter(|t| !t.trim().is_empty()).map(Raw::from);
        let record = Record::FlagAdded {
            id: FlagId::new(),
            call_id: Raw::from(flag.call_id),
            code: Raw::from(code),
            severity: raw(flag.severity),
            dimension,
            at_ms: flag.at_ms,
            note: raw(flag.note),
        };
        self.write(None, |w| w.record(&record))
    }
}
