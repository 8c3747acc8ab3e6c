/** The messages that teach a client a newer height, each judged as the host will judge it. @module */
import { compareHeights, type Height } from '@causeway/lightclient/ibc';
import {
  type ClientHeader,
  type ClientVerdict,
  encodeClientHeader,
  formatTime,
  type SignatureVerifier,
  type StoredClient,
  TENDERMINT_TYPE_URLS,
  type ValidatorSet,
  verifyClientMessage,
} from '@causeway/lightclient/tendermint';
import { buildUpdateClient } from '../../chains/cosmos/message-builders.ts';
import type { ClientUpdate } from '../../ports/client-driver.ts';
import { RelayerError } from '../../ports/fault.ts';
import { type HostedClient, toStoredClient } from './read-client.ts';
import type { VerifiedHeaders } from './verified-headers.ts';

export interface UpdatePlan {
  readonly client: HostedClient;
  readonly clientId: string;
  readonly counterparty: VerifiedHeaders;
  /** Address that submits the update. */
  readonly signer: string;
  readonly verifier: SignatureVerifier;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Updates from the client's latest height to `target`: one, or several when validators have changed so much that the
 * client would not trust the target at once.
 * @throws {RelayerError} HEADER_CONFLICT when the update would freeze the client; CHAIN_NOT_FINAL when the header is ahead
 * of the host's time; CLIENT_EXPIRED, HEADER_REJECTED.
 */
export async function buildUpdates(plan: UpdatePlan, target: bigint): Promise<readonly ClientUpdate[]> {
  const { clientId, signer } = plan;
  let client = toStoredClient(plan.client);
  let trusted = client.clientState.latestHeight;
  const updates: ClientUpdate[] = [];
  const pending = [{ ...trusted, revisionHeight: target }];
  for (let height = pending.at(-1); height !== undefined; height = pending.at(-1)) {
    plan.signal?.throwIfAborted();
    const header = await buildHeader(plan, trusted, height);
    const verdict = verifyClientMessage(client, header, plan.client.hostHeader.time, plan.verifier);
    if (verdict.status === 'not-enough-trust') {
      pending.push(middle(trusted, height));
      continue;
    }
    const known = requireUpdate(plan, verdict, header);
    if (known !== undefined) {
      const message = { type: TENDERMINT_TYPE_URLS.header, bytes: encodeClientHeader(header) };
      updates.push({ clientId, height, message: buildUpdateClient(clientId, message, signer) });
      client = { clientState: known.clientState, consensusStates: [...client.consensusStates, known] };
    }
    trusted = height;
    pending.pop();
  }
  return updates;
}

async function buildHeader(
  { client, counterparty, signal }: UpdatePlan,
  trusted: Height,
  height: Height,
): Promise<ClientHeader> {
  const [block, trustedValidators] = await Promise.all([
    counterparty.block(height.revisionHeight, signal),
    trustedSet({ client, counterparty, signal }, trusted),
  ]);
  return {
    kind: 'header',
    signedHeader: block.signedHeader,
    validatorSet: block.validators,
    trustedHeight: trusted,
    trustedValidators,
  };
}

/** The validators that the trusted consensus state announced. */
async function trustedSet(
  { client, counterparty, signal }: Pick<UpdatePlan, 'client' | 'counterparty' | 'signal'>,
  trusted: Height,
): Promise<ValidatorSet> {
  if (compareHeights(trusted, client.clientState.latestHeight) !== 0) {
    return (await counterparty.block(trusted.revisionHeight, signal)).nextValidators;
  }
  const { nextValidatorsHash } = client.latest;
  return counterparty.nextValidators({ height: trusted.revisionHeight, nextValidatorsHash }, signal);
}

function middle(from: Height, to: Height): Height {
  const gap = to.revisionHeight - from.revisionHeight;
  if (gap < 2n) throw new Error('unreachable: adjacent blocks never lack trust');
  return { ...to, revisionHeight: from.revisionHeight + gap / 2n };
}

/** What the client will know after the update; undefined when it knows it already. */
function requireUpdate(
  plan: UpdatePlan,
  verdict: Exclude<ClientVerdict, { status: 'not-enough-trust' }>,
  { signedHeader: { header } }: ClientHeader,
): (StoredClient['consensusStates'][number] & Pick<StoredClient, 'clientState'>) | undefined {
  const { clientId, counterparty } = plan;
  const context = { client: clientId, height: `${header.height}`, follows: counterparty.pool.chain };
  if (verdict.status === 'valid') {
    if (verdict.effect === 'noop') return undefined;
    if (verdict.effect === 'updated') return verdict;
    const message = `${clientId} would be frozen by header ${header.height} of ${counterparty.pool.chain}, which contradicts what it knows`;
    throw new RelayerError({ code: 'HEADER_CONFLICT', message, context });
  }
  const { code, want, got } = verdict.reason;
  const prefix = `header ${header.height} of ${counterparty.pool.chain} for ${clientId}`;
  if (code === 'header-from-future') {
    const hostTime = formatTime(plan.client.hostHeader.time);
    const message = `${prefix} is ahead of the host, whose time is ${hostTime}`;
    throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message, want, got, context });
  }
  const isExpired = code === 'client-expired' || code === 'trusted-expired';
  const fault = isExpired ? 'CLIENT_EXPIRED' : 'HEADER_REJECTED';
  throw new RelayerError({ code: fault, message: `${prefix} is refused: ${code}`, want, got, context });
}
