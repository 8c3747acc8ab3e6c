/** What a CometBFT light client on Ethereum says about itself: claims of one node. @module */
import type { TrustLevel } from '@causeway/lightclient/tendermint';
import { type Address, decodeAbiParameters, type Hex } from 'viem';
import { getCode, readContract } from 'viem/actions';
import { cometBftClientAbi } from '../../../contracts/abi/index.ts';
import { RelayerError } from '../../ports/fault.ts';
import { toFault } from './deploy/rpc-fault.ts';
import { type EthereumNode, revertOf } from './simulate-call.ts';

/** The client state, and what is not in it. */
export interface ClientFacts {
  readonly chainId: string;
  readonly latestHeight: bigint;
  readonly trustLevel: TrustLevel;
  /** Seconds. */
  readonly trustingPeriod: number;
  readonly isFrozen: boolean;
}

/** What the client keeps of a height besides its state; heights of 0 for none. */
interface HeightFacts {
  /** Nanoseconds since 1970; 0 when nothing is stored. */
  readonly timestamp: bigint;
  readonly previousHeight: bigint;
  readonly nextHeight: bigint;
}

/** What a walk over stored heights takes at most: as many requests. */
const MAX_STEPS = 2_000;
const CLIENT_TYPE = 'cometbft';

const CLIENT_STATE = {
  type: 'tuple',
  components: [
    { name: 'chainId', type: 'string' },
    {
      name: 'trustLevel',
      type: 'tuple',
      components: [
        { name: 'numerator', type: 'uint8' },
        { name: 'denominator', type: 'uint8' },
      ],
    },
    {
      name: 'latestHeight',
      type: 'tuple',
      components: [
        { name: 'revisionNumber', type: 'uint64' },
        { name: 'revisionHeight', type: 'uint64' },
      ],
    },
    { name: 'trustingPeriod', type: 'uint32' },
    { name: 'unbondingPeriod', type: 'uint32' },
    { name: 'isFrozen', type: 'bool' },
    { name: 'zkAlgorithm', type: 'uint8' },
  ],
} as const;

/** @throws {RelayerError} INPUT_INVALID when there is no such client at the address; RPC_* */
export async function readClient(node: EthereumNode, address: Address): Promise<ClientFacts> {
  const code = await getCode(node, { address }).catch((error: unknown) => {
    throw toFault('The code of the client cannot be read', error);
  });
  if (code === undefined || code === '0x') throw noClient(address, 'no contract');
  const contract = { address, abi: cometBftClientAbi } as const;
  const type = await ask(address, 'clientType', () => readContract(node, { ...contract, functionName: 'clientType' }));
  if (type !== CLIENT_TYPE) throw noClient(address, `one of type ${JSON.stringify(type).slice(0, 60)}`);
  const read = () => readContract(node, { ...contract, functionName: 'getClientState' });
  const { trustLevel, latestHeight, ...state } = decodeState(await ask(address, 'getClientState', read), address);
  return {
    chainId: state.chainId,
    latestHeight: latestHeight.revisionHeight,
    trustLevel: { numerator: BigInt(trustLevel.numerator), denominator: BigInt(trustLevel.denominator) },
    trustingPeriod: state.trustingPeriod,
    isFrozen: state.isFrozen,
  };
}

function decodeState(bytes: Hex, address: Address) {
  try {
    return decodeAbiParameters([CLIENT_STATE], bytes)[0];
  } catch {
    throw noClient(address, 'one with another client state');
  }
}

/** @throws {RelayerError} RPC_* */
async function readHeight(node: EthereumNode, address: Address, height: bigint): Promise<HeightFacts> {
  const functionName = 'getConsensusMetadata';
  const read = () => readContract(node, { address, abi: cometBftClientAbi, functionName, args: [height] });
  const [timestamp, previousHeight, nextHeight] = await ask(address, functionName, read);
  return { timestamp, previousHeight, nextHeight };
}

/**
 * The greatest stored height below this one, or the latest one where it cannot be told: then the client refuses the update.
 * It is looked for from the latest height down or from the trusted one up, whichever comes there first.
 * @throws {RelayerError} RPC_*, INPUT_INVALID when it is too far from both
 */
export async function findHeightBelow(
  node: EthereumNode,
  address: Address,
  { height, trusted, latest }: { readonly height: bigint; readonly trusted: bigint; readonly latest: bigint },
): Promise<bigint> {
  let above = latest;
  let below = trusted;
  for (let step = 0; step < MAX_STEPS && above >= height; step++) {
    const [low, high] = await Promise.all([readHeight(node, address, below), readHeight(node, address, above)]);
    // The trusted state is not stored or not below, or nothing is below the header's: nothing can be right.
    if (trusted >= height || high.previousHeight === 0n || low.timestamp === 0n) return latest;
    if (below < height && low.nextHeight >= height) return below;
    above = high.previousHeight;
    below = below < height && low.nextHeight > 0n ? low.nextHeight : below;
  }
  if (above < height) return above;
  const message = `The stored height below ${height} is too far from the trusted and the latest one to be looked for`;
  throw new RelayerError({ code: 'INPUT_INVALID', message });
}

/** Reads one view of the client. */
async function ask<T>(address: Address, view: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const fault = revertOf(error) === undefined ? toFault(`${view} cannot be asked for`, error) : undefined;
    if (fault instanceof RelayerError && fault.fault.code !== 'RPC_BAD_RESPONSE') throw fault;
    throw noClient(address, `one that answers ${view} with something else`);
  }
}

function noClient(address: Address, got: string): RelayerError {
  const message = `There is no CometBFT light client at ${address}`;
  return new RelayerError({ code: 'INPUT_INVALID', message, want: 'a CometBftClient', got });
}
