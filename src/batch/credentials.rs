//! The file that holds what must not get lost: generated passwords and the new
//! accounts' secrets. CSV, mode 0600 from its first byte, one line an e-mail.
//!
//! A file that is there already is never overwritten. Our own is replaced as a
//! whole (written beside it, then renamed), so that it is complete at every
//! instant: before a POST it holds the password, after it the ids too. A run
//! that continues goes on with its own.

use super::files::{identity, look, resolved, unsent, unusable};
use super::journal::{History, Known, has_made_password};
use super::plan::Step;
use super::results::{RowResult, Status};
use super::roster::{PASSWORD, RosterRow};
use crate::clock;
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::files::{self, Locked, folder_of};
use crate::lang::{Text, both};
use crate::locks::held;
use crate::secret::Secret;
use crate::text;
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Between two saves of a run: a killed run loses at most so much of what can
/// be looked up again.
const SAVE_EVERY: Duration = Duration::from_secs(3);

/// One account's line: a cell a heading of [`Write::credentials`]. What is not
/// known yet is empty.
type Cells = Vec<Secret>;

/// A credentials file of ours.
#[derive(Debug)]
pub struct CredentialsFile {
    path: PathBuf,
    headings: Vec<&'static str>,
    /// What stood in its place before the first save, if it is new.
    claim: Mutex<Option<Locked>>,
    is_new: bool,
    lines: Vec<Cells>,
    /// Where in the lines an e-mail (in small letters) is.
    places: HashMap<String, usize>,
    saved: Instant,
}

impl CredentialsFile {
    /// Whether a file may be used, before anything is asked. A run has one
    /// file from its first POST on: two would each hold passwords of the
    /// other's accounts that were never sent.
    ///
    /// # Errors
    /// Usage: it is not ours, or ours is another one, or missing.
    pub fn check(path: &Path, history: &History) -> Result<(), Failure> {
        place(path, history).map(drop)
    }

