//! One snapshot: gzip of JSON Lines. The first line is the [`Header`], the second
//! one the group's own figures as the service gave them, or `null`; then the
//! sub-accounts follow, see [`super::rows`]. Fields that hold secrets are dropped,
//! the rest is verbatim.
//!
//! The count of the rows stands before them, so these are packed aside first; a
//! file is one member with the first two lines and more with the rows. Any gzip
//! with the same lines is read.

use super::lines::{NO_SNAPSHOT, OTHER_GROUP, PackedLines};
use super::rows::{RowLines, RowsRead};
use super::store::{Entry, Folder};
use crate::failure::{Failure, local};
use crate::files::{Locked, absent_is_none, private, put, sync_folder};
use crate::lang::{Text, both, counted};
use crate::row::{Joined, Row};
use crate::secret::is_secret_name;
use crate::text;
use crate::text::shown_path;
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

/// The version of the form, which the first line tells.
const VERSION: u64 = 2;

/// Above it files grow by little less and take much more time.
const LEVEL: Compression = Compression::new(2);

/// How far back a line looks for what it repeats, as a power of two: the most there
/// is.
const WINDOW: u8 = 15;

/// Bytes of lines from which on they are packed, as a member by themselves: the
/// packing of twice the window and more shifts all it knows now and then, which
/// takes longer than what it saves.
const MEMBER: usize = 60 * 1024;

/// Rows of a page, and bytes after which it is full.
const PAGE: (usize, usize) = (100, 256 * 1024);

/// A snapshot that is being written, in the folder beside the others. A killed
/// run leaves it; whoever writes the next one holds the lock and takes its place.
const UNFINISHED: &str = ".polyv-group-unfinished";

/// What a snapshot tells of itself; times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// The version of the form.
    snapshot: u64,
    /// The group's appId.
    pub app_id: String,
    /// The service that was asked.
    pub base_url: String,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// When reading of the group began.
    pub began: i64,
    /// When it ended.
    pub ended: i64,
    /// Milliseconds by which the service's clock was ahead of these times.
    #[serde(default)]
    pub ahead: i64,
    /// Milliseconds within which that is known.
    #[serde(default)]
    pub within: i64,
    /// Sub-accounts in it.
    pub accounts: u64,
}

/// A snapshot that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its first line.
    pub header: Header,
}

/// Writes a snapshot; holds the folder's lock. Without [`Saving::finish`] there
/// is no file.
pub struct Saving {
    folder: Folder,
    /// The rows, in a file without a name.
    rows: File,
    accounts: u64,
    /// Lines that are not packed yet.
    lines: RowLines,
    packing: Packing,
    /// Milliseconds: by how many the service's clock is ahead, and within how
    /// many that is known.
    ahead: (i64, i64),
    _lock: Locked,
}

/// Packs lines, a member of a file at a time.
struct Packing(ZlibEncoder<Vec<u8>>);

impl Default for Packing {
    fn default() -> Self {
        let state = Compress::new_gzip(LEVEL, WINDOW);
        Self(ZlibEncoder::new_with_compress(Vec::new(), state))
    }
}

impl Packing {
    /// The lines as a member.
    fn member(&mut self, lines: &[u8]) -> io::Result<Vec<u8>> {
        self.0.write_all(lines)?;
        self.0.reset(Vec::new())
    }
}

/// What was done in a folder, or why it could not be written there.
fn into<T>(folder: &Folder, done: io::Result<T>) -> Result<T, Failure> {
    local(done, || {
        let folder = shown_path(folder.path());
        text!(
            "cannot write a snapshot to {folder}",
            "无法在 {folder} 中写入快照"
        )
    })
}

