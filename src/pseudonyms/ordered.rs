//! Pseudonyms in the order of the ids.
//!
//! An id is coded as an arithmetic coder codes a text, each byte narrowing an interval of fractions; but how the
//! interval is parted among the bytes is drawn anew behind every beginning of an id, by the key. So ids keep their
//! order, each has one pseudonym, nothing but the key is kept, and who does not have the key cannot turn a pseudonym
//! back. What every such function gives away, this one does too: the order, and roughly how near two ids are.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::coder::{Interval, text};
use super::key::Key;

/// What an id is of. One text has another pseudonym in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// A person, or a household, which is often called by the number of a person.
    Person,
    /// A bill, or the stay that it is of.
    Bill,
    /// A hospital.
    Hospital,
    /// A part of the path of a unit.
    Unit,
}

impl IdKind {
    /// The letter that its pseudonyms begin with: no program takes them for numbers.
    pub(crate) fn letter(self) -> char {
        match self {
            IdKind::Person => 'p',
            IdKind::Bill => 'b',
            IdKind::Hospital => 'h',
            IdKind::Unit => 'u',
        }
    }

    /// Digits that a pseudonym has at least, so that its length does not tell that of a usual id.
    fn least(self) -> usize {
        match self {
            IdKind::Person | IdKind::Bill => 32,
            IdKind::Hospital | IdKind::Unit => 8,
        }
    }

    /// The byte before which the end of an id stands in the order: what follows it where ids are compared.
    fn ends_before(self) -> u8 {
        match self {
            IdKind::Hospital => b'/', // A bill of a hospital that numbers its own is `hospital/number`.
            IdKind::Person | IdKind::Bill | IdKind::Unit => 0,
        }
    }
}

/// A symbol of an id: a byte, or its end.
type Symbol = Option<u8>;

/// How usual a symbol is in ids.
const fn usual(symbol: Symbol) -> u64 {
    match symbol {
        None | Some(b'0'..=b'9') => 64,
        Some(b'A'..=b'Z' | b'-' | b'_') => 4,
        Some(_) => 1,
    }
}

/// Symbols whose shares are drawn together are so many apart.
const DRAWS: usize = 64;

/// How usual the symbols of each draw are together.
const USUAL: [u64; DRAWS] = {
    let mut all = [0; DRAWS];
    all[0] = usual(None);
    let mut byte = 0;
    while byte <= u8::MAX as usize {
        all[(byte + 1) % DRAWS] += usual(Some(byte as u8));
        byte += 1;
    }
    all
};

/// The key at a place in an id, from which the shares of the symbols there are drawn.
#[derive(Clone)]
struct Place([u8; 32]);

impl Place {
    /// How much of the interval a symbol gets: the more the more usual it is, and then drawn from very small to large.
    fn share(&self, symbol: Symbol) -> u64 {
        usual(symbol) << self.drawn(symbol.map_or(0, |byte| usize::from(byte) + 1) % DRAWS)
    }

    fn drawn(&self, at: usize) -> u8 {
        self.0[at / 2] >> (at % 2 * 4) & 0b111
    }

    /// What all symbols get.
    fn all(&self) -> u64 {
        USUAL.iter().enumerate().map(|(at, usual)| usual << self.drawn(at)).sum()
    }
}

/// Pseudonyms that one key gives.
///
/// ```
/// use huzhu::pseudonyms::{IdKind, Key, Pseudonymiser};
///
/// let mut pseudonyms = Pseudonymiser::of(&Key::of(*b"a secret of at least 16 bytes..."));
/// let [one, other] = ["990000198001010018", "990000198001010034"]
///     .map(|id| pseudonyms.of_id(IdKind::Person, id));
/// assert!(one < other && one.starts_with('p'));
/// assert_eq!(pseudonyms.of_id(IdKind::Person, "990000198001010018"), one);
/// ```
pub struct Pseudonymiser {
    mac: Hmac<Sha256>,
    /// Pseudonyms that are made, but for those of bills, which hardly ever come again.
    known: HashMap<IdKind, HashMap<String, String>>,
    /// How far ids of a kind are coded that begin alike: those of a city begin in some thousand ways.
    begun: HashMap<IdKind, HashMap<Vec<u8>, Coded>>,
}

/// How far an id is coded.
#[derive(Clone)]
struct Coded {
    place: Place,
    interval: Interval,
}

