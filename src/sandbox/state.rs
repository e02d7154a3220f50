//! The world and its state file kept together: what other processes created is
//! seen, and what is created here is saved before it counts.

use std::path::PathBuf;

use super::SandboxError;
use super::account::Account;
use super::refusal::Refusal;
use super::store::Store;
use super::world::World;

/// What a sandbox knows.
pub(super) struct State {
    world: World,
    /// `None`: memory only.
    store: Option<Store>,
}

impl State {
    /// # Errors
    ///
    /// The state file cannot be read or is none.
    pub(super) fn open(world: World, file: Option<PathBuf>) -> Result<State, SandboxError> {
        let store = file.map(Store::new);
        let mut state = State { world, store };
        state.refresh()?;
        Ok(state)
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// Takes over what other processes did to the state file.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is none.
    pub(super) fn refresh(&mut self) -> Result<(), SandboxError> {
        if let Some(store) = &mut self.store
            && let Some(accounts) = store.news()?
        {
            self.world.replace_created(accounts);
        }
        Ok(())
    }

    /// Creates the account that `make` makes of the newest state. No other
    /// process can create one between the two.
    ///
    /// # Errors
    ///
    /// What `make` says, or the state file cannot be used; nothing was created
    /// then.
    pub(super) fn create(
        &mut self,
        make: impl FnOnce(&World) -> Result<Account, Refusal>,
    ) -> Result<&Account, Refusal> {
        let turn = self.store.as_ref().map(Store::lock).transpose();
        let _turn = turn.map_err(|error| internal(&error))?;
        self.refresh().map_err(|error| internal(&error))?;
        let account = make(&self.world)?;
        self.world.add(account);
        if let Some(store) = &mut self.store
            && let Err(error) = store.save(self.world.created())
        {
            self.world.forget_newest();
            return Err(internal(&error));
        }
        let newest = self.world.accounts().last();
        newest.ok_or_else(|| Refusal::Internal("no account was added".into()))
    }
}

/// The reason for a request that fails over the state file.
pub(super) fn internal(error: &SandboxError) -> Refusal {
    Refusal::Internal(format!("sandbox: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::{Options, seed};
    use super::*;
    use std::path::Path;

    fn open(file: &Path) -> State {
        let options = Options {
            accounts: 1,
            ..Options::default()
        };
        State::open(seed::world(&options), Some(file.into())).unwrap()
    }

    fn account(email: &str) -> Account {
        let mut account = seed::accounts(1, 9).remove(0);
        account.email = email.into();
        account.app_id = email.into();
        account.created = Some(0);
        account
    }

    #[test]
    fn processes_see_each_others_accounts_and_a_reset() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        let (mut one, mut other) = (open(&file), open(&file));
        one.create(|_| Ok(account("a@x"))).unwrap();
        other
            .create(|world| {
                assert_eq!(world.created().len(), 1);
                Ok(account("b@x"))
            })
            .unwrap();
        one.refresh().unwrap();
        assert_eq!(one.world().created()[1].email, "b@x");

        assert!(super::super::reset(&file).unwrap());
        one.refresh().unwrap();
        assert_eq!(one.world().created().len(), 0);
    }

    #[test]
    fn what_cannot_be_saved_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        let mut state = open(&file);
        std::fs::create_dir_all(file.join("in/the/way")).unwrap();
        assert!(state.create(|_| Ok(account("a@x"))).is_err());
        assert_eq!(state.world().created().len(), 0);
        assert!(state.world().find(&["a@x".into()]).is_empty());
    }

    #[test]
    fn threads_that_create_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let file = &file;
                scope.spawn(move || {
                    let mut state = open(file);
                    for number in 0..10 {
                        let email = format!("{thread}-{number}@x");
                        state.create(|_| Ok(account(&email))).unwrap();
                    }
                });
            }
        });
        assert_eq!(open(&file).world().created().len(), 40);
    }
}
