//! Keeps the replies of a run for those commands that show more of one than
//! its data: `api --include` and `profiles check`.

use super::console::Console;
use crate::api::{Event, Observer};
use crate::clock;
use crate::http::Reply;
use crate::locks::held;
use std::sync::{Arc, Mutex, MutexGuard};

/// Replies, each with this machine's time when it was received (Unix
/// milliseconds).
type Kept = Vec<(Reply, i64)>;

/// An observer that tells the console and, once it is started, keeps every
/// reply. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Recorder {
    console: Console,
    kept: Arc<Mutex<Option<Kept>>>,
}

impl Recorder {
    /// An observer in front of this console.
    pub(super) fn new(console: &Console) -> Self {
        Self {
            console: console.clone(),
            kept: Arc::default(),
        }
    }

    /// Keeps every reply from now on.
    pub(super) fn start(&self) {
        self.kept().get_or_insert_default();
    }

    /// Every reply since the start.
    pub(super) fn replies(&self) -> Kept {
        self.kept().clone().unwrap_or_default()
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        held(&self.kept)
    }
}

impl Observer for Recorder {
    fn note(&self, event: &Event<'_>) {
        if let Event::Answered { reply, .. } = event
            && let Some(kept) = self.kept().as_mut()
        {
            kept.push(((*reply).clone(), clock::unix_millis()));
        }
        self.console.note(event);
    }
}
