//! Creating, with everything that can go wrong on the way: exactly one
//! account for each e-mail, and words that say what is known.

#[path = "../support/mod.rs"]
mod support;

mod applied;
mod batch;
mod children;
mod credentials;
mod doubt;
mod encodings;
#[cfg(unix)]
mod hostile;
mod journal;
#[cfg(unix)]
mod kill;
mod lost;
mod places;
mod plan;
mod progress;
mod results;
mod resumed;
#[cfg(unix)]
mod secrets;
mod service;
#[cfg(unix)]
mod signals;
mod workbooks;
