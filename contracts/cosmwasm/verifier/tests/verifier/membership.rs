//! Storage proofs under a state root. The traps of single nodes are in the shared cases (`mpt.rs`); here is what binds the parts.

use crate::support::chain::{client, trusted};
use crate::support::code_of;
use crate::support::tries::{keccak, rlp_list, rlp_text, Trie};
use causeway_ethereum_verifier::{
    commitment_slot, verify_membership, verify_non_membership, AccountProof, Bytes, ClientState, ConsensusState,
    HexBytes, MembershipProof, Result, StorageProof, B256, U256,
};

const PATH: &[u8] = b"client-0\x01\0\0\0\0\0\0\0\x07";
const VALUE: [u8; 32] = [0xab; 32];

/// An execution state: accounts, of which the client's contract has storage.
struct World {
    accounts: Trie,
    storage: Trie,
    state: ConsensusState,
}

impl World {
    fn new(accounts: Trie, storage: Trie) -> Self {
        let state = ConsensusState { state_root: Bytes(accounts.root()), ..trusted(72) };
        Self { accounts, storage, state }
    }
}

/// A storage value as it is stored.
fn stored(value: &[u8; 32]) -> Vec<u8> {
    rlp_text(&value.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>())
}

fn account(storage_root: [u8; 32]) -> Vec<u8> {
    rlp_list(&[vec![1], vec![], storage_root.to_vec(), keccak(b"code").to_vec()])
}

fn slot_of(path: &[u8]) -> B256 {
    commitment_slot(path, &client().ibc_commitment_slot)
}

fn world_of(values: &[(&[u8], Vec<u8>)]) -> World {
    let slots: Vec<(B256, Vec<u8>)> = values.iter().map(|(path, value)| (slot_of(path), value.clone())).collect();
    let fillers: Vec<[u8; 32]> = (0..20u8).map(|at| [at; 32]).collect();
    let storage = Trie::new(
        slots
            .iter()
            .map(|(slot, value)| (slot.0.as_slice(), value.clone()))
            .chain(fillers.iter().filter(|_| !values.is_empty()).map(|slot| (slot.as_slice(), vec![1]))),
    );
    let others: Vec<[u8; 20]> = (0..20u8).map(|at| [at; 20]).collect();
    let contract = client().ibc_contract_address.0;
    let accounts = Trie::new(
        others
            .iter()
            .map(|address| (address.as_slice(), account(keccak(&[0x80]))))
            .chain([(contract.as_slice(), account(storage.root()))]),
    );
    World::new(accounts, storage)
}

fn world() -> World {
    world_of(&[(PATH, stored(&VALUE))])
}

fn nodes(proof: Vec<Vec<u8>>) -> Vec<HexBytes<1024>> {
    proof.into_iter().map(HexBytes).collect()
}

impl World {
    fn prove(&self, path: &[u8], value: [u8; 32]) -> MembershipProof {
        MembershipProof {
            account_proof: AccountProof {
                storage_root: Bytes(self.storage.root()),
                proof: nodes(self.accounts.prove(&client().ibc_contract_address.0)),
            },
            storage_proof: StorageProof {
                key: slot_of(path),
                value: U256(value),
                proof: nodes(self.storage.prove(&slot_of(path).0)),
            },
        }
    }

    fn has(&self, proof: &MembershipProof, path: &[u8], value: &[u8]) -> Result {
        verify_membership(&client(), &self.state, proof, &[path], value)
    }

    fn has_not(&self, proof: &MembershipProof, path: &[u8]) -> Result {
        verify_non_membership(&client(), &self.state, proof, &[path])
    }
}

#[test]
fn computes_the_slot_of_a_path() {
    let mapping: [u8; 32] =
        crate::support::hex_bytes("1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600")
            .try_into()
            .expect("32 bytes");
    let path = crate::support::hex_bytes("636f736d6f736875622d31010000000000000001");
    let slot = commitment_slot(&path, &U256(mapping));
    assert_eq!(crate::support::hex_text(&slot.0), "a7f57d14c5ba35e518f60e2844d0c9caf5ab2be72fada3ee6533e0fc3cdef182");
}

#[test]
fn accepts_presence_and_rejects_it_as_absence() {
    let world = world();
    let proof = world.prove(PATH, VALUE);
    world.has(&proof, PATH, &VALUE).expect("present");
    let claimed_absent = world.prove(PATH, [0; 32]);
    assert_eq!(code_of(world.has_not(&claimed_absent, PATH)), "present");
    assert_eq!(code_of(world.has_not(&proof, PATH)), "wrong-value");
}

#[test]
fn accepts_absence_and_rejects_it_as_presence() {
    let world = world();
    let other = b"client-0\x02\0\0\0\0\0\0\0\x07";
    let proof = world.prove(other, [0; 32]);
    world.has_not(&proof, other).expect("absent");
    assert_eq!(code_of(world.has(&world.prove(other, VALUE), other, &VALUE)), "absent");
}

