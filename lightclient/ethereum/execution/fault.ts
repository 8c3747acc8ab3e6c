/** What can be wrong with evidence about the execution layer. The codes are stable. @module */
import type { MptFaultCode } from '../../proofs/mpt/fault.ts';
import type { Fault, Invalid } from '../../verdict.ts';

/** Every reason for which evidence about accounts, storage, blocks, receipts and logs is called invalid. */
export type ExecutionFaultCode =
  | MptFaultCode
  /** The leaf of an account is not the RLP of a nonce, a balance and two hashes. */
  | 'malformed-account'
  /** The leaf of a slot is not the RLP of an integer without leading zeros, other than zero. */
  | 'malformed-storage-value'
  /** The answer is about another address. */
  | 'address-mismatch'
  /** A field of the answer is not what the proof beside it shows. */
  | 'claim-mismatch'
  /** The answer has no proof of a slot that was asked for. */
  | 'slot-not-proven'
  /** The account is proven, and is not what was expected. */
  | 'account-mismatch'
  /** The slot is proven, and does not hold what was expected. */
  | 'storage-mismatch'
  /** The code does not hash to the account's code hash. */
  | 'code-mismatch'
  /** The block header does not hash to the block hash. */
  | 'block-hash-mismatch'
  /** The leaf of a receipt is not a receipt. */
  | 'malformed-receipt'
  /** The receipts are not those of the block. */
  | 'receipts-root-mismatch'
  /** A bloom filter is not that of the logs below it. */
  | 'bloom-mismatch'
  /** A log of the block that fits the filter is not in the answer. */
  | 'log-missing'
  /** The answer has a log that the block does not hold, or that does not fit the filter. */
  | 'log-unknown'
  /** The slot or block number is outside the window that this evidence covers. */
  | 'outside-window'
  /** The history contract holds no hash of this block, or another one. */
  | 'block-hash-not-in-history'
  /** The SSZ branch does not lead from the block root to the beacon state root, or has another length. */
  | 'history-branch-mismatch';

/** What is given instead of something that cannot be read from the evidence. */
export type ExecutionInvalid = Invalid<Fault<ExecutionFaultCode>>;
