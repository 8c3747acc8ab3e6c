//! The client's state in its chain's store, under the keys and in the wrappers of ibc-go.

use alloc::format;
use alloc::vec::Vec;

use causeway_ethereum_verifier::{ClientState, Code, ConsensusState, Error, Result};
use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::json;
use crate::protobuf::{decode_consensus, encode_consensus, WrappedClient};
use crate::storage::Storage;

const CLIENT_KEY: &[u8] = b"clientState";
const CONSENSUS_KEYS: &[u8] = b"consensusStates/";
/// Just after every key that begins with [`CONSENSUS_KEYS`]: `0` follows `/`.
const AFTER_CONSENSUS_KEYS: &[u8] = b"consensusStates0";

/// Which of the stores that are in reach: a client has its own without a prefix, and two with one while it is being recovered.
#[derive(Clone, Copy)]
pub(crate) struct Place(&'static [u8]);

/// The client's own store.
pub(crate) const OWN: Place = Place(b"");
/// The client that is being recovered.
pub(crate) const SUBJECT: Place = Place(b"subject/");
/// The client that it is recovered from.
pub(crate) const SUBSTITUTE: Place = Place(b"substitute/");

/// A client state and the checksum that it is stored with.
pub(crate) struct StoredClient {
    pub state: ClientState,
    pub checksum: Vec<u8>,
}

impl Place {
    fn key(self, key: &[u8]) -> Vec<u8> {
        [self.0, key].concat()
    }

    fn consensus_key(self, slot: u64) -> Vec<u8> {
        self.key(format!("consensusStates/0-{slot}").as_bytes())
    }

    pub(crate) fn load_client(self, storage: &impl Storage) -> Result<StoredClient> {
        let bytes = storage
            .get(&self.key(CLIENT_KEY))
            .ok_or_else(|| Error::new(Code::UnknownClient, "a client state in the store", "none"))?;
        let wrapped = WrappedClient::decode(&bytes)?;
        Ok(StoredClient { state: parse("client state", &wrapped.data)?, checksum: wrapped.checksum })
    }

    pub(crate) fn save_client(self, storage: &mut impl Storage, client: &StoredClient) -> Result {
        let data = write(&client.state)?;
        let wrapped =
            WrappedClient { data, checksum: client.checksum.clone(), latest_height: client.state.latest_slot };
        storage.set(&self.key(CLIENT_KEY), &wrapped.encode());
        Ok(())
    }

    /// The consensus state of a slot, if there is one.
    pub(crate) fn find_consensus(self, storage: &impl Storage, slot: u64) -> Result<Option<ConsensusState>> {
        let Some(bytes) = storage.get(&self.consensus_key(slot)) else { return Ok(None) };
        parse("consensus state", &decode_consensus(&bytes)?).map(Some)
    }

    pub(crate) fn load_consensus(self, storage: &impl Storage, slot: u64) -> Result<ConsensusState> {
        self.find_consensus(storage, slot)?
            .ok_or_else(|| Error::new(Code::UnknownState, format!("a consensus state of slot {slot}"), "none"))
    }

    pub(crate) fn save_consensus(self, storage: &mut impl Storage, state: &ConsensusState) -> Result {
        storage.set(&self.consensus_key(state.slot), &encode_consensus(&write(state)?));
        Ok(())
    }

    /// Slots of the first `limit` consensus states, in the order of their keys: that of slots as long as these have equally many digits.
    pub(crate) fn first_slots(self, storage: &impl Storage, limit: usize) -> Vec<u64> {
        let keys = storage.keys(&self.key(CONSENSUS_KEYS), &self.key(AFTER_CONSENSUS_KEYS), limit);
        // While a client is being recovered, keys come back without the prefix that was asked for.
        keys.iter().filter_map(|key| slot_of(key)).collect()
    }

    pub(crate) fn remove_consensus(self, storage: &mut impl Storage, slot: u64) {
        storage.remove(&self.consensus_key(slot));
    }
}

fn slot_of(key: &[u8]) -> Option<u64> {
    core::str::from_utf8(key).ok()?.rsplit_once('-')?.1.parse().ok()
}

/// Reads JSON; `what` is for the error.
pub(crate) fn parse<T: DeserializeOwned>(what: &str, text: &[u8]) -> Result<T> {
    json::from_slice(text).map_err(|error| Error::new(Code::Malformed, format!("the JSON of a {what}"), error))
}

fn write(value: &impl Serialize) -> Result<Vec<u8>> {
    let json =
        json::to_string(value).map_err(|error| Error::new(Code::Malformed, "a state that can be written", error))?;
    Ok(json.into_bytes())
}
