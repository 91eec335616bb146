//! A settlement that is dropped on a page as a file, chosen as one, or pasted: a form of parts, read with bounds.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::response::Response;

use super::desk::Shared;
use super::pages::{OurForm, OurRequest, Pairs};
use crate::window::page::{DROPPED, PASTED};
use crate::window::sheet::BoxFault;
use crate::words::{Sentence, pasted as words};

/// The most that is read of a settlement.
const MOST: usize = 1 << 20;
/// The longest body with one. What a file has beyond `MOST` is passed over up to here, so that the page can still say
/// so at the box of the file, and keeps what was typed beside it.
pub(super) const BODY: usize = 8 << 20;
/// So much of a text that was pasted stands on the page again where it fills in nothing: a sheet is sent with it.
const KEPT: usize = 16 << 10;

/// A form from a page of a session that may have a file with it.
pub(super) struct OurFormWithFile {
    pub form: OurForm,
    /// Nothing where no file was chosen.
    pub file: Option<Vec<u8>>,
}

impl FromRequest<Shared> for OurFormWithFile {
    /// The page that says why it is not taken.
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Shared) -> Result<OurFormWithFile, Response> {
        let (ours, request) = OurRequest::of(request, desk).await?;
        let parts = Multipart::from_request(request, desk).await;
        let parts = parts.map_err(|why| ours.no_form(why.status()))?;
        let (pairs, file) = read(parts).await.map_err(|why| ours.no_form(why.status()))?;
        let form = ours.with(pairs).map_err(|page| *page)?;
        Ok(OurFormWithFile { form, file })
    }
}

async fn read(mut parts: Multipart) -> Result<(Pairs, Option<Vec<u8>>), MultipartError> {
    let (mut pairs, mut file) = (Pairs::new(), None);
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::is_empty) {
            None => pairs.push((name, part.text().await?)),
            Some(true) => {} // A browser names no file where none was chosen.
            Some(false) => file = Some(beginning(part).await?),
        }
    }
    Ok((pairs, file))
}

/// A file as far as it is read, which is more than `MOST` of one that is too long.
async fn beginning(mut part: Field<'_>) -> Result<Vec<u8>, MultipartError> {
    let mut read = Vec::new();
    while let Some(more) = part.chunk().await? {
        if read.len() <= MOST {
            read.extend_from_slice(&more);
        }
    }
    Ok(read)
}

/// A settlement that is to fill in the sheet.
#[derive(Default)]
pub(super) struct Settlement {
    /// What was pasted.
    pub pasted: String,
    /// The file; it goes before what was pasted.
    pub file: Option<Vec<u8>>,
}

impl Settlement {
    /// What is to be read of it.
    ///
    /// # Errors
    ///
    /// Why it is no text.
    pub fn text(&self) -> Result<&str, BoxFault> {
        let bytes = self.file.as_deref().unwrap_or(self.pasted.as_bytes());
        if bytes.len() > MOST {
            return Err(self.fault(words::too_long()));
        }
        if self.file.is_some() && bytes.is_empty() {
            return Err(self.fault(words::empty_file()));
        }
        std::str::from_utf8(bytes).map_err(|_| {
            let help = Some(words::not_utf8_help());
            BoxFault { help, ..self.fault(words::not_utf8()) }
        })
    }

    /// What is wrong with it, at the box where it was given.
    pub fn fault(&self, message: Sentence) -> BoxFault {
        let column = if self.file.is_some() { DROPPED } else { PASTED };
        BoxFault { column: column.to_owned(), message, help: None }
    }

    /// Whether a text was pasted that gives way to a file.
    pub fn leaves_text_out(&self) -> bool {
        self.file.is_some() && !self.pasted.trim().is_empty()
    }

    /// The text that stands on the page again.
    pub fn kept(&self) -> &str {
        if self.pasted.len() <= KEPT { &self.pasted } else { "" }
    }
}
