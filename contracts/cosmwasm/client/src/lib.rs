//! Light client of Ethereum for chains with ibc-go's 08-wasm module: the contract around [`causeway_ethereum_verifier`].
//!
//! It needs no capability but `iterator` and asks its chain nothing: BLS12-381 comes from the virtual machine (wasmvm 2.1 or later).
//! Messages, stored JSON and wrappers are those of the field's existing contract (cw-ics08-wasm-eth 1.3).
#![cfg_attr(target_arch = "wasm32", no_std)]
#![deny(unsafe_code)]

extern crate alloc;

mod base64;
mod context;
mod contract;
mod create;
mod json;
mod messages;
mod migrate;
mod protobuf;
mod prune;
mod recover;
mod response;
mod storage;
mod store;
mod update;

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code)]
mod vm;

pub use context::Context;
pub use contract::{instantiate, migrate, query, sudo};
pub use storage::Storage;
