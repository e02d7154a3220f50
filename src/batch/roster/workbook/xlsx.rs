//! `.xlsx`: ECMA-376, what Excel and WPS save.

use super::grid::{Area, At, SharedTexts, Sheets, append, nowhere};
use super::values::{Mark, MarkedText, NumberFormat, iso, number, truth};
use super::wrong::{cut_off, damaged, missing, refuse_long_list};
use super::xml::{Piece, Tag, Xml};
use super::zip::Zip;
use crate::failure::Failure;
use crate::text;
use crate::text::column_letters;
use std::collections::HashMap;

/// The part that tells where the workbook is.
pub(super) const ROOT: &str = "_rels/.rels";

/// The parts that another one names: how it calls them, of what kind and where
/// they are.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The parts that are named beside a part.
fn relations(zip: &Zip<'_>, of: &str) -> Result<Vec<Relation>, Failure> {
    let (folder, name) = of.rsplit_once('/').unwrap_or(("", of));
    let file = match of {
        "" => ROOT.to_owned(),
        _ => format!("{folder}/_rels/{name}.rels"),
    };
    let file = file.trim_start_matches('/');
    let mut found = Vec::new();
    let Some(mut xml) = Xml::of(zip, file)? else {
        return Ok(found);
    };
    loop {
        refuse_long_list(found.len())?;
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "Relationship" => {
                let [id, kind, target] = ["Id", "Type", "Target"].map(|name| tag.get(name));
                let kind = kind.unwrap_or_default();
                found.push(Relation {
                    id: id.unwrap_or_default().into_owned(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolved(folder, &target.unwrap_or_default()),
                });
            }
            Piece::End => return Ok(found),
            _ => {}
        }
    }
}

/// A path as it is written within a folder.
fn resolved(folder: &str, target: &str) -> String {
    let from = match target.starts_with('/') {
        true => "",
        false => folder,
    };
    let mut parts: Vec<&str> = from.split('/').collect();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty() && *part != ".");
    parts.join("/")
}

/// The part that is the document of the package, whatever it is.
pub(super) fn document(zip: &Zip<'_>) -> Result<Option<String>, Failure> {
    let all = relations(zip, "")?.into_iter();
    let mut all = all.filter(|it| it.kind == "officeDocument");
    Ok(all.next().map(|it| it.target))
}

/// Reads the sheets that are wanted.
///
/// # Errors
/// Usage: it is damaged, encrypted or too large.
pub(super) fn read(zip: &Zip<'_>, document: &str, sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    let SheetList {
        sheets: listed,
        from_1904,
        is_uncalculated,
    } = listed_sheets(zip, document)?;
    let relations = relations(zip, document)?;
    let part = |kind: &str| relations.iter().find(|it| it.kind == kind);
    let mut look = None;
    for (name, id, is_hidden) in listed {
        let Some(sheet) = relations.iter().find(|it| it.id == id) else {
            return Err(missing(&name));
        };
        // A sheet may be a chart as well.
        if sheet.kind != "worksheet" || !sheets.begin(name, is_hidden)? {
            continue;
        }
        if look.is_none() {
            look = Some(Book {
                texts: texts(zip, part("sharedStrings"))?,
                shown: formats(zip, part("styles"))?,
                from_1904,
                is_uncalculated,
            });
        }
        if let Some(book) = &look {
            rows(zip, &sheet.target, book, sheets)?;
        }
    }
    Ok(())
}

/// What a workbook says of its sheets.
#[derive(Default)]
struct SheetList {
    /// Their names and ids, and whether they are hidden.
    sheets: Vec<(String, String, bool)>,
    /// How days are counted.
    from_1904: bool,
    /// Whether the results of formulas are to be made by who opens it: programs
    /// that cannot reckon save 0 in their place.
    is_uncalculated: bool,
}

fn listed_sheets(zip: &Zip<'_>, document: &str) -> Result<SheetList, Failure> {
    let mut xml = Xml::of(zip, document)?.ok_or_else(|| missing(document))?;
    let mut listed = SheetList::default();
    loop {
        refuse_long_list(listed.sheets.len())?;
        match xml.next()? {
            Piece::Open(tag) => match tag.name() {
                "workbookPr" => listed.from_1904 |= tag.is_true("date1904"),
                "calcPr" => listed.is_uncalculated |= tag.is_true("fullCalcOnLoad"),
                "sheet" => {
                    let text = |name| tag.get(name).unwrap_or_default().into_owned();
                    let is_hidden = text("state").to_lowercase().contains("hidden");
                    let sheet = (text("name"), tag.prefixed("id"), is_hidden);
                    listed.sheets.push(sheet);
                }
                _ => {}
            },
            piece if piece.closes("workbook") => return Ok(listed),
            Piece::End => return Err(cut_off()),
            _ => {}
        }
    }
}

