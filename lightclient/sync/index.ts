/** A light client that follows a CometBFT chain: skipping, sequential and backwards, with witnesses and a trusted store. @module */
export { describeBlock, hashOfBlock, hasSameHash } from './block-hash.ts';
export { createLightClient, type LightClient, type ProviderStatus } from './light-client.ts';
export {
  LightClientError,
  type LightClientErrorCode,
  type LightClientFault,
  type ProviderVerdict,
} from './light-client-error.ts';
export type { LightClientOptions, TrustRoot, WitnessPolicy } from './options.ts';
export {
  isBenign,
  type LightBlockProvider,
  PROVIDER_FAULTS,
  ProviderError,
  type ProviderFault,
  type ProviderFaultCode,
} from './provider.ts';
export type { Signal } from './signal.ts';
export { createMemoryLightStore, insertHeight, type LightStore, selectPrunable } from './store.ts';
export { decodeStoredBlock, encodeStoredBlock } from './stored-block.ts';
export { agreeOnTrustRoot } from './trust-root.ts';
