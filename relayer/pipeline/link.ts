/** Links two chains: a client on each, each told about the other, both records proven. Run again, it goes on where it stopped. @module */
import { equalBytes, toHex } from '@causeway/lightclient/codec';
import type { ClientFactory } from '../ports/client-factory.ts';
import { RelayerError } from '../ports/fault.ts';
import type { Lane } from '../ports/lane.ts';
import type { ConfirmRun } from './confirm.ts';
import { dataOf, sendMessages, settleCommands } from './send-messages.ts';

export interface LinkEnd {
  readonly run: ConfirmRun;
  /** Creates and checks clients on this end. */
  readonly factory: ClientFactory;
  /** The client to use, when the configuration names one. */
  readonly client?: string;
}

export interface LinkOptions {
  readonly path: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  /** Tells a person what is being done. */
  readonly progress: (line: string) => void;
}

export interface LinkedEnd {
  readonly chain: string;
  readonly clientId: string;
  /** Made by this run, or there before. */
  readonly created: boolean;
  readonly registered: boolean;
}

/** @throws {RelayerError} when a client follows another chain or has another counterparty; nothing is overwritten. */
export async function link(options: LinkOptions): Promise<{ readonly a: LinkedEnd; readonly b: LinkedEnd }> {
  const { a, b } = options;
  // An interrupted run may have sent the very message that is missing.
  for (const { run } of [a, b]) await settleCommands(run);
  const clientA = await ensureClient(a, options);
  const clientB = await ensureClient(b, options);
  const registeredA = await ensureCounterparty(a, { own: clientA.id, other: clientB.id }, options);
  const registeredB = await ensureCounterparty(b, { own: clientB.id, other: clientA.id }, options);
  await saveLane(a, { own: clientA.id, other: clientB.id }, options);
  await saveLane(b, { own: clientB.id, other: clientA.id }, options);
  await startCursor(a);
  await startCursor(b);
  return {
    a: { chain: a.factory.host, clientId: clientA.id, created: clientA.created, registered: registeredA },
    b: { chain: b.factory.host, clientId: clientB.id, created: clientB.created, registered: registeredB },
  };
}

interface EnsuredClient {
  readonly id: string;
  readonly created: boolean;
}

/** The configured client, the recorded one, one that an interrupted run created, or a new one. */
async function ensureClient(end: LinkEnd, options: LinkOptions): Promise<EnsuredClient> {
  const { factory, run } = end;
  const { host, counterparty } = factory;
  const known = end.client ?? (await recordedClient(end, options.path)) ?? (await interruptedClient(end, options));
  if (known !== undefined) {
    await factory.check(known, run.context.signal);
    options.progress(`${host}: client ${known} follows ${counterparty}`);
    await saveLane(end, { own: known, other: '' }, options);
    return { id: known, created: false };
  }
  options.progress(`${host}: creating a client that follows ${counterparty}`);
  const message = await factory.buildCreate(run.context.signal);
  const id = factory.readCreatedId((await sendMessages([message], run)).data);
  if (id === undefined) throw new Error('unreachable: an included creation names its client');
  await saveLane(end, { own: id, other: '' }, options);
  options.progress(`${host}: created ${id}`);
  return { id, created: true };
}

async function recordedClient({ factory, run }: LinkEnd, path: string): Promise<string | undefined> {
  const lanes = await run.context.store.chains.lanes();
  return lanes.find((lane) => lane.path === path && lane.chain === factory.host)?.clientId;
}

/** A creation that was sent, whose outcome nobody recorded: its transaction is in the journal. */
async function interruptedClient({ factory, run }: LinkEnd, { progress }: LinkOptions): Promise<string | undefined> {
  const { store } = run.context;
  const used = new Set(
    (await store.chains.lanes()).filter(({ chain }) => chain === factory.host).map(({ clientId }) => clientId),
  );
  for (const tx of await store.txs.txs({ chain: factory.host, limit: 50 })) {
    if (tx.state !== 'included' || tx.includedHeight === undefined || tx.steps.length + tx.clientUpdates.length > 0)
      continue;
    const id = factory.readCreatedId(await dataOf(tx.hash, tx.includedHeight, run));
    if (id === undefined || used.has(id) || !(await follows(factory, id))) continue;
    progress(`${factory.host}: found ${id}, created by an interrupted run`);
    return id;
  }
  return undefined;
}

async function follows(factory: ClientFactory, id: string): Promise<boolean> {
  try {
    await factory.check(id);
    return true;
  } catch (error) {
    if (error instanceof RelayerError) return false;
    throw error;
  }
}

interface Pair {
  readonly own: string;
  readonly other: string;
}

/** Registers the counterparty unless that is done, and proves the record. Returns whether this run registered it. */
async function ensureCounterparty(
  { factory, run }: LinkEnd,
  { own, other }: Pair,
  options: LinkOptions,
): Promise<boolean> {
  const before = await factory.readCounterparty(own, run.context.signal);
  if (before.status === 'registered') {
    requireRecord(factory, before, { own, other });
    options.progress(`${factory.host}: ${own} is registered with ${other}, proven`);
    return false;
  }
  options.progress(`${factory.host}: registering ${other} as the counterparty of ${own}`);
  await sendMessages([factory.buildRegister(own, other)], run);
  const after = await factory.readCounterparty(own, run.context.signal);
  if (after.status === 'none') {
    const message = `${factory.host} shows no counterparty for ${own} after registering it`;
    throw new RelayerError({ code: 'PROOF_UNAVAILABLE', message });
  }
  requireRecord(factory, after, { own, other });
  options.progress(`${factory.host}: ${own} is registered with ${other}, proven`);
  return true;
}

/** The record can never be changed on chain: a wrong one makes the client useless for this path. */
function requireRecord(
  { host, counterpartyPrefix }: ClientFactory,
  record: { readonly clientId: string; readonly prefix: readonly Uint8Array[] },
  { own, other }: Pair,
): void {
  const isPrefixRight =
    record.prefix.length === counterpartyPrefix.length &&
    record.prefix.every((part, index) => equalBytes(part, counterpartyPrefix[index] ?? new Uint8Array(0)));
  if (record.clientId === other && isPrefixRight) return;
  const show = (prefix: readonly Uint8Array[]): string => `[${prefix.map((part) => `0x${toHex(part)}`).join(', ')}]`;
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `${own} on ${host} is registered with another counterparty`,
    want: `${other} with prefix ${show(counterpartyPrefix)}`,
    got: `${record.clientId} with prefix ${show(record.prefix)}`,
    hint: 'A registration cannot be changed: name other clients in the configuration, or let link create new ones.',
  });
}

/** The chain is watched from the link on, so that what is sent before the first start is read and not searched for. */
async function startCursor({ run }: LinkEnd): Promise<void> {
  const { store, signal } = run.context;
  const chain = run.chain.name;
  if ((await store.chains.cursor(chain)) !== undefined) return;
  const { height } = await run.chain.reader.verifiedHead(signal);
  await store.packets.commit('linked', [{ change: 'move-cursor', chain, height }]);
}

async function saveLane({ factory, run }: LinkEnd, { own, other }: Pair, { path }: LinkOptions): Promise<void> {
  const lane: Lane = {
    path,
    protocol: 'v2',
    chain: factory.host,
    lane: own,
    clientId: own,
    counterparty: { chain: factory.counterparty, lane: other },
    counterpartyPrefix: factory.counterpartyPrefix,
  };
  await run.context.store.packets.commit('linked', [{ change: 'upsert-lane', lane }]);
}
