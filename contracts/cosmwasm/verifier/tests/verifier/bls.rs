//! Points at infinity, points outside the subgroup, and every return code of the virtual machine.

use std::cell::Cell;

use crate::support::chain::{client, committee, header, now, summary, time_of, trusted, trusted_without_next, Plan};
use crate::support::code_of;
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    verify_header, ActiveSyncCommittee, Bls, Bytes, ConsensusState, Header, PublicKey, Result,
};

const TRUSTED: u64 = 16;

fn plan() -> Plan {
    Plan::finalizing(TRUSTED + 8)
}

/// Answers with a code instead of what the real functions say.
#[derive(Default)]
struct Stub {
    aggregate: Cell<u32>,
    hash: Cell<u32>,
    pairing: Cell<u32>,
    sum_at_infinity: Cell<bool>,
}

impl Bls for Stub {
    fn aggregate_g1(&self, points: &[u8], sum: &mut [u8; 48]) -> u32 {
        let code = Blst.aggregate_g1(points, sum);
        if self.sum_at_infinity.get() {
            *sum = [0; 48];
            sum[0] = 0xc0;
        }
        code.max(self.aggregate.get())
    }
    fn hash_to_g2(&self, message: &[u8], dst: &[u8], point: &mut [u8; 96]) -> u32 {
        Blst.hash_to_g2(message, dst, point).max(self.hash.get())
    }
    fn pairing_equality(&self, ps: &[u8], qs: &[u8], r: &[u8], s: &[u8]) -> u32 {
        Blst.pairing_equality(ps, qs, r, s).max(self.pairing.get())
    }
}

fn verify_by(bls: &impl Bls) -> Result {
    let header = header(TRUSTED, &plan());
    verify_header(&client(), &trusted(TRUSTED), &header, now(&header), bls)
}

#[test]
fn accepts_nothing_but_zero() {
    verify_by(&Stub::default()).expect("valid");
    for code in [1, 2, 3, 5, 7, 8, 10, 255, 256, u32::MAX] {
        let stub = Stub::default();
        stub.pairing.set(code);
        let want = if code == 1 { "wrong-signature" } else { "bad-signature-encoding" };
        assert_eq!(code_of(verify_by(&stub)), want, "pairing {code}");
        let stub = Stub::default();
        stub.aggregate.set(code);
        assert_eq!(code_of(verify_by(&stub)), "bad-public-key", "aggregate {code}");
        let stub = Stub::default();
        stub.hash.set(code);
        assert_eq!(code_of(verify_by(&stub)), "bls-failure", "hash {code}");
    }
}

#[test]
fn rejects_a_sum_at_infinity() {
    let stub = Stub::default();
    stub.sum_at_infinity.set(true);
    assert_eq!(code_of(verify_by(&stub)), "aggregate-at-infinity");
}

#[test]
fn blst_takes_infinity_as_the_virtual_machine_does() {
    let mut infinity = [0; 48];
    infinity[0] = 0xc0;
    let mut signature = [0; 96];
    signature[0] = 0xc0;
    let mut sum = [1; 48];
    assert_eq!(Blst.aggregate_g1(&infinity, &mut sum), 0);
    assert_eq!(sum, infinity);
    assert_eq!(Blst.pairing_equality(&infinity, &signature, &infinity, &signature), 0);
    assert!(Blst.aggregate_g1(&[], &mut sum) > 1);
    assert!(Blst.aggregate_g1(&[0; 47], &mut sum) > 1);
    assert!(Blst.aggregate_g1(&[0; 48], &mut sum) > 1);
}

/// A header whose committee has one other key, which the trusted state knows so.
fn with_key(key: PublicKey) -> Result {
    let mut members = committee(0);
    members.pubkeys[3] = key;
    let known = ConsensusState { current_sync_committee: summary(&members), ..trusted(TRUSTED) };
    let header = Header { active_sync_committee: ActiveSyncCommittee::Current(members), ..header(TRUSTED, &plan()) };
    verify_header(&client(), &known, &header, now(&header), &Blst)
}

fn first_byte(byte: u8) -> PublicKey {
    Bytes(core::array::from_fn(|at| if at == 0 { byte } else { 0 }))
}