#[test]
fn accepts_absence_in_a_contract_without_storage() {
    let world = world_of(&[]);
    let mut proof = world.prove(PATH, [0; 32]);
    assert!(proof.storage_proof.proof.is_empty());
    world.has_not(&proof, PATH).expect("absent");
    proof.storage_proof.proof.push(HexBytes(vec![0x80]));
    world.has_not(&proof, PATH).expect("absent");
}

#[test]
fn accepts_values_with_leading_zeros() {
    let mut small = [0; 32];
    small[31] = 5;
    let world = world_of(&[(PATH, stored(&small))]);
    world.has(&world.prove(PATH, small), PATH, &small).expect("present");
}

#[test]
fn rejects_missing_nodes_as_presence_and_as_absence() {
    let world = world();
    let other = b"client-0\x02\0\0\0\0\0\0\0\x07";
    for keep in 0..world.prove(PATH, VALUE).storage_proof.proof.len() {
        let mut proof = world.prove(PATH, VALUE);
        proof.storage_proof.proof.truncate(keep);
        assert_eq!(code_of(world.has(&proof, PATH, &VALUE)), "bad-proof");
        proof.storage_proof.value = U256::default();
        assert_eq!(code_of(world.has_not(&proof, PATH)), "bad-proof");
    }
    for keep in 0..world.prove(other, [0; 32]).storage_proof.proof.len() {
        let mut proof = world.prove(other, [0; 32]);
        proof.storage_proof.proof.truncate(keep);
        assert_eq!(code_of(world.has_not(&proof, other)), "bad-proof");
    }
    for keep in 0..world.prove(PATH, VALUE).account_proof.proof.len() {
        let mut proof = world.prove(PATH, VALUE);
        proof.account_proof.proof.truncate(keep);
        assert_eq!(code_of(world.has(&proof, PATH, &VALUE)), "bad-proof");
    }
}

#[test]
fn rejects_nodes_that_are_not_needed() {
    let world = world();
    let mut proof = world.prove(PATH, VALUE);
    let last = proof.storage_proof.proof.last().cloned().expect("a node");
    proof.storage_proof.proof.push(last);
    assert_eq!(code_of(world.has(&proof, PATH, &VALUE)), "bad-proof");
}

#[test]
fn rejects_the_proof_of_another_key() {
    let world = world_of(&[(PATH, stored(&VALUE)), (b"other", stored(&VALUE))]);
    let proof = world.prove(b"other", VALUE);
    assert_eq!(code_of(world.has(&proof, PATH, &VALUE)), "wrong-key");
    // The key of the path with the nodes of another.
    let mut mixed = world.prove(b"other", VALUE);
    mixed.storage_proof.key = slot_of(PATH);
    assert!(world.has(&mixed, PATH, &VALUE).is_err());
    // The key as it is in the trie, and the slot of another mapping.
    let mut hashed = world.prove(PATH, VALUE);
    hashed.storage_proof.key = Bytes(keccak(&hashed.storage_proof.key.0));
    assert_eq!(code_of(world.has(&hashed, PATH, &VALUE)), "wrong-key");
    let moved = ClientState { ibc_commitment_slot: U256([0x13; 32]), ..client() };
    assert_eq!(
        code_of(verify_membership(&moved, &world.state, &world.prove(PATH, VALUE), &[PATH], &VALUE)),
        "wrong-key"
    );
}

#[test]
fn rejects_a_storage_root_that_is_not_the_accounts() {
    let (honest, forged) = (world(), world_of(&[(PATH, stored(&[0xcd; 32]))]));
    let mut proof = forged.prove(PATH, [0xcd; 32]);
    proof.account_proof.proof = honest.prove(PATH, VALUE).account_proof.proof;
    assert_eq!(code_of(honest.has(&proof, PATH, &[0xcd; 32])), "wrong-storage-root");
}

#[test]
fn rejects_the_account_of_another_contract() {
    let world = world();
    let elsewhere = ClientState { ibc_contract_address: Bytes([3; 20]), ..client() };
    let verdict = verify_membership(&elsewhere, &world.state, &world.prove(PATH, VALUE), &[PATH], &VALUE);
    assert!(verdict.is_err());
    let mut proof = world.prove(PATH, VALUE);
    proof.account_proof.proof = nodes(world.accounts.prove(&[3; 20]));
    assert_eq!(code_of(verify_membership(&elsewhere, &world.state, &proof, &[PATH], &VALUE)), "wrong-storage-root");
}

#[test]
fn rejects_an_account_that_does_not_exist() {
    let world = world();
    let nowhere = ClientState { ibc_contract_address: Bytes([0x77; 20]), ..client() };
    let mut proof = world.prove(PATH, [0; 32]);
    proof.account_proof.proof = nodes(world.accounts.prove(&[0x77; 20]));
    assert_eq!(code_of(verify_non_membership(&nowhere, &world.state, &proof, &[PATH])), "absent");
}

