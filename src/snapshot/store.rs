//! The folder with the snapshots: which there are, and which is meant.

use crate::failure::{Failure, local};
use crate::files::{Locked, absent_is_none, make_folder, try_lock};
use crate::lang::{Text, both};
use crate::order;
use crate::output::instant;
use crate::text;
use crate::text::{escape, shown_path};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What the name of every snapshot ends in.
const ENDING: &str = ".jsonl.gz";

/// The time in a name, in UTC.
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// Letters of an appId that a name of a file cannot have.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// Which snapshot of a group is meant; moments are in Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The newest.
    Latest,
    /// The last one that is older than this moment.
    Before(i64),
    /// The last one of this moment or before it, as the start of a span; where
    /// none is that old, the oldest.
    Since(i64),
}

/// A snapshot in the folder, as its name tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// When it was complete, in Unix milliseconds (whole seconds).
    pub time: i64,
    /// The how manyth of that second, from 1.
    number: u32,
    /// The group's appId.
    pub app_id: String,
    /// The file.
    pub path: PathBuf,
}

impl Entry {
    /// An entry for a file of this name; `None` where that is no name of ours.
    fn of(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
        let (rest, number) = match name.rsplit_once('-')? {
            (rest, number) if !number.ends_with('Z') => {
                let from_two = |number: &u32| *number > 1;
                (rest, number.parse().ok().filter(from_two)?)
            }
            _ => (name, 1),
        };
        let (app_id, time) = rest.rsplit_once('-')?;
        let time = DateTime::strptime(TIME, time).ok()?;
        let time = TimeZone::UTC.to_timestamp(time).ok()?.as_millisecond();
        let app_id = percent_decode_str(app_id).decode_utf8().ok()?.into_owned();
        let entry = Self {
            time,
            number,
            app_id,
            path,
        };
        // What has another name than ours is not ours.
        (entry.path.file_name()? == entry.name().as_str()).then_some(entry)
    }

    fn name(&self) -> String {
        let app_id = utf8_percent_encode(&self.app_id, ENCODED);
        let time = Timestamp::from_millisecond(self.time).unwrap_or_default();
        let time = time.strftime(TIME);
        match self.number {
            1 => format!("{app_id}-{time}{ENDING}"),
            number => format!("{app_id}-{time}-{number}{ENDING}"),
        }
    }
}

