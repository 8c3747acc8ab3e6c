/** The life of a client in the virtual machine, driven by ibc-go's own keeper and module: rules 26 to 32 of the on-chain verifiers. */
import type { ExecutionPayloadHeader } from '@causeway/lightclient/ethereum';
import {
  applyWasmHeader,
  encodeWasmClientMessage,
  type WasmClientState,
  type WasmHeader,
  type WasmMisbehaviour,
} from '@causeway/lightclient/ethereum/wasm-client';
import { describe, expect, test } from 'vitest';
import { buildBeaconChain } from '../support/build-beacon-chain.ts';
import { sha256 } from '../support/build-header.ts';
import {
  ABSENT_PATH,
  CHAIN,
  headerOf,
  proofOf,
  STORED,
  timeOf,
  trustedAt,
} from '../support/wasm-client-cases/setting.ts';
import { askToCreate, toBase64 } from '../support/wasm-vm/host-client.ts';
import type { VmAnswer } from '../support/wasm-vm/start-wasm-vm.ts';
import { TRUSTED, useContract } from '../support/wasm-vm/use-contract.ts';

/** Long after everything. What is attested in slot 104 finalizes slot 88. */
const NOW = timeOf(1000n);
/** The same committees, but another state of the execution layer from slot 80 on. */
const LIAR = buildBeaconChain({
  config: CHAIN.config,
  name: 'wasm client',
  payloadOf: (slot) => (slot < 80n ? payloadAt(slot) : { stateRoot: sha256('a lie') }),
}).fork({ name: 'liar', since: 80n });

function payloadAt(slot: bigint): Partial<ExecutionPayloadHeader> {
  const header = CHAIN.headerAt(slot);
  return header.shape === 'deneb' ? header.execution : {};
}

const contract = useContract();
const { begin } = contract;

const ordinary = (trustedSlot = TRUSTED): WasmHeader =>
  headerOf({ trustedSlot, attestedSlot: 104n, nextCommittee: false });
const lie = (): WasmHeader => headerOf({ trustedSlot: TRUSTED, attestedSlot: 104n, nextCommittee: false }, LIAR);

function contradiction(one: WasmHeader, other: WasmHeader): WasmMisbehaviour {
  const { trustedSlot, activeSyncCommittee } = one;
  return { kind: 'misbehaviour', trustedSlot, activeSyncCommittee, update1: one.update, update2: other.update };
}

/** A message as 08-wasm passes it on. */
function wire(message: WasmHeader | WasmMisbehaviour | Uint8Array): { client_message: string } {
  return { client_message: toBase64(message instanceof Uint8Array ? message : encodeWasmClientMessage(message)) };
}

function dataOf({ result, error }: VmAnswer): unknown {
  expect(error).toBeUndefined();
  const text = Buffer.from(String(result), 'base64').toString();
  return text === '' ? undefined : JSON.parse(text);
}

describe('creation', () => {
  test('stores both states in the wrappers of ibc-go', async () => {
    const { client, consensus } = trustedAt(TRUSTED);
    const stored = await (await begin()).stored();
    const { checksum } = contract;
    expect(stored).toEqual({ client, checksum, latestHeight: TRUSTED, consensus: new Map([[TRUSTED, consensus]]) });
  });

  test.each<[string, Partial<WasmClientState>]>([
    ['slots without length', { secondsPerSlot: 0n }],
    ['epochs without slots', { slotsPerEpoch: 0n }],
    ['periods without epochs', { epochsPerSyncCommitteePeriod: 0n }],
    ['a committee of no preset', { syncCommitteeSize: 33n }],
    ['no minimum of participants', { minSyncCommitteeParticipants: 0n }],
    ['no time to trust', { trustingPeriod: 0n }],
    ['a client that is frozen', { isFrozen: true }],
  ])('rejects %s (bad-client-state)', async (_, change) => {
    const { client, consensus } = trustedAt(TRUSTED);
    const answer = await askToCreate(
      contract.vm,
      contract.checksum,
      { client: { ...client, ...change }, consensus },
      NOW,
    );
    expect(answer.error).toMatch(/^bad-client-state: /);
  });

  test('rejects a state of another slot than the latest, or of another time (bad-consensus-state)', async () => {
    const { client, consensus } = trustedAt(TRUSTED);
    for (const change of [{ slot: 73n }, { timestamp: consensus.timestamp + 1n }, { stateRoot: new Uint8Array(32) }]) {
      const start = { client, consensus: { ...consensus, ...change } };
      expect((await askToCreate(contract.vm, contract.checksum, start, NOW)).error).toMatch(/^bad-consensus-state: /);
    }
  });
});

