//! Things of many members, each member's side by side.

/// Items by the number of their member.
#[derive(Debug)]
pub(super) struct Grouped<T> {
    items: Vec<T>,
    /// Where each member's items begin; one more than there are members.
    starts: Vec<usize>,
}

impl<T: Copy> Grouped<T> {
    /// Groups what comes as pairs of a member's number and an item, of each member in the order in
    /// which it comes. `pairs` must give the
    /// same each time.
    pub fn of<I: Iterator<Item = (u32, T)>>(members: usize, pairs: impl Fn() -> I) -> Grouped<T> {
        let mut starts = vec![0; members + 1];
        pairs().for_each(|(member, _)| starts[member as usize + 1] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut free = starts.clone();
        // Every place is written below; until then any item stands there.
        let mut items = pairs().next().map_or(Vec::new(), |(_, any)| vec![any; sum]);
        for (member, item) in pairs() {
            let place = &mut free[member as usize];
            items[*place] = item;
            *place += 1;
        }
        Grouped { items, starts }
    }

    /// Those of one member.
    #[inline]
    pub fn of_member(&self, member: u32) -> &[T] {
        let member = member as usize;
        &self.items[self.starts[member]..self.starts[member + 1]]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Sorts each member's items and drops those equal to another; how many were dropped.
    pub fn sort_and_dedup(&mut self) -> u64
    where
        T: Ord,
    {
        let (mut kept, before) = (0, self.items.len());
        let mut begin = 0;
        for end in &mut self.starts[1..] {
            self.items[begin..*end].sort_unstable();
            let first = kept;
            for at in begin..*end {
                if kept == first || self.items[kept - 1] != self.items[at] {
                    self.items[kept] = self.items[at];
                    kept += 1;
                }
            }
            begin = *end;
            *end = kept;
        }
        self.items.truncate(kept);
        (before - kept) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_with_their_member_once() {
        let pairs = [(2, 'b'), (0, 'x'), (2, 'a'), (2, 'b'), (0, 'x')];
        let mut grouped = Grouped::of(3, || pairs.into_iter());
        assert_eq!(grouped.of_member(2), ['b', 'a', 'b']);
        assert_eq!(grouped.sort_and_dedup(), 2);
        let of = [0, 1, 2].map(|member| grouped.of_member(member).to_vec());
        assert_eq!(of, [vec!['x'], vec![], vec!['a', 'b']]);
        assert_eq!(grouped.len(), 3);
    }
}
