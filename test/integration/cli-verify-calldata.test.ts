/** `causeway verify calldata` as a process: calldata explained, and light blocks tried on a light client that is deployed on anvil. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  formatLightBlock,
  type LightBlock,
  parseSignedHeader,
  parseValidatorSet,
  type SignedHeader,
} from '@causeway/lightclient/tendermint';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, createClient, http, zeroAddress } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { sendTransaction, waitForTransactionReceipt } from 'viem/actions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployContracts } from '../../relayer/chains/ethereum/deploy/deploy-contracts.ts';
import { addressOf } from '../../relayer/chains/ethereum/deploy/manifest.ts';
import { type ClientSettings, COSMOS_MERKLE_PREFIX, onlyAdmin } from '../../relayer/chains/ethereum/deploy/settings.ts';
import {
  encodeClientUpdateCall,
  encodeMulticall,
  encodeRouterUpdateCall,
} from '../../relayer/chains/ethereum/encode-calls.ts';
import { encodeContractUpdate } from '../../relayer/chains/ethereum/encode-update.ts';
import {
  buildBlock,
  createSigner,
  createSigners,
  type Signer,
  spoilVote,
  toConsensusState,
} from '../support/build-header.ts';
import { readVector } from '../support/read-vector.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { type Anvil, startAnvil } from '../support/start-anvil.ts';

const COMMAND = ['verify', 'calldata'] as const;
const SECOND = 1_000_000_000n;
/** An hour after Mocha's block 15000. */
const NOW = 1_694_152_500;
const DAY = 86_400;

type Json = Record<string, unknown>;

const from = readMocha(11105);
const far = readMocha(15000);

/** Keys of three kinds; later blocks have another set. */
const now = BigInt(NOW) * SECOND;
const signers: readonly Signer[] = [
  ...createSigners(3, 'own', 20n),
  createSigner('k1', 19n, 'secp256k1'),
  createSigner('eth', 18n, 'secp256k1eth'),
  createSigner('mute', 1n, 'bls12381'),
];
const build = (height: bigint, time: bigint, some: readonly Signer[] = signers, appHash?: Uint8Array) =>
  buildBlock({ height, signers: some, time, ...(appHash === undefined ? {} : { header: { appHash } }) });
const own = build(10n, now - 3600n * SECOND);
const next = build(14n, now - 600n * SECOND, signers.slice(0, 5));

/** More votes than fit a transaction. */
const crowdOf = createSigners(300, 'crowd', 7n);
const crowdBefore = build(10n, now - 3600n * SECOND, crowdOf);
const crowd = build(14n, now - 600n * SECOND, crowdOf);

let anvil: Anvil;
let dir: string;
let target: { readonly rpc: string; readonly client: string };
let mocha: { readonly rpc: string; readonly client: string };
let expired: string;
let router: string;
let large: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-calldata-'));
  anvil = await startAnvil({ timestamp: NOW });
  const account = mnemonicToAccount(anvil.mnemonic);
  const client = createClient({ account, transport: http(anvil.url), pollingInterval: 20 });
  const clients = [
    toSettings('own', own),
    toSettings('mocha', from),
    toSettings('expired', own, 600),
    toSettings('large', crowdBefore),
  ];
  const settings = { holders: onlyAdmin(account.address), permit2: zeroAddress };
  const manifest = await deployContracts({ client, settings, clients, version: '0.0.0' });
  const [ofOwn = '', ofMocha = '', ofExpired = '', ofCrowd = ''] = manifest.clients.map(
    ({ contract }) => contract?.address ?? '',
  );
  router = addressOf(manifest, 'router');
  target = { rpc: anvil.url, client: ofOwn };
  mocha = { rpc: anvil.url, client: ofMocha };
  expired = ofExpired;
  large = ofCrowd;
});
afterAll(async () => {
  rmSync(dir, { recursive: true });
  await anvil?.stop();
});

