//! Why something is refused.

use alloc::string::{String, ToString};
use core::fmt::{Debug, Display, Formatter};

/// A refusal: a stable code, and for people what was wanted and what was got.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    /// Stable, for programs.
    pub code: Code,
    /// What a valid input has in this place.
    pub want: String,
    /// What the input has.
    pub got: String,
}

impl Error {
    /// A refusal with both sides spelled out.
    pub fn new(code: Code, want: impl ToString, got: impl ToString) -> Self {
        Self { code, want: want.to_string(), got: got.to_string() }
    }
}

impl Display for Error {
    fn fmt(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
        out.write_str(self.code.as_str())?;
        out.write_str(": wanted ")?;
        out.write_str(&self.want)?;
        out.write_str(", got ")?;
        out.write_str(&self.got)
    }
}

impl Debug for Error {
    fn fmt(&self, out: &mut Formatter<'_>) -> core::fmt::Result {
        Display::fmt(self, out)
    }
}

impl core::error::Error for Error {}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What can be wrong. The texts are those of the TypeScript library wherever they mean the same.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// The code as text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// JSON, hex, RLP or numbers that are not what the field says.
    Malformed = "malformed",
    /// A client state that could never work.
    BadClientState = "bad-client-state",
    /// A first consensus state that does not fit its client state.
    BadConsensusState = "bad-consensus-state",
    /// The store has no client state.
    UnknownClient = "unknown-client",
    /// The store has no consensus state of this slot.
    UnknownState = "unknown-state",
    /// The client to recover from is one of another chain or contract.
    BadSubstitute = "bad-substitute",
    /// The message asks for what no client of Ethereum can do.
    Unsupported = "unsupported",
    /// The client is frozen.
    ClientFrozen = "client-frozen",
    /// The trusted state is older than the trusting period.
    TrustedStateExpired = "trusted-state-expired",
    /// The header names another trusted slot than that of the given state.
    WrongTrustedSlot = "wrong-trusted-slot",
    /// A committee that is not the one that the trusted state summarizes.
    WrongCommittee = "wrong-committee",
    /// The header counts on a next committee that the trusted state does not know.
    NextCommitteeUnknown = "next-committee-unknown",
    /// A header of before Electra, or of a shape that its fork does not have.
    UnsupportedFork = "unsupported-fork",
    /// Bits that are not as many as the committee has members.
    BadBits = "bad-bits",
    /// Nobody signed.
    NoParticipants = "no-participants",
    /// Fewer signed than the client's minimum or than two thirds.
    NotEnoughParticipants = "not-enough-participants",
    /// Finalized, attested, signature and current slot are out of order.
    BadSlotOrder = "bad-slot-order",
    /// The update is signed in a period whose committee is not at hand.
    WrongPeriod = "wrong-period",
    /// The update tells nothing new.
    NotNewer = "not-newer",
    /// The execution header is not the one of the beacon block.
    BadExecutionBranch = "bad-execution-branch",
    /// The execution header is not the one of the proven hash, or says no state root, number and time.
    BadExecutionHeader = "bad-execution-header",
    /// The execution block's time is not that of its slot.
    BadExecutionTime = "bad-execution-time",
    /// The finalized header is not what the attested state finalizes.
    BadFinalityBranch = "bad-finality-branch",
    /// The next committee is not that of the attested state.
    BadNextCommitteeBranch = "bad-next-committee-branch",
    /// No next committee where the period changes.
    MissingNextCommittee = "missing-next-committee",
    /// The next committee is another than the trusted state's.
    NextCommitteeMismatch = "next-committee-mismatch",
    /// A public key is not a point of the right subgroup, or infinity.
    BadPublicKey = "bad-public-key",
    /// The signature is not a point of the right subgroup, or infinity.
    BadSignatureEncoding = "bad-signature-encoding",
    /// The keys of the participants sum up to infinity.
    AggregateAtInfinity = "aggregate-at-infinity",
    /// The committee's aggregate key is not the sum of its keys.
    WrongAggregate = "wrong-aggregate",
    /// The signature is not that of the participants.
    WrongSignature = "wrong-signature",
    /// The virtual machine's BLS function failed.
    BlsFailure = "bls-failure",
    /// Two updates that may both be true.
    NotMisbehaviour = "not-misbehaviour",
    /// Another state is known for this slot.
    ConflictingState = "conflicting-state",
    /// A path that is not one element.
    BadPath = "bad-path",
    /// The proof is of another storage slot than that of the path.
    WrongKey = "wrong-key",
    /// The storage root is not the account's.
    WrongStorageRoot = "wrong-storage-root",
    /// The proof lacks a node, has one too many, a node that is none, or ends in what is no account or integer.
    BadProof = "bad-proof",
    /// The value is not the wanted one.
    WrongValue = "wrong-value",
    /// The key is absent where it is said to be present.
    Absent = "absent",
    /// The key is present where it is said to be absent.
    Present = "present",
    /// The first node does not hash to the root.
    RootMismatch = "root-mismatch",
    /// A node does not hash to what the node above it names.
    NodeMismatch = "node-mismatch",
    /// The proof ends before it shows what is at the key. It never counts as absence.
    MissingNode = "missing-node",
    /// The proof goes on after it has shown what is at the key.
    UnusedNode = "unused-node",
    /// A node is not canonical RLP.
    MalformedRlp = "malformed-rlp",
    /// A node is RLP, but neither a branch nor a leaf nor an extension.
    MalformedNode = "malformed-node",
    /// The path of a leaf or extension has an unknown flag, a padding other than zero, or no flag at all.
    MalformedPath = "malformed-path",
    /// A node that no trie has.
    NonCanonicalNode = "non-canonical-node",
}
