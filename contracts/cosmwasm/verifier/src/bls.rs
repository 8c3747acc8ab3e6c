//! BLS12-381 of a sync committee, on the functions that a CosmWasm virtual machine offers.

use alloc::format;
use alloc::vec::Vec;

use crate::bytes::Bytes;
use crate::error::{Code, Error};
use crate::types::{PublicKey, SyncCommittee};
use crate::Result;

/// Ethereum's domain separation tag: the proof-of-possession suite.
pub const DST: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// The generator of G1, compressed.
const GENERATOR: [u8; 48] = [
    0x97, 0xf1, 0xd3, 0xa7, 0x31, 0x97, 0xd7, 0x94, 0x26, 0x95, 0x63, 0x8c, 0x4f, 0xa9, 0xac, 0x0f, 0xc3, 0x68, 0x8c,
    0x4f, 0x97, 0x74, 0xb9, 0x05, 0xa1, 0x4e, 0x3a, 0x3f, 0x17, 0x1b, 0xac, 0x58, 0x6c, 0x55, 0xe8, 0x3f, 0xf9, 0x7a,
    0x1a, 0xef, 0xfb, 0x3a, 0xf0, 0x0a, 0xdb, 0x22, 0xc6, 0xbb,
];

/// The virtual machine's functions, with its return codes as they are: only 0 is success. Points are compressed; decoding checks
/// the subgroup but takes the point at infinity, which is why this crate refuses it.
pub trait Bls {
    /// Sums up points of G1, 48 bytes each, one after the other.
    fn aggregate_g1(&self, points: &[u8], sum: &mut [u8; 48]) -> u32;
    /// Hashes a message to G2 with a domain separation tag.
    fn hash_to_g2(&self, message: &[u8], dst: &[u8], point: &mut [u8; 96]) -> u32;
    /// Whether the product of the pairings of `ps` (G1) and `qs` (G2) is the pairing of `r` (G1) and `s` (G2): 0 yes, 1 no,
    /// anything else is a point that cannot be decoded.
    fn pairing_equality(&self, ps: &[u8], qs: &[u8], r: &[u8], s: &[u8]) -> u32;
}

/// Whether bytes say that they are a compressed point other than infinity. Whether they are one is for the decoder to say.
pub(crate) fn is_finite_point(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|flags| flags & 0xc0 == 0x80)
}

/// Whether the aggregate key of a committee is the sum of its keys.
pub(crate) fn check_committee(committee: &SyncCommittee, bls: &impl Bls) -> Result {
    let sum = sum_of(committee.pubkeys.iter(), bls)?;
    if sum != committee.aggregate_pubkey.0 {
        return Err(Error::new(
            Code::WrongAggregate,
            format!("the sum {:?} of the committee's keys", Bytes(sum)),
            format!("{:?}", committee.aggregate_pubkey),
        ));
    }
    Ok(())
}

/// `FastAggregateVerify`: whether those whose bit is set signed the message. There is a bit for each key, and one is set.
pub(crate) fn check_signature(
    pubkeys: &[PublicKey],
    bits: &[u8],
    message: &[u8; 32],
    signature: &[u8; 96],
    bls: &impl Bls,
) -> Result {
    if !is_finite_point(signature) {
        return Err(bad_signature(signature));
    }
    let signed = |at: usize| bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
    let participants = pubkeys.iter().enumerate().filter(|(at, _)| signed(*at)).map(|(_, key)| key);
    let sum = sum_of(participants, bls)?;
    if !is_finite_point(&sum) {
        return Err(Error::new(
            Code::AggregateAtInfinity,
            "participants whose keys do not cancel out",
            "the point at infinity",
        ));
    }
    let mut point = [0; 96];
    match bls.hash_to_g2(message, DST, &mut point) {
        0 => {}
        code => return Err(Error::new(Code::BlsFailure, "a hash to the curve", format!("code {code}"))),
    }
    match bls.pairing_equality(&sum, &point, &GENERATOR, signature) {
        0 => Ok(()),
        1 => Err(Error::new(
            Code::WrongSignature,
            format!("the participants' signature of {:?}", Bytes(*message)),
            format!("{:?}", Bytes(*signature)),
        )),
        _ => Err(bad_signature(signature)),
    }
}

fn bad_signature(signature: &[u8; 96]) -> Error {
    Error::new(
        Code::BadSignatureEncoding,
        "a compressed point of the subgroup of G2 other than infinity",
        format!("{:?}", Bytes(*signature)),
    )
}

fn sum_of<'a>(keys: impl Iterator<Item = &'a PublicKey>, bls: &impl Bls) -> Result<[u8; 48]> {
    let mut points = Vec::new();
    for key in keys {
        if !is_finite_point(&key.0) {
            return Err(bad_key(format!("{key:?}")));
        }
        points.extend_from_slice(&key.0);
    }
    if points.is_empty() {
        return Err(Error::new(Code::NoParticipants, "at least one participant", "none"));
    }
    let mut sum = [0; 48];
    match bls.aggregate_g1(&points, &mut sum) {
        0 => Ok(sum),
        code => Err(bad_key(format!("code {code} for {} keys", points.len() / 48))),
    }
}

fn bad_key(got: impl alloc::string::ToString) -> Error {
    Error::new(Code::BadPublicKey, "compressed points of the subgroup of G1 other than infinity", got)
}
