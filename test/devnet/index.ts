/** Real chains on one machine for tests, and a proxy that makes their endpoints fail or lie. @module */
export { buildEthereum, type EthereumPrograms } from './build/build-ethereum.ts';
export { type BuildOptions, buildSimd, type Simd } from './build/build-simd.ts';
export type { Flavour } from './build/locate-sources.ts';
export {
  type AccountSpec,
  type ChainOptions,
  type Coin,
  type Pruning,
  STAKE_DENOM,
  TOKEN_DENOM,
} from './chain/chain-options.ts';
export { addValidator, stake, unjail, unstake, waitForPower } from './chain/change-validators.ts';
export { type Account, deriveAccount, type NodeKey } from './chain/derive-keys.ts';
export { type GovernedChain, governanceAddress, passProposal } from './chain/pass-proposal.ts';
export type { ChainNode } from './chain/run-node.ts';
export { type Chain, type NodeOptions, startChain } from './chain/start-chain.ts';
export { type Devnet, type DevnetOptions, startDevnet } from './chain/start-devnet.ts';
export { buildProbe, type ProbeSpec, type SentProbes, sendProbes } from './client/build-probe.ts';
export { buildTransfer, type SentTransfers, sendTransfers, type TransferSpec } from './client/build-transfer.ts';
export {
  type ChainClient,
  createChainClient,
  type IncludedTx,
  type QueryTypes,
  TxError,
} from './client/chain-client.ts';
export { connectWallet } from './client/connect-wallet.ts';
export { type MessageType, packMessage, unpackMessage } from './client/pack-message.ts';
export type { PacketStep, StepEffect } from './client/read-packet-step.ts';
export { attributeOf, type ChainEvent, type TxResult } from './client/read-tx-result.ts';
export { readValidators, type ValidatorPower } from './client/read-validators.ts';
export {
  type AbciAnswer,
  type AbciQuery,
  createRpc,
  type NodeStatus,
  parseTimeNs,
  type Rpc,
  RpcError,
} from './client/rpc.ts';
export { listPacketSteps, type ScannedMessage, type ScannedTx, scanBlocks } from './client/scan-blocks.ts';
export { type SignedTx, type SigningContext, signTransaction, type TxOptions } from './client/sign-transaction.ts';
export { deriveEthereumAccount, type EthereumAccount } from './ethereum/derive-account.ts';
export { deriveValidatorKey, type ValidatorKey } from './ethereum/derive-validators.ts';
export { ETHEREUM_CHAIN_ID, type EthereumProfile } from './ethereum/profiles.ts';
export type { Service } from './ethereum/run-service.ts';
export { type EthereumChain, type EthereumOptions, startEthereum } from './ethereum/start-ethereum.ts';
export type { EthereumWaits } from './ethereum/wait-for-chain.ts';
export {
  BeaconApiError,
  type BeaconClient,
  createBeaconClient,
  type FinalizedHeader,
} from './ethereum-client/beacon-client.ts';
export {
  createExecutionClient,
  type ExecutionClient,
  ExecutionRpcError,
  type MinedTransaction,
  type Transaction,
} from './ethereum-client/execution-client.ts';
export {
  deployContract,
  deployStorageContract,
  getProof,
  mappingSlot,
  type StorageContract,
  type StorageProof,
} from './ethereum-client/storage-contract.ts';
export type { RpcCounts } from './proxy/count-calls.ts';
export * as ethereumFaults from './proxy/ethereum-faults/index.ts';
export * as ethereumLies from './proxy/ethereum-lies/index.ts';
export type { ActiveFault, CallChange, Fault, FaultScope, TransportAction, Upstream } from './proxy/fault.ts';
export * as faults from './proxy/faults/index.ts';
export * as lies from './proxy/lies/index.ts';
export type { RpcCall, RpcReply } from './proxy/rpc-call.ts';
export { type FaultProxy, type FaultProxyOptions, startFaultProxy } from './proxy/start-fault-proxy.ts';