/** A block whose set is the next one, too, as those of Mocha here. */
function readMocha(height: number): LightBlock {
  const { result } = readVector(`celestia-mocha4/${height}/signed_block.json`) as { result: Json };
  const validators = parseValidatorSet(result.validator_set);
  return { signedHeader: parseSignedHeader(result), validators, nextValidators: validators };
}

function toSettings(name: string, { signedHeader }: LightBlock, trustingPeriod = 14 * DAY): ClientSettings {
  const { timestamp, root, nextValidatorsHash } = toConsensusState(signedHeader);
  const { chainId, height } = signedHeader.header;
  const trust = {
    chainId,
    revisionNumber: BigInt(chainId.split('-').at(-1) ?? 0),
    height,
    timestamp,
    root: bytesToHex(root),
    nextValidatorsHash: bytesToHex(nextValidatorsHash),
    trustLevel: { numerator: 1, denominator: 3 },
    trustingPeriod,
    unbondingPeriod: 21 * DAY,
    maxClockDrift: 30,
  };
  return { name, trust, counterparty: { clientId: `08-wasm-${name.length}`, merklePrefix: COSMOS_MERKLE_PREFIX } };
}

function toRequest(block: LightBlock, trusted: LightBlock, at: object, rest: object = {}): Json {
  return { lightBlock: formatLightBlock(block), trusted: formatLightBlock(trusted), ...at, ...rest };
}

/** One line each, in order. */
async function judgeAll(requests: readonly object[]): Promise<readonly Json[]> {
  const input = requests.map((request, id) => `${JSON.stringify({ id, ...request })}\n`).join('');
  const run = await runCli([...COMMAND, '--batch', '-'], { input });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return run.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Json]));
}

