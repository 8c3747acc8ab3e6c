/** The light client on a real chain whose power moves and some of whose votes are missing, and against its own validators. @module */
import { createInterface } from 'node:readline';
import { encodeUtf8 } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import { createCometRpcProvider, createRpcCall, provenQuery, wait } from '@causeway/lightclient/providers';
import {
  createLightClient,
  createMemoryLightStore,
  type LightBlockProvider,
  LightClientError,
  type LightClientOptions,
} from '@causeway/lightclient/sync';
import { hashHeader, type LightBlock } from '@causeway/lightclient/tendermint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Chain,
  type FaultProxy,
  faults,
  lies,
  stake,
  startChain,
  startFaultProxy,
  waitForPower,
} from '../devnet/index.ts';
import { signCommit, toTestValidator } from '../support/build-chain.ts';
import { runModule, waitForEnd } from '../support/run-module.ts';

const HOUR = 3_600_000_000_000n;
const verifier = createNativeVerifier();
let chain: Chain;
/** A block with the first validators, and one that mostly another power has signed. */
let early: LightBlock;
let late: LightBlock;

beforeAll(async () => {
  chain = await startChain({
    chainId: 'gamma-1',
    validators: [20, 40, 30, 10],
    blockTimeMs: 300,
    proposeTimeoutMs: 300,
  });
  const provider = honest();
  early = await provider.lightBlock(2n);
  await stake(chain, 0, 2_000);
  await waitForPower(chain, 0, 2_020n);
  // From here on the votes of the others are absent: of those who were trusted early, a fifth of the power signs.
  for (const index of [1, 2, 3]) await chain.stopValidator(index);
  const height = (await chain.client.height()) + 5n;
  await chain.client.waitForHeight(height, 60_000);
  late = await provider.lightBlock(height);
});

afterAll(() => chain?.stop());

function honest(url = chain.rpcUrl, id = 'honest') {
  return createCometRpcProvider({ url, id, chainId: chain.chainId });
}

function heightOf({ signedHeader }: LightBlock): bigint {
  return signedHeader.header.height;
}

function hashOf({ signedHeader }: LightBlock): Uint8Array {
  return hashHeader(signedHeader.header) ?? new Uint8Array();
}

function start(providers: readonly LightBlockProvider[], options: Partial<LightClientOptions> = {}) {
  const [primary, ...witnesses] = providers;
  if (primary === undefined) throw new Error('want a provider');
  return createLightClient({
    chainId: chain.chainId,
    trust: { height: heightOf(early), hash: hashOf(early) },
    trustingPeriod: HOUR,
    primary,
    witnesses,
    witnessPolicy: witnesses.length === 0 ? 'none' : 'require',
    store: createMemoryLightStore(),
    verifier,
    now: () => BigInt(Date.now()) * 1_000_000n,
    wait,
    ...options,
  });
}

/** Counts what a provider is asked for. */
function counting(provider: LightBlockProvider): LightBlockProvider & { readonly asked: (bigint | 'latest')[] } {
  const asked: (bigint | 'latest')[] = [];
  return {
    id: provider.id,
    asked,
    lightBlock(height, signal) {
      asked.push(height);
      return provider.lightBlock(height, signal);
    },
  };
}

describe('on a chain whose power has moved', () => {
  test('has absent votes in its commits', () => {
    const flags = late.signedHeader.commit.signatures.map(({ flag }) => flag);
    expect(flags.filter((flag) => flag === 'absent').length).toBeGreaterThan(0);
    expect(early.signedHeader.commit.signatures.map(({ flag }) => flag)).toContain('commit');
  });

  test('a far block needs bisection, and ends where sequential verification ends', async () => {
    const skipping = counting(honest());
    const block = await (await start([skipping])).verifyToHeight(heightOf(late));
    expect(hashOf(block)).toEqual(hashOf(late));
    expect(skipping.asked.length).toBeGreaterThan(2);
    const sequential = counting(honest());
    const same = await (await start([sequential], { mode: 'sequential' })).verifyToHeight(heightOf(late));
    expect(hashOf(same)).toEqual(hashOf(late));
    expect(skipping.asked.length).toBeLessThan(sequential.asked.length);
  });

  test('an old block is found backwards', async () => {
    const client = await start([honest()], { trust: { height: heightOf(late), hash: hashOf(late) } });
    expect(hashOf(await client.verifyToHeight(heightOf(early)))).toEqual(hashOf(early));
  });

  test('a value of a store is proven under a verified header', async () => {
    const call = createRpcCall({ url: chain.rpcUrl });
    const { header } = late.signedHeader;
    const question = { call, id: 'honest', header };
    const parameters = await provenQuery({ ...question, store: 'staking', key: Uint8Array.of(0x51) });
    expect(parameters.value?.length).toBeGreaterThan(0);
    const nobody = await provenQuery({ ...question, store: 'ibc', key: encodeUtf8('clients/nobody/clientState') });
    expect(nobody.value).toBeUndefined();
  });
});

