//! Nights with a ledger: whatever comes in whatever order, each member ends with what one run over all
//! of it pays; a night that is run twice, or killed and run again, pays once.

pub mod office;

mod acts;
mod adoption;
mod again;
mod any_order;
#[cfg(target_os = "linux")]
mod at_once;
#[cfg(unix)]
mod bills;
mod bill_states;
mod banks;
mod confirmed;
mod corrections;
mod counts;
mod by_hand;
#[cfg(unix)]
mod days;
#[cfg(unix)]
mod desk;
mod disallowed;
#[cfg(unix)]
mod disposed;
mod duties;
mod events;
#[cfg(unix)]
mod funders;
#[cfg(unix)]
mod facts;
#[cfg(target_os = "linux")]
mod failing_calls;
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod histories;
#[cfg(unix)]
mod holders;
mod households;
#[cfg(unix)]
mod killed;
#[cfg(unix)]
mod kills;
mod leaves;
#[cfg(unix)]
mod looks;
#[cfg(unix)]
mod migrated;
mod origins;
mod owed;
#[cfg(unix)]
mod pairs;
#[cfg(unix)]
mod payees;
#[cfg(unix)]
mod paid_for;
mod pends;
mod people;
#[cfg(unix)]
mod rehearse;
mod receipts;
mod reported;
mod reversed;
mod review;
#[cfg(unix)]
mod rows;
mod said;
#[cfg(unix)]
mod set_off;
mod sheets;
#[cfg(unix)]
mod stays;
mod spellings;
mod states;
mod stories;
mod taken_back;
#[cfg(unix)]
mod year;
mod windows;
