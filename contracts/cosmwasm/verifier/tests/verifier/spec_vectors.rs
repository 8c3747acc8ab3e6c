//! Updates that the executable consensus specification made and signed, minimal preset.

use std::fs;

use crate::support::chain::{client, summary, SECONDS_PER_SLOT};
use crate::support::spec::{
    electra_bootstrap, electra_update, field, gloas_bootstrap, gloas_update, steps, unsnap, Step,
};
use crate::support::{hex_bytes, vector_path};
use causeway_ethereum_verifier::native::Blst;
use causeway_ethereum_verifier::{
    consensus_update, verify_header, ActiveSyncCommittee, Bytes, ClientState, Code, ConsensusState, Header,
    LightClientHeader, LightClientUpdate, SyncCommittee,
};

struct Case {
    folder: String,
    client: ClientState,
    trusted: ConsensusState,
    committees: Vec<SyncCommittee>,
    steps: Vec<Step>,
}

fn read(folder: &str, name: &str) -> String {
    let path = vector_path(&format!("eth-lc-spec-generated/{folder}/{name}"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_ssz(folder: &str, name: &str) -> Vec<u8> {
    unsnap(&fs::read(vector_path(&format!("eth-lc-spec-generated/{folder}/{name}.ssz_snappy"))).expect("the object"))
}

fn load(folder: &str, bootstrap: fn(&[u8]) -> (LightClientHeader, SyncCommittee)) -> Case {
    let (meta, config) = (read(folder, "meta.yaml"), read(folder, "config.yaml"));
    let (header, committee) = bootstrap(&read_ssz(folder, "bootstrap"));
    let slot = header.beacon.slot;
    let mut client = client();
    let root = field(&meta, "genesis_validators_root").expect("a root");
    client.genesis_validators_root = Bytes(hex_bytes(root).try_into().expect("32 bytes"));
    client.fork_parameters.fulu.epoch = u64::MAX;
    let gloas = field(&config, "GLOAS_FORK_EPOCH").map(|epoch| epoch.parse().expect("a number"));
    client.fork_parameters.gloas.as_mut().expect("Gloas").epoch = gloas.unwrap_or(u64::MAX);
    if let Some(epoch) = gloas {
        client.fork_parameters.fulu.epoch = epoch;
    }
    let (state_root, timestamp) = match &header.execution {
        Some(payload) => (payload.state_root, payload.timestamp),
        None => (Bytes([1; 32]), 0),
    };
    client.genesis_time = timestamp.saturating_sub(slot * SECONDS_PER_SLOT);
    client.latest_slot = slot;
    let trusted = ConsensusState {
        slot,
        state_root,
        timestamp,
        current_sync_committee: summary(&committee),
        next_sync_committee: None,
    };
    Case {
        folder: folder.to_owned(),
        client,
        trusted,
        committees: vec![committee],
        steps: steps(&read(folder, "steps.yaml")),
    }
}

impl Case {
    /// The header for what is trusted, with whichever committee is of the signature's period.
    fn header(&self, update: LightClientUpdate) -> Header {
        let period = |slot: u64| slot / 64;
        let is_next = period(update.signature_slot) > period(self.trusted.slot);
        let wanted = match &self.trusted.next_sync_committee {
            Some(next) if is_next => next,
            _ => &self.trusted.current_sync_committee,
        };
        let committee =
            self.committees.iter().find(|known| summary(known) == *wanted).expect("a known committee").clone();
        let active_sync_committee =
            if is_next { ActiveSyncCommittee::Next(committee) } else { ActiveSyncCommittee::Current(committee) };
        Header { active_sync_committee, consensus_update: update, trusted_slot: self.trusted.slot }
    }
}

#[test]
fn follows_the_electra_cases_as_far_as_they_finalize() {
    for (name, wanted) in [
        ("light_client_sync", (3, 8)),
        ("light_client_sync_no_force_update", (1, 2)),
        ("advance_finality_without_sync_committee", (2, 5)),
        ("supply_sync_committee_from_past_update", (0, 1)),
    ] {
        let mut case = load(&format!("electra/minimal/sync/{name}"), electra_bootstrap);
        let mut accepted = 0;
        for step in &case.steps {
            let update = electra_update(&read_ssz(&case.folder, &step.update));
            let now = case.client.genesis_time + step.current_slot * SECONDS_PER_SLOT;
            let header = case.header(update.clone());
            match verify_header(&case.client, &case.trusted, &header, now, &Blst) {
                Ok(()) => {
                    let effects = consensus_update(&case.client, &case.trusted, &header).expect("an update");
                    assert_eq!(effects.consensus.slot, step.finalized_slot, "{name}: {step:?}");
                    (case.client, case.trusted) = (effects.client, effects.consensus);
                    case.committees.extend(update.next_sync_committee);
                    accepted += 1;
                }
                // The specification's client takes more than this one: updates without finality, periods without next committee.
                Err(error) => assert!(
                    [
                        Code::BadSlotOrder,
                        Code::NotNewer,
                        Code::MissingNextCommittee,
                        Code::NextCommitteeUnknown,
                        Code::WrongPeriod
                    ]
                    .contains(&error.code),
                    "{name}: {step:?}: {error}"
                ),
            }
        }
        assert_eq!((accepted, case.steps.len()), wanted, "{name}");
    }
}

#[test]
fn finds_the_block_hash_of_gloas_headers_in_their_bodies() {
    // The cases lack the execution headers, so that a header gets as far as that and no further.
    let case = load("gloas/minimal/sync/light_client_sync", gloas_bootstrap);
    let mut seen = 0;
    for step in &case.steps {
        let update = gloas_update(&read_ssz(&case.folder, &step.update));
        if update.finalized_header.beacon.slot <= case.trusted.slot || update.signature_slot >= 64 {
            continue;
        }
        let header = case.header(update);
        let verdict = |header: &Header| verify_header(&case.client, &case.trusted, header, u64::MAX >> 1, &Blst);
        assert_eq!(crate::support::code_of(verdict(&header)), "bad-execution-header");
        let mut spoiled = header.clone();
        spoiled.consensus_update.finalized_header.execution_branch[10] = Bytes([7; 32]);
        assert_eq!(crate::support::code_of(verdict(&spoiled)), "bad-execution-branch");
        seen += 1;
    }
    assert!(seen > 0);
}
