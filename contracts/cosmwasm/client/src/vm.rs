//! The border to the virtual machine: exports, imports, and the memory that both sides see. The only unsafe code of the contract.
//!
//! Interface: <https://github.com/CosmWasm/cosmwasm/tree/v2.2.2#implementing-the-smart-contract>. A region is where and how long a
//! stretch of memory is; both sides pass regions by address.

mod exports;
mod host;
mod memory;
mod region;
