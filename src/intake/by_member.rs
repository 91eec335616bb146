//! Items of many members, the items of each member side by side.

/// Items by the number of their member.
#[derive(Debug)]
pub(super) struct ByMember<T> {
    items: Vec<T>,
    /// Where each member's items begin; one more than there are members.
    starts: Vec<u32>,
}

/// Empty: no members.
impl<T> Default for ByMember<T> {
    fn default() -> Self {
        ByMember { items: Vec::new(), starts: vec![0] }
    }
}

impl<T: Copy> ByMember<T> {
    /// Groups what comes as pairs of a member's number and an item, of each member in the order in
    /// which it comes. `pairs` must give the same each time.
    pub fn of<I: Iterator<Item = (u32, T)>>(members: usize, pairs: impl Fn() -> I) -> ByMember<T> {
        let mut starts = vec![0u32; members + 1];
        pairs().for_each(|(member, _)| starts[member as usize] += 1);
        let mut sum = 0;
        for start in &mut starts {
            (*start, sum) = (sum, sum + *start);
        }
        // Every place is written below; until then any item stands there.
        let mut items = pairs().next().map_or(Vec::new(), |(_, any)| vec![any; sum as usize]);
        for (member, item) in pairs() {
            // While items are placed, a start is where the next item of its member goes.
            let place = &mut starts[member as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        // Each start has come to where the next member begins.
        starts.rotate_right(1);
        starts[0] = 0;
        ByMember { items, starts }
    }

    /// Those of one member.
    #[inline]
    pub fn of_member(&self, member: u32) -> &[T] {
        let member = member as usize;
        &self.items[self.starts[member] as usize..self.starts[member + 1] as usize]
    }

    /// Those of all members.
    pub fn all(&self) -> &[T] {
        &self.items
    }

    /// How many members there are.
    pub fn members(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Sorts each member's items.
    pub fn sort(&mut self)
    where
        T: Ord,
    {
        for pair in self.starts.windows(2) {
            self.items[pair[0] as usize..pair[1] as usize].sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_with_their_member() {
        let pairs = [(2, 'b'), (0, 'x'), (2, 'a'), (2, 'b')];
        let mut grouped = ByMember::of(3, || pairs.into_iter());
        assert_eq!(grouped.of_member(2), ['b', 'a', 'b']);
        grouped.sort();
        let of = [0, 1, 2].map(|member| grouped.of_member(member).to_vec());
        assert_eq!(of, [vec!['x'], vec![], vec!['a', 'b', 'b']]);
        assert_eq!(grouped.len(), 4);
    }
}
