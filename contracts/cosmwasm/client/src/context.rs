//! What surrounds a call of the contract.

use crate::storage::Storage;
use causeway_ethereum_verifier::Bls;

/// What surrounds a call: the store, the clock, and the virtual machine's BLS functions.
pub struct Context<S, B> {
    /// The client's store.
    pub storage: S,
    /// Time of the chain's block, nanoseconds since 1970.
    pub now_ns: u64,
    /// BLS12-381.
    pub bls: B,
}

impl<S: Storage, B: Bls> Context<S, B> {
    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.now_ns / 1_000_000_000
    }
}
