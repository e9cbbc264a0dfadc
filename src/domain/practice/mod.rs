use chrono::{NaiveDate, Weekday};
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CheckItem {
    pub item: String,
    pub ok: bool,
    pub words: Vec<String>,
    pub missing: Option<String>,
}
#[derive(Debug, Clone)]
pub struct ActionCheck {
    pub items: Vec<CheckItem>,
    pub due: Option<NaiveDate>,
}
impl ActionCheck {
    pub fn passes(&self) -> bool {
        self.items.iter().all(|i| i.ok)
    }
}
#[derive(Debug, Clone)]
pub struct CheckContext<'a> {
    pub held_on: NaiveDate,
    pub next_session: Option<NaiveDate>,
    pub week_ends_on: Weekday,
    pub dimension: Option<&'a str>,
    pub day_first: bool,
    pub due: Option<NaiveDate>,
}
pub fn check(_a: &str, cx: &CheckContext) -> ActionCheck {
    ActionCheck { items: vec![], due: cx.due }
}
