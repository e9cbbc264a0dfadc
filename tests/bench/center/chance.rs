//! Chance that can be repeated: the same seed gives the same bytes on every machine.

/// The state of one stream: a 64-bit xorshift whose output is multiplied (Vigna's xorshift64*). Not for secrets.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// A stream for one thing, told by its number: what comes before it does not change it.
    pub fn of(seed: u64, what: u64, number: u64) -> Self {
        let mixed = [seed, what, number].into_iter().fold(0x6a09_e667_f3bc_c909_u64, |state, part| {
            let state = (state ^ part).wrapping_mul(0xff51_afd7_ed55_8ccd);
            state ^ (state >> 32)
        });
        // A state of 0 would stay 0.
        let mut chance = Self(mixed | 1);
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From 0 up to, not including, `end`, which is not 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// In [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// About normal, with a mean of 0 and a deviation of 1: four uniform ones added up.
    pub fn bell(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit()).sum();
        (sum - 2.0) * 3.0_f64.sqrt()
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let at = self.below(of.len() as u64);
        of[usize::try_from(at).unwrap_or(0)]
    }
}
