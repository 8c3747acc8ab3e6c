/** What the contracts of a deployment know of each other: implementations, beacons, authorities, ports. @module */
import { type Address, type Client, getAddress, type Hex, keccak256, slice } from 'viem';
import { getCode, getStorageAt, readContract } from 'viem/actions';
import {
  ed25519BatchVerifierAbi,
  ics20TransferAbi,
  ics26RouterAbi,
  upgradeableBeaconAbi,
} from '../../../../contracts/abi/index.ts';
import { RelayerError } from '../../../ports/fault.ts';
import { compare, type DeploymentCheck, judge } from './judge.ts';
import { readKernel } from './kept-code.ts';
import { addressOf, type CorePart, type Manifest } from './manifest.ts';
import { ask } from './rpc-fault.ts';

/** keccak256("eip1967.proxy.implementation") - 1, see ERC-1967. */
const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';

type Link = readonly [needs: CorePart, what: string, judge: typeof judge, want: CorePart, read: () => Promise<Address>];

/** Links of the parts that are there. @throws {RelayerError} RPC_* */
export async function checkLinks(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const { contracts } = manifest;
  const at = (part: CorePart): Address => addressOf(manifest, part);
  const router = (functionName: 'authority') =>
    readContract(client, { address: at('router'), abi: ics26RouterAbi, functionName });
  const transfer = (functionName: 'authority' | 'ics26' | 'getEscrowBeacon' | 'getIBCERC20Beacon') =>
    readContract(client, { address: at('transfer'), abi: ics20TransferAbi, functionName });
  const beacon = (part: CorePart, functionName: 'owner' | 'implementation') =>
    readContract(client, { address: at(part), abi: upgradeableBeaconAbi, functionName });
  const links: readonly Link[] = [
    ['router', 'implementation of the router', compare, 'routerLogic', () => implementationOf(client, at('router'))],
    ['router', 'authority of the router', compare, 'accessManager', () => router('authority')],
    [
      'transfer',
      'implementation of transfer',
      compare,
      'transferLogic',
      () => implementationOf(client, at('transfer')),
    ],
    ['transfer', 'authority of transfer', compare, 'accessManager', () => transfer('authority')],
    ['transfer', 'router of transfer', judge, 'router', () => transfer('ics26')],
    ['transfer', 'beacon of escrows', judge, 'escrowBeacon', () => transfer('getEscrowBeacon')],
    ['transfer', 'beacon of vouchers', judge, 'voucherBeacon', () => transfer('getIBCERC20Beacon')],
    ['escrowBeacon', 'owner of the escrow beacon', judge, 'transfer', () => beacon('escrowBeacon', 'owner')],
    ['voucherBeacon', 'owner of the voucher beacon', judge, 'transfer', () => beacon('voucherBeacon', 'owner')],
    ['escrowBeacon', 'code of escrows', compare, 'escrowLogic', () => beacon('escrowBeacon', 'implementation')],
    ['voucherBeacon', 'code of vouchers', compare, 'voucherLogic', () => beacon('voucherBeacon', 'implementation')],
  ];
  const there = links.filter(([part]) => contracts[part] !== undefined);
  const checks = await Promise.all(there.map((link) => checkLink(link, at(link[3]))));
  // Where one is refused, other code answers.
  if (checks.some(({ status }) => status === 'wrong')) return checks;
  return [...checks, ...(await checkSettings(client, manifest))];
}

async function checkLink([, what, weigh, , read]: Link, want: Address): Promise<DeploymentCheck> {
  try {
    return weigh(what, want, getAddress(await ask(what, read)));
  } catch (error) {
    if (!(error instanceof RelayerError) || error.fault.code !== 'CALL_REFUSED') throw error;
    return judge(what, want, error.fault.message);
  }
}

async function checkSettings(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const application = manifest.contracts.transfer;
  const checks = await checkKernels(client, manifest);
  if (application === undefined) return checks;
  const transfer = { address: application.address, abi: ics20TransferAbi } as const;
  const permit2 = await ask('Permit2', () => readContract(client, { ...transfer, functionName: 'getPermit2' }));
  const permitted = judge('Permit2 of transfer', manifest.settings.permit2, getAddress(permit2));
  if (manifest.finished === undefined) return [...checks, permitted];
  const router = { address: addressOf(manifest, 'router'), abi: ics26RouterAbi } as const;
  const port = () => readContract(client, { ...router, functionName: 'getIBCApp', args: ['transfer'] });
  const bound = judge('application of port transfer', application.address, getAddress(await ask('port', port)));
  return [...checks, permitted, bound];
}

/** Code that no build of a contract has: its verifier created it, and calls it. */
async function checkKernels(client: Client, manifest: Manifest): Promise<readonly DeploymentCheck[]> {
  const record = manifest.contracts.ed25519Verifier;
  if (record === undefined) return [];
  const verifier = { address: record.address, abi: ed25519BatchVerifierAbi } as const;
  const kernels = [
    ['sha512', 'sha512Kernel'],
    ['multi-scalar', 'multiScalarKernel'],
  ] as const;
  const checks = kernels.map(async ([name, functionName]) => {
    const address = await ask(name, () => readContract(client, { ...verifier, functionName }));
    const code = await ask(name, () => getCode(client, { address }));
    return judge(
      `code of kernel ${name} at ${address}`,
      keccak256(readKernel(name)),
      code ? keccak256(code) : 'no code',
    );
  });
  return await Promise.all(checks);
}

async function implementationOf(client: Client, address: Address): Promise<Address> {
  const word: Hex | undefined = await getStorageAt(client, { address, slot: IMPLEMENTATION_SLOT });
  return getAddress(slice(word ?? `0x${'0'.repeat(64)}`, 12));
}
