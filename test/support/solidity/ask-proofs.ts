/** A deployed client of which the state at one height is anything that a test wants, and what it says of proofs there. @module */
import type { ConsensusState } from '@causeway/lightclient/tendermint';
import { bytesToHex, encodeAbiParameters, type Hex, keccak256, numberToHex } from 'viem';
import { encodeAbsenceCall, encodeMembershipCall } from '../../../relayer/chains/ethereum/encode-calls.ts';
import { BASE_TIME, SECOND, sha256 } from '../build-header.ts';
import { deployBridge, stateOf } from './bridge.ts';
import { hardCase } from './fixtures/hard-cases.ts';
import { openStage } from './stage.ts';

/** A claim about the store `ibc`, as the contract takes it. */
export interface ContractClaim {
  readonly root: Uint8Array;
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly proof: Uint8Array;
}

export interface ProofCourt {
  /** Whether it holds, in the order of the claims. */
  judge(claims: readonly ContractClaim[]): Promise<readonly boolean[]>;
  stop(): Promise<void>;
}

/** How many calls are under way at a time. */
const AT_ONCE = 64;
const MOST_GAS = numberToHex(16_777_216);
const STORE = new TextEncoder().encode('ibc');
const SLOTS = 40n;

export async function openProofCourt(): Promise<ProofCourt> {
  const stage = await openStage({ timestamp: Number(BASE_TIME / SECOND) + 60 });
  const bridge = await deployBridge(stage);
  const { header } = hardCase('four').trusted.signedHeader;
  const { address: to } = await bridge.addClient({ header });
  const height = { revisionNumber: revisionOf(header.chainId), revisionHeight: header.height };
  const slot = await findSlot();

  async function findSlot(): Promise<Hex> {
    const want = hashOf(stateOf(header));
    for (let index = 0n; index < SLOTS; index++) {
      const place = keccak256(encodeAbiParameters([{ type: 'uint64' }, { type: 'uint256' }], [header.height, index]));
      const stored = await stage.client.request({ method: 'eth_getStorageAt', params: [to, place, 'latest'] });
      if (stored === want) return place;
    }
    throw new Error('storage: want the hash of the first state, got none');
  }

  async function judgeOne({ root, key, value, proof }: ContractClaim): Promise<boolean> {
    const state = { timestamp: header.time, root, nextValidatorsHash: sha256('validators') };
    const shown = { height, state, proof };
    const path = [STORE, key] as const;
    const data = value === undefined ? encodeAbsenceCall(path, shown) : encodeMembershipCall(path, value, shown);
    const overrides = { [to]: { stateDiff: { [slot]: hashOf(state) } } };
    const params = [{ to, data, gas: MOST_GAS }, 'latest', overrides];
    return stage.client.request({ method: 'eth_call', params } as never).then(
      () => true,
      (error: unknown) => {
        if (String(error).includes('revert')) return false;
        throw error;
      },
    );
  }

  return {
    judge: async (claims) => {
      const verdicts: boolean[] = [];
      for (let from = 0; from < claims.length; from += AT_ONCE) {
        verdicts.push(...(await Promise.all(claims.slice(from, from + AT_ONCE).map(judgeOne))));
      }
      return verdicts;
    },
    stop: () => stage.stop(),
  };
}

function hashOf({ timestamp, root, nextValidatorsHash }: ConsensusState): Hex {
  const types = [{ type: 'uint128' }, { type: 'bytes32' }, { type: 'bytes32' }] as const;
  return keccak256(encodeAbiParameters(types, [timestamp, bytesToHex(root), bytesToHex(nextValidatorsHash)]));
}

function revisionOf(chainId: string): bigint {
  return BigInt(/-(\d+)$/.exec(chainId)?.[1] ?? 0);
}
