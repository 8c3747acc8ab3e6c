//! Tests of the verifier, as one program: one to compile and to link.

mod bls;
mod client;
mod forks;
mod header;
mod json;
mod membership;
mod misbehaviour;
mod mpt;
mod properties;
mod shared_cases;
mod spec_vectors;
mod support;
mod update;
