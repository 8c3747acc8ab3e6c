//! The client's JSON: written as the field's contract writes it, read strictly.

use crate::support::chain::{active, client, header, trusted, trusted_without_next, update, Plan, GLOAS_SLOT};
use causeway_ethereum_verifier::{
    ClientState, ConsensusState, ExecutionPayloadHeader, Header, MembershipProof, Misbehaviour, U256,
};
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{json, Value};

/// As the field's contract wrote it in a recorded run.
const RECORDED_CLIENT: &str = concat!(
    r#"{"chain_id":3151908,"genesis_validators_root":"0xd1ec305b97bf6336571c2348e4a8bf173684b0cdb7e55f7e6554d51f8478b5a3","#,
    r#""min_sync_committee_participants":11,"sync_committee_size":32,"genesis_time":1761905863,"genesis_slot":0,"#,
    r#""fork_parameters":{"genesis_fork_version":"0x10000038","genesis_slot":0,"altair":{"version":"0x20000038","epoch":0},"#,
    r#""bellatrix":{"version":"0x30000038","epoch":0},"capella":{"version":"0x40000038","epoch":0},"#,
    r#""deneb":{"version":"0x50000038","epoch":0},"electra":{"version":"0x60000038","epoch":0},"#,
    r#""fulu":{"version":"0x70000038","epoch":1}},"seconds_per_slot":2,"slots_per_epoch":8,"#,
    r#""epochs_per_sync_committee_period":8,"latest_slot":72,"latest_execution_block_number":72,"is_frozen":false,"#,
    r#""ibc_contract_address":"0x3a10b76296273ab9d855680f0ea90bf62ff05d49","#,
    r#""ibc_commitment_slot":"0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600"}"#
);
const RECORDED_CONSENSUS: &str = concat!(
    r#"{"slot":72,"state_root":"0xf844fccf2379c9571f3f0ca0452e45bd52a104a094c6762088e35f4d7e2fbdad","timestamp":1761906007,"#,
    r#""current_sync_committee":{"pubkeys_hash":"0xbc15584f47af3545ac24c35b8f1b1a0743c6bb0fd1f132e9baa43489eb1b51ea","#,
    r#""aggregate_pubkey":"0xa9990bd04ae2aa413ae379e507d3c51eeef9e1f1f2fb2ad8620e7abc2e0a4371a213e40cacd786bb606413d4a423b293"},"#,
    r#""next_sync_committee":null}"#
);

fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

/// Writes, reads and writes again.
fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + core::fmt::Debug>(value: &T) {
    let text = write(value);
    let back: T = serde_json::from_str(&text).expect("its own JSON");
    assert_eq!(back, *value);
    assert_eq!(write(&back), text);
}

#[test]
fn writes_recorded_states_byte_for_byte() {
    let client: ClientState = serde_json::from_str(RECORDED_CLIENT).expect("a client state");
    assert_eq!(write(&client), RECORDED_CLIENT);
    assert_eq!((client.trusting_period, client.fork_parameters.gloas), (None, None));
    let consensus: ConsensusState = serde_json::from_str(RECORDED_CONSENSUS).expect("a consensus state");
    assert_eq!(write(&consensus), RECORDED_CONSENSUS);
}

#[test]
fn writes_what_it_reads() {
    assert_round_trip(&client());
    assert_round_trip(&ClientState { trusting_period: Some(u64::MAX), latest_slot: u64::MAX, ..client() });
    assert_round_trip(&trusted(72));
    assert_round_trip(&trusted_without_next(72));
    for slot in [72, GLOAS_SLOT + 8] {
        assert_round_trip(&header(slot, &Plan::finalizing(slot + 8)));
        assert_round_trip(&header(slot, &Plan::finalizing(slot + 8).with_next()));
    }
    let plan = Plan::finalizing(80);
    let evidence = Misbehaviour {
        trusted_slot: 72,
        sync_committee: active(72, 1),
        update_1: update(&plan),
        update_2: update(&plan),
    };
    assert_round_trip(&evidence);
}

