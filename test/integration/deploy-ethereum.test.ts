/** `causeway deploy ethereum` as a process, on anvil, with a light client of a real chain. */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chain, startChain } from 'causeway/devnet';
import { createTestClient, getAddress, http, parseEther, publicActions, toHex, walletActions } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessManagerAbi, cometBftClientAbi, ics26RouterAbi } from '../../contracts/abi/index.ts';
import { createRelayerHome, type RelayerHome } from '../support/relayer-home.ts';
import { runCli } from '../support/run-cli.ts';
import { type Anvil, startAnvil } from '../support/start-anvil.ts';

const KEY = randomBytes(32);
const DEPLOYER = privateKeyToAddress(toHex(KEY));
const ADMIN = getAddress(`0x${'a1'.repeat(20)}`);
const PAUSER = getAddress(`0x${'b2'.repeat(20)}`);
/** Ten parts and the roles. */
const CORE = 11;

let anvil: Anvil;
let chain: Chain;
let home: RelayerHome;

beforeAll(async () => {
  [anvil, chain] = await Promise.all([startAnvil(), startChain({ chainId: 'hub-4', validators: 1, blockTimeMs: 500 })]);
  const hub = { name: 'hub', chainId: chain.chainId, rpc: [chain.rpcUrl] };
  const other = { name: 'other', chainId: 'other-1', rpc: ['http://127.0.0.1:1'] };
  home = createRelayerHome({ chains: [hub, other], key: 'unused' });
  await connect().setBalance({ address: DEPLOYER, value: parseEther('10') });
});
afterAll(async () => {
  await Promise.all([anvil?.stop(), chain?.stop()]);
  rmSync(home.folder, { recursive: true });
});

function connect() {
  return createTestClient({ mode: 'anvil', transport: http(anvil.url) })
    .extend(publicActions)
    .extend(walletActions);
}

function sentBy(address = DEPLOYER): Promise<number> {
  return connect().getTransactionCount({ address });
}

interface Options {
  readonly manifest?: string;
  readonly key?: Uint8Array;
  readonly rpc?: string;
  readonly crash?: string;
}

function manifestPath(name: string): string {
  return join(home.folder, name);
}

async function deploy(args: readonly string[], options: Options = {}) {
  const { manifest = 'manifest.json', key = KEY, rpc = anvil.url, crash = '' } = options;
  const place = ['--rpc', rpc, '--chain-id', `${anvil.chainId}`, '--manifest', manifestPath(manifest)];
  const env = { ...home.env, CAUSEWAY_KEY_DEFAULT: Buffer.from(key).toString('hex'), CAUSEWAY_CRASH_AT: crash };
  const { code, stdout, stderr } = await runCli(['deploy', 'ethereum', ...place, ...args, '--json'], { env });
  return { code, stderr, json: stdout === '' ? undefined : JSON.parse(stdout) };
}

function readManifest(name = 'manifest.json') {
  return JSON.parse(readFileSync(manifestPath(name), 'utf8'));
}

