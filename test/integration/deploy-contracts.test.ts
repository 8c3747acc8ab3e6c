/** The kept contracts, deployed on anvil: every one of them is the build's, they know each other, and nothing is sent twice. */
import { type Client, createClient, createTestClient, http, zeroAddress } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { getTransactionCount, getTransactionReceipt, readContract, sendTransaction } from 'viem/actions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ics20TransferAbi, ics26RouterAbi } from '../../contracts/abi/index.ts';
import { checkDeployment } from '../../relayer/chains/ethereum/deploy/check-deployment.ts';
import { addClients, beginManifest, deployContracts } from '../../relayer/chains/ethereum/deploy/deploy-contracts.ts';
import { estimatePlan } from '../../relayer/chains/ethereum/deploy/estimate-plan.ts';
import { addressOf, type Manifest } from '../../relayer/chains/ethereum/deploy/manifest.ts';
import { formatManifest, parseManifest } from '../../relayer/chains/ethereum/deploy/manifest-json.ts';
import { remainingSteps } from '../../relayer/chains/ethereum/deploy/plan.ts';
import { type RunOptions, runPlan } from '../../relayer/chains/ethereum/deploy/run-plan.ts';
import { onlyAdmin } from '../../relayer/chains/ethereum/deploy/settings.ts';
import { clientSettings, someTrust } from '../support/deployment.ts';
import { type Anvil, startAnvil } from '../support/start-anvil.ts';

let anvil: Anvil;

beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

const VERSION = '0.0.0';
/** Each test has an account of its own, so that nonces are counted from 0. */
function connect(addressIndex: number) {
  const account = mnemonicToAccount(anvil.mnemonic, { addressIndex });
  const client = createClient({ account, transport: http(anvil.url), pollingInterval: 20 });
  const settings = { holders: onlyAdmin(account.address), permit2: zeroAddress };
  return { account, client, settings };
}

const CLIENTS = [clientSettings('chosen', 'hub-client-1'), clientSettings('open')];

async function plan(addressIndex: number): Promise<{ planned: Manifest } & ReturnType<typeof connect>> {
  const connected = connect(addressIndex);
  const planned = addClients(await beginManifest(connected.client, connected.settings, VERSION), CLIENTS);
  return { ...connected, planned };
}

test('deploys everything, with a light client of a chosen id and one of the next free one', async () => {
  const { account, client, settings, planned } = await plan(0);
  const steps = remainingSteps(planned);
  const saved: Manifest[] = [];
  const save = (state: Manifest) => void saved.push(state);
  const manifest = await deployContracts({ client, settings, clients: CLIENTS, version: VERSION, save });
  expect(remainingSteps(manifest)).toEqual([]);
  expect(await getTransactionCount(client, { address: account.address })).toBe(steps.length);
  // Before it is sent, and after.
  expect(saved.map(({ pending }) => pending?.step)).toEqual(steps.flatMap((step) => [step, undefined]));

  const router = { address: addressOf(manifest, 'router'), abi: ics26RouterAbi } as const;
  const transfer = { address: addressOf(manifest, 'transfer'), abi: ics20TransferAbi } as const;
  expect(await readContract(client, { ...router, functionName: 'getIBCApp', args: ['transfer'] })).toBe(
    transfer.address,
  );
  expect(await readContract(client, { ...transfer, functionName: 'ics26' })).toBe(router.address);
  expect(manifest.clients.map(({ registration }) => registration?.clientId)).toEqual(['hub-client-1', 'client-0']);
  for (const { contract, registration } of manifest.clients) {
    const args = [registration?.clientId ?? ''] as const;
    expect(await readContract(client, { ...router, functionName: 'getClient', args })).toBe(contract?.address);
  }
  const checks = await checkDeployment(client, manifest);
  expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(checks.length).toBeGreaterThan(60);
});

test('tells beforehand what it costs', async () => {
  const { client, planned } = await plan(1);
  const { steps, gas } = await estimatePlan(client, planned);
  expect(steps.map(({ name }) => name)).toEqual(remainingSteps(planned));
  const done = await runPlan(planned, { client });
  const created = [...Object.values(done.contracts), ...done.clients.flatMap(({ contract = [] }) => contract)];
  for (const { address, contract } of steps.flatMap((step) =>
    created.filter(({ address }) => address === step.address),
  )) {
    expect(address, contract).toBeDefined();
  }
  const hashes = [
    ...created.map(({ transaction }) => transaction),
    ...(done.finished === undefined ? [] : [done.finished.transaction]),
    ...done.clients.flatMap(({ registration }) => registration?.transaction ?? []),
  ];
  const used = [...new Set(hashes)].map(async (hash) => (await getTransactionReceipt(client, { hash })).gasUsed);
  const total = (await Promise.all(used)).reduce((sum, each) => sum + each, 0n);
  expect(Number(gas) / Number(total)).toBeCloseTo(1, 2);
});

