/** The kept contracts, deployed on anvil: every one of them is the build's, and they know each other. */
import { createClient, http, zeroAddress } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { getTransactionCount, readContract } from 'viem/actions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cometBftClientAbi, ics20TransferAbi, ics26RouterAbi } from '../../contracts/abi/index.ts';
import { addClients, beginManifest, deployContracts } from '../../relayer/chains/ethereum/deploy/deploy-contracts.ts';
import { addressOf, type Manifest } from '../../relayer/chains/ethereum/deploy/manifest.ts';
import { remainingSteps } from '../../relayer/chains/ethereum/deploy/plan.ts';
import { type ClientSettings, COSMOS_MERKLE_PREFIX, onlyAdmin } from '../../relayer/chains/ethereum/deploy/settings.ts';
import { type Anvil, startAnvil } from '../support/start-anvil.ts';

let anvil: Anvil;

beforeAll(async () => {
  anvil = await startAnvil();
});
afterAll(() => anvil?.stop());

const trust = {
  chainId: 'hub-4',
  revisionNumber: 4n,
  height: 100n,
  timestamp: BigInt(Date.now()) * 1_000_000n,
  root: `0x${'11'.repeat(32)}`,
  nextValidatorsHash: `0x${'22'.repeat(32)}`,
  trustLevel: { numerator: 1, denominator: 3 },
  trustingPeriod: 1_209_600,
  unbondingPeriod: 1_814_400,
  maxClockDrift: 30,
} as const;

function clientOf(name: string, clientId?: string): ClientSettings {
  const counterparty = { clientId: `08-wasm-${name.length}`, merklePrefix: COSMOS_MERKLE_PREFIX };
  return { name, trust, counterparty, clientId };
}

test('deploys everything, with a light client of a chosen id and one of the next free one', async () => {
  const account = mnemonicToAccount(anvil.mnemonic);
  const client = createClient({ account, transport: http(anvil.url), pollingInterval: 50 });
  const settings = { holders: onlyAdmin(account.address), permit2: zeroAddress };
  const clients = [clientOf('chosen', 'hub-client-1'), clientOf('open')];
  const version = '0.0.0';
  const steps = remainingSteps(addClients(await beginManifest(client, settings, version), clients));
  const saved: Manifest[] = [];
  const save = (state: Manifest) => void saved.push(state);
  const manifest = await deployContracts({ client, settings, clients, version, save });
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
    const address = await readContract(client, { ...router, functionName: 'getClient', args });
    expect(address).toBe(contract?.address);
    const state = await readContract(client, { address, abi: cometBftClientAbi, functionName: 'getClientState' });
    expect(state).not.toBe('0x');
  }
});