describe('through nodes that fail or lie', () => {
  async function withProxy<T>(work: (proxy: FaultProxy, provider: LightBlockProvider) => Promise<T>): Promise<T> {
    const proxy = await startFaultProxy({ target: chain.rpcUrl });
    try {
      return await work(proxy, honest(proxy.url, 'proxy'));
    } finally {
      await proxy.stop();
    }
  }

  test('a primary with forged headers is dropped for a witness', () =>
    withProxy(async (proxy, provider) => {
      const client = await start([provider, honest(), honest(chain.rpcUrl, 'third')]);
      proxy.use(lies.changeHeader('app_hash'));
      expect(hashOf(await client.verifyToHeight(heightOf(late)))).toEqual(hashOf(late));
      expect(client.providers()).toMatchObject({ primary: 'honest', witnesses: ['third'] });
    }));

  test('a primary without old blocks is replaced and kept', () =>
    withProxy(async (proxy, provider) => {
      const client = await start([provider, honest()]);
      proxy.use(faults.pruneBelow(heightOf(late) + 1_000n));
      await expect(client.verifyToHeight(heightOf(late))).rejects.toMatchObject({ code: 'not-cross-checked' });
      proxy.clear();
      expect(hashOf(await client.verifyToHeight(heightOf(late)))).toEqual(hashOf(late));
      expect(client.providers()).toMatchObject({ primary: 'honest', witnesses: ['proxy'] });
    }));

  test('a node of another chain is noticed', () =>
    withProxy(async (proxy, provider) => {
      proxy.use(faults.renameChain('delta-9'));
      await expect(start([provider])).rejects.toMatchObject({ code: 'trust-conflict' });
    }));
});

describe('the documented example', () => {
  test('follows the chain', async () => {
    const child = runModule('../../docs/examples/follow-chain.ts', [chain.chainId, chain.rpcUrl]);
    try {
      if (child.stdout === null) throw new Error('want a readable output');
      const heights: bigint[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        heights.push(BigInt(/^verified (\d+)\/[0-9A-F]{64}$/.exec(line)?.[1] ?? 0));
        if (heights.length === 3) break;
      }
      expect(heights.every((height) => height > heightOf(late))).toBe(true);
      expect(heights).toEqual(heights.toSorted((a, b) => (a < b ? -1 : 1)));
    } finally {
      child.kill();
      await waitForEnd(child);
    }
  });
});

/** Last: the chain may not survive the punishment. */
describe('an attack by the validators themselves', () => {
  test('is found, and the chain takes the evidence', async () => {
    const { height } = early.signedHeader.header;
    const target = height + 2n;
    const liar: LightBlockProvider = {
      id: 'liar',
      async lightBlock(wanted, signal) {
        const block = await honest().lightBlock(wanted, signal);
        return heightOf(block) < target ? block : forge(block);
      },
    };
    const reported: unknown[] = [];
    const witness = honest();
    const client = await start([
      liar,
      {
        ...witness,
        async reportEvidence(evidence, signal) {
          // The node checks evidence before it answers: it refuses what it cannot verify itself.
          await witness.reportEvidence?.(evidence, signal);
          reported.push(evidence);
        },
      },
    ]);
    const error = await client.verifyToHeight(target).catch((thrown: unknown) => thrown);
    if (!(error instanceof LightClientError)) throw new Error('want an attack', { cause: error });
    expect(error.code).toBe('attack');
    expect(error.evidence[0]?.byzantineValidators).toHaveLength(4);
    expect(reported).toEqual([error.evidence[0]]);
  });
});

/** A block that never was, signed with the validators' own keys. */
function forge(block: LightBlock): LightBlock {
  const header = { ...block.signedHeader.header, appHash: new Uint8Array(32).fill(9) };
  const members = chain.nodes.map(({ consensusKey }) => toTestValidator(consensusKey.seed));
  return { ...block, signedHeader: { header, commit: signCommit(header, block.validators, { members }) } };
}
