//! Where the data go: stdout, or the file of `--out`. That is written aside and
//! takes its place once it is whole; what was not read to its end leaves no file.

use crate::failure::{self, Failure, Kind};
use crate::files::{behind_links, folder_of, put as put_there, sync_folder};
use crate::lang::{Text, both, counted};
use crate::locks::held;
use crate::text;
use crate::text::shown_path;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use tempfile::{Builder, NamedTempFile};

static STDOUT_IS_OPEN: OnceLock<bool> = OnceLock::new();

/// What is written aside, files and folders, for a signal to remove.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Notes whether stdout was open for writing when the program started.
pub(super) fn note_stdout(is_open: bool) {
    STDOUT_IS_OPEN.get_or_init(|| is_open);
}

/// The one way to stdout.
///
/// # Errors
/// It was not open when the program started.
pub(super) fn stdout() -> Result<StdoutLock<'static>, Failure> {
    match STDOUT_IS_OPEN.get() {
        Some(false) => {
            let why = both("stdout is not open for writing", "标准输出未打开");
            Err(Failure::unwritten(why))
        }
        _ => Ok(io::stdout().lock()),
    }
}

/// What was written, or why it was not.
///
/// # Errors
/// [`Failure::output`].
pub(super) fn written<T>(done: io::Result<T>) -> Result<T, Failure> {
    done.map_err(Failure::output)
}

/// The same of this file.
fn of<T>(file: &Path, done: io::Result<T>) -> Result<T, Failure> {
    let file = shown_path(file);
    failure::local(done, || text!("cannot write {file}", "无法写入 {file}"))
}

/// Where the data go.
pub(super) struct Out {
    /// The option that names the file.
    option: &'static str,
    /// The file; `None` for stdout.
    file: Option<PathBuf>,
    /// Whether a new file can be read by everybody, whatever the user's mask.
    is_for_others: bool,
    aside: Mutex<Option<Aside>>,
}

/// The file that is written aside.
struct Aside {
    file: NamedTempFile,
    path: PathBuf,
    /// The rows in it; `None` where it has no rows.
    rows: Option<u64>,
    /// Whether the last document in it has its end.
    is_whole: bool,
}

impl Out {
    /// To this file; `-` is stdout.
    pub(super) fn new(file: Option<&Path>) -> Self {
        Self::of("--out", file.filter(|path| path.as_os_str() != "-"))
    }

    /// To the file that this option names.
    pub(super) fn of(option: &'static str, file: Option<&Path>) -> Self {
        Self {
            option,
            file: file.map(Path::to_owned),
            is_for_others: false,
            aside: Mutex::new(None),
        }
    }

    /// The same, for programs of other users to read.
    pub(super) fn for_others(mut self) -> Self {
        self.is_for_others = true;
        self
    }

    /// The file that the data go to.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Whether the data go to a file.
    pub(super) fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Makes the file aside, once: a place that cannot be written is found out
    /// before anything is asked. One with secrets is for its owner alone, another
    /// one as the file before it.
    ///
    /// # Errors
    /// Usage: it is no file. The system's.
    pub(super) fn open(&self, with_secrets: bool) -> Result<(), Failure> {
        let (Some(file), mut aside) = (&self.file, held(&self.aside)) else {
            return Ok(());
        };
        if aside.is_none() {
            let path = of(file, behind_links(file))?;
            let before = fs::metadata(&path).ok();
            if before.as_ref().is_some_and(|found| !found.is_file()) {
                return Err(self.no_file(file));
            }
            let mode = before.map(|found| found.permissions());
            let file = of(file, make(&path, with_secrets, mode))?;
            #[cfg(unix)]
            if self.is_for_others && fs::symlink_metadata(&path).is_err() {
                use std::os::unix::fs::PermissionsExt;
                let mode = Permissions::from_mode(0o644);
                of(&path, file.as_file().set_permissions(mode))?;
            }
            held(&UNFINISHED).push(file.path().to_owned());
            *aside = Some(Aside {
                file,
                path,
                rows: None,
                is_whole: false,
            });
        }
        Ok(())
    }

    fn no_file(&self, file: &Path) -> Failure {
        let (option, file) = (self.option, shown_path(file));
        let message = text!(
            "{option} {file}: it is not a file",
            "{option} {file}：这不是普通文件"
        );
        let hint = both(
            "without --out the data go to stdout",
            "不加 --out 时，结果写到标准输出",
        );
        match option {
            "--out" => Failure::usage(message).hint(hint),
            _ => Failure::usage(message),
        }
    }

