/** Ethereum's execution layer under a trusted state root or block hash: accounts, storage, blocks, receipts, logs. @module */
export {
  type Account,
  type AccountProof,
  type AccountReading,
  decodeAccount,
  EMPTY_ACCOUNT,
  EMPTY_CODE_HASH,
  encodeAccount,
  readAccount,
  verifyCode,
} from './account.ts';
export {
  type BlockHashClaim,
  type BlockHashReading,
  blockHashSlot,
  HISTORY_CONTRACT,
  HISTORY_WINDOW,
  readBlockHash,
  verifyBlockHash,
} from './block-hash-history.ts';
export {
  type BlockHeader,
  type BlockHeaderReading,
  decodeBlockHeader,
  encodeBlockHeader,
  hashBlockHeader,
  parseBlockHeader,
  readBlockHeader,
  readBlockHeaderJson,
} from './block-header.ts';
export { bloomOf, fitsFilter, joinBlooms, type LogFilter, mayHoldLogs } from './bloom.ts';
export type { ExecutionFaultCode, ExecutionInvalid } from './fault.ts';
export { type HistoricalRootClaim, verifyHistoricalBlockRoot, verifyRecentBlockRoot } from './historical-roots.ts';
export { type EthProof, type EthSlotProof, parseEthProof } from './parse-eth-proof.ts';
export { type BlockLog, parseLogs, parseReceipts } from './parse-receipts.ts';
export {
  buildReceiptsTrie,
  decodeReceipt,
  encodeReceipt,
  type Log,
  type Receipt,
  type ReceiptProof,
  type ReceiptReading,
  readReceipt,
  receiptKey,
} from './receipt.ts';
export { readStorage, type SlotProof, type StorageReading } from './storage.ts';
export {
  type EthProofExpectations,
  type EthProofReading,
  type ProvenSlot,
  verifyEthProof,
} from './verify-eth-proof.ts';
export { collectLogs, type ReceiptsCommitment, verifyLog, verifyLogs, verifyReceipts } from './verify-logs.ts';
