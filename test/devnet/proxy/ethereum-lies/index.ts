/** Answers of a beacon node or an execution node that is not honest. Each is well formed: only verification can tell. @module */

export { changeBlock, changeReceipts, omitReceipt } from './change-block.ts';
export { changeBeaconHeader, changeBranch, changePayloadHeader, misnameFork } from './change-headers.ts';
export { changeSignature, clearParticipation } from './change-signatures.ts';
export {
  changeAccount,
  changeProofNode,
  changeStorageValue,
  dropProofNode,
  proveOtherSlot,
} from './change-state-proof.ts';
export { forgeNextCommittee, reverseUpdates, skipUpdates } from './change-updates.ts';
export { misstateChainId, otherNetwork } from './other-network.ts';