describe('a deployment', () => {
  const settings = ['--admin', ADMIN, '--pauser', PAUSER];
  const follow = ['--follow', 'hub', '--counterparty', '08-wasm-0', '--client-id', 'hub-client-0'];

  test('tells what it would do and what it costs, and does nothing', async () => {
    const { code, json } = await deploy([...settings, '--dry-run']);
    expect(code).toBe(0);
    expect(json.plan.steps).toHaveLength(CORE);
    expect(BigInt(json.plan.cost)).toBe(BigInt(json.plan.gas) * BigInt(json.plan.maxFeePerGas));
    expect(await sentBy()).toBe(0);
    expect(() => readManifest()).toThrow(/ENOENT/);
  });

  test('rejects an account that cannot pay for all of it, before anything is sent (CHAIN_OUT_OF_FUNDS)', async () => {
    const poor = await deploy(settings, { manifest: 'poor.json', key: randomBytes(32) });
    expect(poor).toMatchObject({ code: 75, json: { error: { code: 'CHAIN_OUT_OF_FUNDS', got: '0 ether' } } });
  });

  test('goes on after it was killed: before a send, after it, and before it is written down', async () => {
    // The eighth is signed; the light client is sent; the roles are given out, and nobody has written it down.
    const points = ['manifest:15', 'broadcast:4', 'before:manifest:3'];
    for (const crash of points) {
      expect(await deploy([...settings, ...follow], { crash }), crash).toMatchObject({ code: null });
    }
    const { code, json } = await deploy([...settings, ...follow]);
    expect(code).toBe(0);
    // One creation of the light client, which is registered with the roles.
    expect(await sentBy()).toBe(CORE + 1);
    expect(json.checks.filter((check: { status: string }) => check.status !== 'ok')).toEqual([]);
    expect(json.clients).toMatchObject([{ chainId: 'hub-4', counterparty: '08-wasm-0', clientId: 'hub-client-0' }]);
    expect(readManifest().pending).toBeUndefined();
  });

  test('begins with a block of the chain as it is, and with the periods that follow from it', async () => {
    const [{ settings: client, contract }] = readManifest().clients;
    const { trust, counterparty } = client;
    const header = (await chain.client.rpc.call('commit', { height: trust.height })) as {
      signed_header: { header: { app_hash: string; next_validators_hash: string } };
    };
    expect(trust.nextValidatorsHash).toBe(`0x${header.signed_header.header.next_validators_hash.toLowerCase()}`);
    expect(trust.root).toBe(`0x${header.signed_header.header.app_hash.toLowerCase()}`);
    expect(trust.trustingPeriod).toBe(Math.floor((trust.unbondingPeriod * 2) / 3));
    expect(counterparty.merklePrefix).toEqual(['0x696263', '0x']);
    const status = { address: contract.address, abi: cometBftClientAbi, functionName: 'status' } as const;
    expect(await connect().readContract(status)).toBe(0);
  });

  test('sends nothing when all of it is there', async () => {
    const again = await deploy([...settings, ...follow]);
    expect(again).toMatchObject({ code: 0, json: { plan: { steps: [] } } });
    expect(await sentBy()).toBe(CORE + 1);
  });

  test('adds a light client of a pinned block later, under the next free id', async () => {
    const height = '3';
    const commit = (await chain.client.rpc.call('commit', { height })) as {
      signed_header: { commit: { block_id: { hash: string } } };
    };
    const pin = ['--trusted-height', height, '--trusted-hash', commit.signed_header.commit.block_id.hash];
    const late = ['--follow', 'hub', '--counterparty', '08-wasm-7'];
    expect(await deploy([...late, ...pin, '--client-id', 'too-late-0'])).toMatchObject({
      code: 78,
      json: { error: { code: 'CONFIG_INVALID', got: 'too-late-0' } },
    });
    const wrong = ['--trusted-height', height, '--trusted-hash', 'ab'.repeat(32)];
    expect((await deploy([...late, ...wrong])).code).not.toBe(0);
    expect(await sentBy()).toBe(CORE + 1);
    const added = await deploy([...late, ...pin, '--trusting-period', '100h', '--clock-drift', '45s']);
    expect(added).toMatchObject({ code: 0 });
    expect(added.json.clients[1]).toMatchObject({ counterparty: '08-wasm-7', clientId: 'client-0', height });
    expect(readManifest().clients[1].settings.trust).toMatchObject({ trustingPeriod: 360_000, maxClockDrift: 45 });
    expect(await sentBy()).toBe(CORE + 3);
    const router = { address: readManifest().contracts.router.address, abi: ics26RouterAbi } as const;
    const client = await connect().readContract({ ...router, functionName: 'getClient', args: ['client-0'] });
    expect(client).toBe(added.json.clients[1].address);
  });

  test('prints who holds what, and what is announced', async () => {
    const manager = { address: readManifest().contracts.accessManager.address, abi: accessManagerAbi } as const;
    const [account, client] = [ADMIN, connect()] as const;
    await client.impersonateAccount({ address: account });
    await client.setBalance({ address: account, value: parseEther('1') });
    const router = readManifest().contracts.router.address;
    const data = '0x4f1ef286';
    const schedule = { ...manager, account, chain: null, functionName: 'schedule', args: [router, data, 0] } as const;
    await client.writeContract(schedule);
    const { code, json } = await deploy(['--check']);
    expect(code).toBe(0);
    expect(json.access.members).toEqual([
      { role: '0', name: 'admin', account: ADMIN, delay: 604_800 },
      { role: '2', name: 'pauser', account: PAUSER, delay: 0 },
    ]);
    expect(json.access.operations).toMatchObject([{ caller: ADMIN, target: router, function: 'upgradeToAndCall' }]);
  });

  describe('that is not what the manifest says', () => {
    /** A copy with one thing changed. */
    function spoil(change: (manifest: ReturnType<typeof readManifest>) => void, name = 'spoilt.json'): string {
      const manifest = readManifest();
      change(manifest);
      writeFileSync(manifestPath(name), JSON.stringify(manifest));
      return name;
    }

    test('rejects no code and foreign code at an address (DEPLOYMENT_MISMATCH)', async () => {
      const empty = spoil(({ contracts }) => {
        contracts.router.address = ADMIN;
      });
      const foreign = spoil(({ contracts }) => {
        contracts.escrowLogic.address = contracts.voucherLogic.address;
      }, 'foreign.json');
      const runs = [deploy([], { manifest: empty }), deploy([], { manifest: foreign })];
      const [none, other] = await Promise.all(runs);
      const mismatch = (details: object) => ({
        code: 77,
        json: { error: { code: 'DEPLOYMENT_MISMATCH', ...details } },
      });
      expect(none).toMatchObject(mismatch({ got: 'no code' }));
      expect(other).toMatchObject(mismatch({ want: expect.stringContaining('Escrow of the build') }));
      const checked = await deploy(['--check'], { manifest: foreign });
      expect(checked.code).toBe(77);
      const wrong = checked.json.checks.filter((check: { status: string }) => check.status === 'wrong');
      expect(wrong).toHaveLength(1);
    });

    test('rejects a manifest of another chain, of another account or with other roles (CONFIG_INVALID)', async () => {
      const invalid = { code: 78, json: { error: { code: 'CONFIG_INVALID' } } };
      const otherChain = spoil((manifest) => {
        manifest.genesisHash = `0x${'00'.repeat(32)}`;
      });
      const otherAccount = { manifest: spoil(() => undefined, 'copy.json'), key: randomBytes(32) };
      const runs = [deploy([], { manifest: otherChain }), deploy([], otherAccount), deploy(['--admin', PAUSER])];
      for (const run of await Promise.all(runs)) expect(run).toMatchObject(invalid);
    });
  });

  test('rejects a node of another chain, and says when none answers', async () => {
    const wrong = ['deploy', 'ethereum', '--rpc', anvil.url, '--chain-id', '1', '--check', '--json'];
    const [{ code, stdout }, silent] = await Promise.all([
      runCli([...wrong, '--manifest', manifestPath('manifest.json')], { env: home.env }),
      deploy(['--check'], { rpc: 'http://127.0.0.1:1' }),
    ]);
    expect(code).toBe(69);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'RPC_WRONG_CHAIN', want: '1', got: '31337' } });
    expect(silent).toMatchObject({ code: 69, json: { error: { code: 'RPC_UNREACHABLE' } } });
  });
});
