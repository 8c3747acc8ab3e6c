//! Merkle-Patricia proofs.
