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

#[test]
fn pictures() {
    use crate::tui::driver::{Setting, picture};
    use crate::tui::style::{Depth, Shade, Theme};
    for (name, shade, depth, size) in [
        ("team-120", Shade::Dark, Depth::True, (120, 26)),
        ("team-light", Shade::Light, Depth::True, (120, 26)),
        ("team-80", Shade::Dark, Depth::True, (80, 24)),
        ("team-160", Shade::Dark, Depth::True, (160, 44)),
        ("team-16", Shade::Dark, Depth::Sixteen, (120, 26)),
        ("team-256", Shade::Dark, Depth::Indexed, (120, 26)),
        ("team-none", Shade::Dark, Depth::None, (120, 26)),
    ] {
        let setting = Setting { theme: Theme { shade, depth }, ..Setting::default() };
        let mut driver = Driver::with(size, Nav::Team, store(team_view()), setting);
        driver.keys("down");
        picture(name, &driver, shade);
    }
}
