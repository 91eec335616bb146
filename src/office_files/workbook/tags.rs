//! The tags and texts of a part of a workbook that is XML, one behind the other.

use std::io::BufRead;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use super::parts::PartsFault;

/// The tags and texts of a part, one behind the other.
pub(super) struct Tags<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Tags<R> {
    pub fn of(part: R) -> Tags<R> {
        let mut reader = Reader::from_reader(part);
        // A tag without contents begins and ends like any other.
        reader.config_mut().expand_empty_elements = true;
        Tags { reader, buffer: Vec::new() }
    }

    /// The next of them.
    ///
    /// # Errors
    ///
    /// When it is no XML.
    pub fn next(&mut self) -> Result<Event<'_>, PartsFault> {
        self.buffer.clear();
        self.reader.read_event_into(&mut self.buffer).map_err(|_| PartsFault::Broken)
    }

    /// Goes on behind the end of the tag that has just begun.
    ///
    /// # Errors
    ///
    /// When it never ends.
    pub fn skip(&mut self) -> Result<(), PartsFault> {
        let mut deep = 1_u64;
        while deep > 0 {
            match self.next()? {
                Event::Start(_) => deep += 1,
                Event::End(_) => deep -= 1,
                Event::Eof => return Err(PartsFault::Broken),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Gives each attribute of a tag: its name without prefix, and its value.
///
/// # Errors
///
/// When one is not written as XML has it.
pub(super) fn attributes(
    tag: &BytesStart,
    mut each: impl FnMut(&str, &str),
) -> Result<(), PartsFault> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| PartsFault::Broken)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        each(attribute.key.local_name().as_ref(), &value.map_err(|_| PartsFault::Broken)?);
    }
    Ok(())
}

/// Puts the letter behind a text that a reference (`&amp;`, `&#20803;`) stands for.
///
/// # Errors
///
/// When it is none that XML has.
pub(super) fn put_reference(reference: &BytesRef, text: &mut String) -> Result<(), PartsFault> {
    if let Some(known) = escape::resolve_xml_entity(reference) {
        text.push_str(known);
        return Ok(());
    }
    let letter = reference.resolve_char_ref().map_err(|_| PartsFault::Broken)?;
    text.push(letter.ok_or(PartsFault::Broken)?);
    Ok(())
}
