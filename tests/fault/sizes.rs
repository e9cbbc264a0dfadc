//! A terminal that becomes very small, very wide or nothing, and then is as before.

use crate::places::PLACES;
use crate::support::{Desk, NOW, demo};
use crate::tty::{Start, Tty};

const SIZES: [(u16, u16); 8] = [(1, 1), (0, 0), (1, 200), (200, 1), (65535, 1), (1, 65535), (39, 9), (300, 90)];

#[test]
fn a_terminal_of_any_size_leaves_the_program_as_it_was() {
    let desk = Desk::copy_of(demo());
    for name in ["Today", "Session"] {
        let (_, keys) = PLACES.iter().find(|(n, _)| *n == name).expect("a place");
        let mut tty = Tty::open(&desk, Start::Alone, &["--as", "Noor Haddad"], &[("COACHLOG_NOW", NOW)]);
        tty.shows("NOW");
        for (press, shows) in *keys {
            tty.press(press).shows(shows);
        }
        tty.settle(std::time::Duration::from_millis(1500));
        let before = tty.text();
        for (columns, rows) in SIZES {
            tty.resize(columns, rows).settle(std::time::Duration::from_millis(60));
        }
        tty.resize(38, 9).until("it does not say that it is too small", |t| t.contains("needs 40"));
        // Spaces at the ends of lines are the emulator's own.
        let bare = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let before = bare(&before);
        tty.resize(120, 40)
            .until(&format!("{name} is not as before:\n{before}\n and now:"), |text| bare(text) == before);
        tty.press("\u{1b}").settle(std::time::Duration::from_millis(200)).press("\u{3}");
        assert_eq!(tty.ends(), 0);
        assert!(tty.cooked() && tty.on_main_screen());
    }
}
