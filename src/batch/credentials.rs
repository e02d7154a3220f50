//! The file that holds what must not get lost: generated passwords and the new
//! accounts' secrets. CSV, mode 0600 from its first byte, one line an e-mail.
//!
//! A file that is there already is never overwritten. Our own is replaced as a
//! whole (written beside it, then renamed), so that it is complete at every
//! instant: before a POST it holds the password, after it the ids too.

use super::files;
use crate::secret::Secret;
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

const HEADINGS: [&str; 5] = ["email", "userId", "appId", "appSecret", "password"];

/// One account's line. What is not known yet is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The e-mail, by which entries are told apart.
    pub email: String,
    /// The service's id of the account.
    pub user_id: String,
    /// Its appId.
    pub app_id: String,
    /// Its appSecret.
    pub app_secret: Secret,
    /// The password, if we made it.
    pub password: Secret,
}

impl Entry {
    /// An account that does not exist yet.
    pub fn new(email: &str, password: Secret) -> Self {
        Self {
            email: email.to_owned(),
            user_id: String::new(),
            app_id: String::new(),
            app_secret: Secret::new(""),
            password,
        }
    }
}

/// A credentials file of ours.
#[derive(Debug)]
pub struct CredentialsFile {
    path: PathBuf,
    entries: Vec<Entry>,
    /// Where in the entries an e-mail (in small letters) is.
    places: HashMap<String, usize>,
}

impl CredentialsFile {
    /// Makes a new file.
    ///
    /// # Errors
    /// There is a file of that name, or it cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)?;
        Ok(Self::empty(path))
    }

    fn empty(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            entries: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Opens the file that an earlier part of the same run left.
    ///
    /// # Errors
    /// It cannot be read, or is not a file of this kind.
    pub fn reopen(path: &Path) -> io::Result<Self> {
        let foreign = || io::Error::other("it is not a credentials file of this program");
        let bytes = std::fs::read(path)?;
        let mut file = Self::empty(path);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let headed = reader.headers().is_ok_and(|found| *found == HEADINGS[..]);
        if !headed && !bytes.is_empty() {
            return Err(foreign());
        }
        for record in reader.records() {
            let record = record.map_err(|_| foreign())?;
            let cell = |at| record.get(at).unwrap_or_default();
            file.set(Entry {
                email: cell(0).to_owned(),
                user_id: cell(1).to_owned(),
                app_id: cell(2).to_owned(),
                app_secret: Secret::new(cell(3)),
                password: Secret::new(cell(4)),
            });
        }
        Ok(file)
    }

    /// The entry of an e-mail, whatever its case.
    pub fn get(&self, email: &str) -> Option<&Entry> {
        let at = self.places.get(&email.to_lowercase())?;
        self.entries.get(*at)
    }

    /// Sets the entry of its e-mail. Nothing is on disk before [`Self::save`].
    pub fn set(&mut self, entry: Entry) {
        let next = self.entries.len();
        let at = *self
            .places
            .entry(entry.email.to_lowercase())
            .or_insert(next);
        if at == next {
            self.entries.push(entry);
        } else {
            self.entries[at] = entry;
        }
    }

    /// Keeps those entries only.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.entries.retain(keep);
        let places = self.entries.iter().enumerate();
        self.places = places.map(|(at, e)| (e.email.to_lowercase(), at)).collect();
    }

    /// All entries, in the order in which they came.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Puts everything on disk: synced, then renamed into place.
    ///
    /// # Errors
    /// It cannot be written; the file is then as it was before.
    pub fn save(&self) -> io::Result<()> {
        let mut text = csv::Writer::from_writer(Vec::new());
        text.write_record(HEADINGS)?;
        for entry in &self.entries {
            text.write_record([
                &entry.email,
                &entry.user_id,
                &entry.app_id,
                entry.app_secret.expose(),
                entry.password.expose(),
            ])?;
        }
        let bytes = text.into_inner().map_err(|error| error.into_error())?;
        files::replace(&self.path, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(email: &str) -> Entry {
        Entry::new(email, Secret::new("Ab,3\"x"))
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.csv");
        let mut file = CredentialsFile::create(&path).unwrap();
        file.set(entry("a@b.c"));
        file.set(entry("d@e.f"));
        file.set(Entry {
            user_id: "u1".into(),
            app_secret: Secret::new("s"),
            ..entry("a@b.c")
        });
        file.save().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "email,userId,appId,appSecret,password\n\
             a@b.c,u1,,s,\"Ab,3\"\"x\"\nd@e.f,,,,\"Ab,3\"\"x\"\n"
        );
        let again = CredentialsFile::reopen(&path).unwrap();
        assert_eq!(again.entries(), file.entries());
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there.csv");
        std::fs::write(&path, "precious").unwrap();
        let error = CredentialsFile::create(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert!(CredentialsFile::reopen(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn what_is_kept_is_found_where_it_is_now() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = CredentialsFile::create(&folder.path().join("new.csv")).unwrap();
        for email in ["a@b.c", "D@e.f", "g@h.i"] {
            file.set(entry(email));
        }
        file.retain(|entry| entry.email != "a@b.c");
        assert_eq!(file.get("a@b.c"), None);
        assert_eq!(file.get("d@e.f"), Some(&entry("D@e.f")));
        file.set(entry("g@h.i"));
        assert_eq!(file.entries().len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_closed_to_others_before_and_after_saving() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.csv");
        let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let mut file = CredentialsFile::create(&path).unwrap();
        assert_eq!(mode(), 0o600);
        file.set(entry("a@b.c"));
        file.save().unwrap();
        assert_eq!(mode(), 0o600);
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", entry("a@b.c")).contains("Ab,3"));
    }
}
