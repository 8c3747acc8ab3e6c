//! The JSON of the messages that 08-wasm sends.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Formatter;

use causeway_ethereum_verifier::{
    ActiveSyncCommittee, Code, Error, ForkParameters, Header, LightClientUpdate, Misbehaviour, Result,
};
use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base64;
use crate::store::parse;

/// Bytes of a client message. Misbehaviour with three committees of 512 has less than a third of this.
const MAX_CLIENT_MESSAGE: usize = 512 * 1024;
/// Bytes of a membership proof: two tries of 65 nodes each have less.
const MAX_PROOF: usize = 320 * 1024;

/// Bytes as base64; Go writes `null` for none.
pub(crate) struct Binary(pub Vec<u8>);

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
        struct Base64;
        impl<'de> Visitor<'de> for Base64 {
            type Value = Binary;
            fn expecting(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
                out.write_str("base64 with padding")
            }
            fn visit_none<E>(self) -> core::result::Result<Binary, E> {
                Ok(Binary(Vec::new()))
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> core::result::Result<Binary, D::Error> {
                deserializer.deserialize_bytes(self)
            }
            fn visit_bytes<E: serde::de::Error>(self, text: &[u8]) -> core::result::Result<Binary, E> {
                match base64::decode(text) {
                    Some(bytes) => Ok(Binary(bytes)),
                    None => Err(E::invalid_value(Unexpected::Other("other text"), &self)),
                }
            }
        }
        deserializer.deserialize_option(Base64)
    }
}

#[derive(Deserialize)]
pub(crate) struct Instantiate {
    pub client_state: Binary,
    pub consensus_state: Binary,
    pub checksum: Binary,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Query {
    Status {},
    TimestampAtHeight { height: Height },
    VerifyClientMessage(ClientMessageBytes),
    CheckForMisbehaviour(ClientMessageBytes),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sudo {
    UpdateState(ClientMessageBytes),
    UpdateStateOnMisbehaviour(ClientMessageBytes),
    VerifyMembership(Membership),
    VerifyNonMembership(Membership),
    VerifyUpgradeAndUpdateState {},
    MigrateClientStore {},
}

#[derive(Deserialize)]
pub(crate) struct Migrate {
    pub migration: Migration,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant)]
pub(crate) enum Migration {
    CodeOnly,
    Reinstantiate(Instantiate),
    UpdateForkParameters(ForkParameters),
}

/// A height of ibc-go; Go leaves zeros out.
#[derive(Deserialize)]
pub(crate) struct Height {
    #[serde(default)]
    revision_number: u64,
    #[serde(default)]
    revision_height: u64,
}

impl Height {
    /// The slot; Ethereum has no revisions.
    pub(crate) fn slot(&self) -> Result<u64> {
        if self.revision_number == 0 {
            return Ok(self.revision_height);
        }
        Err(Error::new(Code::UnknownState, "a height of revision 0", self.revision_number))
    }
}

/// A membership proof, or one of absence, whose value is then left out. The two delays of the message are not read: see the README.
#[derive(Deserialize)]
pub(crate) struct Membership {
    pub height: Height,
    proof: Binary,
    merkle_path: MerklePath,
    value: Option<Binary>,
}

#[derive(Deserialize)]
struct MerklePath {
    #[serde(default)]
    key_path: Vec<Binary>,
}

impl Membership {
    pub(crate) fn proof(&self) -> Result<causeway_ethereum_verifier::MembershipProof> {
        parse("membership proof", limited("membership proof", &self.proof.0, MAX_PROOF)?)
    }

    pub(crate) fn path(&self) -> Vec<&[u8]> {
        self.merkle_path.key_path.iter().map(|key| key.0.as_slice()).collect()
    }

    pub(crate) fn value(&self) -> &[u8] {
        self.value.as_ref().map_or(&[], |value| &value.0)
    }
}

#[derive(Deserialize)]
pub(crate) struct ClientMessageBytes {
    client_message: Binary,
}

/// What a relayer submits.
pub(crate) enum ClientMessage {
    Header(Box<Header>),
    Misbehaviour(Box<Misbehaviour>),
}

impl ClientMessageBytes {
    pub(crate) fn decode(&self) -> Result<ClientMessage> {
        /// Both kinds in one, since the JSON does not say which it is.
        #[derive(Deserialize)]
        struct Either {
            trusted_slot: u64,
            active_sync_committee: Option<ActiveSyncCommittee>,
            consensus_update: Option<LightClientUpdate>,
            sync_committee: Option<ActiveSyncCommittee>,
            update_1: Option<LightClientUpdate>,
            update_2: Option<LightClientUpdate>,
        }
        let json = limited("client message", &self.client_message.0, MAX_CLIENT_MESSAGE)?;
        match parse("client message", json)? {
            Either {
                trusted_slot,
                active_sync_committee: Some(active_sync_committee),
                consensus_update: Some(consensus_update),
                sync_committee: None,
                update_1: None,
                update_2: None,
            } => {
                let header = Header { active_sync_committee, consensus_update, trusted_slot };
                Ok(ClientMessage::Header(Box::new(header)))
            }
            Either {
                trusted_slot,
                active_sync_committee: None,
                consensus_update: None,
                sync_committee: Some(sync_committee),
                update_1: Some(update_1),
                update_2: Some(update_2),
            } => {
                let evidence = Misbehaviour { trusted_slot, sync_committee, update_1, update_2 };
                Ok(ClientMessage::Misbehaviour(Box::new(evidence)))
            }
            _ => Err(Error::new(
                Code::Malformed,
                "active_sync_committee and consensus_update, or sync_committee, update_1 and update_2",
                "other fields",
            )),
        }
    }
}

fn limited<'a>(what: &str, bytes: &'a [u8], most: usize) -> Result<&'a [u8]> {
    if bytes.len() > most {
        return Err(Error::new(Code::Malformed, alloc::format!("a {what} of at most {most} bytes"), bytes.len()));
    }
    Ok(bytes)
}
