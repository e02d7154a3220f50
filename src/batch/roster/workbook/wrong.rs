//! Why a workbook cannot be read, and what to do about it.

use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::text;

/// What a program does that can read a damaged file at all.
pub(super) const SAVE_AGAIN: Both = both(
    "open it in Excel, WPS or LibreOffice and save it again as .xlsx",
    "请用 Excel、WPS 或 LibreOffice 打开，另存为新的 .xlsx 文件",
);

/// What can be done with a file that has the rows in another form.
pub(super) const SAVE_ROWS: Both = both(
    "save the rows as .xlsx or CSV UTF-8",
    "请把数据另存为 .xlsx 或 UTF-8 的 CSV",
);

/// That it cannot be read, and why.
pub(super) fn damaged(why: impl Into<Text>) -> Failure {
    let why = why.into();
    let words = text!("the workbook is damaged: {why}", "工作簿已损坏：{why}");
    Failure::usage(words).hint(SAVE_AGAIN)
}

/// That a part of it that must be there is not: by its name.
pub(super) fn missing(part: &str) -> Failure {
    damaged(text!("{part} is missing", "缺少 {part}"))
}

/// That it ends before its time.
pub(super) fn cut_off() -> Failure {
    damaged(both("it is cut off", "内容不完整"))
}

/// That it has more than this.
pub(super) fn too_large(most: Text) -> Failure {
    let words = text!(
        "the workbook is too large: it has more than {most}",
        "工作簿过大：超过 {most}"
    );
    Failure::usage(words).hint(both(
        "copy the rows into a new workbook, or save the sheet as CSV UTF-8",
        "请把数据复制到新的工作簿，或把该工作表另存为 UTF-8 的 CSV",
    ))
}

/// That only a password opens it.
pub(super) fn protected() -> Failure {
    let words = both(
        "the workbook is encrypted with a password",
        "工作簿设有打开密码",
    );
    Failure::usage(words).hint(both(
        "open it, take the password away, and save it again as .xlsx",
        "请打开工作簿，取消密码，再另存为 .xlsx",
    ))
}

/// That it is something else.
pub(super) fn no_workbook() -> Failure {
    let words = both(
        "the file is an Office document, and no workbook",
        "这是 Office 文档，不是工作簿",
    );
    Failure::usage(words).hint(SAVE_ROWS)
}

/// Parts, sheets, formats and styles that a workbook lists: spreadsheets have
/// 65 490 formats at most (Microsoft: "Excel specifications and limits").
const MOST_LISTED: usize = 65_536;

/// Refuses a list that is longer than any workbook's.
pub(super) fn refuse_long_list(length: usize) -> Result<(), Failure> {
    match length > MOST_LISTED {
        true => Err(too_large(text!(
            "{MOST_LISTED} parts, sheets or formats",
            "{MOST_LISTED} 个部件、工作表或格式"
        ))),
        false => Ok(()),
    }
}
