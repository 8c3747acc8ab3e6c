/** Execution nodes of Ethereum over JSON-RPC, believed only where they prove what they say. @module */
export { createEthCall, type EthCall } from './eth-call.ts';
export {
  createEthProofProvider,
  type EthProofOptions,
  type EthProofProvider,
  type ProvenState,
  type TrustedReceipts,
  type TrustedState,
} from './eth-proof-provider.ts';
