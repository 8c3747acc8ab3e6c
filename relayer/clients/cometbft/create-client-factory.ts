/** Creating 07-tendermint clients and telling two of them about each other. @module */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import { counterpartyKey, IBC_STORE_PREFIX, revisionOfChainId } from '@causeway/lightclient/ibc';
import { encodeProofSpec, SDK_SPECS } from '@causeway/lightclient/proofs';
import {
  type ClientState,
  DEFAULT_TRUST_LEVEL,
  encodeClientState,
  encodeConsensusState,
  type Header,
  TENDERMINT_TYPE_URLS,
  type TrustLevel,
} from '@causeway/lightclient/tendermint';
import {
  buildCreateClient,
  buildRegisterCounterparty,
  readCreatedClientId,
} from '../../chains/cosmos/message-builders.ts';
import type { ClientFactory, CounterpartyRecord } from '../../ports/client-factory.ts';
import { RelayerError } from '../../ports/fault.ts';
import { decodeCounterpartyInfo } from './client-records.ts';
import { readProven } from './proven-read.ts';
import { readClient, requireActive, requireAgreement } from './read-client.ts';
import { defaultTrustingPeriod, readUnbondingPeriod } from './unbonding-period.ts';
import type { VerifiedHeaders } from './verified-headers.ts';

export interface ClientFactoryOptions {
  readonly host: VerifiedHeaders;
  readonly counterparty: VerifiedHeaders;
  /** Address on the host that creates and registers: ibc-go lets only the creator register. */
  readonly signer: string;
  /** Default: two thirds of the counterparty's unbonding period. */
  readonly trustingPeriodNs?: bigint | undefined;
  /** Default 1/3. */
  readonly trustLevel?: TrustLevel | undefined;
  /** Default 30 s: a host with slow blocks is behind by as much. */
  readonly maxClockDriftNs?: bigint | undefined;
}

const DEFAULT_DRIFT = 30_000_000_000n;
/** Where the upgrade module of a Cosmos SDK chain commits to its next client. */
const UPGRADE_PATH = ['upgrade', 'upgradedIBCState'];

export function createCometbftClientFactory(options: ClientFactoryOptions): ClientFactory {
  const { host, counterparty, signer } = options;
  return {
    host: host.pool.chain,
    counterparty: counterparty.pool.chain,
    counterpartyPrefix: IBC_STORE_PREFIX,
    buildCreate: (signal) => buildCreate(options, signal),
    readCreatedId: (data) => readable(host, 'the result of a transaction', () => readCreatedClientId(data)),
    check: (clientId, signal) => checkClient(options, clientId, signal),
    buildRegister: (clientId, counterpartyClientId) =>
      buildRegisterCounterparty({ clientId, counterpartyClientId, prefix: IBC_STORE_PREFIX }, signer),
    readCounterparty: (clientId, signal) => readCounterparty(host, clientId, signal),
  };
}

async function buildCreate(options: ClientFactoryOptions, signal: AbortSignal | undefined) {
  const { counterparty, signer } = options;
  const head = await counterparty.head({ signal });
  const clientState = await buildClientState(options, head, signal);
  const consensusState = { timestamp: head.time, root: head.appHash, nextValidatorsHash: head.nextValidatorsHash };
  // The validators after this block are needed for the first update, when nodes may have deleted them.
  await counterparty.block(head.height, signal);
  return buildCreateClient(
    { type: TENDERMINT_TYPE_URLS.clientState, bytes: encodeClientState(clientState) },
    { type: TENDERMINT_TYPE_URLS.consensusState, bytes: encodeConsensusState(consensusState) },
    signer,
  );
}

/** A client state whose every period is proven or configured. */
async function buildClientState(
  options: ClientFactoryOptions,
  head: Header,
  signal: AbortSignal | undefined,
): Promise<ClientState> {
  const { counterparty, trustLevel = DEFAULT_TRUST_LEVEL, maxClockDriftNs = DEFAULT_DRIFT } = options;
  const unbondingPeriod = await readUnbondingPeriod(counterparty.pool, head, signal);
  const trustingPeriod = options.trustingPeriodNs ?? defaultTrustingPeriod(unbondingPeriod);
  if (trustingPeriod >= unbondingPeriod) {
    const message = `${counterparty.pool.chain}: the trusting period must be shorter than the unbonding period`;
    const want = `less than ${unbondingPeriod} ns`;
    throw new RelayerError({ code: 'CONFIG_INVALID', message, want, got: `${trustingPeriod} ns` });
  }
  return {
    chainId: counterparty.pool.chainId,
    trustLevel,
    trustingPeriod,
    unbondingPeriod,
    maxClockDrift: maxClockDriftNs,
    frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
    latestHeight: { revisionNumber: revisionOfChainId(counterparty.pool.chainId), revisionHeight: head.height },
    proofSpecs: SDK_SPECS,
    upgradePath: UPGRADE_PATH,
  };
}

/** What is proven, and still not readable, is of a version that we do not know. */
function readable<T>({ pool }: VerifiedHeaders, what: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const message = `${pool.chain}: ${what} is not readable: ${error.field}`;
    throw new RelayerError({ code: 'CONFIG_INVALID', message, want: error.want, got: error.got }, { cause: error });
  }
}

async function checkClient(
  { host, counterparty }: ClientFactoryOptions,
  clientId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const place = { host, clientId, known: new Map() };
  const client = await readClient(place, signal);
  const { chainId, proofSpecs } = client.clientState;
  if (chainId !== counterparty.pool.chainId) {
    throw invalid(host, `${clientId} follows another chain`, counterparty.pool.chainId, chainId);
  }
  const specs = describeSpecs(proofSpecs);
  if (specs !== describeSpecs(SDK_SPECS)) {
    throw invalid(host, `${clientId} expects proofs of another form`, describeSpecs(SDK_SPECS), specs);
  }
  requireActive(place, client);
  await requireAgreement(place, counterparty, client, signal);
}

function describeSpecs(specs: ClientState['proofSpecs']): string {
  return specs.map((spec) => toHex(encodeProofSpec(spec))).join(', ');
}

function invalid({ pool }: VerifiedHeaders, message: string, want: string, got: string): RelayerError {
  return new RelayerError({ code: 'CONFIG_INVALID', message: `${pool.chain}: ${message}`, want, got });
}

async function readCounterparty(
  host: VerifiedHeaders,
  clientId: string,
  signal: AbortSignal | undefined,
): Promise<CounterpartyRecord> {
  const { pool } = host;
  const header = await host.head({ signal });
  const { value } = await readProven({ pool, header, signal }, counterpartyKey(clientId));
  if (value === undefined) return { status: 'none' };
  const { clientId: registered, prefix } = readable(host, `the counterparty record of ${clientId}`, () =>
    decodeCounterpartyInfo(value),
  );
  return { status: 'registered', clientId: registered, prefix };
}
