//! BLS by blst.
