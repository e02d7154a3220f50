//! The world and its state file kept together: what other processes wrote is
//! seen, and what is written here is saved before it counts.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::refusal::{Data, INTERNAL, Refusal};
use super::world::{Kept, VERSION, World};
use crate::files;
use crate::lang::Text;

/// Tells one state of the file from another without reading it: when it was
/// changed, its length, and its inode where the platform has such a number,
/// which is another one after each replacement.
type Stamp = (Option<SystemTime>, u64, u64);

/// A world, the file that keeps what was written, and what was last seen of it.
pub(super) struct Store {
    world: World,
    /// `None`: memory only.
    file: Option<PathBuf>,
    /// `None` for a file that must be read again, `Some(None)` for no file.
    seen: Option<Option<Stamp>>,
}

impl Store {
    /// What earlier runs wrote is not read yet.
    pub(super) fn new(world: World, file: Option<PathBuf>) -> Store {
        Store {
            world,
            file,
            seen: None,
        }
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// Takes over what other processes did to the state file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is something else.
    pub(super) fn refresh(&mut self) -> Result<(), Refusal> {
        let news = self.on_file(|file| {
            let there = stamp(file)?;
            if self.seen == Some(there) {
                return Ok(None);
            }
            let kept = match files::absent_is_none(fs::read(file))? {
                Some(text) => parse(&text)?,
                None => Kept::default(),
            };
            Ok(Some((there, kept)))
        });
        if let Some((there, kept)) = news? {
            (self.seen, self.world.kept) = (Some(there), kept);
        }
        Ok(())
    }

    /// Makes a change of the newest state, and saves it. No other process can
    /// make one between the two.
    ///
    /// # Errors
    ///
    /// What `change` says, or the state file cannot be used; nothing was
    /// changed then.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut World) -> Data) -> Data {
        let _turn = self.on_file(|file| {
            files::make_folder(files::folder_of(file))?;
            files::lock(file).map(Some)
        })?;
        self.refresh()?;
        let data = change(&mut self.world)?;
        // Should saving fail, the next request reads the file again, and what is
        // in memory alone is forgotten.
        self.seen = None;
        self.world.kept.version = VERSION;
        self.seen = self.on_file(|file| {
            files::replace(file, &serde_json::to_vec(&self.world.kept)?)?;
            stamp(file).map(Some)
        })?;
        Ok(data)
    }

    /// Does something with the state file; nothing where there is none.
    fn on_file<T: Default>(&self, work: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, Refusal> {
        let Some(file) = &self.file else {
            return Ok(T::default());
        };
        work(file).map_err(|reason| {
            let (file, reason) = (file.display(), Text::from(reason));
            let reason = reason.en();
            let words = format!(
                "cannot use the sandbox's state file {file}: {reason}; \
                 `polyv-group sandbox reset` removes it"
            );
            Refusal::Words(INTERNAL, words)
        })
    }
}

fn stamp(file: &Path) -> io::Result<Option<Stamp>> {
    let Some(found) = files::absent_is_none(fs::metadata(file))? else {
        return Ok(None);
    };
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&found);
    #[cfg(not(unix))]
    let inode = 0;
    Ok(Some((found.modified().ok(), found.len(), inode)))
}

fn parse(text: &[u8]) -> io::Result<Kept> {
    let foreign = |reason| {
        let words = format!("it is not the state of a sandbox ({reason})");
        io::Error::other(words)
    };
    let kept: Kept = serde_json::from_slice(text).map_err(|error| foreign(error.to_string()))?;
    match kept.version {
        VERSION => Ok(kept),
        other => Err(foreign(format!("version {other}, not {VERSION}"))),
    }
}

