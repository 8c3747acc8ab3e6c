/** `causeway deploy ethereum`: reads the flags, and tells what became of it. @module */
import { join } from 'node:path';
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import { getAddress, isAddress } from 'viem';
import type { ChainConfig, TrustRoot } from '../../../config/config.ts';
import { DURATION_WANTED, isDuration, parseDuration } from '../../../config/duration.ts';
import { findHome } from '../../../config/load-config.ts';
import { checkEthereum, deployEthereum, type EthereumDeployRequest } from '../../control/deploy-ethereum.ts';
import { loadPrivateKey } from '../../keys/load-private-key.ts';
import { EXIT } from '../exit-code.ts';
import { type Globals, loadConfigOf, toConfigSource } from '../globals.ts';
import { openKeys } from '../keys/key-setup.ts';
import { canPrompt, promptSecret } from '../prompt-secret.ts';
import { note, print } from '../show/print.ts';
import { usage } from '../usage-error.ts';
import { showChecked, showDeployed } from './show-ethereum.ts';

/** Flags of `deploy ethereum`. */
export interface EthereumFlags {
  readonly rpc: string;
  readonly chainId: string;
  readonly manifest?: string;
  readonly from: string;
  readonly admin?: string;
  readonly pauser?: string;
  readonly unpauser?: string;
  readonly rateLimiter?: string;
  readonly idCustomizer?: string;
  readonly erc20Customizer?: string;
  readonly permit2?: string;
  readonly follow?: string;
  readonly counterparty?: string;
  readonly clientId?: string;
  readonly trustedHeight?: string;
  readonly trustedHash?: string;
  readonly trustingPeriod?: string;
  readonly clockDrift: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

export async function runDeployEthereum(flags: EthereumFlags, globals: Globals): Promise<void> {
  const chainId = readChainId(flags.chainId);
  const manifestFile = flags.manifest ?? join(findHome(toConfigSource(globals)), `ethereum-${chainId}.json`);
  const place = { rpc: readUrl(flags.rpc), chainId, manifestFile };
  if (flags.check === true) {
    const report = await checkEthereum(place);
    print(globals.json, report, () => showChecked(report));
    if (report.checks.some(({ status }) => status === 'wrong')) process.exitCode = EXIT.refused;
    return;
  }
  const request = { ...place, ...readSettings(flags), ...(await readFollow(flags, globals)) };
  const report = await deployEthereum(request, {
    loadKey: () => loadKey(flags.from, globals),
    progress: (line) => note(`  ${line}`),
    env: process.env,
  });
  print(globals.json, report, () => showDeployed(report, request.dryRun));
}

async function loadKey(name: string, globals: Globals): Promise<Uint8Array> {
  const { store } = await openKeys(globals);
  const prompt = canPrompt() ? { prompt: promptSecret } : {};
  return await loadPrivateKey(name, { dir: store.dir, env: process.env, file: globals.passphraseFile, ...prompt });
}

function readSettings(flags: EthereumFlags): Pick<EthereumDeployRequest, 'holders' | 'permit2' | 'dryRun'> {
  const holders = {
    ...readHolder('admin', '--admin', flags.admin),
    ...readHolder('pauser', '--pauser', flags.pauser),
    ...readHolder('unpauser', '--unpauser', flags.unpauser),
    ...readHolder('rateLimiter', '--rate-limiter', flags.rateLimiter),
    ...readHolder('idCustomizer', '--id-customizer', flags.idCustomizer),
    ...readHolder('erc20Customizer', '--erc20-customizer', flags.erc20Customizer),
  };
  const { permit2, dryRun = false } = flags;
  return { holders, dryRun, ...(permit2 === undefined ? {} : { permit2: readAddress('--permit2', permit2) }) };
}

function readHolder<Role extends string>(role: Role, flag: string, text: string | undefined) {
  return text === undefined ? {} : ({ [role]: readAddress(flag, text) } as Record<Role, `0x${string}`>);
}

async function readFollow(flags: EthereumFlags, globals: Globals): Promise<Pick<EthereumDeployRequest, 'follow'>> {
  const { follow, counterparty, clientId, trustingPeriod, clockDrift } = flags;
  if (follow === undefined) {
    const needless = [counterparty, clientId, flags.trustedHeight, flags.trustedHash, trustingPeriod].find(Boolean);
    if (needless === undefined) return {};
    throw usage('A light client needs a chain', '--follow with the name of a chain', 'none');
  }
  if (counterparty === undefined) {
    throw usage('A light client needs a counterparty', "--counterparty with the other chain's client", 'none');
  }
  const trust = {
    root: readRoot(flags),
    trustingPeriodNs: trustingPeriod === undefined ? undefined : readDuration('--trusting-period', trustingPeriod),
    clockDriftNs: readDuration('--clock-drift', clockDrift),
  };
  const chain = chainOf((await loadConfigOf(globals)).chains, follow);
  return { follow: { chain, trust, counterpartyClientId: counterparty, clientId } };
}

function chainOf(chains: readonly ChainConfig[], name: string): ChainConfig {
  const chain = chains.find((each) => each.name === name);
  if (chain !== undefined) return chain;
  const names = chains.map((each) => each.name).join(', ');
  throw usage('Which chain?', names === '' ? 'a chain in the configuration' : `one of ${names}`, `'${name}'`);
}

function readRoot({ trustedHeight, trustedHash }: EthereumFlags): TrustRoot | undefined {
  if (trustedHeight === undefined && trustedHash === undefined) return undefined;
  if (trustedHeight === undefined || trustedHash === undefined) {
    throw usage('A block is pinned by both', '--trusted-height and --trusted-hash', 'one of them');
  }
  if (!/^[1-9]\d{0,18}$/.test(trustedHeight)) {
    throw usage('--trusted-height cannot be read', 'a height', `'${trustedHeight.slice(0, 80)}'`);
  }
  return { height: BigInt(trustedHeight), hash: readHash(trustedHash) };
}

function readHash(text: string): Uint8Array {
  try {
    const bytes = fromHex(text, '--trusted-hash');
    if (bytes.length === 32) return bytes;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  throw usage('--trusted-hash cannot be read', '64 hex digits', `'${text.slice(0, 80)}'`);
}

function readDuration(flag: string, text: string): bigint {
  if (isDuration(text)) return parseDuration(text);
  throw usage(`${flag} cannot be read`, DURATION_WANTED, `'${text.slice(0, 80)}'`);
}

function readChainId(text: string): number {
  const id = Number(text);
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(id)) return id;
  throw usage('--chain-id cannot be read', 'a number such as 1 or 11155111', `'${text.slice(0, 80)}'`);
}

/** It may hold a password: it is not repeated. */
function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw usage('--rpc cannot be read', 'an http or https URL', 'something else');
}

function readAddress(flag: string, text: string): `0x${string}` {
  if (isAddress(text)) return getAddress(text);
  throw usage(`${flag} cannot be read`, 'an address of 40 hex digits with a right checksum', `'${text.slice(0, 80)}'`);
}