/// What the sheets share.
struct Book {
    texts: SharedTexts,
    shown: Vec<NumberFormat>,
    from_1904: bool,
    is_uncalculated: bool,
}

fn texts(zip: &Zip<'_>, part: Option<&Relation>) -> Result<SharedTexts, Failure> {
    let mut texts = SharedTexts::default();
    let xml = part.map(|part| Xml::of(zip, &part.target)).transpose()?;
    let Some(mut xml) = xml.flatten() else {
        return Ok(texts);
    };
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "si" => {
                let text = text(&mut xml, "si")?;
                texts.push(&text)?;
            }
            Piece::End => return Ok(texts),
            _ => {}
        }
    }
}

/// The text up to the end of this element, of one piece or several, without how
/// it is pronounced.
fn text(xml: &mut Xml<'_>, element: &str) -> Result<String, Failure> {
    let (mut text, mut is_text) = (String::new(), false);
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "t" => is_text = true,
            Piece::Open(tag) if tag.name() == "rPh" => xml.skip()?,
            Piece::Text(more) if is_text => _ = append(&mut text, &more),
            piece if piece.closes("t") => is_text = false,
            piece if piece.closes(element) => return Ok(unescaped(text)),
            Piece::End => return Err(cut_off()),
            _ => {}
        }
    }
}

/// A text without the way in which signs are written that XML does not allow:
/// `_x000D_`.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let (mut plain, mut rest) = (String::new(), text.as_str());
    while let Some((before, after)) = rest.split_once("_x") {
        plain += before;
        let code = after.get(..4).filter(|_| after[4..].starts_with('_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let sign = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        match sign.and_then(char::from_u32) {
            Some(sign) => {
                plain.push(sign);
                rest = &after[5..];
            }
            None => {
                plain += "_x";
                rest = after;
            }
        }
    }
    plain + rest
}

