//! Keeps the replies of a run for those commands that show more of one than
//! its data: `api --include` and `profiles check`.

use super::console::Console;
use crate::api::{Event, Observer};
use crate::clock;
use crate::http::Reply;
use std::sync::{Arc, Mutex, PoisonError};

/// An observer that tells the console and keeps every reply. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Recorder {
    console: Console,
    kept: Arc<Mutex<Vec<(Reply, i64)>>>,
}

impl Recorder {
    /// An observer in front of this console.
    pub fn new(console: &Console) -> Self {
        Self {
            console: console.clone(),
            kept: Arc::default(),
        }
    }

    /// Every reply so far, with this machine's time when it came (Unix
    /// milliseconds).
    pub fn replies(&self) -> Vec<(Reply, i64)> {
        let kept = self.kept.lock();
        kept.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observer for Recorder {
    fn note(&self, event: &Event<'_>) {
        if let Event::Answered { reply, .. } = event {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(((*reply).clone(), clock::unix_millis()));
        }
        self.console.note(event);
    }
}
