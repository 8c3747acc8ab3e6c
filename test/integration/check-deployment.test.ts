/** What is found when a deployment on anvil is not as it was: by mistake or attack (`wrong`), or by who may (`changed`). */
import {
  type Address,
  createClient,
  createTestClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  pad,
  parseEther,
  publicActions,
  toHex,
  walletActions,
  zeroAddress,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessManagerAbi, ed25519BatchVerifierAbi, ics20TransferAbi } from '../../contracts/abi/index.ts';
import { checkDeployment } from '../../relayer/chains/ethereum/deploy/check-deployment.ts';
import { deployContracts } from '../../relayer/chains/ethereum/deploy/deploy-contracts.ts';
import { addressOf, type CorePart, type Manifest } from '../../relayer/chains/ethereum/deploy/manifest.ts';
import { readAccess } from '../../relayer/chains/ethereum/deploy/read-access.ts';
import { onlyAdmin } from '../../relayer/chains/ethereum/deploy/settings.ts';
import { clientSettings } from '../support/deployment.ts';
import { type Anvil, startAnvil } from '../support/start-anvil.ts';

const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';
const WEEK = 604_800;
const STRANGER = `0x${'5a'.repeat(20)}` as const;

let anvil: Anvil;
let manifest: Manifest;
let control: ReturnType<typeof connect>;

function connect() {
  const client = createTestClient({ mode: 'anvil', transport: http(anvil.url) });
  return client.extend(publicActions).extend(walletActions);
}

beforeAll(async () => {
  anvil = await startAnvil();
  control = connect();
  const account = mnemonicToAccount(anvil.mnemonic);
  const client = createClient({ account, transport: http(anvil.url), pollingInterval: 20 });
  const settings = { holders: onlyAdmin(account.address), permit2: zeroAddress };
  manifest = await deployContracts({
    client,
    settings,
    clients: [clientSettings('hub', 'hub-client-1')],
    version: '0.0.0',
  });
});
afterAll(() => anvil?.stop());

function at(part: CorePart): Address {
  return addressOf(manifest, part);
}

/** What is not as it was, with the chain put back afterwards. */
async function oddAfter(spoil: () => Promise<unknown>): Promise<readonly string[]> {
  const id = await control.snapshot();
  try {
    await spoil();
    const checks = await checkDeployment(control, manifest);
    return checks.filter(({ status }) => status !== 'ok').map(({ status, what }) => `${status}: ${what}`);
  } finally {
    await control.revert({ id });
  }
}

function put(address: Address, slot: Hex, value: Hex): Promise<void> {
  return control.setStorageAt({ address, index: slot as unknown as number, value: pad(value) });
}

/** As the administrator, a week after announcing it. */
async function administer(target: Address, data: Hex): Promise<void> {
  const { admin } = manifest.settings.holders;
  const manager = { address: at('accessManager'), abi: accessManagerAbi, account: admin, chain: null } as const;
  await control.writeContract({ ...manager, functionName: 'schedule', args: [target, data, 0] });
  await control.increaseTime({ seconds: WEEK });
  await control.mine({ blocks: 1 });
  await control.writeContract({ ...manager, functionName: 'execute', args: [target, data] });
}

test('nothing is wrong with what was deployed', async () => {
  expect(await oddAfter(async () => undefined)).toEqual([]);
});

