//! The cases that the TypeScript client wrote, and that every verifier of the project must answer alike.

use crate::support::vector_path;
use causeway_ethereum_verifier::verdicts::answer;
use serde_json::Value;

#[test]
fn answers_the_shared_cases() {
    let text = std::fs::read_to_string(vector_path("causeway-wasm-client/cases.jsonl")).expect("the cases");
    assert!(text.lines().count() > 100);
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let (name, expected) = (&case["name"], &case["expected"]);
        let got: Value = serde_json::from_str(&answer(line)).expect("an answer");
        for field in expected.as_object().expect("an object").keys() {
            assert_eq!(got[field], expected[field], "{field} of {name}: {got}");
        }
    }
}

#[test]
fn calls_malformed_what_is_no_request() {
    for line in ["", "{", "[]", "{}", r#"{"kind":"header"}"#] {
        assert!(answer(line).starts_with(r#"{"status":"invalid","code":"malformed","#), "{line}");
    }
}
