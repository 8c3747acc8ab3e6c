/** Headers: what a client takes, and each way to spoil one. @module */
import type {
  FinalizingUpdate,
  WasmClientState,
  WasmConsensusState,
  WasmHeader,
} from '@causeway/lightclient/ethereum/wasm-client';
import { applyWasmHeader } from '@causeway/lightclient/ethereum/wasm-client';
import { createBlsSigners } from '../build-sync-committee.ts';
import type { HeaderCase, WasmCaseCode } from './case.ts';
import {
  CHAIN,
  committee,
  FULU_SLOT,
  GLOAS_SLOT,
  type HeaderOptions,
  headerOf,
  type Trusted,
  timeOf,
  trustedAt,
} from './setting.ts';

const FAR = timeOf(1000n);

interface Content extends Trusted {
  readonly header: WasmHeader;
  readonly now?: bigint;
}

function accept(name: string, { now = FAR, client, consensus, header }: Content): HeaderCase {
  const after = applyWasmHeader({ client, trusted: consensus }, header);
  if (after.status === 'invalid') throw new Error(`${name}: ${after.reason.code}`);
  const result = { client: after.clientState, consensus: after.consensusState };
  return { name, kind: 'header', now, client, consensus, header, after: result };
}

function reject(code: WasmCaseCode, name: string, { now = FAR, ...content }: Content): HeaderCase {
  return { name, kind: 'header', now, ...content, code };
}

/** A client that begins in `trusted`, and a header for it. */
function at(trusted: bigint, options: Omit<HeaderOptions, 'trustedSlot'>, setting: { next?: boolean } = {}): Content {
  return { ...trustedAt(trusted, setting), header: headerOf({ ...options, trustedSlot: trusted }) };
}

function change(content: Content, update: Partial<FinalizingUpdate>): Content {
  return { ...content, header: { ...content.header, update: { ...content.header.update, ...update } } };
}

function withClient(content: Content, client: Partial<WasmClientState>): Content {
  return { ...content, client: { ...content.client, ...client } };
}

function withTrusted(content: Content, consensus: Partial<WasmConsensusState>): Content {
  return { ...content, consensus: { ...content.consensus, ...consensus } };
}

function flip(bytes: Uint8Array, at = 0): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

/** Period 1 has the slots 64 to 127. What is attested in slot 104 finalizes slot 88. */
const ordinary = (): Content => at(72n, { attestedSlot: 104n, nextCommittee: false });
const bringsNext = (): Content => at(72n, { attestedSlot: 104n }, { next: false });
const handover = (): Content => at(72n, { attestedSlot: 160n, role: 'next' });

function accepted(): readonly HeaderCase[] {
  const latest = ordinary();
  return [
    accept('accepts finality within a period', ordinary()),
    accept('accepts an update that brings the next committee', bringsNext()),
    accept('accepts an update that repeats the next committee', at(72n, { attestedSlot: 104n })),
    accept(
      'accepts finality in a period, signed in the next',
      at(72n, { attestedSlot: 136n, role: 'next', nextCommittee: false }),
    ),
    accept('accepts the handover to a new period', handover()),
    accept(
      'accepts the last slot of a period, signed in the first of the next',
      at(72n, { attestedSlot: 127n, role: 'next' }),
    ),
    accept('accepts exactly two thirds', at(72n, { attestedSlot: 104n, participants: 22 })),
    accept(
      'accepts any two thirds',
      at(72n, { attestedSlot: 104n, participants: (index) => index % 3 !== 0 || index === 30 }),
    ),
    accept('accepts a signature of the present slot', { ...ordinary(), now: timeOf(105n) }),
    accept('accepts a signature some slots later', at(72n, { attestedSlot: 104n, signatureSlot: 109n })),
    accept(
      'accepts the first slot of Fulu signed under Electra',
      at(130n, { attestedSlot: FULU_SLOT - 1n, signatureSlot: FULU_SLOT }),
    ),
    accept('accepts the slot after under Fulu', at(130n, { attestedSlot: FULU_SLOT, signatureSlot: FULU_SLOT + 1n })),
    accept('accepts a header of the past', withClient(latest, { latestSlot: 400n, latestExecutionBlockNumber: 500n })),
    accept('accepts a state just within the trusting period', {
      ...withClient(ordinary(), { trustingPeriod: 1000n }),
      now: timeOf(72n) + 999n,
    }),
    accept(
      'accepts an Electra header whose own minimum is above two thirds and met',
      withClient(ordinary(), { minSyncCommitteeParticipants: 32n }),
    ),
    accept(
      'accepts finality of a Fulu block, attested in Gloas',
      at(328n, { attestedSlot: GLOAS_SLOT + 2n, role: 'next' }),
    ),
    accept('accepts finality within Gloas', at(GLOAS_SLOT + 8n, { attestedSlot: GLOAS_SLOT + 40n })),
  ];
}