/// How the numbers of each style are shown.
fn formats(zip: &Zip<'_>, part: Option<&Relation>) -> Result<Vec<NumberFormat>, Failure> {
    let (mut codes, mut shown) = (HashMap::new(), Vec::new());
    let xml = part.map(|part| Xml::of(zip, &part.target)).transpose()?;
    let Some(mut xml) = xml.flatten() else {
        return Ok(shown);
    };
    let mut is_of_cells = false;
    loop {
        refuse_long_list(codes.len().max(shown.len()))?;
        match xml.next()? {
            Piece::Open(tag) => match tag.name() {
                "numFmt" => {
                    let code = tag.get("formatCode").unwrap_or_default();
                    let id = tag.number("numFmtId").unwrap_or_default();
                    codes.insert(id, NumberFormat::of_code(&code));
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => {
                    let id = tag.number("numFmtId").unwrap_or_default();
                    let own = codes.get(&id).copied();
                    shown.push(own.unwrap_or_else(|| NumberFormat::of_number(id)));
                }
                _ => {}
            },
            piece if piece.closes("cellXfs") => is_of_cells = false,
            Piece::End => return Ok(shown),
            _ => {}
        }
    }
}

fn rows(zip: &Zip<'_>, part: &str, book: &Book, sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    let mut xml = Xml::of(zip, part)?.ok_or_else(|| missing(part))?;
    let (mut at, mut is_read) = (At::default(), false);
    loop {
        match xml.next()? {
            Piece::Open(tag) => match tag.name() {
                "col" => {
                    let is_hidden = tag.is_true("hidden") || is_zero(&tag, "width");
                    let columns = tag.number("min").zip(tag.number("max"));
                    if let (true, Some((first, last))) = (is_hidden, columns) {
                        sheets.hide(first.saturating_sub(1)..=last.saturating_sub(1))?;
                    }
                }
                "row" => {
                    if let Some(row) = tag.number("r") {
                        at.row = row.checked_sub(1).ok_or_else(nowhere)?;
                    }
                    at.is_hidden = tag.is_true("hidden") || is_zero(&tag, "ht");
                    at.column = 0;
                }
                "c" => {
                    if let Some(place) = tag.get("r") {
                        (at.row, at.column) = place_of(&place).ok_or_else(nowhere)?;
                    }
                    let cell = Typing::of(&tag).with(&mut xml)?;
                    if !sheets.put(at, typed(cell, book, at)?)? {
                        return Ok(());
                    }
                    at.column += 1;
                }
                "mergeCell" => {
                    let place = tag.get("ref").unwrap_or_default();
                    let ends = place.split_once(':');
                    let ends = ends.map(|(first, last)| (place_of(first), place_of(last)));
                    if let Some((Some((first, left)), Some((last, right)))) = ends {
                        sheets.merge(Area {
                            first,
                            last,
                            left,
                            right,
                        })?;
                    }
                }
                _ => {}
            },
            piece if piece.closes("row") => at.row = at.row.saturating_add(1),
            piece if piece.closes("sheetData") => is_read = true,
            Piece::End if is_read => return Ok(()),
            Piece::End => return Err(cut_off()),
            _ => {}
        }
    }
}

/// Whether a width or height is none.
fn is_zero(tag: &Tag<'_>, name: &str) -> bool {
    let size = tag.get(name);
    size.is_some_and(|size| size.trim().parse() == Ok(0.0))
}

/// A cell as it stands there.
struct Typing {
    kind: String,
    style: u32,
    value: Option<String>,
    inline: Option<String>,
    is_formula: bool,
}

impl Typing {
    fn of(tag: &Tag<'_>) -> Self {
        Self {
            kind: tag.get("t").unwrap_or_default().into_owned(),
            style: tag.number("s").unwrap_or_default(),
            value: None,
            inline: None,
            is_formula: false,
        }
    }

    /// With what stands in it, up to its end.
    fn with(mut self, xml: &mut Xml<'_>) -> Result<Self, Failure> {
        let mut is_value = false;
        loop {
            match xml.next()? {
                Piece::Open(tag) => match tag.name() {
                    "v" => {
                        is_value = true;
                        self.value = Some(String::new());
                    }
                    "is" => self.inline = Some(text(xml, "is")?),
                    "f" => {
                        self.is_formula = true;
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Piece::Text(more) if is_value => {
                    let value = self.value.get_or_insert_default();
                    append(value, &more);
                }
                piece if piece.closes("v") => is_value = false,
                piece if piece.closes("c") => return Ok(self),
                Piece::End => return Err(cut_off()),
                _ => {}
            }
        }
    }
}

/// `D7` as row and column from 0.
fn place_of(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, row) = text.split_at_checked(digits)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        let place = letter.checked_sub(b'A').filter(|place| *place < 26)?;
        column.checked_mul(26)?.checked_add(u32::from(place) + 1)
    })?;
    Some((
        row.parse::<u32>().ok()?.checked_sub(1)?,
        column.checked_sub(1)?,
    ))
}

fn typed(cell: Typing, book: &Book, at: At) -> Result<MarkedText, Failure> {
    let wrong = || {
        let place = format!("{}{}", column_letters(at.column as usize), at.row + 1);
        damaged(text!(
            "the value of {place} cannot be read",
            "无法读取 {place} 的值"
        ))
    };
    let sound = |text| Ok((text, Mark::Sound));
    let (is_there, value) = (cell.value.is_some(), cell.value.unwrap_or_default());
    match cell.kind.as_str() {
        // What a formula gives may be an empty text.
        "str" if is_there => sound(unescaped(value)),
        _ if value.trim().is_empty() => match cell.inline {
            Some(text) => sound(text),
            None if cell.is_formula => Ok((String::new(), Mark::Unsaved)),
            None => sound(String::new()),
        },
        "s" => {
            let at = value.trim().parse().ok();
            let text = at.and_then(|at| book.texts.get(at));
            text.ok_or_else(wrong)
        }
        "str" | "inlineStr" => sound(unescaped(value)),
        "b" => Ok(truth(matches!(value.trim(), "1" | "true"))),
        "e" => Ok((value, Mark::Error)),
        "d" => sound(iso(value.trim())),
        "n" | "" => {
            let parsed = value.trim().parse().map_err(|_| wrong())?;
            if parsed == 0.0 && cell.is_formula && book.is_uncalculated {
                return Ok((String::new(), Mark::Unsaved));
            }
            let shown = book.shown.get(cell.style as usize).copied();
            Ok(number(parsed, shown.unwrap_or_default(), book.from_1904))
        }
        _ => Err(wrong()),
    }
}