#[test]
fn leaves_out_what_is_ours_and_not_set() {
    let mut plain = client();
    plain.fork_parameters.gloas = None;
    let text = write(&plain);
    assert!(!text.contains("trusting_period") && !text.contains("gloas"));
    let text = write(&header(72, &Plan::finalizing(80)));
    assert!(!text.contains("execution_block_hash") && !text.contains("execution_header_rlp"));
    assert!(text.contains(r#""next_sync_committee":null,"next_sync_committee_branch":null"#));
    assert!(text.starts_with(r#"{"active_sync_committee":{"Current":{"pubkeys":["0x"#));
    let null: ClientState = read(&{
        let mut value = serde_json::to_value(&plain).expect("JSON");
        value["trusting_period"] = Value::Null;
        value
    })
    .expect("null stands for none");
    assert_eq!(null, plain);
}

#[test]
fn writes_integers_as_numbers_outside_and_as_text_inside_of_beacon_objects() {
    let value = serde_json::to_value(header(72, &Plan::finalizing(80))).expect("JSON");
    assert_eq!(value["trusted_slot"], json!(72));
    let update = &value["consensus_update"];
    assert_eq!(update["signature_slot"], json!("83"));
    assert_eq!(update["finalized_header"]["beacon"]["slot"], json!("80"));
    assert_eq!(update["finalized_header"]["execution"]["base_fee_per_gas"], json!("0x7"));
}

#[test]
fn reads_base_fees_in_decimal_as_the_beacon_api_writes_them() {
    let with = |fee: &str| {
        let mut value = serde_json::to_value(header(72, &Plan::finalizing(80))).expect("JSON");
        let mut payload = value["consensus_update"]["finalized_header"]["execution"].take();
        payload["base_fee_per_gas"] = json!(fee);
        read::<ExecutionPayloadHeader>(&payload).map(|payload| write(&payload.base_fee_per_gas))
    };
    assert_eq!(with("0"), Ok(r#""0x0""#.into()));
    assert_eq!(with("255"), Ok(r#""0xff""#.into()));
    assert_eq!(with("0x00ff"), Ok(r#""0xff""#.into()));
    let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    assert_eq!(with(most), Ok(write(&U256([0xff; 32]))));
    for bad in ["", "0x", "007", "-1", "1e3", "ff", "0xfg", &format!("{most}0"), &most.replace("9935", "9936")] {
        assert!(with(bad).is_err(), "{bad}");
    }
    assert!(with(&format!("0x{}", "f".repeat(64))).is_ok());
    assert!(with(&format!("0x{}", "0".repeat(65))).is_err());
}

/// Replaces the value at a pointer.
fn spoiled(value: &Value, pointer: &str, by: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = by;
    value
}

#[test]
fn refuses_headers_with_a_wrong_field() {
    let good = serde_json::to_value(header(72, &Plan::finalizing(80).with_next())).expect("JSON");
    let hash = |bytes: usize| json!(format!("0x{}", "ab".repeat(bytes)));
    let list = |count: usize| Value::Array(vec![hash(32); count]);
    let keys = |count: usize| Value::Array(vec![hash(48); count]);
    let cases = [
        ("/trusted_slot", json!("72")),
        ("/trusted_slot", json!(-1)),
        ("/trusted_slot", json!(72.0)),
        ("/active_sync_committee", json!({ "Last": {} })),
        ("/active_sync_committee/Current/pubkeys", keys(513)),
        ("/active_sync_committee/Current/pubkeys/0", hash(47)),
        ("/active_sync_committee/Current/aggregate_pubkey", Value::Null),
        ("/consensus_update/signature_slot", json!(83)),
        ("/consensus_update/signature_slot", json!("083")),
        ("/consensus_update/signature_slot", json!("+83")),
        ("/consensus_update/signature_slot", json!("")),
        ("/consensus_update/signature_slot", json!("18446744073709551616")),
        ("/consensus_update/finality_branch", list(17)),
        ("/consensus_update/finality_branch", Value::Null),
        ("/consensus_update/finality_branch/0", hash(33)),
        ("/consensus_update/next_sync_committee_branch", list(17)),
        ("/consensus_update/attested_header/beacon/body_root", json!("ab")),
        ("/consensus_update/attested_header/execution/logs_bloom", hash(255)),
        ("/consensus_update/attested_header/execution/extra_data", hash(33)),
        ("/consensus_update/attested_header/execution/extra_data", json!("0xabc")),
        ("/consensus_update/sync_aggregate/sync_committee_bits", hash(65)),
        ("/consensus_update/sync_aggregate/sync_committee_signature", hash(95)),
        ("/consensus_update/finalized_header/execution/state_root", json!(format!("0x{}", "zz".repeat(32)))),
    ];
    read::<Header>(&good).expect("a header");
    for (pointer, by) in cases {
        assert!(read::<Header>(&spoiled(&good, pointer, by.clone())).is_err(), "{pointer} {by}");
    }
    read::<Header>(&spoiled(&good, "/consensus_update/signature_slot", json!("18446744073709551615")))
        .expect("a header");
    let mut missing = good.clone();
    missing["consensus_update"].as_object_mut().map(|fields| fields.remove("finality_branch"));
    assert!(read::<Header>(&missing).is_err());
}

#[test]
fn refuses_a_field_twice_and_ignores_unknown_ones() {
    let text = write(&header(72, &Plan::finalizing(80)));
    let twice = text.replacen('{', r#"{"trusted_slot":1,"#, 1);
    assert!(serde_json::from_str::<Header>(&twice).is_err());
    let unknown = text.replacen('{', r#"{"version":"electra","#, 1);
    let header: Header = serde_json::from_str(&unknown).expect("a header");
    assert_eq!(write(&header), text);
}

#[test]
fn refuses_overlong_proofs() {
    let proof = |nodes: usize, bytes: usize| {
        let nodes = vec![json!(format!("0x{}", "ab".repeat(bytes))); nodes];
        let zero = format!("0x{}", "00".repeat(32));
        read::<MembershipProof>(&json!({
            "account_proof": { "storage_root": zero, "proof": nodes },
            "storage_proof": { "key": zero, "value": "0x0", "proof": nodes },
        }))
    };
    proof(65, 1024).expect("a proof");
    assert!(proof(66, 1).is_err());
    assert!(proof(1, 1025).is_err());
}

#[test]
fn refuses_storage_values_that_are_not_hexadecimal() {
    for value in [json!("7"), json!(7), json!("0x"), json!(format!("0x1{}", "0".repeat(64)))] {
        assert!(read::<U256>(&value).is_err(), "{value}");
    }
}
