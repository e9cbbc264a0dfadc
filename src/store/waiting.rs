//! Waiting for another program that holds the file.
//!
//! A lock of another program is no error at once: the store's thread tries again for [`PATIENCE`], and says that it
//! waits as soon as somebody would notice ([`NOTICED`]). What is typed waits shorter ([`TYPED`]): it is kept beside the
//! file then (see [`super::aside`]).

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a read or a write waits.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// How long the saving of a draft waits.
pub(super) const TYPED: Duration = Duration::from_secs(1);
/// From when on a wait is said.
const NOTICED: Duration = Duration::from_millis(300);

/// What is called when a wait is noticed.
type Say = Box<dyn Fn() + Send>;

/// How long the connection waits, and who is told. Shared with the connection's own handler.
#[derive(Clone, Default)]
pub(super) struct Waits(Arc<Inner>);

struct Inner {
    /// In milliseconds.
    patience: AtomicU64,
    /// The program ends: nobody waits for long any more.
    hurry: AtomicBool,
    say: Mutex<Option<Say>>,
}

impl Default for Inner {
    fn default() -> Self {
        Self { patience: AtomicU64::new(millis(PATIENCE)), hurry: AtomicBool::new(false), say: Mutex::new(None) }
    }
}

impl std::fmt::Debug for Waits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Waits").field(&self.0.patience).finish()
    }
}

fn millis(of: Duration) -> u64 {
    u64::try_from(of.as_millis()).unwrap_or(u64::MAX)
}

impl Waits {
    /// Calls this whenever a wait is noticed, on the thread that waits.
    pub(super) fn tell(&self, say: Say) {
        if let Ok(mut place) = self.0.say.lock() {
            *place = Some(say);
        }
    }

    /// From now on every wait is short.
    pub(super) fn hurry(&self) {
        self.0.hurry.store(true, Ordering::Relaxed);
    }

    pub(super) fn hurries(&self) -> bool {
        self.0.hurry.load(Ordering::Relaxed)
    }

    /// Until [`Waits::set`] is called again.
    pub(super) fn set(&self, patience: Duration) {
        self.0.patience.store(millis(patience), Ordering::Relaxed);
    }

    /// What the connection asks each time that it finds the file locked: whether to try again. `waited` is how long
    /// this lock was waited for already, in milliseconds; it grows by what is slept here.
    fn again(&self, waited: &mut u64) -> bool {
        let patience = self.0.patience.load(Ordering::Relaxed);
        let patience = if self.hurries() { patience.min(millis(NOTICED)) } else { patience };
        if *waited >= patience {
            return false;
        }
        let before = *waited;
        let pause = match before {
            0..5 => 1,
            5..50 => 5,
            50..200 => 15,
            _ => 50,
        };
        std::thread::sleep(Duration::from_millis(pause));
        *waited += pause;
        if before < millis(NOTICED)
            && *waited >= millis(NOTICED)
            && let Ok(say) = self.0.say.lock()
            && let Some(say) = &*say
        {
            say();
        }
        true
    }

    /// Lets a connection wait so.
    pub(super) fn hang_on(&self, conn: &mut rusqlite::Connection) -> rusqlite::Result<()> {
        let waits = self.clone();
        let mut waited = 0;
        conn.busy_handler(Some(move |times: i32| {
            if times == 0 {
                waited = 0;
            }
            waits.again(&mut waited)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_once_and_ends() {
        let waits = Waits::default();
        let said = Arc::new(AtomicU64::new(0));
        let heard = said.clone();
        waits.tell(Box::new(move || {
            heard.fetch_add(1, Ordering::Relaxed);
        }));
        waits.set(Duration::from_millis(450));
        let mut waited = 0;
        while waits.again(&mut waited) {}
        assert!((450..550).contains(&waited), "{waited}");
        assert_eq!(said.load(Ordering::Relaxed), 1);
        waits.set(Duration::ZERO);
        assert!(!waits.again(&mut 0), "without patience a lock is an answer at once");
        waits.set(PATIENCE);
        waits.hurry();
        waited = 0;
        while waits.again(&mut waited) {}
        assert!(waited < 400, "at the end nobody waits for long: {waited}");
    }
}
