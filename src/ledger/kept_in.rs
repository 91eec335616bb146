//! The scheme that a ledger is of, and the currency in which it is kept.

use super::input_error::InputError;
use super::{Ledger, LedgerError};
use crate::money::{Currency, Money};

impl Ledger {
    /// Makes sure that the ledger is new, or of this scheme and currency.
    ///
    /// # Errors
    ///
    /// When it is of another scheme or currency.
    pub fn belongs_to(&self, scheme: &str, currency: Currency) -> Result<(), LedgerError> {
        match self.scheme()? {
            Some((id, _, _)) if id != scheme => Err(LedgerError::OtherScheme {
                path: self.path.to_owned(),
                kept: id,
                asked: scheme.to_owned(),
            }),
            Some((_, code, decimals))
                if code != currency.code() || decimals != currency.decimals() =>
            {
                Err(LedgerError::OtherCurrency {
                    path: self.path.clone(),
                    kept: code,
                    asked: currency.code(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The scheme, and the code and decimals of its currency; nothing before the first run.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn scheme(&self) -> Result<Option<(String, String, u32)>, LedgerError> {
        let rows = self.rows("SELECT id, currency, decimals FROM scheme", (), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.into_iter().next())
    }

    /// The scheme and its currency.
    ///
    /// # Errors
    ///
    /// When nothing was posted yet, or the ledger cannot be read.
    pub fn kept_in(&self) -> Result<(String, Currency), LedgerError> {
        let nothing = || LedgerError::nothing_posted(&self.path);
        let (scheme, code, _) = self.scheme()?.ok_or_else(nothing)?;
        Ok((scheme, code.parse().map_err(InputError::Money)?))
    }

    /// An amount, as people write it.
    ///
    /// # Errors
    ///
    /// When nothing was posted yet, or the ledger cannot be read.
    pub fn show(&self, amount: Money) -> Result<String, LedgerError> {
        Ok(self.kept_in()?.1.show(amount))
    }
}