/// A point on the curve that is not in the subgroup: the smallest x that has one.
fn outside_the_subgroup() -> PublicKey {
    let candidates = (0..=255).map(|x| {
        let mut bytes = [0; 48];
        bytes[0] = 0x80;
        bytes[47] = x;
        bytes
    });
    let on_curve = |bytes: &[u8; 48]| {
        let mut point = blst::blst_p1_affine::default();
        // SAFETY: the bytes are as many as a compressed point has.
        unsafe {
            blst::blst_p1_uncompress(&mut point, bytes.as_ptr()) == blst::BLST_ERROR::BLST_SUCCESS
                && !blst::blst_p1_affine_in_g1(&point)
        }
    };
    Bytes(candidates.into_iter().find(on_curve).expect("about half of all x are on the curve"))
}

#[test]
fn rejects_keys_that_are_no_points_of_the_subgroup_or_infinity() {
    // Infinity, infinity with the sign bit, uncompressed, no point, no point at all.
    for key in [0xc0, 0xe0, 0x40, 0x00, 0x20, 0xff].map(first_byte) {
        assert_eq!(code_of(with_key(key)), "bad-public-key", "{key:?}");
    }
    let infinity_with_rest = Bytes(core::array::from_fn(|at| [0xc0, 1][usize::from(at == 47)]));
    assert_eq!(code_of(with_key(infinity_with_rest)), "bad-public-key");
    assert_eq!(code_of(with_key(outside_the_subgroup())), "bad-public-key");
}

#[test]
fn does_not_decode_keys_of_those_who_did_not_sign() {
    let mut members = committee(0);
    members.pubkeys[31] = outside_the_subgroup();
    let known = ConsensusState { current_sync_committee: summary(&members), ..trusted(TRUSTED) };
    let plan = Plan { participants: 31, ..plan() };
    let header = Header { active_sync_committee: ActiveSyncCommittee::Current(members), ..header(TRUSTED, &plan) };
    verify_header(&client(), &known, &header, now(&header), &Blst).expect("valid");
}

#[test]
fn rejects_a_new_committee_with_a_key_that_is_none() {
    use crate::support::chain::{build, header_with, light_header};
    for key in [first_byte(0xc0), outside_the_subgroup()] {
        let mut next = committee(1);
        next.pubkeys[31] = key;
        let plan = plan().with_next();
        let header = header_with(TRUSTED, build(&plan, light_header(plan.finalized, 0, [0x55; 32]), next));
        let verdict = verify_header(&client(), &trusted_without_next(TRUSTED), &header, now(&header), &Blst);
        assert_eq!(code_of(verdict), "bad-public-key");
    }
}

#[test]
fn rejects_keys_that_cancel_out() {
    let mut keys: Vec<PublicKey> = committee(0).pubkeys[..16].to_vec();
    let negatives: Vec<PublicKey> = keys
        .iter()
        .map(|key| {
            let mut bytes = key.0;
            bytes[0] ^= 0x20;
            Bytes(bytes)
        })
        .collect();
    keys.extend(negatives);
    let members = causeway_ethereum_verifier::SyncCommittee { pubkeys: keys, aggregate_pubkey: first_byte(0xc0) };
    let known = ConsensusState { current_sync_committee: summary(&members), ..trusted(TRUSTED) };
    let header = Header { active_sync_committee: ActiveSyncCommittee::Current(members), ..header(TRUSTED, &plan()) };
    let verdict = verify_header(&client(), &known, &header, time_of(header.consensus_update.signature_slot), &Blst);
    assert_eq!(code_of(verdict), "aggregate-at-infinity");
}

#[test]
fn rejects_signatures_that_are_no_points_of_the_subgroup_or_infinity() {
    let with_signature = |signature: [u8; 96]| {
        let mut header = header(TRUSTED, &plan());
        header.consensus_update.sync_aggregate.sync_committee_signature = Bytes(signature);
        verify_header(&client(), &trusted(TRUSTED), &header, now(&header), &Blst)
    };
    for first in [0xc0, 0xe0, 0x40, 0x00, 0xff] {
        let signature = core::array::from_fn(|at| if at == 0 { first } else { 0 });
        assert_eq!(code_of(with_signature(signature)), "bad-signature-encoding");
    }
    // The smallest x whose point is on the twist, and outside of the subgroup as nearly all are.
    let on_curve =
        (0..=255).map(|x| core::array::from_fn(|at| [0, 0x80, x][usize::from(at == 0) + 2 * usize::from(at == 95)]));
    let outside = on_curve.into_iter().find(|bytes: &[u8; 96]| {
        let mut point = blst::blst_p2_affine::default();
        // SAFETY: the bytes are as many as a compressed point has.
        unsafe { blst::blst_p2_uncompress(&mut point, bytes.as_ptr()) == blst::BLST_ERROR::BLST_SUCCESS }
    });
    assert_eq!(code_of(with_signature(outside.expect("a point"))), "bad-signature-encoding");
}
