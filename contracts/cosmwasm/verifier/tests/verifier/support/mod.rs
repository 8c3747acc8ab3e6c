//! What the tests share: a beacon chain in small, whose committees really sign, and readers of vectors.

pub mod chain;
pub mod spec;
pub mod ssz;
pub mod tries;

use std::path::PathBuf;

use serde_json::Value;

/// A file of `test/vectors`.
pub fn vector_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../test/vectors").join(name)
}

/// JSON of `test/vectors`.
pub fn read_vector(name: &str) -> Value {
    let path = vector_path(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Bytes of hexadecimal text, with or without `0x`.
pub fn hex_bytes(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    assert!(digits.len() % 2 == 0, "whole bytes");
    (0..digits.len() / 2).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("digits")).collect()
}

/// Hexadecimal text without `0x`.
pub fn hex_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The code of a refusal.
#[track_caller]
pub fn code_of<T: core::fmt::Debug>(verdict: causeway_ethereum_verifier::Result<T>) -> &'static str {
    match verdict {
        Ok(value) => panic!("accepted: {value:?}"),
        Err(error) => error.code.as_str(),
    }
}
