use chrono::NaiveDate;
pub fn parse_typed(t: &str, _today: NaiveDate, _d: bool) -> Result<NaiveDate, String> {
    t.parse().map_err(|_| "no".to_owned())
}
pub fn words(d: NaiveDate, _today: NaiveDate) -> String {
    d.to_string()
}
