//! The only source of randomness: a generator whose every draw follows from a printed seed.
//!
//! Identifiers, codes, secrets, tokens and key pairs are all drawn here, so the same seed and the same requests give the
//! same transcript, byte for byte. Each command draws from a stream of its own, named by the number of commands accepted
//! before it: a refused command shifts nothing, and a restart continues where the log ends without repeating a draw.
//!
//! The stream is SHA-256 in counter mode. That is as unpredictable as its seed, which is 64 bits and printed: enough for
//! a sandbox, and one more reason why this program must never guard anything real.

use rsa::rand_core::{CryptoRng, Error, RngCore, impls};
use sha2::{Digest as _, Sha256};

/// The seed that a run prints and a rerun is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(u64);

impl Seed {
    /// The seed that is written as `number`.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number to print, and to give to a rerun.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The stream for the command that follows `accepted` accepted ones.
    pub fn stream(self, accepted: u64) -> Generator {
        let mut hash = Sha256::new();
        hash.update(b"workfront-sandbox/stream/1");
        hash.update(self.0.to_be_bytes());
        hash.update(accepted.to_be_bytes());
        Generator { key: hash.finalize().into(), counter: 0 }
    }
}

/// A stream of draws.
pub struct Generator {
    key: [u8; 32],
    counter: u64,
}

impl Generator {
    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill_bytes(&mut bytes);
        bytes
    }

    fn block(&mut self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.key);
        hash.update(self.counter.to_be_bytes());
        self.counter += 1;
        hash.finalize().into()
    }
}

impl std::fmt::Debug for Generator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generator").field("counter", &self.counter).finish_non_exhaustive()
    }
}

impl RngCore for Generator {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = self.block();
            for (byte, drawn) in chunk.iter_mut().zip(block) {
                *byte = drawn;
            }
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Generator {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_place_give_the_same_draws() {
        assert_eq!(Seed::new(7).stream(3).bytes::<300>(), Seed::new(7).stream(3).bytes::<300>());
    }

    #[test]
    fn another_seed_or_place_gives_other_draws() {
        let here = Seed::new(7).stream(3).bytes::<32>();
        assert_ne!(here, Seed::new(8).stream(3).bytes::<32>());
        assert_ne!(here, Seed::new(7).stream(4).bytes::<32>());
    }

    #[test]
    fn a_stream_does_not_repeat() {
        let mut stream = Seed::new(7).stream(0);
        assert_ne!(stream.bytes::<16>(), stream.bytes::<16>());
    }
}
