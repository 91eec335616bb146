//! Texts in the encodings of Chinese offices, strictly: a byte that is none of the encoding refuses the file.

use super::error::OfficeFileError;

/// How the letters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at its head.
    Utf8,
    /// GB18030, and so GBK and GB2312.
    Gb18030,
}

impl Encoding {
    /// The words for them.
    pub(crate) const ALL: [(&'static str, Encoding); 2] =
        [("utf-8", Encoding::Utf8), ("gb18030", Encoding::Gb18030)];

    /// The encoding of that name.
    ///
    /// ```
    /// use huzhu::office_files::Encoding;
    ///
    /// assert_eq!(Encoding::named("gb18030"), Some(Encoding::Gb18030));
    /// assert_eq!(Encoding::named("latin1"), None);
    /// ```
    pub fn named(name: &str) -> Option<Encoding> {
        Encoding::ALL.iter().find(|(known, _)| *known == name).map(|(_, encoding)| *encoding)
    }
}

/// Bytes at the head of a file that tell whether it is text of one byte a letter.
const HEAD: usize = 64;

/// Whether a file is text of two bytes a letter, or more: it says so in its first bytes, or every other
/// byte at its head is zero. No text of one byte a letter has such bytes in its header.
pub(crate) fn is_wide(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || zeros > head.len() / 4
}

/// More letters of three bytes in one line than chance makes of a text in GB18030.
const MOST_BY_CHANCE: usize = 2;

/// The text of a file in GB18030.
///
/// # Errors
///
/// When a byte is none of it, with its place; or when a line is UTF-8 in the midst of it.
pub(super) fn gb18030(path: &str, bytes: &[u8]) -> Result<String, OfficeFileError> {
    if let Some(line) = first_line_in_utf8(bytes) {
        return Err(OfficeFileError::TwoEncodings { path: path.to_owned(), line });
    }
    let decoded = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    match decoded {
        Some(text) => Ok(text.into_owned()),
        None => {
            let (line, letter) = first_wrong(bytes);
            Err(OfficeFileError::NotGb18030 { path: path.to_owned(), line, letter })
        }
    }
}

/// The first line that is plainly UTF-8, from 1; two of the letters of a Chinese text are hardly ever so by chance.
fn first_line_in_utf8(bytes: &[u8]) -> Option<u64> {
    let is_utf8 = |line: &[u8]| {
        let text = std::str::from_utf8(line).ok()?;
        let wide = text.chars().filter(|letter| letter.len_utf8() == 3).count();
        (wide > MOST_BY_CHANCE).then_some(())
    };
    let mut lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let found = lines.find(|(_, line)| !line.is_ascii() && is_utf8(line).is_some());
    found.map(|(at, _)| at as u64 + 1)
}

/// The line and the letter of the first byte that is no GB18030, from 1.
fn first_wrong(bytes: &[u8]) -> (u64, u64) {
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let mut decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
        let room = decoder.max_utf8_buffer_length_without_replacement(line.len()).unwrap_or(0);
        let mut text = vec![0; room];
        let (result, _, written) =
            decoder.decode_to_utf8_without_replacement(line, &mut text, true);
        if matches!(result, encoding_rs::DecoderResult::Malformed(..)) {
            let before = String::from_utf8_lossy(text.get(..written).unwrap_or_default());
            let before = before.chars().count();
            return (number as u64 + 1, before as u64 + 1);
        }
    }
    (1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn a_text_in_gb18030_is_read_whole_or_not_at_all() {
        assert_eq!(gb18030("f", &encoded("姓名\n张三\n𠮷田")).unwrap(), "姓名\n张三\n𠮷田");
        let broken = [encoded("姓名\n张"), vec![0xff], encoded("三")].concat();
        let why = gb18030("f", &broken).unwrap_err();
        assert!(matches!(why, OfficeFileError::NotGb18030 { line: 2, letter: 2, .. }), "{why}");
        let cut = &encoded("姓名\n张三")[..8];
        assert!(matches!(
            gb18030("f", cut).unwrap_err(),
            OfficeFileError::NotGb18030 { line: 2, letter: 2, .. }
        ));
    }

    #[test]
    fn two_encodings_in_one_file_are_told() {
        let mixed = [encoded("姓名\n张三\n"), "李四身份证号\n".as_bytes().to_vec()].concat();
        let why = gb18030("f", &mixed).unwrap_err();
        assert!(matches!(why, OfficeFileError::TwoEncodings { line: 3, .. }), "{why}");
    }
}
