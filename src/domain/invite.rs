//! The next session's date for a calendar: RFC 5545, with nothing in it but who meets when.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use uuid::Uuid;

use super::id::{PersonId, SessionId};
use super::raw::{Raw, visible};
use super::session::{Amended, SessionView, Status};
use super::when::When;

/// An octet more would have to be folded.
const FOLD: usize = 75;

/// The session that comes next, as it goes out.
#[derive(Debug, Clone, PartialEq)]
pub struct Invite {
    /// The session that agreed on the date, before a first one the agent: sent again, the entry is replaced.
    pub after: Uuid,
    pub agent: Raw,
    pub on: NaiveDate,
    /// `None`: the whole day.
    pub at: Option<NaiveTime>,
    pub zone: Tz,
    pub stamped: DateTime<Utc>,
}

impl Invite {
    /// `None` where no date was agreed, or the session is void.
    pub fn of(view: &SessionView, at: Option<NaiveTime>, now: DateTime<Utc>) -> Option<Self> {
        let on = view.stands_on(Amended::NextSession)?;
        (view.status != Status::Void).then(|| Self {
            after: view.content.id.0,
            agent: view.content.agent_name.clone(),
            on,
            at,
            zone: view.content.zone.parse().unwrap_or(Tz::UTC),
            stamped: now,
        })
    }

    /// A session that is due, on the day that it is to be held.
    pub fn due(agent: (PersonId, Raw), after: Option<SessionId>, on: NaiveDate, zone: Tz, now: DateTime<Utc>) -> Self {
        let (id, agent) = agent;
        Self { after: after.map_or(id.0, |session| session.0), agent, on, at: None, zone, stamped: now }
    }

    /// "Coaching session: Ama Boateng".
    pub fn summary(&self) -> String {
        format!("Coaching session: {}", self.agent.visible())
    }

    /// "Coaching session: Ama Boateng, Wed 9 Dec 2026, 14:30 (Europe/London)".
    pub fn words(&self) -> String {
        let at = self.at.map_or_else(String::new, |at| format!(", {} ({})", at.format("%H:%M"), self.zone.name()));
        format!("{}, {}{at}", self.summary(), self.on.format("%a %-d %b %Y"))
    }

    /// As a file: lines end in CR LF, none is longer than 75 octets.
    pub fn ics(&self) -> String {
        let stamp = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
        let begin = self.at.and_then(|at| When::Naive(self.on.and_time(at)).instant(self.zone));
        let when = match begin {
            Some(begin) => [format!("DTSTART:{}", stamp(begin)), "DURATION:PT30M".to_owned()],
            None => [
                format!("DTSTART;VALUE=DATE:{}", self.on.format("%Y%m%d")),
                format!("DTEND;VALUE=DATE:{}", self.on.succ_opt().unwrap_or(self.on).format("%Y%m%d")),
            ],
        };
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//coachlog//coachlog//EN".to_owned(),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-next@coachlog", self.after),
            format!("DTSTAMP:{}", stamp(self.stamped)),
            // Calendars take the entry with the greater number: what is sent later replaces what went before.
            format!("SEQUENCE:{}", self.stamped.timestamp() / 60),
        ];
        lines.extend(when);
        lines.extend([
            format!("SUMMARY:{}", escaped(&self.summary())),
            "CLASS:PRIVATE".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ]);
        lines.iter().map(|line| folded(line)).collect()
    }

    /// The name of its file: "coaching-2026-12-09.ics".
    pub fn file_name(&self) -> String {
        format!("coaching-{}.ics", self.on)
    }
}

