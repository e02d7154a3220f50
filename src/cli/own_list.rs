//! What is typed for a list whose rows are made on this machine: the options of
//! any list, and its own.

use clap::{ArgMatches, Args, Command, FromArgMatches};
use std::marker::PhantomData;

/// A list whose rows are made on this machine.
pub(super) trait OwnList {
    /// Gives a command its options.
    fn options(command: Command) -> Command;
}

/// What was typed for such a list.
#[derive(Debug)]
pub(super) struct Typed<L>(pub(super) ArgMatches, pub(super) PhantomData<L>);

impl<L: OwnList> Args for Typed<L> {
    fn augment_args(command: Command) -> Command {
        L::options(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        L::options(command)
    }
}

impl<L> FromArgMatches for Typed<L> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(matches.clone(), PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
