//! Messages of the operating system.

use std::fmt::Display;
use std::io::{Error, ErrorKind};

#[cfg(feature = "office")]
use rusqlite::ErrorCode;

use super::Sentence;

/// Why the operating system refused something: in its own words, and in Chinese for the usual kinds.
pub(crate) fn system(why: &Error) -> Sentence {
    let english = why.to_string();
    let chinese = match why.kind() {
        ErrorKind::NotFound => "没有该文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::FileTooLarge => "文件过大",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一级不是文件夹",
        ErrorKind::ReadOnlyFilesystem => "该处只读",
        ErrorKind::AlreadyExists => "已存在",
        _ => &english,
    };
    Sentence::new(english.clone(), chinese.to_owned())
}

/// Why a database refused something: in its own words, and in Chinese for the usual kinds.
#[cfg(feature = "office")]
pub(crate) fn database(code: Option<ErrorCode>, why: impl Display) -> Sentence {
    let english = why.to_string();
    let chinese = match code {
        Some(ErrorCode::DatabaseCorrupt) => "文件内容不是完整的数据库",
        Some(ErrorCode::ReadOnly) => "该处只读",
        Some(ErrorCode::CannotOpen) => "无法打开文件",
        Some(ErrorCode::PermissionDenied) => "没有权限",
        _ => &english,
    };
    Sentence::new(english.clone(), chinese.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::Lang;
    use super::*;

    #[test]
    fn the_usual_refusals_are_in_chinese_too() {
        let why = std::fs::read("/no/such/file").unwrap_err();
        assert_eq!(system(&why).text(Lang::Chinese), "没有该文件或文件夹");
    }
}
