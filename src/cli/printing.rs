//! Rows and documents on their way out: the last step of every command.

use super::context::Context;
use super::out::written;
use crate::clock;
use crate::failure::Failure;
use crate::lang::{both, counted};
use crate::output::{self, About, Column, Format, Style, sink};
use crate::row::Row;
use crate::secret::{MASK, is_secret_name};
use crate::text;
use crate::text::{listed, shell_word};
use std::borrow::Cow;
use std::env;

impl Context {
    /// Writes a text, whole.
    ///
    /// # Errors
    /// Usage, where a workbook is asked for; [`Failure::output`].
    pub(super) fn print(&self, text: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Failure> {
        if self.globals.format() == Some(Format::Xlsx) {
            let message = both(
                "a workbook is asked for, and this is a text",
                "要求的格式是工作簿，但这里输出的是文本",
            );
            let hint = both(
                "leave out -o, or give --out another ending",
                "请去掉 -o，或让 --out 以别的扩展名结尾",
            );
            return Err(Failure::usage(message).hint(hint));
        }
        self.out
            .write(|out| written(out.write_all(text.as_ref()).and_then(|()| out.flush())))
    }

    /// Prints a row as the JSON object that it is.
    pub(super) fn object(&self, row: &Row) -> Result<(), Failure> {
        self.print(&output::object(self.style()?, row))
    }

    /// Prints rows in the style asked for.
    ///
    /// # Errors
    /// An unknown column of `--columns`; [`Failure::output`].
    pub(super) fn rows(
        &self,
        columns: &'static [Column],
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<(), Failure> {
        let rows: Vec<Row> = rows.into_iter().collect();
        self.pages(self.style()?, columns, [Ok(rows)]).map(drop)
    }

    /// Prints pages of rows, each as soon as it is there, and names the
    /// columns that had no room. Returns how many rows there were. What was
    /// not read to its end is not ended either: JSON stays open.
    ///
    /// # Errors
    /// The first page that failed; an unknown column of `--columns`;
    /// [`Failure::output`].
    pub(super) fn pages(
        &self,
        style: &Style,
        columns: &'static [Column],
        pages: impl IntoIterator<Item = Result<Vec<Row>, Failure>>,
    ) -> Result<u64, Failure> {
        let (count, left_out) = self.out.write(|out| {
            let mut sink = sink(&self.told(style), columns, out)?;
            let mut count = 0;
            for page in pages {
                let page = page?;
                let rows = page.iter().try_for_each(|row| sink.row(row));
                written(rows.and_then(|()| sink.flush()))?;
                count += page.len() as u64;
            }
            let ended = sink.finish().and_then(|left_out| {
                out.flush()?;
                Ok((count, left_out))
            });
            written(ended)
        })?;
        self.out.note_rows(count);
        if !left_out.columns.is_empty() {
            let left_out = listed(left_out.columns);
            self.console.info(match style.columns {
                None => text!(
                    "(no room for {left_out}; --columns chooses, -o csv has all)",
                    "（宽度不足，未显示：{left_out}；--columns 选择列，-o csv 有全部列）"
                ),
                Some(_) => text!(
                    "(no room for {left_out}; -o csv has all)",
                    "（宽度不足，未显示：{left_out}；-o csv 有全部列）"
                ),
            });
        }
        self.tell_cut(left_out.cut);
        Ok(count)
    }

    /// Tells that cells were too long for a workbook.
    pub(super) fn tell_cut(&self, cut: u64) {
        if let Ok(cut @ 1..) = usize::try_from(cut) {
            let cells = counted(cut, "text", "个单元格");
            self.console.warn(text!(
                "{cells} cut to the 32767 letters that a cell may have; -o csv has all",
                "{cells}的内容超过 32767 个字符，已截断；-o csv 有全部内容"
            ));
        }
    }

    /// The style with what a workbook tells of its rows.
    pub(super) fn told<'s>(&self, style: &'s Style) -> Cow<'s, Style> {
        if style.format != Format::Xlsx {
            return Cow::Borrowed(style);
        }
        let (profile, mut app_id) = self.asked().unwrap_or_default();
        let kept = self.kept.get();
        if let Some(header) = kept {
            app_id = &header.app_id;
        }
        let about = About {
            title: self.command.clone(),
            unix_millis: clock::unix_millis(),
            since: self.since.get().copied(),
            as_of: kept.map(|header| header.ended),
            profile: profile.to_string(),
            app_id: app_id.to_owned(),
            command: typed(env::args().skip(1)),
        };
        Cow::Owned(Style {
            about,
            ..style.clone()
        })
    }
}

/// The command as it was typed, for a shell, without the secrets that may be in
/// it.
fn typed(args: impl Iterator<Item = String>) -> String {
    let mut command = String::from("polyv-group");
    let mut is_secret = false;
    for arg in args {
        let shown = match arg.split_once('=') {
            _ if is_secret => MASK.to_owned(),
            Some((name, _)) if is_secret_name(name) => format!("{name}={MASK}"),
            _ => arg.clone(),
        };
        is_secret = arg.starts_with("--") && is_secret_name(&arg);
        command += " ";
        command += &shell_word(&shown);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::allocate::allotments::RESULTS;
    use crate::cli::{changes, check, profiles, snapshot, status, usage, writes};
    use crate::endpoints::{ENDPOINTS, Endpoint};

    /// The columns of everything that is printed.
    fn all_columns() -> Vec<&'static [Column]> {
        let mut all = vec![
            writes::COLUMNS,
            check::COLUMNS,
            snapshot::COLUMNS,
            snapshot::GONE,
            changes::COLUMNS,
            usage::COLUMNS,
            usage::BILLS,
            profiles::COLUMNS,
            profiles::show::COLUMNS,
            profiles::check::COLUMNS,
            status::STATES,
            status::WITH_BARS.columns,
            RESULTS,
        ];
        for endpoint in ENDPOINTS {
            match endpoint {
                Endpoint::Read(read) => {
                    for read in [Some(*read), read.second].into_iter().flatten() {
                        all.extend([read.columns, status::layout(read).columns]);
                    }
                }
                Endpoint::Write(write) => {
                    all.push(write.columns);
                    all.extend(write.rows.map(|rows| rows.results));
                }
                Endpoint::Allocate => {}
            }
        }
        all
    }

    #[test]
    fn every_column_has_a_chinese_heading_of_its_own() {
        for columns in all_columns() {
            for (at, column) in columns.iter().enumerate() {
                let name = column.chinese();
                assert_ne!(name, "", "{}", column.field);
                let mut before = columns[..at].iter();
                let same = before.find(|other| other.chinese() == name);
                assert_eq!(same, None, "{name}");
            }
        }
    }

    #[test]
    fn the_command_is_told_without_secrets() {
        let args = [
            "subaccounts",
            "list",
            "--where",
            "minutes < 5",
            "--app-secret=hush",
            "--password",
            "hush",
            "-F",
            "appSecret=hush",
        ];
        let shown = "polyv-group subaccounts list --where 'minutes < 5' \
                     '--app-secret=********' --password '********' -F 'appSecret=********'";
        assert_eq!(typed(args.map(String::from).into_iter()), shown);
    }
}
