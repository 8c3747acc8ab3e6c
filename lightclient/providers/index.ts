/** Network access for light clients: CometBFT nodes over JSON-RPC. @module */
export {
  type CometCallOptions,
  type CometRpcOptions,
  type CometRpcProvider,
  createCometRpcProvider,
} from './comet-rpc.ts';
export { createRpcCall, type RpcCall, type RpcCallOptions } from './rpc-call.ts';
export { createRpcLightClient, followBlocks, type RpcLightClientOptions } from './rpc-light-client.ts';
export {
  type ProvenQuery,
  type ProvenValue,
  provenQuery,
  type StoreAnswer,
  type StoreFaultCode,
  type StoreQuestion,
  verifyStoreAnswer,
} from './store-proof.ts';
export { createValidatorSetCache, type ValidatorSetCache } from './validator-set-cache.ts';
export { wait } from './wait.ts';