describe('finds', () => {
  test('other code of a contract, and says nothing else then', async () => {
    const spoil = () => control.setCode({ address: at('transferLogic'), bytecode: '0x00' });
    expect(await oddAfter(spoil)).toEqual([`wrong: code of transferLogic at ${at('transferLogic')}`]);
  });

  test('the code of another contract of the build', async () => {
    const bytecode = (await control.getCode({ address: at('escrowLogic') })) ?? '0x';
    const spoil = () => control.setCode({ address: at('voucherLogic'), bytecode });
    expect(await oddAfter(spoil)).toEqual([`wrong: code of voucherLogic at ${at('voucherLogic')}`]);
  });

  test('a light client with other immutables', async () => {
    const address = manifest.clients[0]?.contract?.address ?? zeroAddress;
    const code = (await control.getCode({ address })) ?? '0x';
    // The trusting period of two weeks, wherever the constructor wrote it.
    const bytecode = code.replaceAll(
      toHex(1_209_600, { size: 32 }).slice(2),
      toHex(1_209_601, { size: 32 }).slice(2),
    ) as Hex;
    expect(bytecode).not.toBe(code);
    expect(await oddAfter(() => control.setCode({ address, bytecode }))).toEqual([
      `wrong: code of light client hub at ${address}`,
    ]);
  });

  test('a kernel that is gone', async () => {
    const verifier = { address: at('ed25519Verifier'), abi: ed25519BatchVerifierAbi } as const;
    const address = await control.readContract({ ...verifier, functionName: 'sha512Kernel' });
    const odd = await oddAfter(() => control.setCode({ address, bytecode: '0x' }));
    expect(odd).toEqual([`wrong: code of kernel sha512 at ${address}`]);
  });

  test('a beacon with another owner', async () => {
    const odd = await oddAfter(() => put(at('escrowBeacon'), '0x0', STRANGER));
    expect(odd).toEqual(['wrong: owner of the escrow beacon']);
  });

  test('a proxy with another implementation, which does not answer', async () => {
    const odd = await oddAfter(() => put(at('router'), IMPLEMENTATION_SLOT, at('escrowLogic')));
    expect(odd).toEqual(['changed: implementation of the router', 'wrong: authority of the router']);
  });

  test('an administrator who need not wait, where the set-up gave up its role', async () => {
    const members = keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [0n, 1n]));
    const member = [{ type: 'address' }, { type: 'bytes32' }] as const;
    const slot = keccak256(encodeAbiParameters(member, [at('accessSetup'), members]));
    const odd = await oddAfter(() => put(at('accessManager'), slot, '0x01'));
    expect(odd).toEqual([
      'wrong: roles that the set-up kept',
      'wrong: members who need not wait a week',
      'changed: members of role admin',
    ]);
  });

  test('what an administrator changed: code, and who holds a role', async () => {
    const upgrade = encodeFunctionData({
      abi: ics20TransferAbi,
      functionName: 'upgradeEscrowTo',
      args: [at('voucherLogic')],
    });
    expect(await oddAfter(() => administer(at('transfer'), upgrade))).toEqual(['changed: code of escrows']);
    const grant = encodeFunctionData({ abi: accessManagerAbi, functionName: 'grantRole', args: [2n, STRANGER, 0] });
    expect(await oddAfter(() => administer(at('accessManager'), grant))).toEqual(['changed: members of role pauser']);
  });

  test('a light client that expired', async () => {
    const spoil = async () => {
      await control.increaseTime({ seconds: 2 * WEEK + 60 });
      await control.mine({ blocks: 1 });
    };
    expect(await oddAfter(spoil)).toEqual(['changed: status of light client hub']);
  });
});

test('announced calls are known until they are made or cancelled', async () => {
  const id = await control.snapshot();
  const { admin } = manifest.settings.holders;
  const manager = { address: at('accessManager'), abi: accessManagerAbi, account: admin, chain: null } as const;
  const data = encodeFunctionData({
    abi: ics20TransferAbi,
    functionName: 'upgradeEscrowTo',
    args: [at('voucherLogic')],
  });
  await control.setBalance({ address: admin, value: parseEther('1') });
  await control.writeContract({ ...manager, functionName: 'schedule', args: [at('transfer'), data, 0] });
  const { operations, members } = await readAccess(control, manifest);
  expect(operations).toMatchObject([{ caller: admin, target: at('transfer'), function: 'upgradeEscrowTo' }]);
  expect(members).toEqual([{ role: 0n, name: 'admin', account: admin, delay: WEEK }]);
  await control.writeContract({ ...manager, functionName: 'cancel', args: [admin, at('transfer'), data] });
  expect((await readAccess(control, manifest)).operations).toEqual([]);
  await control.revert({ id });
});
