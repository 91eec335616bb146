//! What holds for the whole scheme: which dates count, what bills and members are known by, corrections, columns,
//! lists.

use super::section::{Item, Section, Value};
use super::writer::Writer;
use crate::claim::{
    Basis, BillNumber, Field, FieldKind, ListVersion, MemberIds, Owner, Revisions, Titles, Undated,
    Vocabulary,
};
use crate::date::Day;
use crate::scheme::{Book, Corrections, Funder, OrderOfBills, Review, SetOff};
use crate::words::{Sentence, terms, values};

impl Writer<'_> {
    /// What `[scheme]`, `[fields]`, `[lists]` and `[[funder]]` say.
    pub fn scheme(&mut self) -> Section {
        let book = self.formatter.book;
        #[rustfmt::skip]
        let Book {
            vocabulary, corrections, review,
            // On the head of the sheet, or in sections of their own.
            id: _, title: _, editions: _,
            // Made from the editions.
            benefits: _, groups: _, slots: _, accumulators: _,
        } = book;
        let mut items = self.vocabulary(vocabulary);
        items.extend(self.corrections(corrections));
        items.extend(self.review(review));
        items.extend(self.funders(&self.edition.funders));
        Section { heading: self.say(terms::whole_scheme()), clause: None, items }
    }

    /// An item that says one sentence.
    pub fn said(&mut self, name: Sentence, sentence: Sentence) -> Item {
        let text = self.say(sentence);
        self.item(name, text)
    }

    fn vocabulary(&mut self, vocabulary: &Vocabulary) -> Vec<Item> {
        #[rustfmt::skip]
        let Vocabulary {
            bases, order, categories, titles, decided_last,
            line_classes, bill_number, stay_gap, undated_facts, member_ids, fields, lists,
            list_versions,
            // On the head of the sheet; said with the corrections.
            currency: _, revisions: _,
            // Made from the editions.
            asks_diagnosis: _, asks_household: _, plans: _, asks_receipts: _, asks_enrolled_on: _, id: _,
        } = vocabulary;
        let (basis, order) = (self.dates_of(bases, categories), self.say(date(*order)));
        let number = match bill_number {
            BillNumber::National => terms::bill_national(),
            BillNumber::OfHospital => terms::bill_of_hospital(),
        };
        let ids = match member_ids {
            MemberIds::Usual => terms::ids_usual(),
            MemberIds::Resident => terms::ids_resident(),
            MemberIds::Any => terms::ids_any(),
        };
        let undated = match undated_facts {
            Undated::Night => terms::undated_night(),
            Undated::Refused => terms::undated_refused(),
        };
        let mut items = vec![
            self.said(terms::basis(), terms::basis_is(basis)),
            self.said(terms::order(), terms::order_is(order)),
            self.said(terms::bill_number(), number),
            self.said(terms::member_ids(), ids),
            self.said(terms::stay_gap(), terms::stay_gap_is(stay_gap)),
            self.said(terms::undated_facts(), undated),
        ];
        let last = categories.iter().enumerate().filter(|(at, _)| decided_last >> at & 1 == 1);
        let last: Vec<String> = last.map(|(_, category)| self.category(category)).collect();
        if !last.is_empty() {
            let text = self.list(&last);
            items.push(self.item(terms::decided_last(), text));
        }
        let own = self.own_categories(categories, titles);
        for (name, words) in
            [(terms::own_categories(), &own), (terms::line_classes(), line_classes)]
        {
            if !words.is_empty() {
                let text = self.list(words);
                items.push(self.item(name, text));
            }
        }
        items.extend(self.fields(fields));
        items.extend(self.lists(lists, (titles, list_versions)));
        items
    }

    /// The categories of the scheme's own, and the usual ones that it calls otherwise.
    fn own_categories(&self, categories: &[String], titles: &Titles) -> Vec<String> {
        let title = |name: &String| titles.categories.get(name);
        let is_usual = |name: &String| Vocabulary::CATEGORIES.contains(&name.as_str());
        let own = categories.iter().filter(|name| !is_usual(name) || title(name).is_some());
        own.map(|name| self.declared(title(name), name)).collect()
    }

    /// The date that counts; where categories have different ones, each with those that it is of.
    fn dates_of(&self, bases: &[Basis], categories: &[String]) -> String {
        let mut dates: Vec<(Basis, Vec<String>)> = Vec::new();
        for (basis, category) in bases.iter().zip(categories) {
            let category = self.category(category);
            match dates.iter_mut().find(|(known, _)| known == basis) {
                Some((_, all)) => all.push(category),
                None => dates.push((*basis, vec![category])),
            }
        }
        let is_one = dates.len() == 1;
        let of = |(basis, of): &(Basis, Vec<String>)| {
            let date = self.say(date(*basis));
            if is_one { date } else { self.say(terms::date_of(date, self.list(of))) }
        };
        self.list(&dates.iter().map(of).collect::<Vec<_>>())
    }

    fn fields(&mut self, fields: &[Field]) -> Option<Item> {
        let values: Vec<Value> = fields.iter().map(|field| self.field(field)).collect();
        self.listed(terms::fields(), values)
    }

    /// An item that is no more than a list; nothing where the list is empty.
    pub fn listed(&mut self, name: Sentence, values: Vec<Value>) -> Option<Item> {
        let line = |value: &Value| self.say(terms::item(&value.name, &value.value));
        let lines = values.iter().map(line).collect();
        (!values.is_empty()).then(|| self.item_of(name, String::new(), lines, values))
    }

    fn field(&self, field: &Field) -> Value {
        let Field { name, title, owner, kind, value_titles } = field;
        let name = self.declared(title.as_ref(), name);
        let word = |word: &String| match value_titles.get(word) {
            Some(title) => self.declared(Some(title), word),
            None => self.formatter.say(&values::usual("", word)),
        };
        let (text, default) = match kind {
            FieldKind::Amount { column: _, default, may_be_empty } => {
                let text = self.say(terms::field_amount());
                let text = match *may_be_empty && default.is_none() {
                    true => self.both(text, terms::field_may_be_empty()),
                    false => text,
                };
                (text, default.map(|amount| self.money(amount)))
            }
            FieldKind::Lines { column: _, classes, each_day_at_most, default } => {
                let text = self.say(terms::field_lines(self.list(classes)));
                let text = match each_day_at_most {
                    Some(most) => self.both(text, terms::field_lines_most(self.money(*most))),
                    None => text,
                };
                (text, default.map(|amount| self.money(amount)))
            }
            FieldKind::Count { column: _, default } => {
                let default = default.map(|count| count.minor().to_string());
                (self.say(terms::field_count()), default)
            }
            FieldKind::Date { slot: _, default } => {
                let text = match owner {
                    Owner::Enrolment => terms::field_date_of_enrolment(),
                    Owner::Member | Owner::Bill => terms::field_date_of_member(),
                };
                (self.say(text), default.map(|day| day.to_string()))
            }
            FieldKind::Word { slot: _, values, default } => {
                let all = self.list(&values.iter().map(word).collect::<Vec<_>>());
                let default = default.and_then(|at| values.get(usize::from(at)));
                let text = match owner {
                    Owner::Bill => terms::field_words_of_bill(all),
                    Owner::Member => terms::field_words_of_member(all),
                    Owner::Enrolment => terms::field_words_of_enrolment(all),
                };
                (self.say(text), default.map(word))
            }
        };
        let value = match default {
            Some(default) => self.both(text, terms::field_default(default)),
            None => text,
        };
        Value { name, value, clause: None }
    }

    fn lists(
        &mut self,
        lists: &[(String, Vec<String>)],
        (titles, versions): (&Titles, &[ListVersion]),
    ) -> Option<Item> {
        let mut values = Vec::new();
        for (at, (name, codes)) in lists.iter().enumerate() {
            let name = &self.declared(titles.lists.get(name), name);
            let own = versions.iter().filter(|version| usize::from(version.list) == at);
            let dated = own.clone().map(|ListVersion { list: _, bit: _, from, codes }| {
                let name = match *from == Day::FIRST {
                    true => name.clone(),
                    false => self.say(terms::below(name, self.say(terms::from_day_on(from)))),
                };
                (name, codes)
            });
            let is_dated = own.clone().next().is_some();
            let always = (!is_dated).then(|| (name.clone(), codes));
            for (name, codes) in dated.chain(always) {
                values.push(Value { name, value: self.list(codes), clause: None });
            }
        }
        self.listed(terms::lists(), values)
    }

    fn funders(&mut self, funders: &[Funder]) -> Option<Item> {
        let value = |Funder { id, title }: &Funder| Value {
            name: id.clone(),
            value: self.formatter.say(title),
            clause: None,
        };
        let values = funders.iter().map(value).collect();
        self.listed(terms::funders(), values)
    }

    fn corrections(&mut self, corrections: &Corrections) -> Vec<Item> {
        let Corrections { stands_below, order_of_bills, revisions, objection_days, set_off } =
            corrections;
        let written_off = match stands_below.minor() {
            0 => terms::written_off_none(),
            _ => terms::written_off_is(self.money(*stands_below)),
        };
        let order = match order_of_bills {
            OrderOfBills::Stands => terms::order_stands(),
            OrderOfBills::Recovers => terms::order_recovers(),
        };
        let again = match revisions {
            Revisions::Replace => terms::revisions_replace(),
            Revisions::Refuse => terms::revisions_refuse(),
        };
        let offset = match set_off {
            SetOff::AtOnce => terms::set_off_at_once(),
            SetOff::AfterLetter => terms::set_off_after_letter(),
        };
        vec![
            self.said(terms::written_off(), written_off),
            self.said(terms::order_of_bills(), order),
            self.said(terms::revisions(), again),
            self.said(terms::objection(), terms::objection_is(objection_days)),
            self.said(terms::set_off(), offset),
        ]
    }

    fn review(&mut self, review: &Review) -> Option<Item> {
        let Review { hold } = review;
        let flags = self.list(hold);
        (!hold.is_empty()).then(|| self.said(terms::review(), terms::review_is(flags)))
    }
}

/// What a person calls a date that counts.
fn date(basis: Basis) -> Sentence {
    match basis {
        Basis::Admission => terms::on_admission(),
        Basis::Discharge => terms::on_discharge(),
        Basis::Settlement => terms::on_settlement(),
        Basis::Diagnosis => terms::on_diagnosis(),
    }
}
