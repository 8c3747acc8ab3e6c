/** Two updates that cannot both be honest, and those that can. @module */
import type { WasmHeader } from '@causeway/lightclient/ethereum/wasm-client';
import type { BeaconChain } from '../build-beacon-chain.ts';
import type { MisbehaviourCase, WasmCaseCode } from './case.ts';
import { CHAIN, type HeaderOptions, headerOf, type Trusted, timeOf, trustedAt } from './setting.ts';

/** A chain that goes another way from slot 80 on, with the same committees. */
const RIVAL = CHAIN.fork({ name: 'rival', since: 80n });
/** A chain whose states name other committees from slot 80 on, for period 2. */
const USURPER = CHAIN.fork({ name: 'usurper', since: 80n, committees: true });

interface Pair {
  readonly one: WasmHeader;
  readonly other: WasmHeader;
}

function pair(
  one: Omit<HeaderOptions, 'trustedSlot'>,
  other: Omit<HeaderOptions, 'trustedSlot'>,
  rival: BeaconChain,
): Pair {
  return { one: headerOf({ trustedSlot: 72n, ...one }), other: headerOf({ trustedSlot: 72n, ...other }, rival) };
}

function build(name: string, { one, other }: Pair, trusted: Trusted, code?: WasmCaseCode): MisbehaviourCase {
  return {
    name,
    kind: 'misbehaviour',
    now: timeOf(1000n),
    ...trusted,
    misbehaviour: {
      kind: 'misbehaviour',
      trustedSlot: one.trustedSlot,
      activeSyncCommittee: one.activeSyncCommittee,
      update1: one.update,
      update2: other.update,
    },
    ...(code === undefined ? {} : { code }),
  };
}

/** All cases about misbehaviour. Slot 104 finalizes slot 88; slot 105 does, too. */
export function buildMisbehaviourCases(): readonly MisbehaviourCase[] {
  const trusted = trustedAt(72n);
  const at = { attestedSlot: 104n, nextCommittee: false };
  const honest = pair(at, { ...at, attestedSlot: 112n }, CHAIN);
  const conflict = pair(at, at, RIVAL);
  const frozen = { ...trusted, client: { ...trusted.client, isFrozen: true } };
  const { attestedHeader } = conflict.other.update;
  const beacon = { ...attestedHeader.beacon, proposerIndex: 62n };
  const spoiled = { ...conflict.other.update, attestedHeader: { ...attestedHeader, beacon } };
  return [
    build('accepts two finalized blocks of one slot', conflict, trusted),
    build(
      'accepts two finalized blocks of one slot, attested in different ones',
      pair(at, { ...at, attestedSlot: 105n }, RIVAL),
      trusted,
    ),
    build(
      'accepts two next committees of one period, finalized in it',
      pair({ attestedSlot: 104n }, { attestedSlot: 112n }, USURPER),
      trusted,
    ),
    build('rejects the same update twice', pair(at, at, CHAIN), trusted, 'not-misbehaviour'),
    build('rejects two updates of an honest chain', honest, trusted, 'not-misbehaviour'),
    build(
      'rejects two attested blocks of one slot that finalize the same',
      pair({ ...at, finalizedSlot: 76n }, { ...at, finalizedSlot: 76n }, RIVAL),
      trusted,
      'not-misbehaviour',
    ),
    build(
      'rejects a conflict of a minority',
      pair(at, { ...at, participants: 21 }, RIVAL),
      trusted,
      'not-enough-participants',
    ),
    build(
      'rejects a conflict whose second half nobody signed',
      { ...conflict, other: { ...conflict.other, update: spoiled } },
      trusted,
      'wrong-signature',
    ),
    build('rejects a conflict that a frozen client is told', conflict, frozen, 'client-frozen'),
    build(
      'rejects a conflict from another trusted slot',
      { ...conflict, one: { ...conflict.one, trustedSlot: 73n } },
      trusted,
      'wrong-trusted-slot',
    ),
    build(
      'rejects a conflict of two periods',
      pair(at, { attestedSlot: 136n, finalizedSlot: 88n, nextCommittee: false }, RIVAL),
      trusted,
      'wrong-period',
    ),
  ];
}
