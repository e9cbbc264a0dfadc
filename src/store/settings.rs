//! Settings that the database keeps.

use rusqlite::Connection;

use super::error::{Result, StoreError};
use super::{Store, Writing, settle};
use crate::domain::record::Record;
use crate::domain::settings::{Key, Settings};

/// All settings; what was never changed is as a new file has it.
pub(super) fn read(conn: &Connection) -> Result<Settings> {
    let mut settings = Settings::new(chrono_tz::Tz::UTC);
    let mut statement = conn.prepare_cached("SELECT key, value FROM setting")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (key, value): (String, String) = (row.get("key")?, row.get("value")?);
        if let Some(key) = Key::from_word(&key) {
            settings.take(key, &value);
        }
    }
    Ok(settings)
}

impl Store {
    pub fn settings(&self) -> Result<Settings> {
        read(&self.conn)
    }

    /// Changes one setting. A change of zone cuts all days anew.
    pub fn set_setting(&mut self, key: Key, value: &str) -> Result<()> {
        let value = key.read(value).map_err(StoreError::Refused)?;
        if key == Key::Scorecard && super::scorecards::by_name(&self.conn, &value)?.is_none() {
            let known = super::scorecards::names(&self.conn)?.join(", ");
            return Err(StoreError::refused(format!("there is no scorecard “{value}”; there are {known}")));
        }
        let before = self.settings()?;
        if before.text(key) == value {
            return Ok(());
        }
        self.write(None, |w: &mut Writing<'_>| {
            w.record(&Record::SettingChanged { key: key.word().to_owned(), value })?;
            if key == Key::Zone {
                settle::everything(w.conn)?;
            }
            Ok(())
        })
    }
}
