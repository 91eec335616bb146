//! Whole minor units, exact products, and the one place where they are rounded.
//!
//! [`Money`] is what is billed and paid. A formula gives an [`Exact`]: ten-thousandths of a minor
//! unit, so that `20% of pool_paid` loses nothing. An `Exact` times rates and factors is a
//! [`Product`] on a finer [`Scale`]; only [`Rounding`] makes a product money again.

mod amount;
mod currency;
mod error;
mod proportion;
mod rounding;
mod sum;
mod percent;
mod posted;

pub(crate) use amount::times;
pub use amount::{Exact, Money, Product};
pub use currency::Currency;
pub use error::MoneyError;
pub(crate) use percent::{percent, signed_percent};
pub(crate) use posted::amount_of;
pub(crate) use proportion::plain;
pub use proportion::{Factor, Rate};
pub use rounding::{Mode, Rounding, Scale};
pub use sum::MoneySum;
pub(crate) use sum::decimal;