impl Saving {
    /// Begins a snapshot in this folder, which is made if need be.
    ///
    /// # Errors
    /// Another run writes one there. The system's.
    pub fn create(folder: &Folder) -> Result<Self, Failure> {
        let lock = folder.lock()?;
        let rows = into(folder, tempfile::tempfile_in(folder.path()))?;
        Ok(Self {
            folder: folder.clone(),
            rows,
            accounts: 0,
            lines: RowLines::default(),
            packing: Packing::default(),
            ahead: (0, 0),
            _lock: lock,
        })
    }

    /// Takes the next sub-account.
    ///
    /// # Errors
    /// The system's.
    pub fn row(&mut self, row: &Row) -> Result<(), Failure> {
        self.lines.push(row);
        self.accounts += 1;
        match self.lines.bytes.len() < MEMBER {
            true => Ok(()),
            false => self.pack(),
        }
    }

    fn pack(&mut self) -> Result<(), Failure> {
        let member = self.packing.member(&self.lines.bytes);
        let written = member.and_then(|member| self.rows.write_all(&member));
        self.lines.bytes.clear();
        into(&self.folder, written)
    }

    /// Notes by how many milliseconds the service's clock is ahead of the times
    /// that the snapshot tells, and within how many that is known.
    pub fn set_ahead(&mut self, millis: i64, within: i64) {
        self.ahead = (millis, within);
    }

    /// Puts the snapshot in its place: of this group, read from this service
    /// between two moments in Unix milliseconds, with the group's own figures
    /// where these could be had.
    ///
    /// # Errors
    /// The system's; there is no file then.
    pub fn finish(
        mut self,
        app_id: &str,
        base_url: &str,
        (began, ended): (i64, i64),
        group: Option<&Row>,
    ) -> Result<Stored, Failure> {
        let header = Header {
            snapshot: VERSION,
            app_id: app_id.to_owned(),
            base_url: base_url.to_owned(),
            tool: concat!("polyv-group ", env!("CARGO_PKG_VERSION")).to_owned(),
            began,
            ended,
            ahead: self.ahead.0,
            within: self.ahead.1,
            accounts: self.accounts,
        };
        self.pack()?;
        let unfinished = self.folder.path().join(UNFINISHED);
        let path = self.folder.free(app_id, ended);
        let first = first_lines(&header, group).and_then(|lines| self.packing.member(&lines));
        let saved = first
            .and_then(|first| write(&unfinished, &first, self.rows))
            .and_then(|bytes| {
                put(&unfinished, &path)?;
                sync_folder(&path)?;
                Ok(Stored {
                    path,
                    bytes,
                    header,
                })
            });
        if saved.is_err() {
            // That it could not be written is said already.
            let _ = fs::remove_file(&unfinished);
        }
        into(&self.folder, saved)
    }
}

/// What stands before the rows.
fn first_lines(header: &Header, group: Option<&Row>) -> io::Result<Vec<u8>> {
    let mut lines = serde_json::to_vec(header)?;
    lines.push(b'\n');
    match group {
        Some(group) => group.push_without(is_secret_name, &mut lines),
        None => lines.extend_from_slice(b"null"),
    }
    lines.push(b'\n');
    Ok(lines)
}

