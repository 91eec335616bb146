//! Parquet and Arrow, of a program that is built without them; `tests/columnar/` is for one that has them.

#[cfg(not(feature = "columnar"))]
#[test]
fn a_file_of_columns_is_told_where_the_program_cannot_read_it() {
    use huzhu::office_files::OfficeFileError;

    let office = super::Office::usual();
    std::fs::remove_file(office.path("members.csv")).unwrap();
    office.write("members.parquet", b"PAR1 and so on PAR1");
    assert!(matches!(super::refused(&office.inputs()), OfficeFileError::NoColumnar { .. }));
}