/** Dies at a moment, with nothing left but what was saved. */
class Crash extends Error {}

type Moment = 'saved' | 'before sending' | 'sent';

/** Runs again and again, each time until its first save or send, or the second send where the first repeats the last one. */
async function runThroughCrashes(client: RunOptions['client'], planned: Manifest, moment: Moment): Promise<Manifest> {
  let disk = formatManifest(planned);
  for (let runs = 0; runs < 100; runs++) {
    let sends = 0;
    const dieAt = (now: Moment, nth = 1) => {
      if (now === moment && sends >= nth) throw new Crash();
    };
    try {
      return await runPlan(parseManifest(disk, 'manifest'), {
        client,
        save: (manifest) => {
          disk = formatManifest(manifest);
          if (moment === 'saved') throw new Crash();
        },
        broadcast: async (send) => {
          sends += 1;
          dieAt('before sending', runs === 0 ? 1 : 2);
          await send();
          dieAt('sent');
        },
      });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
  throw new Error('want a deployment after 100 runs, got none');
}

test.each<[Moment, number]>([
  ['saved', 2],
  ['before sending', 3],
  ['sent', 4],
])('goes on after crashes, sending nothing twice: each time it has %s', async (moment, addressIndex) => {
  const { account, client, planned } = await plan(addressIndex);
  const manifest = await runThroughCrashes(client, planned, moment);
  expect(await getTransactionCount(client, { address: account.address })).toBe(remainingSteps(planned).length);
  expect((await checkDeployment(client, manifest)).filter(({ status }) => status !== 'ok')).toEqual([]);
});

test('signs anew what was never sent, when its nonce went to something else', async () => {
  const { account, client, planned } = await plan(5);
  let disk = planned;
  const save = (manifest: Manifest) => {
    disk = manifest;
    throw new Crash();
  };
  await expect(runPlan(planned, { client, save })).rejects.toThrow(Crash);
  await sendTransaction(client, { chain: null, to: account.address, value: 1n });
  const lines: string[] = [];
  const done = await runPlan(disk, { client, progress: (line) => void lines.push(line) });
  expect(lines[0]).toContain('nonce 0 went to another transaction');
  expect(await getTransactionCount(client, { address: account.address })).toBe(remainingSteps(planned).length + 1);
  expect((await checkDeployment(client, done)).filter(({ status }) => status !== 'ok')).toEqual([]);
});

test('raises a fee that is too low, under the same nonce', async () => {
  const { account, client, planned } = await plan(6);
  const control = createTestClient({ mode: 'anvil', transport: http(anvil.url) });
  await control.setAutomine(false);
  const lines: string[] = [];
  let attempts = 0;
  const done = await runPlan(
    { ...planned, clients: [] },
    {
      client,
      raiseAfterMs: 60,
      progress: (line) => void lines.push(line),
      save: async ({ pending }) => {
        attempts = Math.max(attempts, pending?.attempts.length ?? 0);
        if (attempts === 2) await control.setAutomine(true);
      },
    },
  );
  expect(lines[0]).toBe('ed25519Verifier: raising the fee');
  expect(await getTransactionCount(client, { address: account.address })).toBe(
    remainingSteps({ ...planned, clients: [] }).length,
  );
  expect((await checkDeployment(client as Client, done)).filter(({ status }) => status !== 'ok')).toEqual([]);
});

test('rejects a pending transaction that is not its own (INPUT_INVALID)', async () => {
  const { client, planned } = await plan(7);
  const attempt = { hash: `0x${'00'.repeat(32)}`, signed: '0x02', maxFeePerGas: 1n, maxPriorityFeePerGas: 1n } as const;
  const pending = { step: 'ed25519Verifier', nonce: 0, attempts: [attempt] };
  const fault = { fault: { code: 'INPUT_INVALID' } };
  await expect(runPlan({ ...planned, pending }, { client })).rejects.toMatchObject(fault);
  await expect(runPlan({ ...planned, pending: { ...pending, step: 'router' } }, { client })).rejects.toMatchObject(
    fault,
  );
});

test('rejects a light client that its constructor refuses (CALL_REFUSED)', async () => {
  const { client, settings } = await plan(8);
  const clients = [{ ...clientSettings('bad'), trust: { ...someTrust(), maxClockDrift: 5 } }];
  const planned = addClients(await beginManifest(client, settings, VERSION), clients);
  const fault = { fault: { code: 'CALL_REFUSED', message: expect.stringContaining('CCDriftInvalid(5)') } };
  await expect(estimatePlan(client, planned)).rejects.toMatchObject(fault);
});
