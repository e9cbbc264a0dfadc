//! Colours by meaning. Blue is good and orange is below, which red-green blindness tells apart; the focus is the
//! brightest thing on screen; what is fine is quiet. Without colour, bold, reverse and the marks say the same.

use ratatui::style::{Color, Modifier, Style};
use termprofile::{DetectorSettings, TermProfile};

use super::ThemeChoice;

/// What a piece of the screen says; the only way to a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Meaning {
    /// Plain words and figures.
    Text,
    /// Headings and column titles.
    Heading,
    /// At or above target; rose.
    Good,
    /// A little under target.
    Watch,
    /// Well under target; fell; overdue.
    Below,
    /// The primary focus: the brightest.
    Focus,
    /// What is fine, known or of second order.
    Muted,
    /// Rules and frames.
    Faint,
    /// Where one is, and the keys.
    Accent,
    /// Flags, auto-fails, failures.
    Alert,
    /// The selected row's ground; a text colour comes with it.
    Selected,
}

impl Meaning {
    /// In the order of their numbers.
    pub(crate) const ALL: [Self; 11] = [
        Self::Text,
        Self::Heading,
        Self::Good,
        Self::Watch,
        Self::Below,
        Self::Focus,
        Self::Muted,
        Self::Faint,
        Self::Accent,
        Self::Alert,
        Self::Selected,
    ];
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// `NO_COLOR`, or the plain theme.
    None,
    Sixteen,
    Indexed,
    True,
}

