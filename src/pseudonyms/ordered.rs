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

/// The key at a place in an id, from which the shares of the symbols there are drawn.
struct Place([u8; 32]);

impl Place {
    /// How much of the interval a symbol gets: the more the more usual it is, and then drawn from very small to large.
    fn share(&self, symbol: Symbol) -> u64 {
        let usual = match symbol {
            None | Some(b'0'..=b'9') => 64,
            Some(b'A'..=b'Z' | b'-' | b'_') => 4,
            Some(_) => 1,
        };
        let at = symbol.map_or(0, |byte| usize::from(byte) + 1) % 64;
        let drawn = self.0[at / 2] >> (at % 2 * 4) & 0b111;
        usual << drawn
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
    known: HashMap<(IdKind, String), String>,
}

impl Pseudonymiser {
    /// The pseudonyms of a key.
    pub fn of(key: &Key) -> Pseudonymiser {
        let mac = Hmac::new_from_slice(key.bytes()).expect("of any length");
        Pseudonymiser { mac, known: HashMap::new() }
    }

    /// The pseudonym of an id; nothing for an empty one.
    pub fn of_id(&mut self, kind: IdKind, id: &str) -> String {
        if id.is_empty() {
            return String::new();
        }
        let key = (kind, id.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let made = self.made(kind, "", id);
        self.known.insert(key, made.clone());
        made
    }

    /// The path of a unit, each part of which has a pseudonym of its own within the path above it.
    pub fn of_path(&mut self, path: &str) -> String {
        let key = (IdKind::Unit, path.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
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
        self.known.insert(key, made.clone());
        made
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

    fn made(&self, kind: IdKind, within: &str, id: &str) -> String {
        let head = format!("huzhu pseudonyms 1 {}\0{within}\0", kind.letter());
        let mut place = self.place(head.as_bytes(), &[]);
        let mut interval = Interval::whole();
        for symbol in id.bytes().map(Some).chain([None]) {
            narrow(&mut interval, &place, kind, symbol);
            place = self.place(&place.0, symbol.as_slice());
        }
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
    let order = (0..end).map(Some).chain([None]).chain((end..=u8::MAX).map(Some));
    let (mut before, mut all, mut is_before) = (0, 0, true);
    for one in order {
        is_before &= one != symbol;
        let share = place.share(one);
        all += share;
        before += if is_before { share } else { 0 };
    }
    interval.narrow(before, place.share(symbol), all);
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