/// A time of day as it is typed: "14:30", "9", "9.15", "2:30 pm".
pub fn time_typed(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase();
    let (text, later) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(rest), _) => (rest.trim().to_owned(), Some(true)),
        (None, Some(rest)) => (rest.trim().to_owned(), Some(false)),
        (None, None) => (text, None),
    };
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((&text, "0"));
    let hour: u32 = hour.trim().parse().ok()?;
    let minute: u32 = minute.trim().parse().ok()?;
    let hour = match later {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(later) => hour % 12 + if later { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// Cut between characters; what goes on begins with a space.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > FOLD {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invite(agent: &str, at: Option<&str>) -> Invite {
        Invite {
            after: Uuid::from_u128(7),
            agent: agent.into(),
            on: "2026-12-09".parse().expect("a day"),
            at: at.and_then(time_typed),
            zone: chrono_tz::Europe::Berlin,
            stamped: "2026-11-25T14:31:07Z".parse().expect("a moment"),
        }
    }

    #[test]
    fn a_day_and_a_time_are_written_as_calendars_read_them() {
        let day = invite("Ama Boateng", None).ics();
        assert!(day.contains("\r\nDTSTART;VALUE=DATE:20261209\r\nDTEND;VALUE=DATE:20261210\r\n"), "{day}");
        assert!(day.contains("\r\nUID:00000000-0000-0000-0000-000000000007-next@coachlog\r\n"), "{day}");
        // 14:31 on 25 November 2026 in whole minutes since 1970.
        assert!(day.contains("\r\nSEQUENCE:29926951\r\n"), "{day}");
        assert!(day.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && day.ends_with("END:VCALENDAR\r\n"));
        // Berlin is an hour ahead of UTC in December.
        let timed = invite("Ama Boateng", Some("14:30")).ics();
        assert!(timed.contains("\r\nDTSTART:20261209T133000Z\r\nDURATION:PT30M\r\n"), "{timed}");
        assert_eq!(
            invite("Ama Boateng", Some("2:30 pm")).words(),
            "Coaching session: Ama Boateng, Wed 9 Dec 2026, 14:30 (Europe/Berlin)"
        );
    }

    #[test]
    fn a_session_that_is_due_replaces_the_entry_that_the_last_one_sent() {
        let (agent, session) = (PersonId(Uuid::from_u128(8)), SessionId(Uuid::from_u128(7)));
        let sent = invite("Ama Boateng", None);
        let due = |after| Invite::due((agent, "Ama Boateng".into()), after, sent.on, sent.zone, sent.stamped);
        assert_eq!(due(Some(session)), sent);
        assert!(due(None).ics().contains("UID:00000000-0000-0000-0000-000000000008-next@coachlog"), "a first session");
    }

    #[test]
    fn hostile_and_long_names_stay_one_property() {
        let name = format!("{};,\\ \r\nDTSTART:19700101T000000Z\r\n{}", "é".repeat(70), "電".repeat(60));
        let text = invite(&name, None).ics();
        let mut unfolded = String::new();
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= FOLD, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']));
            match line.strip_prefix(' ') {
                Some(more) => unfolded.push_str(more),
                None => unfolded = format!("{unfolded}\n{line}"),
            }
        }
        let starts = unfolded.lines().filter(|l| l.starts_with("DTSTART")).count();
        assert_eq!(starts, 1, "{unfolded}");
        let summary = unfolded.lines().find_map(|l| l.strip_prefix("SUMMARY:")).expect("a summary");
        assert!(summary.contains("\\;\\,\\\\"), "{summary}");
        assert!(summary.ends_with(&"電".repeat(60)), "{summary}");
    }

    #[test]
    fn times_are_read_as_they_are_typed() {
        for (typed, read) in [
            ("14:30", "14:30"),
            ("9", "09:00"),
            ("9.15", "09:15"),
            ("2:30 pm", "14:30"),
            ("12am", "00:00"),
            ("12 pm", "12:00"),
        ] {
            assert_eq!(time_typed(typed).map(|t| t.format("%H:%M").to_string()).as_deref(), Some(read), "{typed}");
        }
        for bad in ["", "25:00", "9:75", "13 pm", "0am", "soon"] {
            assert_eq!(time_typed(bad), None, "{bad}");
        }
    }
}