describe('updates', () => {
  test('accepts finality; stores its state and moves on', async () => {
    const client = await begin();
    expect((await client.update(ordinary(), NOW)).error).toBeUndefined();
    const { client: before, consensus: trusted } = trustedAt(TRUSTED);
    const applied = applyWasmHeader({ client: before, trusted }, ordinary());
    if (applied.status === 'invalid') throw new Error(applied.reason.code);
    const stored = await client.stored();
    expect(stored.client).toEqual(applied.clientState);
    expect(stored.latestHeight).toBe(88n);
    expect(stored.consensus.get(88n)).toEqual(applied.consensusState);
    expect(await client.status(NOW)).toBe('Active');
    const { result } = await contract.vm.ask({ do: 'timestamp', client: client.id, height: 88 });
    expect(result).toBe(`${timeOf(88n) * 1_000_000_000n}`);
  });

  test('answers with heights and nothing else', async () => {
    const client = await begin();
    const { result } = await client.call('sudo', { update_state: wire(ordinary()) }, NOW);
    const { data, ...rest } = Object(result);
    const heights = [{ revision_number: 0, revision_height: 88 }];
    expect(JSON.parse(Buffer.from(data, 'base64').toString())).toEqual({ heights });
    expect(rest).toEqual({ messages: [], attributes: [], events: [] });
  });

  test('follows the committees over two periods', async () => {
    const client = await begin();
    expect(
      (await client.update(headerOf({ trustedSlot: TRUSTED, attestedSlot: 160n, role: 'next' }), NOW)).error,
    ).toBeUndefined();
    expect(
      (await client.update(headerOf({ trustedSlot: 144n, attestedSlot: 224n, role: 'next' }), NOW)).error,
    ).toBeUndefined();
    const { consensus } = await client.stored();
    expect(consensus.get(208n)).toEqual(trustedAt(208n).consensus);
  });

  test('takes a historical header from its own trusted state, whatever period the client has reached', async () => {
    const client = await begin();
    await client.update(headerOf({ trustedSlot: TRUSTED, attestedSlot: 160n, role: 'next' }), NOW);
    expect((await client.update(ordinary(), NOW)).error).toBeUndefined();
    const stored = await client.stored();
    expect(stored.consensus.get(88n)).toEqual(trustedAt(88n).consensus);
    expect([stored.latestHeight, stored.client.latestSlot]).toEqual([144n, 144n]);
  });

  test('takes the same header again and changes nothing', async () => {
    const client = await begin();
    await client.update(ordinary(), NOW);
    const before = await client.stored();
    expect((await client.update(ordinary(), NOW)).error).toBeUndefined();
    expect(await client.stored()).toEqual(before);
  });

  test('completes a known state with the next committee that it lacks', async () => {
    const client = await begin({ next: false });
    await client.update(ordinary(), NOW);
    expect((await client.stored()).consensus.get(88n)?.nextSyncCommittee).toBeUndefined();
    await client.update(headerOf({ trustedSlot: TRUSTED, attestedSlot: 104n }), NOW);
    expect((await client.stored()).consensus.get(88n)).toEqual(trustedAt(88n).consensus);
    // And does not forget it again.
    await client.update(ordinary(), NOW);
    expect((await client.stored()).consensus.get(88n)).toEqual(trustedAt(88n).consensus);
    expect(await client.status(NOW)).toBe('Active');
  });

  test('rejects a message that is neither header nor misbehaviour, and one that is too long (malformed)', async () => {
    const client = await begin();
    const header = Buffer.from(encodeWasmClientMessage(ordinary())).toString();
    const both = header.replace('{', '{"sync_committee":null,"update_1":null,"update_2":null,"more":[1.5e3,{"a":[]}],');
    expect((await client.update(Buffer.from(both), NOW)).error).toBeUndefined();
    for (const text of [
      '',
      '{}',
      'null',
      '[]',
      header.slice(0, -1),
      `${header}x`,
      header.replace('{', '{"update_1":1,'),
    ]) {
      const { error } = await client.call('query', { verify_client_message: wire(Buffer.from(text)) }, NOW);
      expect(error).toMatch(/^malformed: /);
    }
    const { error } = await client.update(Buffer.from(header.padEnd(512 * 1024 + 1)), NOW);
    expect(error).toMatch(/^malformed: wanted a client message of at most 524288 bytes, got 524289/);
  });

  test('rejects an upgrade, which Ethereum cannot commit to (unsupported)', async () => {
    const client = await begin();
    const upgraded = await contract.vm.ask({
      do: 'upgrade',
      time: NOW,
      client: client.id,
      client_state: toBase64(Buffer.from('{}')),
      consensus_state: toBase64(Buffer.from('{}')),
      checksum: Buffer.from(contract.checksum, 'hex').toString('base64'),
      height: 99,
      proof: toBase64(Buffer.from('proof')),
    });
    expect(upgraded.error).toMatch(/unsupported: /);
  });
});

