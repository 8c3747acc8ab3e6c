//! What the contract needs of its chain's store.

use alloc::vec::Vec;

/// A client's part of the chain's store.
pub trait Storage {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Option<Vec<u8>>;
    /// Stores a value.
    fn set(&mut self, key: &[u8], value: &[u8]);
    /// Removes a key.
    fn remove(&mut self, key: &[u8]);
    /// The first `limit` keys from `start` to before `end`, in order.
    fn keys(&self, start: &[u8], end: &[u8], limit: usize) -> Vec<Vec<u8>>;
}