/// Writes a whole snapshot; gives its size.
fn write(path: &Path, first: &[u8], mut rows: File) -> io::Result<u64> {
    absent_is_none(fs::remove_file(path))?;
    let mut file = private().write(true).create_new(true).open(path)?;
    file.write_all(first)?;
    rows.rewind()?;
    io::copy(&mut rows, &mut file)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

/// Reads a snapshot in bounded memory: an iterator over pages of rows, which
/// share what was read. That all rows were there is known at the end only.
pub struct Reader {
    lines: PackedLines,
    header: Header,
    group: Option<Row>,
    rows: RowsRead,
    /// Rows that were given.
    given: u64,
    is_at_end: bool,
}

impl Reader {
    /// Opens a snapshot and reads what stands before its rows.
    ///
    /// # Errors
    /// Usage: it is no snapshot, or a damaged one. The system's.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut lines = PackedLines::open(path)?;
        let mut line = Vec::new();
        lines.take(&mut line)?;
        let header = header(&line).map_err(|why| lines.refused(why))?;
        line.clear();
        let figures = lines.take(&mut line)?.then(|| str::from_utf8(&line).ok());
        let figures = figures.flatten();
        let group =
            match figures {
                Some("null") => None,
                figures => Some(figures.and_then(|text| Row::parse(text).ok()).ok_or_else(
                    || {
                        lines.refused(both(
                            "line 2 is not the figures of a group",
                            "第 2 行不是集团的数据",
                        ))
                    },
                )?),
            };
        let rows = match header.snapshot {
            1 => RowsRead::Objects(Vec::new()),
            _ => RowsRead::Arrays(Joined::default()),
        };
        Ok(Self {
            lines,
            header,
            group,
            rows,
            given: 0,
            is_at_end: false,
        })
    }

    /// Opens a snapshot of a folder.
    ///
    /// # Errors
    /// As [`Self::open`]; usage: it is of another group than its name tells.
    pub fn of(entry: &Entry) -> Result<Self, Failure> {
        let reader = Self::open(&entry.path)?;
        match entry.app_id == reader.header.app_id {
            true => Ok(reader),
            false => Err(reader.lines.refused(OTHER_GROUP)),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.lines.path
    }

    /// What the snapshot tells of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The group's own figures; `None` where the service refused them.
    pub fn group(&self) -> Option<&Row> {
        self.group.as_ref()
    }

    /// The next rows; none at the end.
    fn page(&mut self) -> Result<Vec<Row>, Failure> {
        let (most, full) = PAGE;
        let (mut line, mut count, mut bytes) = (Vec::new(), 0, 0);
        while count < most && bytes < full && self.lines.take(&mut line)? {
            if self.rows.line(&line).is_none() {
                let number = self.lines.count;
                return Err(self.lines.refused(text!(
                    "line {number} is not a sub-account",
                    "第 {number} 行不是分账号"
                )));
            }
            line.clear();
            (count, bytes) = self.rows.size();
        }
        self.lines.add(bytes);
        self.given += count as u64;
        match count {
            0 => self.end(),
            _ => Ok(self.rows.give_up()),
        }
    }

    /// Nothing, where as many rows came as there are said to be.
    fn end(&self) -> Result<Vec<Row>, Failure> {
        let (said, there) = (self.header.accounts, self.given);
        if said == there {
            return Ok(Vec::new());
        }
        let said = counted(said, "sub-account", "个分账号");
        Err(self.lines.refused(text!(
            "its first line tells of {said}, and {there} follow",
            "第 1 行写明有 {said}，实际有 {there} 个"
        )))
    }
}

impl Iterator for Reader {
    type Item = Result<Vec<Row>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_at_end {
            return None;
        }
        let page = self.page();
        self.is_at_end = !page.as_ref().is_ok_and(|rows| !rows.is_empty());
        (!page.as_ref().is_ok_and(Vec::is_empty)).then_some(page)
    }
}

/// The first line, or what is wrong with it.
fn header(line: &[u8]) -> Result<Header, Text> {
    #[derive(Deserialize)]
    struct Any {
        snapshot: u64,
    }
    let Ok(Any { snapshot }) = serde_json::from_slice(line) else {
        return Err(NO_SNAPSHOT.into());
    };
    if snapshot > VERSION {
        return Err(text!(
            "it was written by a newer polyv-group (version {snapshot} of the form, and this one \
             knows {VERSION})",
            "由更新版本的 polyv-group 写入（格式版本 {snapshot}，本程序支持 {VERSION}）"
        ));
    }
    let header = serde_json::from_slice(line).ok();
    let header = header.filter(|header: &Header| header.snapshot > 0);
    let damaged = both("its first line is damaged", "第 1 行已损坏");
    header.ok_or_else(|| damaged.into())
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