/// So many bytes at its end an id has for itself, if it is of a person or a bill.
const OWN_BYTES: usize = 6;

impl Pseudonymiser {
    /// The pseudonyms of a key.
    pub fn of(key: &Key) -> Pseudonymiser {
        let mac = Hmac::new_from_slice(key.bytes()).expect("of any length");
        Pseudonymiser { mac, known: HashMap::new(), begun: HashMap::new() }
    }

    /// The pseudonym of an id; nothing for an empty one.
    pub fn of_id(&mut self, kind: IdKind, id: &str) -> String {
        if id.is_empty() {
            return String::new();
        }
        if kind == IdKind::Bill {
            return self.made(kind, "", id);
        }
        if let Some(known) = self.known(kind, id) {
            return known;
        }
        let made = self.made(kind, "", id);
        self.known.entry(kind).or_default().insert(id.to_owned(), made.clone());
        made
    }

    /// The path of a unit, each part of which has a pseudonym of its own within the path above it.
    pub fn of_path(&mut self, path: &str) -> String {
        if let Some(known) = self.known(IdKind::Unit, path) {
            return known;
        }
        let mut parts = Vec::new();
        let mut above = 0;
        for part in path.split('.') {
            let within = path.get(..above).unwrap_or_default();
            parts.push(if part.is_empty() {
                String::new()
            } else {
                self.made(IdKind::Unit, within, part)
            });
            above += part.len() + 1;
        }
        let made = parts.join(".");
        self.known.entry(IdKind::Unit).or_default().insert(path.to_owned(), made.clone());
        made
    }

    fn known(&self, kind: IdKind, id: &str) -> Option<String> {
        self.known.get(&kind)?.get(id).cloned()
    }

    /// A word of the key, by which files of one key are known.
    pub fn word_of_key(&self) -> String {
        let Place(word) = self.place(b"word of the key", &[]);
        crate::fingerprint::hex(&word[..4])
    }

    fn place(&self, before: &[u8], next: &[u8]) -> Place {
        let mut mac = self.mac.clone();
        mac.update(before);
        mac.update(next);
        Place(mac.finalize().into_bytes().into())
    }

    fn coded(&self, begun: Coded, kind: IdKind, symbols: impl Iterator<Item = Symbol>) -> Coded {
        symbols.fold(begun, |Coded { place, mut interval }, symbol| {
            narrow(&mut interval, &place, kind, symbol);
            Coded { place: self.place(&place.0, symbol.as_slice()), interval }
        })
    }

    fn made(&mut self, kind: IdKind, within: &str, id: &str) -> String {
        let (begin, own) = id.as_bytes().split_at(id.len().saturating_sub(OWN_BYTES));
        let known = self.begun.get(&kind).and_then(|begun| begun.get(begin)).cloned();
        let coded = match known.filter(|_| within.is_empty()) {
            Some(known) => known,
            None => {
                let head = format!("huzhu pseudonyms 1 {}\0{within}\0", kind.letter());
                let place = self.place(head.as_bytes(), &[]);
                let begun = Coded { place, interval: Interval::whole() };
                let coded = self.coded(begun, kind, begin.iter().copied().map(Some));
                if within.is_empty() {
                    self.begun.entry(kind).or_default().insert(begin.to_owned(), coded.clone());
                }
                coded
            }
        };
        let symbols = own.iter().copied().map(Some).chain([None]);
        let Coded { place, interval } = self.coded(coded, kind, symbols);
        let mut digits = interval.close();
        // What stands behind the digits of an id is drawn, so that it looks like them.
        let missing = kind.least().saturating_sub(digits.len());
        digits.extend(place.0.iter().take(missing));
        format!("{}{}", kind.letter(), text(&digits))
    }
}

