//! Tonight's rows of bills of which there are others are judged together, be these known or not.

use std::collections::{BTreeSet, HashSet};

use super::merge::{Alike, Fell, Merge};
use crate::intake::{BillVerdict, BillVersion, Incoming, RowErrorKind, SameBillRow, judge_bill};

impl Merge<'_> {
    /// Judges tonight's rows of bills of which there are others, be they known or not.
    pub fn judge_alike(&self, arrived: &Incoming) -> Alike {
        let known = self.known_bills(arrived);
        let asked: HashSet<String> = known.keys().cloned().collect();
        let mut alike = Alike::default();
        for (key, rows) in arrived.alike(&asked) {
            let known = known.get(&key).map_or(&[][..], Vec::as_slice);
            self.judge_one(&key, known, &rows, arrived, &mut alike);
        }
        alike.gone.values_mut().for_each(|places| places.sort_unstable());
        alike
    }

    fn judge_one(
        &self,
        key: &str,
        known: &[(&str, BillVersion)],
        rows: &[SameBillRow],
        arrived: &Incoming,
        alike: &mut Alike,
    ) {
        // Beside what is known, what cannot be used moves nothing; where nothing is, it brings no earlier row back.
        let takes_part = |row: &&SameBillRow| {
            let is_free = !self.is_blocked(self.main_of(arrived.id(row.member)));
            is_free && (row.is_sound || known.is_empty())
        };
        let (free, refused): (Vec<_>, Vec<_>) = rows.iter().partition(takes_part);
        let refused = refused.into_iter().map(|row| (row.place, Fell::Refused(RowErrorKind::Row)));
        alike.fell.extend(refused);
        let of_person = |row: &SameBillRow| {
            let member = self.main_of(arrived.id(row.member)).to_owned();
            (row.place, BillVersion { member, ..row.version.clone() }, row.is_sound)
        };
        let free: Vec<(usize, BillVersion, bool)> = free.into_iter().map(of_person).collect();
        let known_versions = known.iter().map(|(_, version)| version);
        let all: Vec<BillVersion> =
            known_versions.chain(free.iter().map(|row| &row.1)).cloned().collect();
        let verdicts = judge_bill(&all, self.vocabulary.revisions).split_off(known.len());
        let of_blocked = known.iter().any(|(main, _)| self.is_blocked(main));
        for ((place, version, is_sound), verdict) in free.into_iter().zip(verdicts) {
            use BillVerdict::{Holds, TakenBack, TakesBack, Waits};
            let counts = matches!(verdict, Holds | TakenBack | TakesBack | Waits);
            let fell = match RowErrorKind::of(verdict) {
                Some(why) => Fell::Refused(why),
                // Nothing may be taken from a person of whom a row is refused.
                None if counts && (of_blocked || !is_sound) => Fell::Refused(RowErrorKind::Row),
                None => Fell::Judged(verdict),
            };
            alike.fell.insert(place, fell);
            if let (Fell::Judged(_), true) = (fell, counts) {
                let others = known.iter().map(|(other, _)| *other);
                let bereft: BTreeSet<&str> =
                    others.filter(|other| *other != version.member).collect();
                for other in bereft {
                    alike.gone.entry(other.to_owned()).or_default().push(place);
                }
                alike.versions.insert(place, (key.to_owned(), version));
            }
        }
    }
}
