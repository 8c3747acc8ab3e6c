//! Properties over inputs that are spoiled at random, from fixed seeds.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::support::chain::{
    active, client, header, trusted, trusted_without_next, update, Plan, GENESIS_TIME, GLOAS_SLOT, SECONDS_PER_SLOT,
    SLOTS_PER_PERIOD,
};
use crate::support::tries::Trie;
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    mpt, verify_header, verify_misbehaviour, Bls, Bytes, ClientState, ConsensusState, Header, Misbehaviour, B256,
};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Late enough for any signature slot.
const LATE: u64 = GENESIS_TIME + (SECONDS_PER_SLOT << 20);

/// Numbers that look random and are the same each time.
struct Numbers(u64, u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.1 += 1;
        let digest = Sha256::digest([self.0.to_be_bytes(), self.1.to_be_bytes()].concat());
        u64::from_be_bytes(digest[..8].try_into().expect("8 bytes"))
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// Stands in for pairings, which cost a millisecond each: a signature is the hash of who signs what. Sums of keys are real, but
/// made once.
#[derive(Default)]
struct Quick {
    sums: RefCell<HashMap<Vec<u8>, [u8; 48]>>,
    signature: Cell<Bytes<96>>,
}

impl Bls for Quick {
    fn aggregate_g1(&self, points: &[u8], sum: &mut [u8; 48]) -> u32 {
        let mut sums = self.sums.borrow_mut();
        *sum = *sums.entry(points.to_vec()).or_insert_with(|| {
            let mut sum = [0; 48];
            assert_eq!(Blst.aggregate_g1(points, &mut sum), 0, "keys that were not checked before");
            sum
        });
        0
    }
    fn hash_to_g2(&self, message: &[u8], _: &[u8], point: &mut [u8; 96]) -> u32 {
        point[..32].copy_from_slice(message);
        0
    }
    fn pairing_equality(&self, ps: &[u8], qs: &[u8], _: &[u8], s: &[u8]) -> u32 {
        let mut signature = [0; 96];
        signature[0] = 0x80;
        signature[8..40].copy_from_slice(&Sha256::digest([ps, qs].concat()));
        self.signature.set(Bytes(signature));
        u32::from(s != signature)
    }
}

impl Quick {
    /// Gives a header the signature that this takes.
    fn sign(&self, trusted: &ConsensusState, header: &mut Header) {
        assert_eq!(crate::support::code_of(verify_header(&client(), trusted, header, LATE, self)), "wrong-signature");
        header.consensus_update.sync_aggregate.sync_committee_signature = self.signature.get();
        verify_header(&client(), trusted, header, LATE, self).expect("valid");
    }
}

/// Every place in a JSON value that holds a text or a number.
fn leaves(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| leaves(value, format!("{at}/{name}"), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| leaves(value, format!("{at}/{index}"), out))
        }
        Value::Null => {}
        _ => out.push(at),
    }
}

/// Changes one leaf to another of the same kind.
fn flip(value: &mut Value, numbers: &mut Numbers) {
    *value = match value {
        Value::Number(number) => json!(number.as_u64().expect("a u64") ^ (1 << numbers.below(8))),
        Value::String(text) => match text.strip_prefix("0x") {
            Some(digits) => {
                let mut digits = digits.to_owned().into_bytes();
                let at = numbers.below(digits.len());
                digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
                json!(format!("0x{}", String::from_utf8(digits).expect("digits")))
            }
            None => json!((text.parse::<u64>().expect("a decimal") ^ (1 << numbers.below(8))).to_string()),
        },
        other => panic!("{other} is no leaf"),
    };
}

/// Whether a field may say other things, too: the execution header of what is attested only is read by nobody, and of the signature's
/// slot no more is signed than its fork and its period.
fn is_free(pointer: &str) -> bool {
    pointer.contains("/attested_header/execution_header_rlp") || pointer.ends_with("/signature_slot")
}

#[test]
fn no_field_of_a_header_can_be_changed() {
    let mut numbers = Numbers(1, 0);
    let slot = 2 * SLOTS_PER_PERIOD;
    let bls = Quick::default();
    for (trusted, plan) in [
        (trusted(slot), Plan::finalizing(slot + 8).with_next()),
        (trusted(slot), Plan::finalizing(slot + SLOTS_PER_PERIOD).with_next()),
        (trusted(GLOAS_SLOT + 8), Plan::finalizing(GLOAS_SLOT + 16).with_next()),
    ] {
        let mut header = header(trusted.slot, &plan);
        bls.sign(&trusted, &mut header);
        let value = serde_json::to_value(header).expect("JSON");
        let mut pointers = Vec::new();
        leaves(&value, String::new(), &mut pointers);
        assert!(pointers.len() > 90);
        for pointer in pointers.iter().filter(|pointer| !is_free(pointer)) {
            let mut spoiled = value.clone();
            flip(spoiled.pointer_mut(pointer).expect("a leaf"), &mut numbers);
            let Ok(spoiled) = serde_json::from_value::<Header>(spoiled) else { continue };
            let verdict = verify_header(&client(), &trusted, &spoiled, LATE, &bls);
            assert!(verdict.is_err(), "{pointer} was changed and nobody noticed");
        }
    }
}

