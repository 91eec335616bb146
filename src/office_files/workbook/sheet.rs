//! What is said of a workbook, and what its sheets are called.

use crate::office_files::error::OfficeFileError;
use crate::office_files::reading::OfficeFile;

/// What is said of a file that cannot be read.
pub(super) fn broken(file: &OfficeFile) -> OfficeFileError {
    OfficeFileError::NotAWorkbook { path: file.path.clone() }
}

pub(super) fn too_large(file: &OfficeFile) -> OfficeFileError {
    OfficeFileError::TooLarge { path: file.path.clone() }
}

pub(super) fn password(file: &OfficeFile) -> OfficeFileError {
    OfficeFileError::Password { path: file.path.clone() }
}

/// The name of a sheet's table.
pub(super) fn name(file: &OfficeFile, sheet: &str) -> String {
    format!("{}[{sheet}]", file.file)
}

/// The names of the sheets that one can see.
pub(super) fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    let is_shown = |sheet: &&calamine::Sheet| {
        sheet.typ == calamine::SheetType::WorkSheet
            && sheet.visible == calamine::SheetVisible::Visible
    };
    sheets.iter().filter(is_shown).map(|sheet| sheet.name.clone()).collect()
}
