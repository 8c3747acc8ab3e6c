//! How a client may begin, and how long its states may be trusted.

use crate::support::chain::{client, time_of, trusted, trusted_without_next, FULU_SLOT, GLOAS_SLOT};
use crate::support::code_of;
use causeway_ethereum_verifier::{
    check_active, check_new_client, check_parameters, is_expired, Bytes, ClientState, ConsensusState, Fork, Result,
};

const SLOT: u64 = 72;

fn begin(change: impl FnOnce(&mut ClientState, &mut ConsensusState)) -> Result {
    let (mut client, mut consensus) = (ClientState { latest_slot: SLOT, ..client() }, trusted(SLOT));
    change(&mut client, &mut consensus);
    check_new_client(&client, &consensus)
}

#[test]
fn accepts_clients_of_each_fork() {
    for slot in [SLOT, FULU_SLOT, GLOAS_SLOT] {
        check_new_client(&ClientState { latest_slot: slot, ..client() }, &trusted(slot)).expect("valid");
    }
    check_new_client(&ClientState { latest_slot: SLOT, ..client() }, &trusted_without_next(SLOT)).expect("valid");
    begin(|client, _| client.sync_committee_size = 512).expect("valid");
    begin(|client, _| client.trusting_period = Some(1)).expect("valid");
    begin(|client, _| client.fork_parameters.gloas = None).expect("valid");
}

/// What is wrong, and how it becomes so.
type Spoiler = (&'static str, fn(&mut ClientState));

#[test]
fn rejects_parameters_that_could_never_work() {
    let spoilers: [Spoiler; 15] = [
        ("no slot time", |client| client.seconds_per_slot = 0),
        ("no slots in an epoch", |client| client.slots_per_epoch = 0),
        ("no epochs in a period", |client| client.epochs_per_sync_committee_period = 0),
        ("no committee", |client| client.sync_committee_size = 0),
        ("a committee of no preset", |client| client.sync_committee_size = 33),
        ("a committee beyond all presets", |client| client.sync_committee_size = 1024),
        ("no participants needed", |client| client.min_sync_committee_participants = 0),
        ("more participants needed than there are", |client| client.min_sync_committee_participants = 33),
        ("no trusting period", |client| client.trusting_period = Some(0)),
        ("frozen", |client| client.is_frozen = true),
        ("two genesis slots", |client| client.fork_parameters.genesis_slot = 1),
        ("Bellatrix before Altair", |client| client.fork_parameters.altair.epoch = 1),
        ("Electra before Deneb", |client| client.fork_parameters.deneb.epoch = 1),
        ("Fulu before Electra", |client| client.fork_parameters.electra.epoch = FULU_SLOT),
        ("Gloas before Fulu", |client| client.fork_parameters.fulu.epoch = u64::MAX),
    ];
    for (name, spoil) in spoilers {
        let mut spoiled = client();
        spoil(&mut spoiled);
        assert_eq!(code_of(check_parameters(&spoiled)), "bad-client-state", "{name}");
        assert_eq!(code_of(begin(|client, _| spoil(client))), "bad-client-state", "{name}");
    }
}

#[test]
fn rejects_a_first_state_that_does_not_fit() {
    let code = |change: fn(&mut ClientState, &mut ConsensusState)| code_of(begin(change));
    assert_eq!(code(|client, _| client.latest_slot += 1), "bad-consensus-state");
    assert_eq!(code(|_, consensus| consensus.state_root = Bytes::ZERO), "bad-consensus-state");
    assert_eq!(code(|_, consensus| consensus.timestamp += 1), "bad-consensus-state");
    assert_eq!(code(|client, _| client.genesis_time += 1), "bad-consensus-state");
    assert_eq!(code(|_, consensus| consensus.current_sync_committee.pubkeys_hash = Bytes::ZERO), "bad-consensus-state");
    assert_eq!(
        code(|_, consensus| consensus.current_sync_committee.aggregate_pubkey.0[0] |= 0x40),
        "bad-consensus-state"
    );
    assert_eq!(
        code(|_, consensus| consensus.current_sync_committee.aggregate_pubkey.0[0] &= 0x7f),
        "bad-consensus-state"
    );
    let next_at_infinity = begin(|_, consensus| {
        let next = consensus.next_sync_committee.as_mut().expect("a next committee");
        next.aggregate_pubkey.0[0] |= 0x40;
    });
    assert_eq!(code_of(next_at_infinity), "bad-consensus-state");
    let at_genesis = begin(|client, consensus| {
        client.latest_slot = 0;
        consensus.slot = 0;
        consensus.timestamp = client.genesis_time;
    });
    assert_eq!(code_of(at_genesis), "bad-consensus-state");
    let before_electra = begin(|client, _| client.fork_parameters.electra = Fork { version: Bytes([5; 4]), epoch: 10 });
    assert_eq!(code_of(before_electra), "unsupported-fork");
    let gloas_time = ClientState { latest_slot: GLOAS_SLOT, ..client() };
    let late = ConsensusState { timestamp: time_of(GLOAS_SLOT), ..trusted(GLOAS_SLOT) };
    assert_eq!(code_of(check_new_client(&gloas_time, &late)), "bad-consensus-state");
}

#[test]
fn expires_when_the_trusting_period_has_passed() {
    let with = |trusting_period| ClientState { trusting_period, ..client() };
    assert!(!is_expired(&with(None), 0, u64::MAX));
    assert!(!is_expired(&with(Some(100)), 1000, 1099));
    assert!(is_expired(&with(Some(100)), 1000, 1100));
    assert!(!is_expired(&with(Some(u64::MAX)), 1000, 1 << 62));
    assert!(!is_expired(&with(Some(100)), 1000, 0));
}

#[test]
fn tells_frozen_from_expired() {
    let state = trusted(SLOT);
    let now = time_of(SLOT) + 100;
    check_active(&client(), &state, now).expect("active");
    let expired = ClientState { trusting_period: Some(100), ..client() };
    assert_eq!(code_of(check_active(&expired, &state, now)), "trusted-state-expired");
    let both = ClientState { is_frozen: true, ..expired };
    assert_eq!(code_of(check_active(&both, &state, now)), "client-frozen");
}
