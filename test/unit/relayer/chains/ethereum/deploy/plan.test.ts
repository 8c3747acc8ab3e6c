/** Which transaction comes next, and that a run of them ends with everything there. */
import { getAddress, getContractAddress, size, zeroAddress } from 'viem';
import { describe, expect, test } from 'vitest';
import { addClients } from '../../../../../../relayer/chains/ethereum/deploy/deploy-contracts.ts';
import type { Manifest } from '../../../../../../relayer/chains/ethereum/deploy/manifest.ts';
import { formatManifest, parseManifest } from '../../../../../../relayer/chains/ethereum/deploy/manifest-json.ts';
import { nextStep, remainingSteps } from '../../../../../../relayer/chains/ethereum/deploy/plan.ts';
import { assumeStep } from '../../../../../../relayer/chains/ethereum/deploy/record-step.ts';
import { onlyAdmin } from '../../../../../../relayer/chains/ethereum/deploy/settings.ts';
import { clientSettings } from '../../../../../support/deployment.ts';

const DEPLOYER = getAddress(`0x${'d1'.repeat(20)}`);
const MOST_INITCODE = 49_152;

const nothing: Manifest = {
  version: 1,
  causeway: '0.0.0',
  chainId: 1,
  genesisHash: `0x${'01'.repeat(32)}`,
  deployer: DEPLOYER,
  settings: { holders: onlyAdmin(DEPLOYER), permit2: zeroAddress },
  contracts: {},
  clients: [],
};

const CORE = [
  'ed25519Verifier',
  'secp256k1Verifier',
  'secp256k1EthVerifier',
  'routerLogic',
  'transferLogic',
  'escrowLogic',
  'voucherLogic',
  'accessSetup',
  'router',
  'transfer',
];

/** The deployment after each step, with nothing in it when it begins. */
async function walk(start: Manifest): Promise<readonly { readonly step: string; readonly manifest: Manifest }[]> {
  const steps = [];
  let manifest = start;
  for (let step = nextStep(manifest); step !== undefined; step = nextStep(manifest)) {
    expect(size(step.data)).toBeLessThanOrEqual(MOST_INITCODE);
    manifest = await assumeStep(manifest, step, getContractAddress({ from: DEPLOYER, nonce: BigInt(steps.length) }));
    steps.push({ step: step.name, manifest });
  }
  return steps;
}

describe('the steps of a deployment', () => {
  test('create the parts, then give out the roles', async () => {
    expect((await walk(nothing)).map(({ step }) => step)).toEqual([...CORE, 'finish']);
  });

  test('create clients of chosen ids before the roles are given out, and register the others afterwards', async () => {
    const planned = addClients(nothing, [clientSettings('open'), clientSettings('chosen', 'hub-client-1')]);
    const late = ['cometBftClient open', 'addClient open'];
    const steps = await walk(planned);
    expect(steps.map(({ step }) => step)).toEqual([...CORE, 'cometBftClient chosen', 'finish', ...late]);
    expect(steps.at(-1)?.manifest.clients.map(({ registration }) => registration?.clientId)).toEqual([
      'client-N',
      'hub-client-1',
    ]);
  });

  test('are told beforehand, at each of them', async () => {
    const planned = addClients(nothing, [clientSettings('chosen', 'hub-client-1'), clientSettings('open')]);
    const steps = await walk(planned);
    const names = steps.map(({ step }) => step);
    expect(remainingSteps(planned)).toEqual(names);
    for (const [index, { manifest }] of steps.entries())
      expect(remainingSteps(manifest)).toEqual(names.slice(index + 1));
  });

  test('are the same after the manifest was written and read', async () => {
    for (const { manifest } of await walk(addClients(nothing, [clientSettings('open')]))) {
      const again = parseManifest(formatManifest(manifest), 'manifest');
      expect(nextStep(again)?.data).toBe(nextStep(manifest)?.data);
      expect(JSON.parse(formatManifest(again))).toEqual(JSON.parse(formatManifest(manifest)));
    }
  });
});

describe('a manifest', () => {
  const text = formatManifest(addClients(nothing, [clientSettings('open')]));

  test.each<[string, (value: Record<string, unknown>) => void]>([
    ['another version', (value) => Object.assign(value, { version: 2 })],
    ['a part that does not exist', (value) => Object.assign(value, { contracts: { bridge: {} } })],
    ['a field that does not exist', (value) => Object.assign(value, { admin: DEPLOYER })],
    ['an address that is none', (value) => Object.assign(value, { deployer: '0xd1' })],
    ['a number where text is wanted', (value) => Object.assign(value, { genesisHash: 1 })],
    [
      'pending without a transaction',
      (value) => Object.assign(value, { pending: { step: 'router', nonce: 1, attempts: [] } }),
    ],
  ])('rejects %s (INPUT_INVALID)', (_, spoil) => {
    const value = JSON.parse(text);
    spoil(value);
    expect(() => parseManifest(JSON.stringify(value), 'manifest.json')).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: 'INPUT_INVALID' }) }),
    );
  });

  test('rejects what is no JSON (INPUT_INVALID)', () => {
    expect(() => parseManifest('{', 'manifest.json')).toThrow(/manifest.json is no manifest/);
  });
});