function clientAndOrder(): readonly HeaderCase[] {
  const late = ordinary();
  return [
    reject('client-frozen', 'rejects anything once frozen', withClient(ordinary(), { isFrozen: true })),
    reject('bad-client-state', 'rejects slots that take no time', withClient(ordinary(), { secondsPerSlot: 0n })),
    reject('bad-client-state', 'rejects epochs without slots', withClient(ordinary(), { slotsPerEpoch: 0n })),
    reject(
      'bad-client-state',
      'rejects periods without epochs',
      withClient(ordinary(), { epochsPerSyncCommitteePeriod: 0n }),
    ),
    reject('trusted-state-expired', 'rejects a state at the end of the trusting period', {
      ...withClient(ordinary(), { trustingPeriod: 1000n }),
      now: timeOf(72n) + 1000n,
    }),
    reject('wrong-trusted-slot', 'rejects another trusted slot', {
      ...late,
      header: { ...late.header, trustedSlot: 71n },
    }),
    reject('bad-slot-order', 'rejects a signature of the next slot', { ...ordinary(), now: timeOf(105n) - 1n }),
    reject('bad-slot-order', 'rejects a time before genesis', { ...ordinary(), now: 0n }),
    reject('bad-slot-order', 'rejects a signature of the attested slot', change(ordinary(), { signatureSlot: 104n })),
    reject(
      'bad-slot-order',
      'rejects a finalized slot above the attested one',
      at(72n, { attestedSlot: 104n, finalizedSlot: 110n }),
    ),
    reject('bad-slot-order', 'rejects finality of genesis', at(72n, { attestedSlot: 104n, finalizedSlot: 0n })),
    reject(
      'not-newer',
      'rejects what is finalized in the trusted slot',
      at(72n, { attestedSlot: 104n, finalizedSlot: 72n }),
    ),
    reject('not-newer', 'rejects what is finalized before the trusted slot', at(96n, { attestedSlot: 104n })),
  ];
}

function participation(): readonly HeaderCase[] {
  const bits = (value: readonly number[]): Content =>
    change(ordinary(), {
      syncAggregate: { ...ordinary().header.update.syncAggregate, syncCommitteeBits: Uint8Array.from(value) },
    });
  return [
    reject(
      'not-enough-participants',
      'rejects one below two thirds',
      at(72n, { attestedSlot: 104n, participants: 21 }),
    ),
    reject(
      'not-enough-participants',
      'rejects fewer than the own minimum',
      withClient(at(72n, { attestedSlot: 104n, participants: 22 }), { minSyncCommitteeParticipants: 23n }),
    ),
    reject('no-participants', 'rejects zero bits', bits([0, 0, 0, 0])),
    reject('bad-bits', 'rejects bits beyond the committee', bits([255, 255, 255, 255, 1])),
    reject('bad-bits', 'rejects too few bits', bits([255, 255, 255])),
    reject(
      'wrong-signature',
      'rejects a participant who did not sign',
      change(at(72n, { attestedSlot: 104n, participants: 31 }), {
        syncAggregate: {
          ...at(72n, { attestedSlot: 104n, participants: 31 }).header.update.syncAggregate,
          syncCommitteeBits: Uint8Array.from([255, 255, 255, 255]),
        },
      }),
    ),
    reject(
      'wrong-signature',
      'rejects bits in another order',
      change(at(72n, { attestedSlot: 104n, participants: 24 }), {
        syncAggregate: {
          ...at(72n, { attestedSlot: 104n, participants: 24 }).header.update.syncAggregate,
          syncCommitteeBits: Uint8Array.from([0, 255, 255, 255]),
        },
      }),
    ),
  ];
}