describe('conflicts (rules 26 and 27)', () => {
  test('freezes on a second, different header of a known slot, and keeps what is known', async () => {
    const client = await begin();
    await client.update(ordinary(), NOW);
    const before = await client.stored();
    expect((await client.update(lie(), NOW)).error).toBeUndefined();
    expect(await client.status(NOW)).toBe('Frozen');
    expect(await client.stored()).toEqual({ ...before, client: { ...before.client, isFrozen: true } });
    expect((await client.update(ordinary(), NOW)).error).toMatch(/Frozen/);
  });

  test('keeps what is known, and is no error, when nobody has asked for misbehaviour, as before a transaction is in a block', async () => {
    const client = await begin();
    await client.update(ordinary(), NOW);
    const before = await client.stored();
    for (const message of [lie(), contradiction(ordinary(), lie())]) {
      const { result } = await client.call('sudo', { update_state: wire(message) }, NOW);
      expect(result).toMatchObject({ data: Buffer.from('{"heights":[]}').toString('base64') });
    }
    expect(await client.stored()).toEqual(before);
  });

  test('answers yes or no about any header that can be decoded', async () => {
    const client = await begin();
    await client.update(ordinary(), NOW);
    const ask = async (header: WasmHeader): Promise<unknown> =>
      dataOf(await client.call('query', { check_for_misbehaviour: wire(header) }, NOW));
    const { update } = ordinary();
    expect(await ask(lie())).toEqual({ found_misbehaviour: true });
    const harmless: readonly WasmHeader[] = [
      ordinary(),
      { ...ordinary(), trustedSlot: 1n },
      { ...lie(), trustedSlot: 1n },
      { ...ordinary(), update: { ...update, signatureSlot: 0n } },
      headerOf({ trustedSlot: TRUSTED, attestedSlot: 112n }),
      headerOf({ trustedSlot: TRUSTED, attestedSlot: 232n, role: 'next' }),
    ];
    for (const header of harmless) expect(await ask(header)).toEqual({ found_misbehaviour: false });
  });

  test('freezes on two finalized blocks of one slot that it knows neither of', async () => {
    const client = await begin();
    expect((await client.update(contradiction(ordinary(), lie()), NOW)).error).toBeUndefined();
    expect(await client.status(NOW)).toBe('Frozen');
  });

  test('does not freeze on what a minority signed, or what an honest chain may sign', async () => {
    const client = await begin();
    const minority = headerOf({ trustedSlot: TRUSTED, attestedSlot: 104n, participants: 21 }, LIAR);
    expect((await client.update(contradiction(ordinary(), minority), NOW)).error).toMatch(/not-enough-participants/);
    const fork = { trustedSlot: TRUSTED, attestedSlot: 104n, finalizedSlot: 76n, nextCommittee: false };
    const reorganized = contradiction(headerOf(fork), headerOf(fork, LIAR));
    expect((await client.update(reorganized, NOW)).error).toMatch(/not-misbehaviour/);
    expect(await client.status(NOW)).toBe('Active');
  });

  test('freezes on nothing that contradicts nothing, even when told to (not-misbehaviour)', async () => {
    const client = await begin();
    await client.update(ordinary(), NOW);
    for (const message of [
      ordinary(),
      headerOf({ trustedSlot: TRUSTED, attestedSlot: 112n }),
      contradiction(ordinary(), ordinary()),
    ]) {
      const { error } = await client.call('sudo', { update_state_on_misbehaviour: wire(message) }, NOW);
      expect(error).toMatch(/^not-misbehaviour: /);
    }
    expect(await client.status(NOW)).toBe('Active');
  });
});

