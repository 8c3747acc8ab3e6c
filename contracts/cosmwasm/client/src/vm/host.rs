//! What the virtual machine offers.

use alloc::vec::Vec;

use causeway_ethereum_verifier::Bls;

use super::region::{take, Address, Region};
use crate::storage::Storage;

/// SHA-256, for `bls12_381_hash_to_g2`.
const SHA256: u32 = 0;
/// The order of `db_scan`.
const ASCENDING: i32 = 1;

extern "C" {
    fn db_read(key: Address) -> Address;
    fn db_write(key: Address, value: Address);
    fn db_remove(key: Address);
    fn db_scan(start: Address, end: Address, order: i32) -> u32;
    fn db_next_key(iterator: u32) -> Address;
    fn bls12_381_aggregate_g1(points: Address, sum: Address) -> u32;
    fn bls12_381_hash_to_g2(hash: u32, message: Address, dst: Address, point: Address) -> u32;
    fn bls12_381_pairing_equality(ps: Address, qs: Address, r: Address, s: Address) -> u32;
}

/// The client's store.
pub(super) struct Host;

// SAFETY of all calls: the regions describe bytes that outlive the call; answers are regions of our own `allocate`.
impl Storage for Host {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let value = unsafe { db_read(Region::of(key).address()) };
        if value == 0 {
            return None;
        }
        Some(unsafe { take(value) })
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        unsafe { db_write(Region::of(key).address(), Region::of(value).address()) }
    }

    fn remove(&mut self, key: &[u8]) {
        unsafe { db_remove(Region::of(key).address()) }
    }

    fn keys(&self, start: &[u8], end: &[u8], limit: usize) -> Vec<Vec<u8>> {
        let iterator = unsafe { db_scan(Region::of(start).address(), Region::of(end).address(), ASCENDING) };
        let mut keys = Vec::new();
        while keys.len() < limit {
            match unsafe { db_next_key(iterator) } {
                0 => break,
                key => keys.push(unsafe { take(key) }),
            }
        }
        keys
    }
}

/// BLS12-381 of the virtual machine.
pub(super) struct HostBls;

impl Bls for HostBls {
    fn aggregate_g1(&self, points: &[u8], sum: &mut [u8; 48]) -> u32 {
        let sum = Region::into_fill(sum);
        let code = unsafe { bls12_381_aggregate_g1(Region::of(points).address(), sum.address()) };
        code_of(code, &sum, 48)
    }

    fn hash_to_g2(&self, message: &[u8], dst: &[u8], point: &mut [u8; 96]) -> u32 {
        let point = Region::into_fill(point);
        let (message, dst) = (Region::of(message), Region::of(dst));
        let code = unsafe { bls12_381_hash_to_g2(SHA256, message.address(), dst.address(), point.address()) };
        code_of(code, &point, 96)
    }

    fn pairing_equality(&self, ps: &[u8], qs: &[u8], r: &[u8], s: &[u8]) -> u32 {
        let (ps, qs, r, s) = (Region::of(ps), Region::of(qs), Region::of(r), Region::of(s));
        unsafe { bls12_381_pairing_equality(ps.address(), qs.address(), r.address(), s.address()) }
    }
}

/// Success must have filled the whole point.
fn code_of(code: u32, point: &Region, length: usize) -> u32 {
    if code == 0 && point.filled() != length {
        return u32::MAX;
    }
    code
}