function committees(): readonly HeaderCase[] {
  const base = ordinary();
  const active = (value: Partial<WasmHeader['activeSyncCommittee']>): Content => ({
    ...base,
    header: { ...base.header, activeSyncCommittee: { ...base.header.activeSyncCommittee, ...value } },
  });
  const own = committee(1n);
  const swapped = [own.pubkeys[1], own.pubkeys[0], ...own.pubkeys.slice(2)].flatMap((key) => key ?? []);
  const brought = bringsNext();
  const { nextSyncCommittee } = brought.header.update;
  if (nextSyncCommittee === undefined) throw new Error('want a next committee');
  const stranger = committee(9n);
  return [
    reject('wrong-committee', 'rejects a foreign committee', active({ committee: stranger })),
    reject(
      'wrong-committee',
      'rejects a committee of other keys with the same sum',
      active({ committee: { ...own, pubkeys: swapped } }),
    ),
    reject(
      'wrong-committee',
      'rejects another aggregate key',
      active({ committee: { ...own, aggregatePubkey: stranger.aggregatePubkey } }),
    ),
    reject(
      'wrong-committee',
      'rejects a committee that lacks a member',
      active({ committee: { ...own, pubkeys: own.pubkeys.slice(1) } }),
    ),
    reject('wrong-committee', 'rejects the current committee as the next', active({ role: 'next' })),
    reject('next-committee-unknown', 'rejects a next committee that is not known', {
      ...handover(),
      ...trustedAt(72n, { next: false }),
    }),
    reject(
      'wrong-period',
      'rejects the next committee in the own period',
      at(72n, { attestedSlot: 104n, role: 'next', nextCommittee: false }),
    ),
    reject(
      'wrong-period',
      'rejects the current committee in the next period',
      at(72n, { attestedSlot: 136n, nextCommittee: false }),
    ),
    reject('wrong-period', 'rejects a skipped period', at(72n, { attestedSlot: 232n, role: 'next' })),
    reject(
      'missing-next-committee',
      'rejects a new period without its next committee',
      at(72n, { attestedSlot: 160n, role: 'next', nextCommittee: false }),
    ),
    reject(
      'next-committee-mismatch',
      'rejects another next committee than the known one',
      withTrusted(at(72n, { attestedSlot: 104n }), { nextSyncCommittee: trustedAt(8n).consensus.currentSyncCommittee }),
    ),
    reject(
      'bad-next-committee-branch',
      'rejects a next committee that the state does not hold',
      change(brought, { nextSyncCommittee: { ...nextSyncCommittee, committee: stranger } }),
    ),
    reject(
      'bad-next-committee-branch',
      'rejects the current committee for the next',
      change(brought, {
        nextSyncCommittee: { committee: own, branch: CHAIN.blockAt(104n).state.branch(86) },
      }),
    ),
    reject(
      'bad-next-committee-branch',
      'rejects a branch that is a node too long',
      change(brought, {
        nextSyncCommittee: { ...nextSyncCommittee, branch: [...nextSyncCommittee.branch, new Uint8Array(32)] },
      }),
    ),
    reject(
      'bad-next-committee-branch',
      'rejects a branch that is a node too short',
      change(brought, { nextSyncCommittee: { ...nextSyncCommittee, branch: nextSyncCommittee.branch.slice(1) } }),
    ),
    reject(
      'wrong-committee',
      'rejects a next committee of another size',
      change(brought, {
        nextSyncCommittee: {
          ...nextSyncCommittee,
          committee: { ...nextSyncCommittee.committee, pubkeys: nextSyncCommittee.committee.pubkeys.slice(1) },
        },
      }),
    ),
    reject(
      'wrong-signature',
      'rejects signers of another committee',
      at(72n, { attestedSlot: 104n, signers: createBlsSigners(32, 'a stranger ') }),
    ),
  ];
}