    /// Writes a document, behind those before it.
    ///
    /// # Errors
    /// As `document`; as [`Self::open`].
    pub(super) fn write<T>(
        &self,
        document: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.file.is_none() {
            return document(&mut stdout()?);
        }
        self.open(false)?;
        let mut aside = held(&self.aside);
        let aside = aside.as_mut().expect("it has just been opened");
        aside.is_whole = false;
        let (file, failed) = (aside.file.as_file(), None);
        let mut noting = Noting { file, failed };
        let done = document(&mut noting);
        let done = match (done, noting.failed) {
            (Err(_), Some(why)) => of(&aside.path, Err(why.into())),
            (done, _) => done,
        }?;
        aside.is_whole = true;
        Ok(done)
    }

    /// Notes that there are so many rows in what was written last.
    pub(super) fn note_rows(&self, rows: u64) {
        if let Some(aside) = &mut *held(&self.aside) {
            *aside.rows.get_or_insert(0) += rows;
        }
    }

    /// Ends a run: puts the file in its place and tells of it, or removes it.
    ///
    /// # Errors
    /// Those of the run; the system's.
    pub(super) fn end(
        &self,
        result: Result<(), Failure>,
        tell: impl FnOnce(Text),
    ) -> Result<(), Failure> {
        let Some(aside) = held(&self.aside).take() else {
            return result;
        };
        // The results of a batch tell what became of each row, whatever that is.
        let is_told = |failure: &Failure| {
            use Kind::{
                Critical, HungUp, Interrupted, Partial, Terminated, Unknown, Warning, WouldChange,
            };
            let told = [
                Partial,
                Unknown,
                WouldChange,
                Warning,
                Critical,
                Interrupted,
                HungUp,
                Terminated,
            ];
            told.contains(&failure.kind)
        };
        let keeps = aside.is_whole && result.as_ref().err().is_none_or(is_told);
        let (path, rows) = (aside.path.clone(), aside.rows);
        let unfinished = aside.file.path().to_owned();
        let ended = match keeps {
            true => put(aside),
            false => aside.file.close(),
        };
        held(&UNFINISHED).retain(|other| *other != unfinished);
        let ended = of(&path, ended);
        if let (true, Ok(()), Some(file)) = (keeps, &ended, &self.file) {
            tell(told(file, rows));
        }
        result.and(ended)
    }
}

/// The file aside, and why it could not be written: a document only says of the
/// data that they could not.
struct Noting<'a> {
    file: &'a File,
    failed: Option<Text>,
}

impl Write for Noting<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.file.write(data);
        self.failed = written.as_ref().err().map(Text::from);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// That the file is there.
fn told(file: &Path, rows: Option<u64>) -> Text {
    let file = shown_path(file);
    match rows.and_then(|rows| usize::try_from(rows).ok()) {
        Some(rows) => {
            let rows = counted(rows, "row", "行");
            text!("written: {rows} to {file}", "已将 {rows}写入 {file}")
        }
        None => text!("written: {file}", "已写入 {file}"),
    }
}

fn make(path: &Path, with_secrets: bool, before: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".polyv-group-");
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    // As any program makes a file: the user's mask takes rights away.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(if with_secrets { 0o600 } else { 0o666 });
    }
    // The errors of the crate's own way to open it name the file aside.
    let file = builder.make_in(folder_of(path), |aside| options.open(aside))?;
    if let (false, Some(mode)) = (with_secrets, before) {
        file.as_file().set_permissions(mode)?;
    }
    Ok(file)
}

fn put(aside: Aside) -> io::Result<()> {
    let (file, unfinished) = aside.file.into_parts();
    file.sync_all()?;
    drop(file);
    put_there(&unfinished, &aside.path)?;
    sync_folder(&aside.path)
}

/// Notes a folder of this run only.
pub(super) fn note_own_folder(folder: &Path) {
    held(&UNFINISHED).push(folder.to_owned());
}

/// Removes what is written aside: a signal ends the program.
pub(super) fn abandon() {
    if let Ok(unfinished) = UNFINISHED.try_lock() {
        for path in &*unfinished {
            let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
        }
    }
}
