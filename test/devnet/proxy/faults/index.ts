/** Failures of an honest endpoint. @module */
export { delay, drop, hang, rateLimit, serverError, truncate } from './break-transport.ts';
export { freezeHeight, lagBehind } from './lag-behind.ts';
export { pruneBelow } from './prune-heights.ts';
export { renameChain } from './rename-chain.ts';
