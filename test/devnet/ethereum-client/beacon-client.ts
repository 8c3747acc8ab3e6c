/** The REST API of a beacon node, as small as tests need it. @module */
import { at, bigintAt, textAt } from '../client/read-json.ts';

const ANSWER_TIMEOUT_MS = 10_000;

/** The node understood the request and refused it. */
export class BeaconApiError extends Error {
  override readonly name = 'BeaconApiError';
  readonly status: number;

  constructor(path: string, status: number, body: string) {
    super(`${path}: HTTP ${status} ${body.slice(0, 200)}`);
    this.status = status;
  }
}

/** The newest header that the node's light-client server calls finalized. */
export interface FinalizedHeader {
  readonly slot: bigint;
  /** Number of the execution block inside. */
  readonly blockNumber: bigint;
  /** Of the execution block, 0x-prefixed. */
  readonly stateRoot: string;
}

/** A connection to one beacon node. */
export interface BeaconClient {
  /** The JSON answer to a GET. @throws {BeaconApiError} for any status but 200. */
  get(path: string): Promise<unknown>;
  headSlot(): Promise<bigint>;
  /** The checkpoint a light client starts from: the root of a finalized block, and its epoch (0 before first finality). */
  finalizedCheckpoint(): Promise<{ readonly epoch: bigint; readonly root: string }>;
  /** From `light_client/finality_update`. @throws {BeaconApiError} before first finality. */
  finalizedHeader(): Promise<FinalizedHeader>;
}

/** `url` without a slash at its end. */
export function createBeaconClient(url: string): BeaconClient {
  const get = async (path: string): Promise<unknown> => {
    const headers = { accept: 'application/json' };
    const answer = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const body = await answer.text();
    if (answer.status !== 200) throw new BeaconApiError(path, answer.status, body);
    return JSON.parse(body);
  };
  return {
    get,
    headSlot: async () => bigintAt(await get('/eth/v1/beacon/headers/head'), 'data.header.message.slot'),
    finalizedCheckpoint: async () => {
      const checkpoints = await get('/eth/v1/beacon/states/head/finality_checkpoints');
      return { epoch: bigintAt(checkpoints, 'data.finalized.epoch'), root: textAt(checkpoints, 'data.finalized.root') };
    },
    finalizedHeader: async () => {
      const header = at(await get('/eth/v1/beacon/light_client/finality_update'), 'data.finalized_header');
      return {
        slot: bigintAt(header, 'beacon.slot'),
        blockNumber: bigintAt(header, 'execution.block_number'),
        stateRoot: textAt(header, 'execution.state_root'),
      };
    },
  };
}
