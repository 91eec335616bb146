//! Disallowed amounts: the bill as it would have been written.

use super::{Bill, Example, Fraction, History};

/// An amount of a bill's column that is disallowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disallowance {
    pub bill_id: String,
    pub column: &'static str,
    pub amount: Fraction,
}

impl Bill {
    /// The bill with so much of a column written as out of catalogue. What is in scope is written only where the bill
    /// says it.
    fn disallowed(&self, column: &str, amount: Fraction) -> Bill {
        let mut bill = self.clone();
        if let Some(has) = bill.amounts.get_mut(column) {
            *has = *has - amount;
        }
        let out = self.amount("out_of_catalogue") + amount;
        bill.amounts.insert("out_of_catalogue".to_owned(), out);
        bill
    }
}

impl Example {
    /// The same rules, and bills as they would have been written.
    pub fn disallowed(&self, disallowed: &[Disallowance]) -> Example {
        let bill = |bill: &Bill| {
            let own = disallowed.iter().filter(|one| one.bill_id == bill.bill_id);
            own.fold(bill.clone(), |bill, one| bill.disallowed(one.column, one.amount))
        };
        let bills = self.history.bills.iter().map(bill).collect();
        Example { history: History { bills, ..self.history.clone() }, ..self.clone() }
    }
}