/// A folder with snapshots.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder of this path, which need not be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The snapshots of a group, or of all, the newest last. Other files are
    /// passed over; a folder that is not there has none.
    ///
    /// # Errors
    /// The system's.
    pub fn entries(&self, app_id: Option<&str>) -> Result<Vec<Entry>, Failure> {
        let found = local(self.files(), || {
            let folder = shown_path(&self.path);
            text!("cannot read {folder}", "无法读取 {folder}")
        })?;
        let found = found.into_iter().filter_map(Entry::of);
        let is_meant = |entry: &Entry| app_id.is_none_or(|app_id| entry.app_id == app_id);
        let mut entries: Vec<Entry> = found.filter(is_meant).collect();
        order::sort(&mut entries);
        Ok(entries)
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let files = absent_is_none(fs::read_dir(&self.path))?;
        let paths = files.into_iter().flatten().map(|file| Ok(file?.path()));
        // A pipe of such a name would be waited for.
        let is_file = |path: &io::Result<PathBuf>| !path.as_ref().is_ok_and(|path| !path.is_file());
        paths.filter(is_file).collect()
    }

    /// The appIds of which there are snapshots, sorted.
    ///
    /// # Errors
    /// The system's.
    pub fn app_ids(&self) -> Result<Vec<String>, Failure> {
        let entries = self.entries(None)?.into_iter();
        let mut app_ids: Vec<String> = entries.map(|entry| entry.app_id).collect();
        order::sort(&mut app_ids);
        app_ids.dedup();
        Ok(app_ids)
    }

    /// The snapshot that is meant. A failure shows times in this zone.
    ///
    /// # Errors
    /// Usage: there is no such snapshot. The system's.
    pub fn find(&self, app_id: &str, when: When, zone: &TimeZone) -> Result<Entry, Failure> {
        let entries = self.entries(Some(app_id))?;
        let (Some(oldest), Some(newest)) = (entries.first(), entries.last()) else {
            let message = text!(
                "no snapshot of appId {app_id} is in {folder}",
                "{folder} 中没有 appId {app_id} 的快照",
                app_id = escape(app_id),
                folder = shown_path(&self.path)
            );
            return Err(Failure::usage(message).hint(both(
                "`polyv-group snapshot save` makes one",
                "请用 `polyv-group snapshot save` 保存一份",
            )));
        };
        let last = |is_old: &dyn Fn(&&Entry) -> bool| entries.iter().rev().find(is_old);
        let found = match when {
            When::Latest => Some(newest),
            When::Before(end) => last(&|entry| entry.time < end),
            When::Since(start) => last(&|entry| entry.time <= start).or(Some(oldest)),
        };
        found.cloned().ok_or_else(|| {
            let [first, last] = [oldest, newest].map(|entry| instant(entry.time, zone));
            let there = match entries.len() {
                1 => text!("the only one is of {first}", "仅有 {first} 的一份"),
                count => text!(
                    "there are {count}, from {first} to {last}",
                    "现有 {count} 份，从 {first} 到 {last}"
                ),
            };
            Failure::usage(text!(
                "no snapshot of appId {app_id} is that old: {there}",
                "没有那么早的 appId {app_id} 的快照：{there}",
                app_id = escape(app_id)
            ))
            .hint(both(
                "`polyv-group snapshot list` shows what there is; `latest` is the newest",
                "`polyv-group snapshot list` 列出全部快照；`latest` 为最新的一份",
            ))
        })
    }

    /// Makes the folder if need be and takes its lock, without waiting.
    ///
    /// # Errors
    /// Another run holds it. The system's.
    pub(super) fn lock(&self) -> Result<Locked, Failure> {
        let folder = || shown_path(&self.path);
        local(make_folder(&self.path), || {
            let folder = folder();
            text!("cannot make the folder {folder}", "无法创建文件夹 {folder}")
        })?;
        let lock = local(try_lock(&self.path.join(".lock")), || {
            let folder = folder();
            text!("cannot write to {folder}", "无法写入 {folder}")
        })?;
        lock.ok_or_else(|| {
            let folder = Text::verbatim(folder());
            let why = both(
                "another snapshot is being saved there, or old ones are removed",
                "另一个进程正在其中保存快照或清理旧快照",
            );
            Failure::local(folder, why)
        })
    }

    /// Removes these snapshots; one that is gone already is passed over.
    ///
    /// # Errors
    /// Another run writes one there. The system's.
    pub fn remove(&self, entries: &[&Entry]) -> Result<(), Failure> {
        let _lock = self.lock()?;
        for Entry { path, .. } in entries {
            local(absent_is_none(fs::remove_file(path)), || {
                let path = shown_path(path);
                text!("cannot remove {path}", "无法删除 {path}")
            })?;
        }
        Ok(())
    }

    /// The name that a snapshot of this moment gets: the first free one of its
    /// second. The caller holds the lock.
    pub(super) fn free(&self, app_id: &str, unix_millis: i64) -> PathBuf {
        let mut entry = Entry {
            time: unix_millis,
            number: 1,
            app_id: app_id.to_owned(),
            path: PathBuf::new(),
        };
        loop {
            let path = self.path.join(entry.name());
            if fs::symlink_metadata(&path).is_err() {
                return path;
            }
            entry.number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;
    /// 2026-11-30 22:15:30 UTC.
    const TIME: i64 = 1_796_076_930_000;

    /// A folder with these files, all empty.
    fn folder(names: &[&str]) -> (tempfile::TempDir, Folder) {
        let made = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(made.path().join(name), "").unwrap();
        }
        let folder = Folder::new(made.path());
        (made, folder)
    }

    fn names(entries: &[Entry]) -> Vec<String> {
        entries.iter().map(Entry::name).collect()
    }

    #[test]
    fn a_name_tells_the_group_and_the_time() {
        let (_made, folder) = folder(&["a-b-20261130T221530Z.jsonl.gz"]);
        let entries = folder.entries(None).unwrap();
        assert_eq!((&*entries[0].app_id, entries[0].time), ("a-b", TIME));
        let path = folder.free("a-b", TIME + 999);
        let second = "a-b-20261130T221530Z-2.jsonl.gz";
        assert_eq!(path, folder.path().join(second));
        fs::write(path, "").unwrap();
        let third = "a-b-20261130T221530Z-3.jsonl.gz";
        assert_eq!(folder.free("a-b", TIME), folder.path().join(third));
        assert_eq!(names(&folder.entries(None).unwrap())[1], second);
    }

    #[test]
    fn an_app_id_never_leads_out_of_the_folder() {
        let (_made, folder) = folder(&[]);
        let path = folder.free("../保", TIME);
        let name = "..%2F%E4%BF%9D-20261130T221530Z.jsonl.gz";
        assert_eq!(path, folder.path().join(name));
        fs::write(path, "").unwrap();
        assert_eq!(folder.app_ids().unwrap(), ["../保"]);
    }

    #[test]
    fn the_newest_is_last_and_foreign_files_are_passed_over() {
        let ours = [
            "b-20261130T221529Z.jsonl.gz",
            "a-20261130T221530Z.jsonl.gz",
            "a-20261130T221530Z-2.jsonl.gz",
            "a-20261130T221530Z-10.jsonl.gz",
            "a-20261201T000000Z.jsonl.gz",
        ];
        let foreign = [
            ".lock",
            "notes.txt",
            "a.jsonl.gz",
            "a-20261130.jsonl.gz",
            "a-20261130T221530Z.jsonl",
            "a-20261130T221530Z-1.jsonl.gz",
            "a-20261130T221530Z-02.jsonl.gz",
            "a-20261330T221530Z.jsonl.gz",
            "a%2-20261130T221530Z.jsonl.gz",
            "old-a-20261130T221530Z.jsonl.gz.bak",
        ];
        let (_made, folder) = folder(&[&ours[..], &foreign[..]].concat());
        fs::create_dir(folder.path().join("a-20261202T000000Z.jsonl.gz")).unwrap();
        assert_eq!(names(&folder.entries(None).unwrap()), ours);
        assert_eq!(names(&folder.entries(Some("a")).unwrap()), ours[1..]);
        assert_eq!(folder.app_ids().unwrap(), ["a", "b"]);
        let absent = Folder::new(folder.path().join("absent"));
        assert_eq!(absent.entries(None).unwrap(), []);
    }

    #[test]
    fn the_one_that_is_meant_is_found() {
        let ours = [
            "a-20261128T221530Z.jsonl.gz",
            "a-20261129T221530Z.jsonl.gz",
            "a-20261130T221530Z.jsonl.gz",
        ];
        let (_made, folder) = folder(&[&ours[..], &["b-20261231T000000Z.jsonl.gz"]].concat());
        let found = |when| folder.find("a", when, &TimeZone::UTC).unwrap().name();
        assert_eq!(found(When::Latest), ours[2]);
        assert_eq!(found(When::Before(TIME + 1)), ours[2]);
        assert_eq!(found(When::Before(TIME)), ours[1]);
        assert_eq!(found(When::Since(TIME)), ours[2]);
        assert_eq!(found(When::Since(TIME - 1)), ours[1]);
        assert_eq!(found(When::Since(TIME - 9 * DAY)), ours[0]);
    }

    #[test]
    fn what_is_not_there_is_said_with_what_is() {
        let (_made, folder) =
            folder(&["a-20261129T221530Z.jsonl.gz", "a-20261130T221530Z.jsonl.gz"]);
        let why = |app_id, when| folder.find(app_id, when, &TimeZone::UTC).unwrap_err();
        let too_old = why("a", When::Before(TIME - 2 * DAY));
        assert_eq!(
            too_old.message,
            "no snapshot of appId a is that old: there are 2, from 2026-11-29 22:15:30 to 2026-11-30 \
             22:15:30"
        );
        let none = why("b", When::Latest);
        let shown = shown_path(folder.path());
        assert_eq!(
            none.message.en(),
            format!("no snapshot of appId b is in {shown}")
        );
        assert_eq!(none.kind.exit_code(), 2);
    }

    #[test]
    fn the_lock_is_not_waited_for() {
        let (_made, folder) = folder(&[]);
        let held = folder.lock().unwrap();
        let why = folder.lock().unwrap_err();
        assert!(
            why.message
                .en()
                .ends_with("another snapshot is being saved there, or old ones are removed")
        );
        assert_eq!(why.kind.exit_code(), 1);
        drop(held);
        folder.lock().unwrap();
    }
}