impl Depth {
    /// As the environment and the terminal behind stdout tell it.
    pub(crate) fn detect() -> Self {
        match TermProfile::detect(&std::io::stdout(), DetectorSettings::default()) {
            TermProfile::NoTty | TermProfile::NoColor => Self::None,
            TermProfile::Ansi16 => Self::Sixteen,
            TermProfile::Ansi256 => Self::Indexed,
            TermProfile::TrueColor => Self::True,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shade {
    Dark,
    Light,
}

impl Shade {
    /// From `COLORFGBG`, which some terminals set to their foreground and background ("15;0"); dark else.
    pub(crate) fn of_terminal(colorfgbg: Option<&str>) -> Self {
        match colorfgbg.and_then(|v| v.rsplit(';').next()).and_then(|v| v.parse::<u8>().ok()) {
            Some(7 | 15) => Self::Light,
            _ => Self::Dark,
        }
    }
}

/// A ground and a number of colours, from which every style follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Theme {
    pub(crate) shade: Shade,
    pub(crate) depth: Depth,
}

impl Theme {
    /// The user's choice on this terminal.
    pub(crate) fn choose(choice: ThemeChoice, depth: Depth, colorfgbg: Option<&str>) -> Self {
        match choice {
            ThemeChoice::Auto => Self { shade: Shade::of_terminal(colorfgbg), depth },
            ThemeChoice::Dark => Self { shade: Shade::Dark, depth },
            ThemeChoice::Light => Self { shade: Shade::Light, depth },
            ThemeChoice::Plain => Self { shade: Shade::Dark, depth: Depth::None },
        }
    }

    pub(crate) fn style(self, meaning: Meaning) -> Style {
        let full = match self.shade {
            Shade::Dark => dark(meaning),
            Shade::Light => light(meaning),
        };
        match self.depth {
            Depth::True => full,
            Depth::Indexed => TermProfile::Ansi256.adapt_style(full),
            Depth::Sixteen => match self.shade {
                Shade::Dark => dark_sixteen(meaning),
                Shade::Light => light_sixteen(meaning),
            },
            Depth::None => plain(meaning),
        }
    }
}

const fn rgb(hex: u32) -> Color {
    let [_, r, g, b] = hex.to_be_bytes();
    Color::Rgb(r, g, b)
}

fn fg(hex: u32) -> Style {
    Style::new().fg(rgb(hex))
}

fn dark(meaning: Meaning) -> Style {
    match meaning {
        Meaning::Text => Style::new(),
        Meaning::Heading => fg(0x00A6_B3C2).add_modifier(Modifier::BOLD),
        Meaning::Good => fg(0x0085_A9CC),
        Meaning::Watch => fg(0x00E0_BE76),
        Meaning::Below => fg(0x00F5_924E),
        Meaning::Focus => fg(0x001B_1206).bg(rgb(0x00FF_B454)).add_modifier(Modifier::BOLD),
        Meaning::Muted => fg(0x007F_8B99),
        Meaning::Faint => fg(0x0041_4A56),
        Meaning::Accent => fg(0x0062_BEFF),
        Meaning::Alert => fg(0x00FF_7E9A).add_modifier(Modifier::BOLD),
        Meaning::Selected => fg(0x00F2_F6FA).bg(rgb(0x0025_3242)),
    }
}

fn light(meaning: Meaning) -> Style {
    match meaning {
        Meaning::Text => Style::new(),
        Meaning::Heading => fg(0x0045_5060).add_modifier(Modifier::BOLD),
        Meaning::Good => fg(0x002C_628F),
        Meaning::Watch => fg(0x0080_5C00),
        Meaning::Below => fg(0x00AD_4200),
        Meaning::Focus => fg(0x00FF_FFFF).bg(rgb(0x00B8_4A00)).add_modifier(Modifier::BOLD),
        Meaning::Muted => fg(0x0066_7180),
        Meaning::Faint => fg(0x00BC_C5CF),
        Meaning::Accent => fg(0x0000_5FB8),
        Meaning::Alert => fg(0x00B0_0040).add_modifier(Modifier::BOLD),
        Meaning::Selected => fg(0x0010_1822).bg(rgb(0x00DC_E8F5)),
    }
}

fn dark_sixteen(meaning: Meaning) -> Style {
    let fg = |color| Style::new().fg(color);
    match meaning {
        Meaning::Text => Style::new(),
        Meaning::Heading => Style::new().add_modifier(Modifier::BOLD),
        Meaning::Good => fg(Color::Cyan),
        Meaning::Watch => fg(Color::Yellow),
        Meaning::Below => fg(Color::LightYellow).add_modifier(Modifier::BOLD),
        Meaning::Focus => fg(Color::Black).bg(Color::LightYellow).add_modifier(Modifier::BOLD),
        Meaning::Muted | Meaning::Faint => fg(Color::DarkGray),
        Meaning::Accent => fg(Color::LightCyan),
        Meaning::Alert => fg(Color::LightMagenta).add_modifier(Modifier::BOLD),
        Meaning::Selected => fg(Color::White).add_modifier(Modifier::BOLD),
    }
}

fn light_sixteen(meaning: Meaning) -> Style {
    let fg = |color| Style::new().fg(color);
    match meaning {
        Meaning::Text => Style::new(),
        Meaning::Heading => Style::new().add_modifier(Modifier::BOLD),
        Meaning::Good | Meaning::Accent => fg(Color::Blue),
        Meaning::Watch => fg(Color::Red),
        Meaning::Below => fg(Color::Red).add_modifier(Modifier::BOLD),
        Meaning::Focus => fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD),
        Meaning::Muted | Meaning::Faint => fg(Color::DarkGray),
        Meaning::Alert => fg(Color::Magenta).add_modifier(Modifier::BOLD),
        Meaning::Selected => fg(Color::Black).add_modifier(Modifier::BOLD),
    }
}

fn plain(meaning: Meaning) -> Style {
    match meaning {
        Meaning::Text | Meaning::Good | Meaning::Watch => Style::new(),
        Meaning::Heading | Meaning::Below | Meaning::Alert | Meaning::Accent | Meaning::Selected => {
            Style::new().add_modifier(Modifier::BOLD)
        }
        Meaning::Focus => Style::new().add_modifier(Modifier::REVERSED.union(Modifier::BOLD)),
        Meaning::Muted | Meaning::Faint => Style::new().add_modifier(Modifier::DIM),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of a foreground, as WCAG counts it.
    fn luminance(style: Style) -> f64 {
        let Some(Color::Rgb(r, g, b)) = style.fg else { return 1.0 };
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.039_28 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    fn contrast(a: f64, b: f64) -> f64 {
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_colour_reads_on_its_ground_and_on_the_selected_row() {
        for (shade, ground) in [(Shade::Dark, rgb(0x001E_1E1E)), (Shade::Light, rgb(0x00FF_FFFF))] {
            let theme = Theme { shade, depth: Depth::True };
            let selected = theme.style(Meaning::Selected).bg.expect("a selected row has a ground");
            for meaning in Meaning::ALL {
                let style = theme.style(meaning);
                if style.fg.is_none() || meaning == Meaning::Faint {
                    continue;
                }
                let grounds = style.bg.map_or(vec![ground, selected], |bg| vec![bg]);
                for bg in grounds {
                    let ratio = contrast(luminance(style), luminance(Style::new().fg(bg)));
                    let least = if meaning == Meaning::Muted { 3.5 } else { 4.5 };
                    assert!(ratio >= least, "{meaning:?} on {shade:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn no_colour_uses_none() {
        let theme = Theme::choose(ThemeChoice::Plain, Depth::True, None);
        for meaning in Meaning::ALL {
            let style = theme.style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
        }
    }

    #[test]
    fn the_terminal_tells_whether_it_is_light() {
        assert_eq!(Shade::of_terminal(Some("0;15")), Shade::Light);
        assert_eq!(Shade::of_terminal(Some("15;default;0")), Shade::Dark);
        assert_eq!(Shade::of_terminal(None), Shade::Dark);
    }
}
