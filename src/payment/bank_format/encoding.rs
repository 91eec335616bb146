//! Characters as bytes, and back: all of a text, or the first character that cannot be written. Nothing is replaced.

use encoding_rs::{EncoderResult, GB18030, GBK};
use serde::{Deserialize, Serialize};

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    /// With the mark at the beginning by which a spreadsheet knows it.
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    Gb18030,
    /// GB18030 without its characters of four bytes.
    Gbk,
}

const BOM: &[u8] = b"\xef\xbb\xbf";
/// Bytes of the longest character in any of the encodings.
const LONGEST: usize = 4;

impl Encoding {
    pub(super) const ALL: [(&str, Encoding); 4] = [
        ("gb18030", Encoding::Gb18030),
        ("gbk", Encoding::Gbk),
        ("utf-8", Encoding::Utf8),
        ("utf-8-bom", Encoding::Utf8Bom),
    ];

    /// The code by which a format names it.
    pub(super) fn code(self) -> &'static str {
        Encoding::ALL.iter().find(|(_, encoding)| *encoding == self).map_or("", |(code, _)| code)
    }

    /// What a file begins with.
    pub(super) fn mark(self) -> &'static [u8] {
        if self == Encoding::Utf8Bom { BOM } else { b"" }
    }

    /// Adds a text to bytes; the first character that cannot be written, or that would be read as another.
    pub(super) fn write(self, text: &str, out: &mut Vec<u8>) -> Result<(), char> {
        if self.is_utf8() || text.is_ascii() {
            out.extend(text.as_bytes());
            return Ok(());
        }
        for letter in text.chars() {
            let mut bytes = [0; LONGEST];
            let written = self.letter(letter, &mut bytes).ok_or(letter)?;
            out.extend(bytes.iter().take(written));
        }
        Ok(())
    }

    /// Writes a character; how many bytes it has, where it is read again as it was.
    fn letter(self, letter: char, bytes: &mut [u8; LONGEST]) -> Option<usize> {
        let mut utf8 = [0; LONGEST];
        let text = letter.encode_utf8(&mut utf8);
        let mut encoder = self.gb().new_encoder();
        let (done, _, written) = encoder.encode_from_utf8_without_replacement(text, bytes, true);
        let is_whole = done == EncoderResult::InputEmpty;
        let again = self.read(bytes.get(..written)?)?;
        (is_whole && *again == *text).then_some(written)
    }

    /// The text of bytes; nothing where some of them are no character.
    pub(super) fn read(self, bytes: &[u8]) -> Option<String> {
        if self.is_utf8() {
            return String::from_utf8(bytes.to_vec()).ok();
        }
        let text = self.gb().decode_without_bom_handling_and_without_replacement(bytes);
        text.map(std::borrow::Cow::into_owned)
    }

    /// Bytes without the mark at the beginning, which a bank may add or leave out.
    pub(super) fn without_mark(self, bytes: &[u8]) -> &[u8] {
        if self.is_utf8() { bytes.strip_prefix(BOM).unwrap_or(bytes) } else { bytes }
    }

    fn is_utf8(self) -> bool {
        matches!(self, Encoding::Utf8 | Encoding::Utf8Bom)
    }

    fn gb(self) -> &'static encoding_rs::Encoding {
        if self == Encoding::Gbk { GBK } else { GB18030 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(encoding: Encoding, text: &str) -> Result<Vec<u8>, char> {
        let mut out = Vec::new();
        encoding.write(text, &mut out).map(|()| out)
    }

    /// The bytes are those of the standard: `python3 -c "print('张伟㛃𠮷'.encode('gb18030').hex())"`.
    #[test]
    fn characters_have_the_bytes_of_the_standard() {
        let gb18030 = |text| written(Encoding::Gb18030, text).unwrap();
        assert_eq!(gb18030("张伟"), b"\xd5\xc5\xce\xb0");
        assert_eq!(gb18030("㛃"), b"\x82\x30\xb7\x31");
        assert_eq!(gb18030("𠮷"), b"\x95\x34\xb2\x35");
        assert_eq!(gb18030("A，1·"), b"A\xa3\xac1\xa1\xa4");
        assert_eq!(written(Encoding::Gbk, "张伟").unwrap(), b"\xd5\xc5\xce\xb0");
    }

    #[test]
    fn a_character_that_cannot_be_written_is_named_and_not_replaced() {
        assert_eq!(written(Encoding::Gbk, "张㛃"), Err('㛃'));
        assert_eq!(written(Encoding::Gbk, "𠮷"), Err('𠮷'));
        // The one that GB18030 has no place for in the registry of encodings.
        assert_eq!(written(Encoding::Gb18030, "\u{e5e5}"), Err('\u{e5e5}'));
        assert!(written(Encoding::Utf8, "𠮷\u{e5e5}").is_ok());
    }

    #[test]
    fn bytes_that_are_no_character_are_no_text() {
        assert_eq!(Encoding::Gb18030.read(b"\xd5\xc5\xff"), None);
        assert_eq!(Encoding::Gb18030.read(b"\xd5"), None);
        assert_eq!(Encoding::Utf8.read(b"\xd5\xc5"), None);
        assert_eq!(Encoding::Utf8.without_mark(b"\xef\xbb\xbfa"), b"a");
        assert_eq!(Encoding::Gb18030.without_mark(b"\xef\xbb\xbfa"), b"\xef\xbb\xbfa");
    }

    proptest::proptest! {
        /// What is written is read as it was, or is not written.
        #[test]
        fn what_is_written_is_read_as_it_was(text in "\\PC{0,12}") {
            for (_, encoding) in Encoding::ALL {
                if let Ok(bytes) = written(encoding, &text) {
                    proptest::prop_assert_eq!(encoding.read(&bytes), Some(text.clone()));
                }
            }
        }
    }
}
