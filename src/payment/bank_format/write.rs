//! Payments in the form of a bank.

use super::fault::{BankFault, CellFault};
use super::format::{Amounts, BankFormat, Field, Holds, NameBlanks, Serial, Totals, TotalsRow};
use super::texts::{Cells, filled};
use crate::date::Day;
use crate::ledger::RunId;
use crate::money::{Currency, Money};
use crate::payment::ready::{Leaving, total};

/// What is the same for all payments of a release.
pub(in crate::payment) struct Issue {
    pub run: RunId,
    pub on: Day,
    pub currency: Currency,
}

/// A file as the bank takes it.
pub(in crate::payment) struct BankFile {
    pub bytes: Vec<u8>,
    pub payments: usize,
    pub total: Money,
}

impl BankFormat {
    /// The files of a release, in their order; or every reason why the bank would not take them.
    pub(in crate::payment) fn files(
        &self,
        leaving: &[Leaving],
        issue: &Issue,
    ) -> Result<Vec<BankFile>, Vec<BankFault>> {
        let Some(sizes) = self.sizes(leaving.len()) else {
            let (payments, least) = (leaving.len(), self.least_rows);
            return Err(vec![BankFault::TooFew { payments, least }]);
        };
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        let (mut rest, mut before) = (leaving, 0);
        for (at, size) in sizes.iter().enumerate() {
            let (own, others) = rest.split_at(*size);
            let first = if self.serial == Serial::File { 1 } else { before + 1 };
            let file = File { format: self, issue, first, part: at + 1, parts: sizes.len() };
            match file.write(own) {
                Ok(bytes) => {
                    files.push(BankFile { bytes, payments: *size, total: total(own) });
                }
                Err(why) => faults.extend(why),
            }
            rest = others;
            before += size;
        }
        if faults.is_empty() { Ok(files) } else { Err(faults) }
    }

    /// How its cells are written.
    pub(super) fn cells(&self) -> Cells {
        Cells { encoding: self.encoding, separator: self.separator, quotes: self.quotes }
    }

    fn amount(&self, amount: Money, currency: Currency) -> String {
        match self.amounts {
            Amounts::Yuan => currency.show(amount),
            Amounts::Fen => amount.minor().to_string(),
        }
    }
}

/// A file that is being written.
struct File<'f> {
    format: &'f BankFormat,
    issue: &'f Issue,
    /// The serial number of its first payment.
    first: usize,
    part: usize,
    parts: usize,
}

impl File<'_> {
    fn write(&self, leaving: &[Leaving]) -> Result<Vec<u8>, Vec<BankFault>> {
        let BankFormat { encoding, line_end, columns, totals, .. } = self.format;
        let totals_at = |row: TotalsRow| {
            let totals = totals.as_ref().filter(|totals| totals.row == row);
            totals.map(|totals| self.fixed(self.totals(totals, leaving)))
        };
        let names = columns.iter().map(|column| column.header.clone().unwrap_or_default());
        let names = self.format.has_header().then(|| self.fixed(names.collect()));
        let rows = leaving.iter().enumerate().map(|(at, one)| self.row(one, self.first + at));
        let all = totals_at(TotalsRow::First).into_iter().chain(names).chain(rows);
        let (mut out, mut faults) = (encoding.mark().to_vec(), Vec::new());
        for row in all.chain(totals_at(TotalsRow::Last)) {
            match row {
                Ok(row) => self.format.cells().row(&row, line_end.text(), &mut out),
                Err(why) => faults.extend(why),
            }
        }
        if faults.is_empty() { Ok(out) } else { Err(faults) }
    }

    /// A row that is of no payment, or what is wrong with each of its cells.
    fn fixed(&self, row: Vec<String>) -> Result<Vec<String>, Vec<BankFault>> {
        let cells = self.format.cells();
        let fault = |text: &String| {
            let text = text.clone();
            cells.unfit(&text).map(|why| BankFault::Text { text, why })
        };
        let faults: Vec<BankFault> = row.iter().filter_map(fault).collect();
        if faults.is_empty() { Ok(row) } else { Err(faults) }
    }

    /// The cells of a payment, or what is wrong with each of them.
    fn row(&self, one: &Leaving, serial: usize) -> Result<Vec<String>, Vec<BankFault>> {
        let (mut row, mut faults) = (Vec::new(), Vec::new());
        for column in &self.format.columns {
            let text = match &column.holds {
                Holds::Field(field) => self.field(*field, one, serial),
                Holds::Text(text) => self.text(text, one, serial),
            };
            let is_name = column.holds == Holds::Field(Field::Payee);
            let has_blank = is_name
                && self.format.name_blanks == NameBlanks::Refuse
                && text.contains(char::is_whitespace);
            let why = match self.format.cells().unfit(&text) {
                _ if text.is_empty() && !column.may_be_empty => Some(CellFault::Empty),
                None if has_blank => Some(CellFault::Blank),
                why => why,
            };
            faults.extend(why.map(|why| BankFault::Cell {
                payment: one.id.clone(),
                payee: one.payee.name.clone(),
                column: column.name().to_owned(),
                why,
            }));
            row.push(text);
        }
        if faults.is_empty() { Ok(row) } else { Err(faults) }
    }

    fn field(&self, field: Field, one: &Leaving, serial: usize) -> String {
        let payee = &one.payee;
        match field {
            Field::Serial => serial.to_string(),
            Field::Payee => match self.format.name_blanks {
                NameBlanks::Remove => payee.name.split_whitespace().collect(),
                NameBlanks::Keep | NameBlanks::Refuse => payee.name.clone(),
            },
            // Without blanks and hyphens, which people write to read it.
            Field::Account => payee.account_as_one(),
            Field::Amount => self.format.amount(one.amount, self.issue.currency),
            Field::PayeeId => payee.payee_id.clone(),
            Field::Bank => payee.bank.clone(),
            Field::Branch => payee.branch.clone(),
            Field::PaymentId => one.id.clone(),
            Field::MemberId => one.member_id.clone(),
            Field::Kind => payee.kind.code().to_owned(),
            Field::Share => payee.share.to_string(),
        }
    }

    fn text(&self, text: &str, one: &Leaving, serial: usize) -> String {
        let (run, date, short) = self.of_issue();
        let serial = serial.to_string();
        let values = [
            ("{run}", &*run),
            ("{date}", &*date),
            ("{yyyymmdd}", &*short),
            ("{serial}", &*serial),
            ("{payment_id}", &*one.id),
        ];
        filled(text, &values)
    }

    fn totals(&self, totals: &Totals, leaving: &[Leaving]) -> Vec<String> {
        let (run, date, short) = self.of_issue();
        let count = leaving.len().to_string();
        let sum = self.format.amount(total(leaving), self.issue.currency);
        let (part, parts) = (self.part.to_string(), self.parts.to_string());
        let values = [
            ("{count}", &*count),
            ("{total}", &*sum),
            ("{part}", &*part),
            ("{parts}", &*parts),
            ("{run}", &*run),
            ("{date}", &*date),
            ("{yyyymmdd}", &*short),
        ];
        totals.cells.iter().map(|cell| filled(cell, &values)).collect()
    }

    /// The run, and the day of the release with and without hyphens.
    fn of_issue(&self) -> (String, String, String) {
        let date = self.issue.on.to_string();
        let short = date.replace('-', "");
        (self.issue.run.to_string(), date, short)
    }
}
