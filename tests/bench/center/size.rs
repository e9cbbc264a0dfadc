//! How large a center is made.

use anyhow::{Context as _, Result, bail};

/// How much is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub agents: u64,
    pub calls: u64,
    pub days: u64,
}

impl Size {
    /// "team", "center", "five" or "ten"; or "AGENTS,CALLS" or "AGENTS,CALLS,DAYS".
    pub fn read(text: &str) -> Result<Self> {
        let year = |agents, calls| Self { agents, calls, days: 365 };
        Ok(match text {
            "team" => year(12, 3_000),
            "center" => year(200, 250_000),
            "five" => year(1_000, 1_250_000),
            // 1 % of the calls are scored twice, and 2.5 % of the scores are N/A: 10 million are left.
            "ten" => year(2_000, 1_270_000),
            other => {
                let parts: Vec<u64> = other
                    .split(',')
                    .map(|part| part.trim().replace('_', "").parse::<u64>())
                    .collect::<Result<_, _>>()
                    .with_context(|| {
                        format!("{other:?} is no size: team, center, five, ten, or AGENTS,CALLS or AGENTS,CALLS,DAYS")
                    })?;
                match parts.as_slice() {
                    [agents, calls, days @ ..] if *agents > 0 && *calls > 0 && days.len() < 2 => {
                        Self { agents: *agents, calls: *calls, days: days.first().copied().unwrap_or(365).max(1) }
                    }
                    _ => bail!("{other:?} is no size: agents and calls, and perhaps days, each at least 1"),
                }
            }
        })
    }

    /// How many rows the second file has, which is loaded into the full one.
    pub fn more(self) -> u64 {
        (self.calls * 8 / 150).clamp(80, 10_000)
    }
}