#[test]
fn rejects_accounts_that_are_none() {
    let storage = world().storage;
    let contract = client().ibc_contract_address.0;
    let root = storage.root().to_vec();
    let hash = keccak(b"code").to_vec();
    let leaves = [
        rlp_list(&[vec![1], vec![], root.clone()]),
        rlp_list(&[vec![1], vec![], root.clone(), hash.clone(), vec![]]),
        rlp_list(&[vec![0], vec![], root.clone(), hash.clone()]),
        rlp_list(&[vec![1; 9], vec![], root.clone(), hash.clone()]),
        rlp_list(&[vec![1], vec![0, 1], root.clone(), hash.clone()]),
        rlp_list(&[vec![1], vec![1; 33], root.clone(), hash.clone()]),
        rlp_list(&[vec![1], vec![], root[1..].to_vec(), hash.clone()]),
        rlp_list(&[vec![1], vec![], root.clone(), hash[1..].to_vec()]),
        rlp_text(&rlp_list(&[vec![1], vec![], root.clone(), hash.clone()])),
    ];
    for leaf in leaves {
        let accounts = Trie::new([(contract.as_slice(), leaf), ([1u8; 20].as_slice(), account([2; 32]))]);
        let world = World::new(accounts, world().storage);
        assert_eq!(code_of(world.has(&world.prove(PATH, VALUE), PATH, &VALUE)), "bad-proof");
    }
}

#[test]
fn rejects_stored_values_that_are_no_integers() {
    let leading_zero = [&[0x84, 0][..], &[1, 2, 3]].concat();
    let too_long = rlp_text(&[1; 33]);
    let list = rlp_list(&[vec![1]]);
    let trailing = vec![5, 5];
    let zero = vec![0x80];
    let padded_byte = vec![0x81, 0x05];
    for value in [leading_zero, too_long, list, trailing, zero, padded_byte] {
        let world = world_of(&[(PATH, value)]);
        assert_eq!(code_of(world.has(&world.prove(PATH, VALUE), PATH, &VALUE)), "bad-proof");
        assert_eq!(code_of(world.has_not(&world.prove(PATH, [0; 32]), PATH)), "bad-proof");
    }
}

#[test]
fn rejects_other_values() {
    let world = world();
    let proof = world.prove(PATH, VALUE);
    assert_eq!(code_of(world.has(&proof, PATH, &[0xac; 32])), "wrong-value");
    let mut claims_other = world.prove(PATH, VALUE);
    claims_other.storage_proof.value = U256([0xac; 32]);
    assert_eq!(code_of(world.has(&claims_other, PATH, &[0xac; 32])), "wrong-value");
    assert_eq!(code_of(world.has(&claims_other, PATH, &VALUE)), "wrong-value");
    // Nothing is never a commitment, also where nothing is.
    let absent = b"client-0\x02\0\0\0\0\0\0\0\x07";
    assert_eq!(code_of(world.has(&world.prove(absent, [0; 32]), absent, &[0; 32])), "wrong-value");
    for value in [&[][..], &[0xab; 31], &[0xab; 33], &[0; 32]] {
        assert_eq!(code_of(world.has(&proof, PATH, value)), "wrong-value");
    }
}

#[test]
fn rejects_paths_that_are_not_one_element() {
    let world = world();
    let proof = world.prove(PATH, VALUE);
    let none: &[&[u8]] = &[];
    for path in [none, &[b"ibc", PATH], &[PATH, b""]] {
        assert_eq!(code_of(verify_membership(&client(), &world.state, &proof, path, &VALUE)), "bad-path");
    }
}

#[test]
fn rejects_every_flipped_bit_of_a_proof() {
    let world = world();
    let other = b"client-0\x02\0\0\0\0\0\0\0\x07";
    let (present, absent) = (world.prove(PATH, VALUE), world.prove(other, [0; 32]));
    for part in 0..2 {
        let nodes_of = |proof: &MembershipProof| match part {
            0 => proof.account_proof.proof.clone(),
            _ => proof.storage_proof.proof.clone(),
        };
        for (node, bytes) in nodes_of(&present).iter().enumerate() {
            for at in 0..bytes.0.len() {
                let mut spoiled = present.clone();
                let list = if part == 0 { &mut spoiled.account_proof.proof } else { &mut spoiled.storage_proof.proof };
                list[node].0[at] ^= 1 << (at % 8);
                assert!(world.has(&spoiled, PATH, &VALUE).is_err());
            }
        }
        for (node, bytes) in nodes_of(&absent).iter().enumerate() {
            for at in 0..bytes.0.len() {
                let mut spoiled = absent.clone();
                let list = if part == 0 { &mut spoiled.account_proof.proof } else { &mut spoiled.storage_proof.proof };
                list[node].0[at] ^= 1 << (at % 8);
                assert!(world.has_not(&spoiled, other).is_err());
            }
        }
    }
}
