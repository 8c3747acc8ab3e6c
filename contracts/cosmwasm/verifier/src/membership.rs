//! Whether the IBC contract holds a commitment, by Merkle-Patricia proofs under a state root.

use alloc::format;
use alloc::vec::Vec;

use crate::bytes::{to_hex, U256};
use crate::error::{Code, Error};
use crate::hash::keccak256;
use crate::mpt;
use crate::rlp;
use crate::types::{AccountProof, ClientState, ConsensusState, MembershipProof, B256};
use crate::Result;

/// The storage slot of a path's commitment: `keccak(keccak(path) || mapping slot)`.
pub fn commitment_slot(path: &[u8], mapping: &U256) -> B256 {
    let mut preimage = [0; 64];
    preimage[..32].copy_from_slice(&keccak256(path));
    preimage[32..].copy_from_slice(&mapping.0);
    B256::from(keccak256(&preimage))
}

/// Whether the contract's storage holds `value` (32 bytes, not all zero) for a path of one element.
pub fn verify_membership(
    client: &ClientState,
    consensus: &ConsensusState,
    proof: &MembershipProof,
    path: &[impl AsRef<[u8]>],
    value: &[u8],
) -> Result {
    let wanted = match <[u8; 32]>::try_from(value) {
        Ok(bytes) if bytes != [0; 32] => U256(bytes),
        _ => return Err(Error::new(Code::WrongValue, "a commitment of 32 bytes that are not all zero", to_hex(value))),
    };
    let different = |got: U256| Err(Error::new(Code::WrongValue, format!("{wanted:?}"), format!("{got:?}")));
    if proof.storage_proof.value != wanted {
        return different(proof.storage_proof.value);
    }
    match stored_value(client, consensus, proof, path)? {
        Some(stored) if stored == wanted => Ok(()),
        Some(stored) => different(stored),
        None => Err(Error::new(Code::Absent, format!("{wanted:?}"), "nothing, by proof")),
    }
}

/// Whether the contract's storage holds nothing for a path of one element.
pub fn verify_non_membership(
    client: &ClientState,
    consensus: &ConsensusState,
    proof: &MembershipProof,
    path: &[impl AsRef<[u8]>],
) -> Result {
    if !proof.storage_proof.value.is_zero() {
        return Err(Error::new(Code::WrongValue, "0x0 for what is absent", format!("{:?}", proof.storage_proof.value)));
    }
    match stored_value(client, consensus, proof, path)? {
        None => Ok(()),
        Some(stored) => Err(Error::new(Code::Present, "nothing", format!("{stored:?}, by proof"))),
    }
}

/// What the contract's storage is proven to hold for the path.
fn stored_value(
    client: &ClientState,
    consensus: &ConsensusState,
    proof: &MembershipProof,
    path: &[impl AsRef<[u8]>],
) -> Result<Option<U256>> {
    let [path] = path else {
        return Err(Error::new(Code::BadPath, "a path of one element", format!("{} elements", path.len())));
    };
    let slot = commitment_slot(path.as_ref(), &client.ibc_commitment_slot);
    let storage = &proof.storage_proof;
    if storage.key != slot {
        return Err(Error::new(Code::WrongKey, format!("storage slot {slot:?}"), format!("{:?}", storage.key)));
    }
    check_account(client, consensus, &proof.account_proof)?;
    let found = lookup(&proof.account_proof.storage_root, &keccak256(&slot.0), &storage.proof)?;
    found.map(|bytes| decode_value(&bytes)).transpose()
}

/// Whether the contract's account has the storage root that the proof goes on with.
fn check_account(client: &ClientState, consensus: &ConsensusState, proof: &AccountProof) -> Result {
    let address = &client.ibc_contract_address;
    let leaf = lookup(&consensus.state_root, &keccak256(&address.0), &proof.proof)?
        .ok_or_else(|| Error::new(Code::Absent, format!("the account {address:?}"), "no such account, by proof"))?;
    let root = storage_root(&leaf).ok_or_else(|| {
        Error::new(Code::BadProof, "an account of nonce, balance, storage root and code hash", to_hex(&leaf))
    })?;
    if root != proof.storage_root {
        return Err(Error::new(
            Code::WrongStorageRoot,
            format!("the account's storage root {root:?}"),
            format!("{:?}", proof.storage_root),
        ));
    }
    Ok(())
}

/// What a trie holds, by proof.
fn lookup(root: &B256, key: &[u8; 32], nodes: &[impl AsRef<[u8]>]) -> Result<Option<Vec<u8>>> {
    mpt::lookup(root, key, nodes)
        .map_err(|error| Error::new(Code::BadProof, error.want, format!("{} ({})", error.got, error.code.as_str())))
}

fn storage_root(leaf: &[u8]) -> Option<B256> {
    let items = rlp::decode_list(leaf)?;
    let [nonce, balance, root, code] = items.as_slice() else { return None };
    rlp::integer(nonce.text()?)?;
    let balance = balance.text()?;
    let is_account = balance.len() <= 32 && balance.first() != Some(&0) && code.text()?.len() == 32;
    is_account.then_some(())?;
    <[u8; 32]>::try_from(root.text()?).ok().map(B256::from)
}

/// A value of a storage trie: RLP of an integer without leading zeros; zero is never stored.
fn decode_value(bytes: &[u8]) -> Result<U256> {
    rlp::decode(bytes)
        .and_then(|item| item.text())
        .filter(|digits| digits.len() <= 32 && digits.first().is_some_and(|first| *first != 0))
        .map(|digits| {
            let mut value = [0; 32];
            value[32 - digits.len()..].copy_from_slice(digits);
            U256(value)
        })
        .ok_or_else(|| Error::new(Code::BadProof, "a stored integer in RLP", to_hex(bytes)))
}