#[test]
fn no_field_of_a_signed_header_can_be_changed() {
    // With real signatures, a part of the fields each.
    let mut numbers = Numbers(2, 0);
    let slot = 2 * SLOTS_PER_PERIOD;
    let header = header(slot, &Plan::finalizing(slot + 8).with_next());
    let value = serde_json::to_value(&header).expect("JSON");
    let mut pointers = Vec::new();
    leaves(&value, String::new(), &mut pointers);
    pointers.retain(|pointer| !is_free(pointer));
    for _ in 0..300 {
        let pointer = &pointers[numbers.below(pointers.len())];
        let mut spoiled = value.clone();
        flip(spoiled.pointer_mut(pointer).expect("a leaf"), &mut numbers);
        let Ok(spoiled) = serde_json::from_value::<Header>(spoiled) else { continue };
        let verdict = verify_header(&client(), &trusted_without_next(slot), &spoiled, LATE, &Blst);
        assert!(verdict.is_err(), "{pointer} was changed and nobody noticed");
    }
}

#[test]
fn no_honest_chain_is_ever_misbehaving() {
    // Any two updates of one chain, whatever is finalized, attested and signed when.
    let mut numbers = Numbers(3, 0);
    let start = 2 * SLOTS_PER_PERIOD;
    let plan = |numbers: &mut Numbers| {
        let finalized = start + 1 + numbers.below(90) as u64;
        let attested = finalized + numbers.below(30) as u64;
        let signature = attested + 1 + numbers.below(3) as u64;
        Plan { finalized, attested, signature, next: numbers.below(2) == 0, ..Plan::finalizing(1) }
    };
    for _ in 0..60 {
        let (update_1, update_2) = (update(&plan(&mut numbers)), update(&plan(&mut numbers)));
        for period in [2, 3] {
            let evidence = Misbehaviour {
                trusted_slot: start,
                sync_committee: active(start, period),
                update_1: update_1.clone(),
                update_2: update_2.clone(),
            };
            let verdict = verify_misbehaviour(&client(), &trusted(start), &evidence, LATE, &Blst);
            assert_eq!(crate::support::code_of(verdict), "not-misbehaviour");
        }
    }
}

#[test]
fn every_key_of_a_trie_is_proven_present_or_absent() {
    let mut numbers = Numbers(4, 0);
    for round in 0..20 {
        let count = [0, 1, 2, 3, 17, 300][round % 6];
        let keys: Vec<[u8; 8]> = (0..count).map(|_| numbers.next().to_be_bytes()).collect();
        let trie =
            Trie::new(keys.iter().map(|key| (key.as_slice(), vec![key[0] % 100 + 1; 1 + usize::from(key[1] % 40)])));
        let root: B256 = Bytes(trie.root());
        for key in keys.iter().take(40) {
            let got = mpt::lookup(&root, &crate::support::tries::keccak(key), &trie.prove(key));
            assert_eq!(got, Ok(Some(vec![key[0] % 100 + 1; 1 + usize::from(key[1] % 40)])));
        }
        for _ in 0..40 {
            let absent = numbers.next().to_be_bytes();
            assert_eq!(mpt::lookup(&root, &crate::support::tries::keccak(&absent), &trie.prove(&absent)), Ok(None));
        }
    }
}

#[test]
fn nodes_of_garbage_are_refused_without_a_panic() {
    let mut numbers = Numbers(5, 0);
    for _ in 0..20_000 {
        let length = 1 + numbers.below(70);
        let mut node: Vec<u8> = (0..length).map(|_| numbers.next() as u8).collect();
        if numbers.below(2) == 0 {
            // Looks like a list of this length.
            node.truncate(56);
            node[0] = 0xc0 + (node.len() - 1) as u8;
        }
        let root = Bytes(crate::support::tries::keccak(&node));
        // A value is found only where the garbage happens to be a leaf on the key's way.
        let _ = mpt::lookup(&root, &[numbers.next() as u8; 32], &[node]);
    }
}

#[test]
fn numbers_of_any_size_are_survived() {
    let mut numbers = Numbers(6, 0);
    let extremes = [0, 1, 2, 63, 64, 1 << 32, 1 << 63, u64::MAX - 1, u64::MAX];
    let slot = 2 * SLOTS_PER_PERIOD;
    let header = header(slot, &Plan::finalizing(slot + 8));
    let state = trusted(slot);
    for _ in 0..3000 {
        let mut pick = || extremes[numbers.below(extremes.len())];
        let mut odd = ClientState {
            genesis_time: pick(),
            genesis_slot: pick(),
            seconds_per_slot: pick(),
            slots_per_epoch: pick(),
            epochs_per_sync_committee_period: pick(),
            min_sync_committee_participants: pick(),
            trusting_period: Some(pick()),
            ..client()
        };
        odd.fork_parameters.electra.epoch = pick();
        let state = ConsensusState { timestamp: pick(), ..state.clone() };
        let mut header = header.clone();
        let update = &mut header.consensus_update;
        update.finalized_header.beacon.slot = pick();
        update.attested_header.beacon.slot = pick();
        update.signature_slot = pick();
        let verdict = verify_header(&odd, &state, &header, pick(), &Blst);
        assert!(verdict.is_err());
        let _ = causeway_ethereum_verifier::check_new_client(&odd, &state);
        let _ = causeway_ethereum_verifier::consensus_update(&odd, &state, &header);
    }
}
