//! The Merkle-Patricia cases that every verifier of the project reads.

use crate::support::{hex_bytes, read_vector};
use causeway_ethereum_verifier::{mpt, Bytes};
use serde_json::Value;

#[test]
fn answers_the_shared_cases() {
    let cases = read_vector("causeway-mpt/cases.json");
    let cases = cases.as_array().expect("a list");
    assert!(cases.len() > 100);
    for case in cases {
        let text = |field: &str| case[field].as_str().expect("a text").to_owned();
        let root: [u8; 32] = hex_bytes(&text("root")).try_into().expect("32 bytes");
        let nodes: Vec<Vec<u8>> = case["proof"].as_array().expect("a list").iter().map(node).collect();
        let got = match mpt::lookup(&Bytes(root), &hex_bytes(&text("key")), &nodes) {
            Ok(Some(value)) => format!("value {}", crate::support::hex_text(&value)),
            Ok(None) => "absent".to_owned(),
            Err(error) => format!("error {}", error.code.as_str()),
        };
        assert_eq!(got, expected(&case["expected"]), "{}", text("name"));
    }
}

fn node(value: &Value) -> Vec<u8> {
    hex_bytes(value.as_str().expect("a text"))
}

fn expected(value: &Value) -> String {
    if let Some(value) = value["value"].as_str() {
        return format!("value {value}");
    }
    match value["error"].as_str() {
        Some(code) => format!("error {code}"),
        None => "absent".to_owned(),
    }
}
