//! The JSON that the virtual machine and 08-wasm read.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use causeway_ethereum_verifier::Result;

use crate::{base64, json};

/// Of `instantiate`, `sudo` and `migrate`: nothing but data, as 08-wasm demands.
pub(crate) fn to_response(result: Result<String>) -> Vec<u8> {
    to_bytes(result, |data| {
        let data = if data.is_empty() { String::from("null") } else { quoted(&data) };
        format!(r#"{{"ok":{{"messages":[],"attributes":[],"events":[],"data":{data}}}}}"#)
    })
}

/// Of `query`.
pub(crate) fn to_answer(result: Result<String>) -> Vec<u8> {
    to_bytes(result, |data| format!(r#"{{"ok":{}}}"#, quoted(&data)))
}

fn quoted(data: &str) -> String {
    format!("\"{}\"", base64::encode(data.as_bytes()))
}

fn to_bytes(result: Result<String>, ok: impl FnOnce(String) -> String) -> Vec<u8> {
    match result {
        Ok(data) => ok(data),
        Err(error) => format!(r#"{{"error":{}}}"#, json::quote(&format!("{error}"))),
    }
    .into_bytes()
}
