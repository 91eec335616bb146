//! What a file of columns begins with.

/// How the columns of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Parquet,
    /// Arrow as a file, and as it is streamed.
    File,
    Stream,
}

impl Form {
    /// The form that a file begins in.
    pub fn of(bytes: &[u8]) -> Option<Form> {
        let begins = |mark: &[u8]| bytes.starts_with(mark);
        match () {
            () if begins(b"PAR1") => Some(Form::Parquet),
            () if begins(b"ARROW1") => Some(Form::File),
            () if begins(b"\xff\xff\xff\xff") => Some(Form::Stream),
            () => None,
        }
    }
}