/// Removes the state file, in turn with the processes that write it. Answers
/// whether there was one.
///
/// # Errors
///
/// The file exists and cannot be removed, or its lock cannot be taken.
pub fn reset(state_file: &Path) -> io::Result<bool> {
    if !state_file.try_exists()? {
        return Ok(false);
    }
    let _turn = files::lock(state_file)?;
    files::remove(state_file)
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::accounts::{Figures, Profile};
    use super::super::rng::Rng;
    use super::*;

    fn open(file: &Path) -> Store {
        let options = Options {
            accounts: 1,
            ..Options::default()
        };
        let mut store = Store::new(World::new(&options), Some(file.into()));
        store.refresh().unwrap();
        store
    }

    fn create(store: &mut Store, email: &str) -> Data {
        let profile = Profile {
            shown: serde_json::json!({"email": email}),
            given: Figures::default(),
            used: Figures::default(),
        };
        let account = profile.open(Rng::of_text(email), Some(0));
        store.change(|world| {
            world.kept.accounts.push(account);
            Ok(true.into())
        })
    }

    fn created(store: &mut Store) -> Vec<&str> {
        store.refresh().unwrap();
        let accounts = store.world().kept.accounts.iter();
        accounts.map(|account| account.email.as_str()).collect()
    }

    #[test]
    fn processes_see_each_others_accounts_and_a_reset() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/state.json");
        let (mut one, mut other) = (open(&file), open(&file));
        assert!(!reset(&file).unwrap());
        create(&mut one, "a@x").unwrap();
        create(&mut other, "b@x").unwrap();
        assert_eq!(created(&mut one), ["a@x", "b@x"]);
        let row = |store: &Store| store.world().row(1, 0).to_string();
        assert_eq!(row(&one), row(&open(&file)));
        assert_eq!(one.world().find(&serde_json::json!(["b@x"])), [2]);

        // Folder, state and lock are the owner's alone.
        #[cfg(unix)]
        for (name, mode) in [
            ("", 0o700),
            ("state.json", 0o600),
            ("state.json.lock", 0o600),
        ] {
            let found = fs::metadata(file.with_file_name(name)).unwrap();
            let found = std::os::unix::fs::MetadataExt::mode(&found) & 0o777;
            assert_eq!(found, mode, "{name}");
        }
        assert!(reset(&file).unwrap());
        assert!(!file.exists());
        assert!(created(&mut one).is_empty());
    }

    #[test]
    fn what_cannot_be_saved_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        let mut store = open(&file);
        std::fs::create_dir_all(file.join("in/the/way")).unwrap();
        assert!(create(&mut store, "a@x").is_err());
        std::fs::remove_dir_all(&file).unwrap();
        // In the way of the new version of the file only.
        let aside = files::beside(&file, ".polyv-group-unfinished");
        std::fs::create_dir(&aside).unwrap();
        assert!(create(&mut store, "a@x").is_err());
        assert!(created(&mut store).is_empty());
        std::fs::remove_dir(&aside).unwrap();
        create(&mut store, "a@x").unwrap();
        assert_eq!(created(&mut store), ["a@x"]);
    }

    #[test]
    fn threads_that_create_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = &folder.path().join("state.json");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    let mut store = open(file);
                    for number in 0..10 {
                        create(&mut store, &format!("{thread}-{number}@x")).unwrap();
                    }
                });
            }
        });
        assert_eq!(created(&mut open(file)).len(), 40);
    }

    #[test]
    fn an_older_file_is_read_and_a_foreign_one_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        fs::write(&file, r#"{"version":1,"accounts":[]}"#).unwrap();
        open(&file);
        // As written before there was concurrency, and before allotments.
        let figures = r#"{"channels":1,"minutes":2,"flow":3,"space":4}"#;
        let account = format!(
            r#"{{"userId":"u","appId":"a","appSecret":"s","email":"a@x","phone":null,
            "given":{figures},"used":{figures},"created":0,"row":{{"email":"a@x"}}}}"#
        );
        fs::write(&file, format!(r#"{{"version":1,"accounts":[{account}]}}"#)).unwrap();
        assert_eq!(created(&mut open(&file)), ["a@x"]);
        for text in [
            "",
            "[]",
            r#"{"version":2,"accounts":[]}"#,
            r#"{"version":1}"#,
        ] {
            fs::write(&file, text).unwrap();
            let world = World::new(&Options::default());
            let mut store = Store::new(world, Some(file.clone()));
            let error = format!("{:?}", store.refresh().unwrap_err());
            for part in [
                "state.json: it is not the state of a sandbox (",
                "sandbox reset",
            ] {
                assert!(error.contains(part), "{error}");
            }
        }
    }
}