function headers(): readonly HeaderCase[] {
  const base = ordinary();
  const { finality, attestedHeader, syncAggregate } = base.header.update;
  const finalized = finality.header;
  if (finalized.shape !== 'deneb' || attestedHeader.shape !== 'deneb') throw new Error('want payload headers');
  const finalizedWith = (header: Partial<typeof finalized>): Content =>
    change(base, { finality: { ...finality, header: { ...finalized, ...header } } });
  const attestedWith = (header: Partial<typeof attestedHeader>): Content =>
    change(base, { attestedHeader: { ...attestedHeader, ...header } });
  const execution = { ...finalized.execution, stateRoot: flip(finalized.execution.stateRoot) };
  return [
    reject('bad-execution-branch', 'rejects another execution state root', finalizedWith({ execution })),
    reject(
      'bad-execution-branch',
      'rejects an attested header with another payload',
      attestedWith({ execution: { ...attestedHeader.execution, gasUsed: 1n } }),
    ),
    reject(
      'bad-execution-branch',
      'rejects an execution branch a node too long',
      finalizedWith({ executionBranch: [...finalized.executionBranch, new Uint8Array(32)] }),
    ),
    reject(
      'bad-execution-branch',
      'rejects an execution branch a node too short',
      finalizedWith({ executionBranch: finalized.executionBranch.slice(1) }),
    ),
    reject(
      'bad-finality-branch',
      'rejects another finalized block',
      finalizedWith({ beacon: { ...finalized.beacon, proposerIndex: 63n } }),
    ),
    reject(
      'bad-finality-branch',
      'rejects a finality branch a node too long',
      change(base, { finality: { ...finality, branch: [...finality.branch, new Uint8Array(32)] } }),
    ),
    reject(
      'bad-finality-branch',
      'rejects a finality branch a node too short',
      change(base, { finality: { ...finality, branch: finality.branch.slice(1) } }),
    ),
    reject(
      'bad-finality-branch',
      'rejects a finality branch of zeros',
      change(base, { finality: { ...finality, branch: finality.branch.map(() => new Uint8Array(32)) } }),
    ),
    reject(
      'bad-finality-branch',
      'rejects an attested state that finalizes something else',
      attestedWith({ beacon: { ...attestedHeader.beacon, stateRoot: flip(attestedHeader.beacon.stateRoot) } }),
    ),
    reject(
      'wrong-signature',
      'rejects an attested header that nobody signed',
      attestedWith({ beacon: { ...attestedHeader.beacon, proposerIndex: 62n } }),
    ),
    reject(
      'wrong-signature',
      'rejects a signature of another slot’s fork',
      at(130n, {
        attestedSlot: FULU_SLOT - 1n,
        signatureSlot: FULU_SLOT,
        config: {
          ...CHAIN.config,
          forks: CHAIN.config.forks.map((fork) =>
            fork.name === 'electra' ? { ...fork, version: Uint8Array.of(9, 0, 0, 1) } : fork,
          ),
        },
      }),
    ),
    reject(
      'wrong-signature',
      'rejects the signature of another chain',
      withClient(base, { genesisValidatorsRoot: new Uint8Array(32) }),
    ),
    reject(
      'bad-signature-encoding',
      'rejects infinity as a signature',
      change(base, {
        syncAggregate: { ...syncAggregate, syncCommitteeSignature: new Uint8Array(96).fill(0xc0, 0, 1) },
      }),
    ),
    reject(
      'bad-signature-encoding',
      'rejects zeros as a signature',
      change(base, { syncAggregate: { ...syncAggregate, syncCommitteeSignature: new Uint8Array(96) } }),
    ),
    reject(
      'unsupported-fork',
      'rejects headers of before Electra',
      withClient(base, {
        forkParameters: {
          ...base.client.forkParameters,
          electra: { ...base.client.forkParameters.electra, epoch: 12n },
        },
      }),
    ),
    reject(
      'bad-execution-time',
      'rejects an execution block of another time',
      withClient(base, { genesisTime: base.client.genesisTime - 1n }),
    ),
  ];
}

function gloas(): readonly HeaderCase[] {
  const base = at(GLOAS_SLOT + 8n, { attestedSlot: GLOAS_SLOT + 40n });
  const { finality } = base.header.update;
  const { header } = finality;
  if (header.shape !== 'gloas') throw new Error('want a header of Gloas');
  const { executionHeader: rlp = new Uint8Array(0), ...bare } = header;
  const finalizedWith = (change_: Partial<typeof header>): Content =>
    change(base, { finality: { ...finality, header: { ...header, ...change_ } } });
  return [
    reject(
      'bad-execution-header',
      'rejects a Gloas header without the block’s header',
      change(base, { finality: { ...finality, header: bare } }),
    ),
    reject(
      'bad-execution-header',
      'rejects a Gloas header with another block’s header',
      finalizedWith({ executionHeader: flip(rlp, 100) }),
    ),
    reject(
      'bad-execution-branch',
      'rejects another block hash',
      finalizedWith({ executionBlockHash: flip(header.executionBlockHash) }),
    ),
  ];
}

/** All cases about headers. */
export function buildHeaderCases(): readonly HeaderCase[] {
  return [...accepted(), ...clientAndOrder(), ...participation(), ...committees(), ...headers(), ...gloas()];
}
