//! Which fork has which version, which header shape, and where in the trees its parts are.

use alloc::format;
use alloc::vec::Vec;

use crate::bytes::Bytes;
use crate::error::{Code, Error};
use crate::types::ForkParameters;
use crate::Result;

/// The forks that differ in what is verified here. Fulu is as Electra in all but its version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fork {
    /// Electra and Fulu.
    Electra,
    /// Gloas.
    Gloas,
}

/// Generalized indices of the beacon state.
pub(crate) struct StateIndices {
    /// `finalized_checkpoint.root`
    pub finalized_root: u64,
    /// `next_sync_committee`
    pub next_sync_committee: u64,
}

/// `execution_payload` in the body, Electra and Fulu.
pub(crate) const EXECUTION_PAYLOAD: u64 = 25;
/// `execution_payload.block_hash` in the body, Electra and Fulu.
pub(crate) const PAYLOAD_BLOCK_HASH: u64 = 812;
/// `signed_execution_payload_bid.message.parent_block_hash` in the body, Gloas.
pub(crate) const PARENT_BLOCK_HASH: u64 = 2856;

impl Fork {
    /// The fork of an epoch; before Electra there is none that is verified here.
    pub(crate) fn at(forks: &ForkParameters, epoch: u64) -> Result<Self> {
        if forks.gloas.as_ref().is_some_and(|gloas| epoch >= gloas.epoch) {
            return Ok(Self::Gloas);
        }
        if epoch >= forks.electra.epoch {
            return Ok(Self::Electra);
        }
        Err(Error::new(
            Code::UnsupportedFork,
            format!("a header of Electra or later (epoch {})", forks.electra.epoch),
            format!("one of epoch {epoch}"),
        ))
    }

    pub(crate) const fn state_indices(self) -> StateIndices {
        match self {
            Self::Electra => StateIndices { finalized_root: 169, next_sync_committee: 87 },
            Self::Gloas => StateIndices { finalized_root: 735, next_sync_committee: 2946 },
        }
    }
}

impl ForkParameters {
    /// First epochs from Altair on.
    pub(crate) fn epochs(&self) -> Vec<u64> {
        self.forks().map(|fork| fork.epoch).collect()
    }

    /// `compute_fork_version`: the version of the newest fork that has begun.
    pub(crate) fn version_at(&self, epoch: u64) -> Bytes<4> {
        self.forks().filter(|fork| epoch >= fork.epoch).last().map_or(self.genesis_fork_version, |fork| fork.version)
    }

    fn forks(&self) -> impl Iterator<Item = &crate::types::Fork> {
        [&self.altair, &self.bellatrix, &self.capella, &self.deneb, &self.electra, &self.fulu]
            .into_iter()
            .chain(&self.gloas)
    }
}
