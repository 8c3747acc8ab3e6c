/** Network access for Ethereum's light client: beacon nodes over their HTTP API. @module */
export {
  type BeaconApi,
  type BeaconApiOptions,
  type BlockId,
  createBeaconApi,
  readBeaconConfig,
  type SyncingStatus,
  type ToldHeader,
} from './beacon-api.ts';
export { type BeaconGet, type BeaconGetOptions, type BeaconQuestion, createBeaconGet } from './beacon-get.ts';
export {
  type BeaconLightClientOptions,
  createBeaconLightClient,
  type FollowOptions,
  followFinality,
} from './beacon-light-client.ts';
