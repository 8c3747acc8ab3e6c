/** Failures of an honest beacon node or execution node. @module */
export { freezeBeacon, freezeExecution } from './freeze-chain.ts';
export { inflateAnswers } from './inflate-answers.ts';
export { limitUpdates, pruneLightClientData, pruneStatesBelow } from './prune-data.ts';
