//! Holds back all connections of a run at once: after a 429 nobody sends until
//! the pause is over. Decisions only; the caller sleeps.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Shared by all workers of a run.
#[derive(Debug, Default)]
pub struct Gate(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    closed_until: Option<Instant>,
    in_a_row: u32,
    wave: u64,
}

/// Which wave of requests an attempt belongs to: the 429s of requests that
/// were out together are one event, not several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wave(u64);

impl Gate {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Passes, or says how long the gate stays closed.
    ///
    /// # Errors
    /// The time left, not an error in earnest.
    pub fn pass(&self, now: Instant) -> Result<Wave, Duration> {
        let state = self.state();
        match state.closed_until {
            Some(until) if until > now => Err(until - now),
            _ => Ok(Wave(state.wave)),
        }
    }

    /// Notes a 429 and returns how many came in a row, waves counted once.
    pub fn limited(&self, wave: Wave) -> u32 {
        let mut state = self.state();
        if wave.0 == state.wave {
            state.wave += 1;
            state.in_a_row += 1;
        }
        state.in_a_row
    }

    /// Closes the gate for everybody.
    pub fn close(&self, until: Instant) {
        let mut state = self.state();
        state.closed_until = state.closed_until.max(Some(until));
    }

    /// Notes an answer that is no 429.
    pub fn answered(&self) {
        self.state().in_a_row = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_gate_holds_everybody_until_its_time() {
        let (gate, now) = (Gate::default(), Instant::now());
        gate.close(now + Duration::from_secs(5));
        gate.close(now + Duration::from_secs(2));
        assert_eq!(gate.pass(now), Err(Duration::from_secs(5)));
        assert!(gate.pass(now + Duration::from_secs(5)).is_ok());
    }

    #[test]
    fn the_429s_of_one_wave_count_once_and_an_answer_starts_anew() {
        let (gate, now) = (Gate::default(), Instant::now());
        let first = gate.pass(now).unwrap();
        assert_eq!([gate.limited(first), gate.limited(first)], [1, 1]);
        let second = gate.pass(now).unwrap();
        assert_eq!(gate.limited(second), 2);
        gate.answered();
        assert_eq!(gate.limited(gate.pass(now).unwrap()), 1);
    }
}
