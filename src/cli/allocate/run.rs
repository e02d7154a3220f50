//! Sends what was agreed on.

use crate::batch::allocate::Change;
use crate::batch::allocate::wishes::Wish;
use crate::batch::roster::Roster;
use crate::cli::context::Context;
use crate::failure::Failure;
use clap::Args;
use std::path::Path;

/// How it is sent.
#[derive(Debug, Args)]
pub(super) struct Sending {}

/// What earlier runs have done.
pub(super) struct Earlier {
    wishes: Vec<Wish>,
}

/// Looks at what earlier runs have done.
pub(super) fn open(
    _: &Sending,
    _: Option<(&Path, Roster)>,
    wishes: &[Wish],
    _: &Context,
) -> Result<Earlier, Failure> {
    let wishes = wishes.to_vec();
    Ok(Earlier { wishes })
}

impl Earlier {
    /// The wishes for which nothing was sent.
    pub(super) fn fresh(&self) -> &[Wish] {
        &self.wishes
    }

    /// What is said of the others.
    pub(super) fn words(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether something that is in doubt is sent again.
    pub(super) fn asks(&self) -> bool {
        false
    }

    /// Makes the changes.
    pub(super) fn carry_out(self, changes: Vec<Change>) -> Result<(), Failure> {
        match changes.is_empty() {
            true => Ok(()),
            false => Err(Failure::usage("not possible yet; nothing was sent")),
        }
    }
}
