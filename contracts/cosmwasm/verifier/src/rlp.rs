//! Strict RLP.
