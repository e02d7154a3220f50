//! The tags and texts of a part of a workbook.

use super::wrong::{cut_off, damaged};
use super::zip::{Unpacked, Zip};
use crate::failure::Failure;
use crate::lang::both;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Error, Reader};
use std::borrow::Cow;
use std::io::BufReader;

/// Tags within each other: far more than any workbook has.
const DEEPEST: usize = 256;

/// What comes next in a part. An empty element is opened and closed.
pub(super) enum Piece<'x> {
    Open(Tag<'x>),
    Close(BytesEnd<'x>),
    Text(Cow<'x, str>),
    End,
}

impl Piece<'_> {
    /// Whether it closes an element of this name, whatever its prefix.
    pub(super) fn closes(&self, name: &str) -> bool {
        matches!(self, Self::Close(tag) if tag.local_name().as_ref() == name)
    }
}

/// An opened element.
pub(super) struct Tag<'x>(BytesStart<'x>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        let (_, name) = self.0.name().0.split_once(':').unwrap_or(("", ""));
        match name {
            "" => self.0.name().0,
            name => name,
        }
    }

    /// Whether its name has this prefix.
    pub(super) fn is_of(&self, prefix: &str) -> bool {
        let name = self.0.name().0.split_once(':');
        name.is_some_and(|(own, _)| own == prefix)
    }

    /// An attribute by its whole name.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut all = self.0.attributes();
        let found = all.with_checks(false).flatten();
        let mut found = found.filter(|it| it.key.as_ref() == name);
        let value = found.next()?.normalized_value(Default::default()).ok()?;
        Some(Cow::Owned(value.into_owned()))
    }

    /// An attribute of this name in another namespace, whatever its prefix.
    pub(super) fn prefixed(&self, name: &str) -> String {
        let mut all = self.0.attributes();
        let found = all.with_checks(false).flatten();
        let is_it = |key: &str| key.split_once(':').is_some_and(|(_, own)| own == name);
        let mut found = found.filter(|it| is_it(it.key.as_ref()));
        let value = found
            .next()
            .and_then(|it| it.normalized_value(Default::default()).ok());
        value.unwrap_or_default().into_owned()
    }

    /// An attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn is_true(&self, name: &str) -> bool {
        let value = self.get(name);
        value.is_some_and(|value| matches!(value.as_ref(), "1" | "true" | "on"))
    }
}

/// A part, piece by piece.
pub(super) struct Xml<'b> {
    reader: Reader<BufReader<Unpacked<'b>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<'b> Xml<'b> {
    /// The part of this name; `None` where there is none.
    ///
    /// # Errors
    /// Usage: it is encrypted, too large or damaged.
    pub(super) fn of(zip: &Zip<'b>, name: &str) -> Result<Option<Self>, Failure> {
        Ok(zip.part(name)?.map(|part| {
            let mut reader = Reader::from_reader(BufReader::new(part));
            let config = reader.config_mut();
            config.expand_empty_elements = true;
            config.allow_dangling_amp = true;
            Self {
                reader,
                buffer: Vec::new(),
                depth: 0,
            }
        }))
    }

    /// What comes next.
    ///
    /// # Errors
    /// Usage: it is too large or damaged.
    pub(super) fn next(&mut self) -> Result<Piece<'_>, Failure> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().let_go();
        let event = self.reader.read_event_into(&mut self.buffer);
        let event = event.map_err(|error| {
            let part = self.reader.get_ref().get_ref();
            match error {
                Error::Io(error) => part.failure(&error),
                error => part.failure(&error),
            }
        })?;
        Ok(match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(damaged(both(
                        "its elements are nested too deep",
                        "元素嵌套过深",
                    )));
                }
                Piece::Open(Tag(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close(tag)
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(entity) => {
                let sign = entity.resolve_char_ref().ok().flatten();
                let named = || resolve_predefined_entity(&entity).map(Cow::Borrowed);
                let text = sign.map(|sign| Cow::Owned(sign.to_string())).or_else(named);
                let unknown = || damaged(both("a sign of it is not known", "含未知字符"));
                Piece::Text(text.ok_or_else(unknown)?)
            }
            Event::Eof if self.depth > 0 => return Err(cut_off()),
            Event::Eof => Piece::End,
            _ => Piece::Text(Cow::Borrowed("")),
        })
    }

    /// Reads what is left of the element that was opened last.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), Failure> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }
}