function writeFile(name: string, content: unknown): string {
  const file = join(dir, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function firstLine({ stdout }: CliRun): Json {
  return JSON.parse(stdout.split('\n')[0] ?? '');
}

const flip = (bytes: Uint8Array, at = 0) => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const setHeader = (block: LightBlock, change: Partial<SignedHeader['header']>): LightBlock => {
  const { header, commit } = block.signedHeader;
  return { ...block, signedHeader: { header: { ...header, ...change }, commit } };
};
const setCommit = (block: LightBlock, change: Partial<SignedHeader['commit']>): LightBlock => {
  const { header, commit } = block.signedHeader;
  return { ...block, signedHeader: { header, commit: { ...commit, ...change } } };
};
const flipVote = (block: LightBlock, row: number, at = 40): LightBlock =>
  spoilVote(block, row, {
    signature: flip(block.signedHeader.commit.signatures[row]?.signature ?? new Uint8Array(0), at),
  });

/** R of a signature that is no point of the curve: no hint can be made for it. */
function noPoint(): Uint8Array {
  const tried = Array.from({ length: 32 }, (_, y) => Uint8Array.of(y, ...new Uint8Array(63)));
  const found = tried.find((bytes) => {
    try {
      ed25519.Point.fromBytes(bytes.subarray(0, 32), true);
      return false;
    } catch {
      return true;
    }
  });
  return found ?? new Uint8Array(0);
}

type Case = readonly [what: string, request: () => Json, want: object];

const refused = (code: string, remedy?: string) => ({
  verdict: 'invalid',
  reason: { by: 'contract', code, ...(remedy === undefined ? {} : { remedy }) },
});

/** Every kind of tampering with a block of Mocha, and what becomes of it. */
const mochaCases: readonly Case[] = [
  ['a valid block', () => toRequest(far, from, mocha), { verdict: 'valid', effect: 'updated', chainId: 'mocha-4' }],
  ['all of its votes', () => toRequest(far, from, mocha, { allVotes: true }), { verdict: 'valid', effect: 'updated' }],
  ['the trusted block itself', () => toRequest(from, from, mocha), { verdict: 'valid', effect: 'noop' }],
  ['a flipped bit of S', () => toRequest(flipVote(far, 0), from, mocha), refused('CVBatchInvalid', 'correct-bytes')],
  ['a flipped bit of a vote that is not needed', () => toRequest(flipVote(far, 33), from, mocha), { verdict: 'valid' }],
  [
    'a flipped bit of a vote that is asked for',
    () => toRequest(flipVote(far, 33), from, mocha, { allVotes: true }),
    refused('CVBatchInvalid'),
  ],
  [
    'R that is no point',
    () => toRequest(spoilVote(far, 0, { signature: noPoint() }), from, mocha),
    { verdict: 'invalid', reason: { by: 'encoder', code: 'unencodable' } },
  ],
  [
    'another app hash',
    () => toRequest(setHeader(far, { appHash: flip(hashOf(far)) }), from, mocha),
    refused('CVBatchInvalid'),
  ],
  ['another height', () => toRequest(setHeader(far, { height: 15001n }), from, mocha), refused('CVBatchInvalid')],
  ['another time', () => toRequest(setHeader(far, { time: timeOf(far) + 1n }), from, mocha), refused('CVBatchInvalid')],
  [
    'another proposer',
    () => toRequest(setHeader(far, { proposerAddress: new Uint8Array(20) }), from, mocha),
    refused('CVBatchInvalid'),
  ],
  ['another round', () => toRequest(setCommit(far, { round: 7 }), from, mocha), refused('CVBatchInvalid')],
  [
    'a later vote',
    () => toRequest(spoilVote(far, 0, { timestamp: timeOf(far) }), from, mocha),
    refused('CVBatchInvalid'),
  ],
  ['more power for one', () => toRequest(withPower(far), from, mocha), refused('CVBatchInvalid')],
  ['two thirds missing', () => toRequest(withoutVotes(far, [0, 1]), from, mocha), refused('CCPowerInsufficient')],
  [
    'another chain id, which no message carries',
    () => toRequest(setHeader(far, { chainId: 'mocha-3' }), from, mocha),
    { verdict: 'invalid', reason: { by: 'light-block', code: 'chain-id-mismatch', want: 'mocha-4', got: 'mocha-3' } },
  ],
  [
    'another hash of the block in the commit, which no message carries',
    () =>
      toRequest(
        setCommit(far, { blockId: { ...far.signedHeader.commit.blockId, hash: new Uint8Array(32) } }),
        from,
        mocha,
      ),
    { verdict: 'invalid', reason: { by: 'light-block', code: 'block-id-mismatch' } },
  ],
  [
    'a trusted state that is not the stored one',
    () => toRequest(far, setHeader(from, { appHash: flip(hashOf(from)) }), mocha),
    refused('CCConsensusStateMismatch'),
  ],
  [
    'a trusted height that is not stored',
    () => toRequest(far, setHeader(from, { height: 11104n }), mocha),
    refused('CCConsensusStateNotFound', 'update-client'),
  ],
  [
    'other trusted validators',
    () => toRequest(far, { ...from, nextValidators: far.validators }, mocha),
    refused('CCTrustedValidatorsMismatch'),
  ],
  ['a height below the trusted one', () => toRequest(readMocha(11000), from, mocha), refused('CCHeightInvalid')],
  ['a client of another chain', () => toRequest(far, from, target), refused('CCConsensusStateNotFound')],
];

function hashOf({ signedHeader }: LightBlock): Uint8Array {
  return signedHeader.header.appHash;
}

function timeOf({ signedHeader }: LightBlock): bigint {
  return signedHeader.header.time;
}

function withPower(block: LightBlock): LightBlock {
  const validators = block.validators.validators.map((entry, row) =>
    row === 0 ? { ...entry, votingPower: entry.votingPower + 1n } : entry,
  );
  return { ...block, validators: { validators } };
}

function withoutVotes(block: LightBlock, rows: readonly number[]): LightBlock {
  return rows.reduce((spoiled, row) => spoilVote(spoiled, row, { flag: 'nil' }), block);
}

test('says of a block of Mocha with 34 validators, and of each kind of tampering, what the contract says', async () => {
  const reports = await judgeAll(mochaCases.map(([, request]) => request()));
  expect(reports.map((report, index) => [mochaCases[index]?.[0], report])).toEqual(
    mochaCases.map(([what, , want]) => [what, expect.objectContaining(matching(want))]),
  );
  const [few, all] = reports.map(({ gasUsed }) => Number(gasUsed));
  expect(few).toBeLessThan(Number(all));
  const [header] = headersOf(reports[0]);
  expect(header).toMatchObject({ height: '15000', step: 'skipping', trusted: { height: '11105', isAnnounced: true } });
  expect(header?.hash).toBe(bytesToHex(far.signedHeader.commit.blockId.hash).slice(2).toUpperCase());
  expect(header?.power).toMatchObject({ validators: 34, total: '163885819' });
});

/** Objects within may have more fields than are wanted. */
function matching(want: object): Json {
  return Object.fromEntries(
    Object.entries(want).map(([key, value]) => [
      key,
      typeof value === 'object' ? expect.objectContaining(value) : value,
    ]),
  );
}

interface HeaderLine {
  readonly hash?: string;
  readonly power?: Json;
  readonly votes: readonly { readonly keyType: string; readonly valid?: boolean }[];
}

function headersOf(report: Json | undefined): readonly HeaderLine[] {
  const [call] = Object(report).calls as readonly { readonly headers: readonly HeaderLine[] }[];
  return call?.headers ?? [];
}

const strangers = createSigners(4, 'stranger', 20n);

const ownCases: readonly Case[] = [
  [
    'three kinds of keys',
    () => toRequest(next, own, target, { allVotes: true }),
    { verdict: 'valid', effect: 'updated' },
  ],
  [
    'a spoiled secp256k1 vote',
    () => toRequest(spoilType('secp256k1'), own, target, { allVotes: true }),
    refused('CVSignatureInvalid'),
  ],
  [
    'a spoiled secp256k1eth vote',
    () => toRequest(spoilType('secp256k1eth'), own, target, { allVotes: true }),
    refused('CVSignatureInvalid'),
  ],
  [
    'a block of a time to come',
    () => toRequest(build(14n, now + 3600n * SECOND), own, target),
    refused('CCTimeInFuture', 'later'),
  ],
  ['a block that is not later', () => toRequest(build(14n, timeOf(own)), own, target), refused('CCTimeInvalid')],
  ['strangers', () => toRequest(build(14n, now, strangers), own, target), { verdict: 'not-enough-trust' }],
  [
    'strangers right above',
    () => toRequest(build(11n, now, strangers), own, target),
    refused('CCTrustedValidatorsMismatch'),
  ],
  ['an expired client', () => toRequest(next, own, { ...target, client: expired }), refused('CCExpired', 'stop-path')],
  [
    'a fork',
    () => toRequest(next, own, target, { conflicting: formatLightBlock(build(14n, now, signers, new Uint8Array(32))) }),
    { verdict: 'valid', effect: 'frozen' },
  ],
  [
    'two blocks of an honest chain',
    () => toRequest(build(12n, now - 900n * SECOND), own, target, { conflicting: formatLightBlock(next) }),
    refused('CCNotMisbehaviour'),
  ],
];

function spoilType(type: string): LightBlock {
  return flipVote(
    next,
    next.validators.validators.findIndex(({ publicKey }) => publicKey.type === type),
  );
}

test('says it of our own blocks with mixed keys, of misbehaviour, and of an expired client', async () => {
  const reports = await judgeAll(ownCases.map(([, request]) => request()));
  expect(reports.map((report, index) => [ownCases[index]?.[0], report])).toEqual(
    ownCases.map(([what, , want]) => [what, expect.objectContaining(matching(want))]),
  );
  const types = headersOf(reports[0])[0]?.votes.map(({ keyType, valid }) => `${keyType} ${valid}`);
  expect(new Set(types)).toEqual(new Set(['ed25519 true', 'secp256k1 true', 'secp256k1eth true']));
});

describe('calldata', () => {
  const state = toConsensusState(own.signedHeader);
  const trusted = { height: 10n, state, nextValidators: own.validators };
  const update = encodeContractUpdate({ block: next, trusted }, 10n);

  test.concurrent('is explained without a node; with the chain id also what was signed', async () => {
    const hex = bytesToHex(update);
    const [bare, known] = await Promise.all([
      runCli([...COMMAND, '--calldata', hex]),
      runCli([...COMMAND, '--calldata', '-', '--chain-id', 'test-1', '--json'], { input: `${hex}\n` }),
    ]);
    expect([bare, known]).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(firstLine(bare)).toMatchObject({ calls: [{ kind: 'update', callee: 'none', heightBelow: '10' }] });
    expect(firstLine(bare)).not.toHaveProperty('verdict');
    expect(headersOf(firstLine(bare))[0]).not.toHaveProperty('hash');
    const [header] = headersOf(firstLine(known));
    expect(header?.hash).toBe(bytesToHex(next.signedHeader.commit.blockId.hash).slice(2).toUpperCase());
    expect(header?.votes.every(({ valid }) => valid)).toBe(true);
    const other = await runCli([...COMMAND, '--calldata', hex, '--chain-id', 'test-2']);
    expect(headersOf(firstLine(other))[0]?.votes.some(({ valid }) => valid)).toBe(false);
  });

  test.concurrent('is run at a node; what it costs is near what was estimated', async () => {
    const file = writeFile('call.hex', encodeClientUpdateCall(update));
    const run = await runCli([...COMMAND, '--calldata', `@${file}`, '--rpc', target.rpc, '--client', target.client]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { gasUsed, gas, ...report } = firstLine(run);
    expect(report).toMatchObject({ verdict: 'valid', effect: 'updated', chainId: 'test-1' });
    expect(Math.abs(Number(Object(gas).total) / Number(gasUsed) - 1)).toBeLessThan(0.15);
  });

  test.concurrent('of the router is run there, a multicall too', async () => {
    const call = encodeRouterUpdateCall('client-0', update);
    const calls = [call, encodeMulticall([call, call]), encodeRouterUpdateCall('client-9', update)];
    const lines = await judgeAll(calls.map((calldata) => ({ calldata, rpc: target.rpc, client: router })));
    expect(lines).toMatchObject([
      { verdict: 'valid', effect: 'updated', calls: [{ callee: 'router', clientId: 'client-0' }] },
      { verdict: 'valid', calls: [{ kind: 'update' }, { kind: 'update' }] },
      { verdict: 'invalid', reason: { code: 'IBCClientNotFound', args: { clientId: 'client-9' } } },
    ]);
  });
});

describe('rejects', () => {
  let written: readonly string[] | undefined;
  // Once: a file that is written again while a program reads it has half of its text.
  const files = () => {
    written ??= [
      '--light-block',
      writeFile('block.json', formatLightBlock(next)),
      '--trusted',
      writeFile('trusted.json', formatLightBlock(own)),
    ];
    return written;
  };
  const at = (client: string, rpc = target.rpc) => ['--rpc', rpc, '--client', client];
  const nobody = `0x${'12'.repeat(20)}`;
  test.concurrent.each<readonly [string, () => readonly string[], number, RegExp]>([
    [
      'an address without a contract (65)',
      () => [...files(), ...at(nobody)],
      65,
      /no CometBFT light client.*got no contract/,
    ],
    [
      'the address of another contract (65)',
      () => [...files(), ...at(router)],
      65,
      /answers clientType with something else/,
    ],
    [
      'a node that is not there (69)',
      () => [...files(), ...at(nobody, 'http://127.0.0.1:1')],
      69,
      /the node gave no answer/,
    ],
    [
      'a URL that is none (64)',
      () => [...files(), ...at(nobody, 'ftp://x')],
      64,
      /--rpc cannot be read: want an http or https URL/,
    ],
    ['an address that is none (64)', () => [...files(), ...at('0x12')], 64, /--client cannot be read: want an address/],
    ['a light block without a node (64)', files, 64, /Flags are missing: want --rpc, --client/],
    ['a node without a client (64)', () => ['--calldata', '0x00', '--rpc', target.rpc], 64, /want --client/],
    ['a file that is not there (66)', () => ['--calldata', '@none.hex'], 66, /none.hex cannot be read/],
    ['text that is no hex (65)', () => ['--calldata', 'xyz'], 65, /calldata is malformed/],
    ['an update that is cut (65)', () => ['--calldata', `0x${'00'.repeat(200)}`], 65, /update.* is malformed/],
    [
      'a light block that is none (65)',
      () => ['--light-block', writeFile('none.json', '{}'), ...files().slice(2), ...at(nobody)],
      65,
      /lightBlock.signed_header is malformed/,
    ],
  ])('%s', async (_, args, code, message) => {
    const run = await runCli([...COMMAND, ...args()]);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toMatch(message);
  });

  test('a block with exit code 1, and one without enough trust with 2', async () => {
    const run = (block: LightBlock) => {
      const file = writeFile(`${block.signedHeader.header.height}.json`, formatLightBlock(block));
      return runCli([...COMMAND, '--light-block', file, ...files().slice(2), ...at(target.client)]);
    };
    expect(await run(build(11n, now, strangers))).toMatchObject({ code: 1, stderr: '' });
    expect(await run(build(14n, now, strangers))).toMatchObject({ code: 2, stderr: '' });
  });
});

test('finds the stored height below: between two, above both, and after more than one', async () => {
  const account = mnemonicToAccount(anvil.mnemonic);
  const client = createClient({ account, transport: http(anvil.url), pollingInterval: 20 });
  const trusted = { height: 10n, state: toConsensusState(own.signedHeader), nextValidators: own.validators };
  for (const [height, below] of [
    [14n, 10n],
    [20n, 14n],
    [26n, 20n],
  ] as const) {
    const block = build(height, now - 600n * SECOND + height * SECOND);
    const data = encodeClientUpdateCall(encodeContractUpdate({ block, trusted }, below));
    const hash = await sendTransaction(client, {
      to: target.client as `0x${string}`,
      data,
      chain: null,
      gas: 2_000_000n,
    });
    expect(await waitForTransactionReceipt(client, { hash })).toMatchObject({ status: 'success' });
  }
  const heights = [12n, 14n, 16n, 23n, 30n];
  const blocks = heights.map((height) => build(height, now - 600n * SECOND + height * SECOND));
  const reports = await judgeAll(blocks.map((block) => toRequest(block, own, target)));
  expect(reports.map(({ verdict, effect, calls }) => [verdict, effect, Object(calls)[0].heightBelow])).toEqual([
    ['valid', 'updated', '10'],
    ['valid', 'noop', '10'],
    ['valid', 'updated', '14'],
    ['valid', 'updated', '20'],
    ['valid', 'updated', '26'],
  ]);
});

test('takes a commit of 300 validators in three transactions, a fork of it in seven, and no spoiled vote in any of them', async () => {
  const at = { ...target, client: large };
  const lastRow = crowd.validators.validators.length - 1;
  const rival = formatLightBlock(build(14n, now, crowdOf, new Uint8Array(32)));
  const [whole, first, last, fork] = await judgeAll([
    toRequest(crowd, crowdBefore, at),
    toRequest(flipVote(crowd, 0), crowdBefore, at),
    toRequest(flipVote(crowd, lastRow), crowdBefore, at, { allVotes: true }),
    toRequest(crowd, crowdBefore, at, { conflicting: rival }),
  ]);
  expect(fork).toMatchObject({
    verdict: 'valid',
    effect: 'frozen',
    transactions: expect.objectContaining({ length: 7 }),
  });
  expect(whole).toMatchObject({ verdict: 'valid', effect: 'updated' });
  const { calls, transactions } = Object(whole);
  expect(calls.map(({ kind }: Json) => kind)).toEqual(['session', 'session', 'update']);
  expect(transactions.map(Number).every((gas: number) => gas > 1_000_000 && gas < 16_777_216)).toBe(true);
  expect(transactions).toHaveLength(3);
  expect([first, last]).toMatchObject([refused('CVBatchInvalid'), refused('CVBatchInvalid')]);
});