/// Keeps the part of an interval that a symbol has.
fn narrow(interval: &mut Interval, place: &Place, kind: IdKind, symbol: Symbol) {
    let end = kind.ends_before();
    let bytes: u64 = (0..symbol.unwrap_or(end)).map(|byte| place.share(Some(byte))).sum();
    let is_behind_end = symbol.is_some_and(|byte| byte >= end);
    let before = bytes + if is_behind_end { place.share(None) } else { 0 };
    interval.narrow(before, place.share(symbol), place.all());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pseudonyms() -> Pseudonymiser {
        Pseudonymiser::of(&Key::of([7; 32]))
    }

    /// Files of one key are joined over years: the same id has the same pseudonym in every version of the program.
    #[test]
    fn a_pseudonym_never_changes() {
        let mut pseudonyms = pseudonyms();
        let made = [
            pseudonyms.of_id(IdKind::Person, "990000198001010018"),
            pseudonyms.of_id(IdKind::Bill, "B-2024-000017"),
            pseudonyms.of_id(IdKind::Hospital, "H01"),
            pseudonyms.of_path("9900.01.00.00001"),
            pseudonyms.word_of_key(),
        ];
        let first = [
            "po40qp411dhupb98dmsft9i9tk4gkeo8k",
            "bmt133ml8h3ce41kajmbrde30vfcodguo",
            "hi32j3e31",
            "uk7ucmcut.u6129rhd0.u3s9kqpsc.u27bfrrig",
            "c22c7031",
        ];
        assert_eq!(made, first);
    }

    #[test]
    fn usual_ids_have_pseudonyms_of_one_length() {
        let mut pseudonyms = pseudonyms();
        for number in 0..1_000 {
            let id = format!("9900{:02}19{:02}0101{number:03}X", number % 100, number % 90);
            assert_eq!(pseudonyms.of_id(IdKind::Person, &id).len(), 33, "{id}");
        }
    }

    #[test]
    fn an_id_is_another_in_each_kind_and_under_each_key() {
        let mut pseudonyms = pseudonyms();
        let mut others = Pseudonymiser::of(&Key::of([8; 32]));
        let person = pseudonyms.of_id(IdKind::Person, "17");
        assert_ne!(pseudonyms.of_id(IdKind::Bill, "17")[1..], person[1..]);
        assert_ne!(others.of_id(IdKind::Person, "17"), person);
        assert_ne!(others.word_of_key(), pseudonyms.word_of_key());
        assert_eq!(pseudonyms.of_id(IdKind::Person, ""), "");
    }

    proptest! {
        /// Pseudonyms of two ids compare as the ids do, whatever these are.
        #[test]
        fn pseudonyms_keep_the_order_of_ids(
            one in "[0-9]{0,4}|[0-9]{17}[0-9X]|[0-9A-Z-]{0,6}|\\PC{0,8}",
            other in "[0-9]{0,4}|[0-9]{17}[0-9X]|[0-9A-Z-]{0,6}|\\PC{0,8}",
        ) {
            let mut pseudonyms = pseudonyms();
            for kind in [IdKind::Person, IdKind::Bill] {
                let [a, b] = [&one, &other].map(|id| pseudonyms.of_id(kind, id));
                prop_assert_eq!(a.cmp(&b), one.cmp(&other));
            }
        }

        /// Ids that differ only at their end do so too: of these there are most in a city.
        #[test]
        fn neighbours_keep_their_order(head in "[0-9]{14}", one in "[0-9]{3}[0-9X]", other in "[0-9]{3}[0-9X]") {
            let mut pseudonyms = pseudonyms();
            let [one, other] = [one, other].map(|tail| format!("{head}{tail}"));
            let [a, b] = [&one, &other].map(|id| pseudonyms.of_id(IdKind::Person, id));
            prop_assert_eq!(a.cmp(&b), one.cmp(&other));
        }

        /// Paths are compared part by part, and bills of hospitals behind these.
        #[test]
        fn wholes_keep_the_order_of_wholes(parts in prop::collection::vec("[0-9A-C ,0-]{1,3}", 4)) {
            let mut pseudonyms = pseudonyms();
            let [a, b, c, d] = &parts[..] else { unreachable!("of four parts") };
            let [one, other] = [format!("{a}.{b}"), format!("{c}.{d}")];
            let made = [&one, &other, a].map(|path| pseudonyms.of_path(path));
            let compared = made[0].split('.').cmp(made[1].split('.'));
            prop_assert_eq!(compared, one.split('.').cmp(other.split('.')));
            prop_assert_eq!(made[0].split('.').next(), Some(&*made[2]));
            let keys = [[a, b], [c, d]];
            let [one, other] = keys.map(|[hospital, bill]| {
                let hospital = pseudonyms.of_id(IdKind::Hospital, hospital);
                format!("{hospital}/{}", pseudonyms.of_id(IdKind::Bill, bill))
            });
            prop_assert_eq!(one.cmp(&other), format!("{a}/{b}").cmp(&format!("{c}/{d}")));
        }
    }
}
