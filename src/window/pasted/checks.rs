//! Sums that the fields of a pasted settlement have to agree in.

use super::field::Field;
use crate::money::Currency;
use crate::office_files::differing;
use crate::words::Sentence;

/// Every sum that does not agree, of those whose fields are all there.
pub(super) fn notes(currency: Currency, fields: &[Field]) -> Vec<Sentence> {
    differing(currency, |name| {
        let field = fields.iter().find(|field| field.name == name)?;
        currency.parse(&field.text).ok()
    })
}
