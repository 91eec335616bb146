//! The ledger: what is known of every member, what was decided on it and what was paid.
//!
//! One SQLite file. Its entries are only ever added: a run posts for each member that something
//! changed for all that is known of the member now, what is decided on it, and how money moved since
//! the posting before. What was known on an earlier day is what the postings up to that day say.

mod number;
mod input_error;
mod month;
mod error;
mod salt;
pub(crate) mod sql;
pub(crate) mod schema;
mod store;
mod standby;
mod waits;
mod query;
mod kept_in;
pub(crate) mod posting;
pub(crate) mod seal;
mod personal;
pub(crate) mod sealed_rows;
mod act_kind;
pub(crate) mod act;
mod at_run;
mod file_id;
mod open;
mod transaction;
mod confirmed;
pub(crate) mod post;
pub(crate) mod runs;
mod replace;
pub(crate) mod known;
pub(crate) mod spelling;
pub(crate) mod legible;
mod migrate;
mod closed_months;
pub(crate) mod name;
mod audit;
mod today;
pub(crate) mod private_file;
pub(crate) mod copy;
pub(crate) mod small_csv;
mod person;
mod names_of_members;
mod manual_facts;
mod manual_facts_row;
mod manual_facts_file;
mod adoption;
mod verify;
mod pairs;
pub(crate) mod kept_rows;
pub(crate) mod disposal;
mod archive;
mod last_days;
mod look_words;
mod bill_index;
mod claim_status;

pub use act::{Act, Deed};
pub use act_kind::{About, ActKind};
pub use adoption::{Adoption, Others};
pub use audit::{Signed, account_beside};
pub use claim_status::{ClaimState, ClaimStatus};
pub(crate) use error::alone;
pub use error::{EntriesError, Fault, LedgerError};
pub(crate) use file_id::FileId;
pub use input_error::InputError;
pub(crate) use kept_rows::Places;
pub use known::{Brought, Columns, Known, Latest};
pub(crate) use legible::sources;
pub use manual_facts::{Fact, FactStatus, Force};
pub use manual_facts_file::ManualFactsFile;
pub use month::Month;
pub use name::{Name, reason_of};
pub use number::{
    ActId, ColumnsId, EntryId, FactId, MemberNumber, PayeeId, PaymentId, PostingId, RulesId, RunId,
};
pub use pairs::{Alike, Pair};
pub use person::Person;
pub use post::{NewPayment, NewPosting, NewRun};
pub use posting::{Content, Decided, Entry, Moved};
pub(crate) use posting::{SAME_PERSON, bill_hash};
pub use private_file::{is_free, is_free_for_list, write_folder, write_list, write_together};
pub(crate) use query::failed;
pub(crate) use replace::{Previous, copy_of, is_whole};
pub use runs::RunRow;
pub(crate) use salt::Salt;
pub use seal::Seal;
pub use standby::Lent;
pub(crate) use standby::{Reused, Standby, forgets};
pub(crate) use store::Spellings;
pub use store::{Access, Ledger};
pub use today::has_come;
pub use verify::Verified;
pub(crate) use waits::{WAITS, waits_evenly};
