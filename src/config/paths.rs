//! Where files live: the data file, the user's settings, and what the program keeps between runs.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The three folders of the program. Tests name their own; nothing is created here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paths {
    /// Holds the data file, and the backups beside it.
    pub(crate) data: PathBuf,
    /// Holds `config.toml` and `keymap.toml`.
    pub(crate) config: PathBuf,
    /// Holds the program's own log, drafts that could not reach the data file, and what could not be copied.
    pub(crate) state: PathBuf,
}

impl Paths {
    /// The platform's folders; `None` where the user has no home directory.
    pub(crate) fn of_platform() -> Option<Self> {
        let dirs = ProjectDirs::from("", "", "coachlog")?;
        let data = dirs.data_local_dir().to_path_buf();
        let state = dirs.state_dir().unwrap_or(&data).to_path_buf();
        Some(Self { config: dirs.config_dir().to_path_buf(), state, data })
    }

    /// All three under one folder.
    pub(crate) fn under(folder: &Path) -> Self {
        Self { data: folder.join("data"), config: folder.join("config"), state: folder.join("state") }
    }

    /// The data file that opens when no other is named.
    pub(crate) fn data_file(&self) -> PathBuf {
        self.data.join("coachlog.db")
    }

    /// Drafts that wait beside their data files.
    pub(crate) fn drafts(&self) -> PathBuf {
        self.state.join("drafts")
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    pub(crate) fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }
}
