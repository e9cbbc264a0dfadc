use super::*;
use crate::tui::driver::{Driver, Store};
use crate::tui::factory::{large_team, team_view};

fn store(view: TeamView) -> Store {
    Box::new(move |request| match request {
        Request::Team(_) => Some(Ok(Answer::Team(Box::new(view.clone())))),
        _ => None,
    })
}

fn team(size: (u16, u16)) -> Driver {
    Driver::new(size, Nav::Team, store(team_view()))
}

#[test]
fn the_team_at_120_columns() {
    insta::assert_snapshot!(team((120, 32)).styled());
}