describe('proofs', () => {
  const [stored] = STORED;
  if (stored === undefined) throw new Error('want a stored commitment');
  const [path, value] = stored;
  const present = { slot: TRUSTED, proof: proofOf(path), path: [path], value };
  const absent = { slot: TRUSTED, proof: proofOf(ABSENT_PATH), path: [ABSENT_PATH] };

  test('accepts a commitment, and the absence of one, at any stored slot', async () => {
    const client = await begin();
    await client.update(ordinary(), NOW);
    for (const slot of [TRUSTED, 88n]) {
      expect((await client.prove({ ...present, slot }, NOW)).error).toBeUndefined();
      expect((await client.prove({ ...absent, slot }, NOW)).error).toBeUndefined();
    }
  });

  test('waits for nothing, whatever delay a connection asks for, as the contract of the field', async () => {
    const client = await begin();
    expect((await client.prove({ ...present, delayTime: 1_000_000_000 }, NOW)).error).toBeUndefined();
  });

  test('rejects presence as absence and absence as presence', async () => {
    const client = await begin();
    const { value: _, ...claimedAbsent } = present;
    expect((await client.prove(claimedAbsent, NOW)).error).toMatch(/^(?:present|wrong-value): /);
    expect((await client.prove({ ...absent, value }, NOW)).error).toMatch(/^(?:absent|wrong-value): /);
  });

  test('rejects a slot without a state (unknown-state)', async () => {
    const client = await begin();
    expect((await client.prove({ ...present, slot: 71n }, NOW)).error).toMatch(/^unknown-state: /);
  });

  test('rejects everything once frozen (client-frozen)', async () => {
    const client = await begin();
    await client.update(contradiction(ordinary(), lie()), NOW);
    expect((await client.prove(present, NOW)).error).toMatch(/^client-frozen: /);
    expect((await client.prove(absent, NOW)).error).toMatch(/^client-frozen: /);
  });
});

describe('expiry (rule 28)', () => {
  const trustingPeriod = 600n;
  const [stored] = STORED;

  test('is never without a trusting period', async () => {
    const client = await begin();
    expect(await client.status(timeOf(TRUSTED) + 100_000_000n)).toBe('Active');
    expect((await client.stored()).client).not.toHaveProperty('trustingPeriod');
  });

  test('is when the trusting period of the latest state has passed', async () => {
    const client = await begin({ change: { trustingPeriod } });
    const last = timeOf(TRUSTED) + trustingPeriod - 1n;
    expect([await client.status(last), await client.status(last + 1n)]).toEqual(['Active', 'Expired']);
    expect((await client.update(ordinary(), last + 1n)).error).toMatch(/Expired/);
    await client.update(ordinary(), last);
    expect(await client.status(last + 1n)).toBe('Active');
  });

  test('rejects updates from, and proofs at, a state that has expired by itself (trusted-state-expired)', async () => {
    const client = await begin({ change: { trustingPeriod } });
    const last = timeOf(TRUSTED) + trustingPeriod - 1n;
    await client.update(ordinary(), last);
    const { error } = await client.update(headerOf({ trustedSlot: TRUSTED, attestedSlot: 112n }), last + 1n);
    expect(error).toMatch(/trusted-state-expired: /);
    if (stored === undefined) throw new Error('want a stored commitment');
    const [path, value] = stored;
    const proof = { proof: proofOf(path), path: [path], value };
    expect((await client.prove({ ...proof, slot: TRUSTED }, last + 1n)).error).toMatch(/^trusted-state-expired: /);
    expect((await client.prove({ ...proof, slot: 88n }, last + 1n)).error).toBeUndefined();
  });
});