    /// Opens or makes the file, after checking again: another run may have
    /// made one of that name.
    ///
    /// # Errors
    /// As [`Self::check`], or it cannot be read or made.
    pub fn open(path: &Path, call: &Write, history: &History) -> Result<Self, Failure> {
        let (path, is_there) = place(path, history)?;
        let opened = match is_there {
            true => Self::read(&path, call),
            false => Self::create(&path, call),
        };
        opened.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::WouldBlock => taken(&path),
            _ => Failure::local(cannot_use(&path), &error),
        })
    }

    /// An empty file is nobody's, unless another run is about to fill it: that
    /// holds its lock until another file is in its place.
    fn create(path: &Path, call: &Write) -> io::Result<Self> {
        let claim = Locked::try_new(files::open_to_append(path)?)?;
        match std::fs::metadata(path)?.len() {
            0 => Ok(Self::empty(path, call, Some(claim))),
            _ => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    fn empty(path: &Path, call: &Write, claim: Option<Locked>) -> Self {
        Self {
            path: path.to_owned(),
            headings: call.credentials(),
            is_new: claim.is_some(),
            claim: Mutex::new(claim),
            lines: Vec::new(),
            places: HashMap::new(),
            saved: clock::instant(),
        }
    }

    fn read(path: &Path, call: &Write) -> io::Result<Self> {
        let foreign = || -> io::Error {
            let words = both(
                "it is not a credentials file of this program",
                "这不是本程序的凭证文件",
            );
            Text::from(words).into()
        };
        let bytes = std::fs::read(path)?;
        let mut file = Self::empty(path, call, None);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let headed = reader
            .headers()
            .is_ok_and(|found| *found == file.headings[..]);
        if !headed {
            return Err(foreign());
        }
        for record in reader.records() {
            let record = record.map_err(|_| foreign())?;
            file.set(record.iter().map(Secret::new).collect());
        }
        Ok(file)
    }

    /// As the journal names it: by the way from there, so that a folder that
    /// holds both may be renamed.
    pub fn name(&self, journal: &Path) -> String {
        let journal = resolved(journal);
        let mut above = folder_of(&journal).ancestors().enumerate();
        let common = above.find(|(_, folder)| self.path.starts_with(folder));
        let name = common.and_then(|(steps, folder)| {
            folder.parent()?;
            let below = self.path.strip_prefix(folder).ok()?;
            Some(Path::new(&"../".repeat(steps)).join(below))
        });
        let name = name.as_ref().unwrap_or(&self.path);
        name.to_string_lossy().into_owned()
    }

    /// Undoes [`Self::open`] where the journal has not named the file yet.
    pub fn discard(self) {
        if self.is_new {
            // It is empty; why the run ends is said already.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// A new file that holds one account before it is sent; it is on disk when
    /// this returns, and nothing is where it fails.
    ///
    /// # Errors
    /// As [`Self::open`], or it cannot be written. Nothing was sent.
    pub fn of_one(path: &Path, call: &Write, email: &str, password: &str) -> Result<Self, Failure> {
        let mut file = Self::open(path, call, &History::default())?;
        file.set(file.line(email, password));
        if let Err(failure) = file.save(cannot_use(&file.path)) {
            file.discard();
            return Err(failure);
        }
        Ok(file)
    }

    /// Adds all rows that will be sent. They are on disk when this returns;
    /// passwords that an earlier part of the run generated are used again,
    /// those of accounts that surely do not exist are removed.
    ///
    /// # Errors
    /// It cannot be written, or lacks a password that was sent. Nothing was
    /// sent now.
    pub fn add_rows(
        &mut self,
        rows: &mut [RosterRow],
        steps: &[Step],
        history: &History,
    ) -> Result<(), Failure> {
        let mut sends = HashSet::new();
        for (row, step) in rows.iter_mut().zip(steps) {
            if step.sends() {
                sends.insert(row.key().to_lowercase());
                self.add_row(row, step).map_err(|rule| {
                    let (shown, email) = (self.path.display(), row.key());
                    unsent(
                        text!(
                            "{shown}: the password of {email} {rule}",
                            "{shown}：{email} 的密码{rule}"
                        ),
                        both(
                            "put it back, or give the row a password of its own",
                            "请放回原密码，或在该行填写密码",
                        ),
                    )
                })?;
            }
        }
        self.retain(|email| {
            let known = history.of(email);
            sends.contains(email) || matches!(known, Some(Known::Done(..) | Known::Open(_)))
        });
        self.save(cannot_use(&self.path))?;
        for step in steps {
            if let Step::Done(result) | Step::Record(result) = step {
                self.note(result);
            }
        }
        Ok(())
    }

    /// A password that was sent, and may be the account's, stays here whatever
    /// the row says now.
    fn add_row(&mut self, row: &mut RosterRow, step: &Step) -> Result<(), Text> {
        let email = row.key().to_owned();
        let was_sent = match step {
            Step::LookUp(intents) | Step::Again(intents) => has_made_password(intents),
            _ => false,
        };
        let known = self.get(&email).and_then(|line| line.last()).cloned();
        match known.filter(|password| !password.expose().is_empty()) {
            Some(password) if row.password_generated => row.set_password(&password)?,
            Some(_) if was_sent => {}
            None if was_sent && row.password_generated => {
                let words = both(
                    "is not in it any more, with which it may have been created",
                    "已不在其中，而账号可能是用它创建的",
                );
                return Err(words.into());
            }
            _ if row.password_generated => self.set(self.line(&email, row.password())),
            _ => self.set(self.line(&email, "")),
        }
        Ok(())
    }

    /// Takes the ids and the secret of an account of this run, and removes a
    /// password that the account was not sent with.
    pub fn note(&mut self, result: &RowResult) {
        if !may_exist(result.status) {
            return;
        }
        let old = self.get(&result.email).cloned();
        let mut line = old.unwrap_or_else(|| self.line(&result.email, ""));
        let cells = self.headings.iter().zip(&mut line).skip(1);
        for (heading, cell) in cells {
            match *heading {
                "appSecret" if result.app_secret.expose().is_empty() => {}
                "appSecret" => *cell = result.app_secret.clone(),
                PASSWORD if result.made_password => {}
                PASSWORD => *cell = Secret::default(),
                kept => *cell = Secret::new(result.kept(kept)),
            }
        }
        self.set(line);
    }

    /// An account that does not exist yet, with its password if it was generated.
    fn line(&self, email: &str, password: &str) -> Cells {
        let cell = |heading: &&str| match *heading {
            PASSWORD => Secret::new(password),
            _ => Secret::default(),
        };
        let rest = self.headings.iter().skip(1).map(cell);
        std::iter::once(Secret::new(email)).chain(rest).collect()
    }

    /// Saves now and then; only a failure of [`Self::end`] counts.
    pub fn save_if_due(&mut self) {
        let now = clock::instant();
        if now - self.saved >= SAVE_EVERY {
            self.saved = now;
            let _ = self.write();
        }
    }

    /// Removes the accounts that surely do not exist: whoever hands out the
    /// file must not hand out those. Their passwords are generated again when
    /// needed.
    pub fn drop_uncreated(&mut self, results: &[RowResult]) {
        let absent = results.iter().filter(|result| !may_exist(result.status));
        let absent: HashSet<String> = absent.map(|result| result.email.to_lowercase()).collect();
        self.retain(|email| !absent.contains(email));
    }

    /// Saves for the last time.
    ///
    /// # Errors
    /// What was not saved can be looked up again; the passwords are there.
    pub fn end(&self) -> Result<(), Failure> {
        let saved = self.save(both(
            "cannot write the accounts' ids into --credentials-out",
            "无法把账号的 ID 写入 --credentials-out",
        ));
        saved.map_err(|failure| {
            failure.hint(both(
                "run the same command again: it looks them up",
                "请再次运行同一命令：它会查到这些 ID",
            ))
        })
    }

    /// How many accounts are in the file.
    pub fn holds(&self) -> usize {
        self.lines.len()
    }

    /// The line of an e-mail, whatever its case.
    fn get(&self, email: &str) -> Option<&Cells> {
        let at = self.places.get(&email.to_lowercase())?;
        self.lines.get(*at)
    }

    /// Sets the line of its e-mail. Nothing is on disk before [`Self::save`].
    fn set(&mut self, line: Cells) {
        let next = self.lines.len();
        match *self.places.entry(key(&line)).or_insert(next) {
            at if at == next => self.lines.push(line),
            at => self.lines[at] = line,
        }
    }

    /// Keeps the lines of some e-mails, which are in small letters, and of all
    /// accounts that are known to exist.
    fn retain(&mut self, keep: impl Fn(&String) -> bool) {
        let mut lines = std::mem::take(&mut self.lines);
        self.places.clear();
        lines.retain(|line| !line[1].expose().is_empty() || keep(&key(line)));
        lines.into_iter().for_each(|line| self.set(line));
    }

    /// Puts everything on disk: synced, then renamed into place.
    ///
    /// # Errors
    /// It cannot be written, told after these words; the file is then as it
    /// was before.
    pub fn save(&self, words: impl Into<Text>) -> Result<(), Failure> {
        let written = self.write();
        written.map_err(|error| Failure::local(words, error))
    }

    fn write(&self) -> io::Result<()> {
        let mut text = csv::Writer::from_writer(Vec::new());
        text.write_record(&self.headings)?;
        for line in &self.lines {
            text.write_record(line.iter().map(Secret::expose))?;
        }
        let bytes = text.into_inner().map_err(|error| error.into_error())?;
        if cfg!(windows) {
            // Nothing is put there in the place of a file that is open.
            *held(&self.claim) = None;
        }
        files::replace(&self.path, &bytes)
    }
}

/// Lines are told apart by their e-mails without regard to case.
fn key(line: &Cells) -> String {
    line[0].expose().to_lowercase()
}

fn may_exist(status: Status) -> bool {
    matches!(status, Status::Done | Status::Changed | Status::Unknown)
}

/// Where the file is, and whether it is our own and holds something.
fn place(path: &Path, history: &History) -> Result<(PathBuf, bool), Failure> {
    let shown = path.display();
    let found = look(path).map_err(|error| unusable(path, &error))?;
    let is_there = found.is_some_and(|found| found.size > 0);
    let named = history.credentials.as_deref();
    let is_same = |named: &Path| {
        // A name that is no Unicode is noted as far as it is.
        let text = |path: &Path| resolved(path).to_string_lossy().into_owned();
        identity(path) == identity(named) || text(path) == text(named)
    };
    let own = named.is_some_and(is_same);
    match named {
        Some(named) if !own && history.has_intents() => Err(unsent(
            text!(
                "--credentials-out {shown}: this run's credentials are in {named}",
                "--credentials-out {shown}：本次执行的凭证在 {named} 中",
                named = named.display()
            ),
            text!(
                "give --credentials-out {named}; if it was moved, move it back; for another file \
                 start over with a new --journal and a roster of the rows that are not created",
                "请使用 --credentials-out {named}；如已移动，请移回原处；如要换文件，\
                 请用新的 --journal 和只含未创建行的名单重新开始",
                named = named.display()
            ),
        )),
        _ if is_there && !own => Err(taken(path)),
        _ if own && !is_there && history.needs_made_passwords() => Err(unsent(
            text!(
                "{shown} is missing or empty; it held the passwords generated by this run",
                "{shown} 不存在或为空；其中曾有本次执行生成的密码"
            ),
            both(
                "put it back; if it is lost, start over with a new --journal and another file, \
                 and reset the passwords of the accounts that exist already",
                "请放回该文件；如已丢失，请用新的 --journal 和另一个文件重新开始，\
                 并重置已存在账号的密码",
            ),
        )),
        _ if !files::is_writable(files::folder_of(&resolved(path))) => Err(unsent(
            text!(
                "--credentials-out {shown}: no file can be made in this folder",
                "--credentials-out {shown}：无法在该文件夹中创建文件"
            ),
            both(
                "name a file in a folder that is there and that you may write to",
                "请指定一个已存在且可写的文件夹中的文件",
            ),
        )),
        _ => Ok((resolved(path), is_there)),
    }
}

fn taken(path: &Path) -> Failure {
    let shown = path.display();
    unsent(
        text!(
            "--credentials-out {shown}: there is such a file already",
            "--credentials-out {shown}：该文件已存在"
        ),
        both(
            "name a file that does not exist yet; none is ever overwritten",
            "请指定一个尚不存在的文件；已有文件绝不会被覆盖",
        ),
    )
}

fn cannot_use(path: &Path) -> Text {
    text!(
        "nothing was sent: cannot use {shown}",
        "未发送任何请求：无法使用 {shown}",
        shown = path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::subaccounts::CREATE;
    use serde_json::Map;

    fn entry(email: &str) -> Cells {
        [email, "", "", "", "Ab,3\"x"].map(Secret::new).to_vec()
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.csv");
        let mut file = CredentialsFile::create(&path, &CREATE).unwrap();
        file.set(entry("a@b.c"));
        file.set(entry("d@e.f"));
        let created = RowResult {
            kept: Map::from_iter([("userId".to_owned(), "u1".into())]),
            app_secret: Secret::new("s"),
            ..RowResult::new(2, "A@b.c", Status::Done).made_password(true)
        };
        file.note(&created);
        file.write().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "email,userId,appId,appSecret,password\n\
             a@b.c,u1,,s,\"Ab,3\"\"x\"\nd@e.f,,,,\"Ab,3\"\"x\"\n"
        );
        let again = CredentialsFile::read(&path, &CREATE).unwrap();
        assert_eq!(again.lines, file.lines);
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there.csv");
        std::fs::write(&path, "precious").unwrap();
        let error = CredentialsFile::open(&path, &CREATE, &History::default()).unwrap_err();
        assert!(error.message.en().contains("there is such a file already"));
        let error = CredentialsFile::create(&path, &CREATE).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert!(CredentialsFile::read(&path, &CREATE).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn what_is_kept_is_found_where_it_is_now() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = CredentialsFile::create(&folder.path().join("new.csv"), &CREATE).unwrap();
        for email in ["a@b.c", "D@e.f", "g@h.i"] {
            file.set(entry(email));
        }
        file.retain(|email| email != "a@b.c");
        assert_eq!(file.get("a@b.c"), None);
        assert_eq!(file.get("d@e.f"), Some(&entry("D@e.f")));
        file.set(entry("g@h.i"));
        assert_eq!(file.holds(), 2);
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", entry("a@b.c")).contains("Ab,3"));
    }
}
