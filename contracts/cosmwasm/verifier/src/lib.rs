//! Verifies what an Ethereum light client on another chain is told: sync-committee updates, misbehaviour, and storage proofs.
//!
//! Pure and deterministic: no clock, no I/O, no randomness. Time is an argument in seconds, BLS comes in by a trait. Every refusal
//! is an [`Error`] with a stable code, what was wanted and what was got.
//!
//! Names follow the consensus specification (`specs/{altair,electra,gloas}/light-client/sync-protocol.md`) and ICS-08.
#![no_std]
#![deny(unsafe_code)]

extern crate alloc;

mod bls;
mod bytes;
mod client;
mod error;
mod execution;
mod forks;
mod hash;
mod header;
mod hex;
mod json;
mod membership;
mod misbehaviour;
pub mod mpt;
mod rlp;
mod sha256;
mod ssz;
mod types;
mod update;

#[cfg(feature = "native")]
pub mod native;
#[cfg(feature = "native")]
pub mod verdicts;

pub use bls::{Bls, DST};
pub use bytes::{Bytes, HexBytes, U256};
pub use client::{check_active, check_new_client, check_parameters, is_expired};
pub use error::{Code, Error};
pub use header::verify_header;
pub use membership::{commitment_slot, verify_membership, verify_non_membership};
pub use misbehaviour::{are_conflicting, verify_misbehaviour};
pub use types::*;
pub use update::{consensus_update, merge_consensus, StateUpdate};

/// The answer of every check.
pub type Result<T = ()> = core::result::Result<T, Error>;
