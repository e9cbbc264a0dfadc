//! A number for each thing that comes, in the order of its first coming. There are few of them in one evaluation, which are
//! looked through; where a file has many, they are hashed.

use std::collections::HashMap;
use std::hash::Hash;

/// More than these are hashed.
const FEW: usize = 16;

#[derive(Debug)]
pub(super) struct Places<K> {
    few: Vec<K>,
    many: HashMap<K, usize>,
}

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self { few: Vec::new(), many: HashMap::new() }
    }
}

impl<K: Eq + Hash> Places<K> {
    /// With room for so many.
    pub(super) fn of_about(many: usize) -> Self {
        Self { few: Vec::with_capacity(many.min(FEW)), ..Self::default() }
    }

    /// Its number, which is how many others came before it for the first time.
    pub(super) fn of(&mut self, key: K) -> usize {
        if self.many.is_empty() {
            if let Some(at) = self.few.iter().position(|known| *known == key) {
                return at;
            }
            if self.few.len() < FEW {
                self.few.push(key);
                return self.few.len() - 1;
            }
            self.many.extend(self.few.drain(..).enumerate().map(|(at, key)| (key, at)));
        }
        let next = self.many.len();
        *self.many.entry(key).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Places};

    #[test]
    fn few_and_many_are_numbered_alike() {
        let mut places = Places::default();
        for n in 0..FEW * 3 {
            assert_eq!(places.of(n), n);
            assert!((0..=n).all(|before| places.of(before) == before));
        }
    }
}
