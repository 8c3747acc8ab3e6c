/** Answers of an endpoint that is not honest. Each is well formed: only verification can tell. @module */
export { changeAcknowledgements, changePackets, omitEvents } from './change-events.ts';
export { changeHeader, changeHeaderTime, changeValidators, type HeaderHash } from './change-header.ts';
export { changeProof, changeProvenValue, type ProofSpot } from './change-proof.ts';
export {
  changeCommitments,
  claimAllDone,
  claimNothingDone,
  hideAcknowledgements,
  hideCommitments,
  misstateNextSequence,
} from './deny-packets.ts';
export { failSimulation, misstateGas, misstateSequence } from './misstate-signing.ts';
export {
  denyBroadcasts,
  failTransactions,
  hideTransactions,
  praiseTransactions,
  refuseTransactions,
  swallowTransactions,
} from './misstate-transactions.ts';
export { showFork } from './show-fork.ts';
