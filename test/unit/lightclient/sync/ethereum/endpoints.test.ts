/** Endpoints of every bad kind beside an honest one: the follower goes on, and each one's verdict is visible. @module */
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../../../../support/beacon-config.ts';
import {
  type BeaconNodeOptions,
  createBeaconNode,
  refusal,
  type ServedObject,
} from '../../../../support/beacon-node.ts';
import { buildBeaconChain } from '../../../../support/build-beacon-chain.ts';
import { followNodes, outcomesOf, slotsOf } from '../../../../support/follow-beacon.ts';

const chain = buildBeaconChain();
const { config } = chain;
const checkpointRoot = chain.blockAt(16n).root;
/** Period 2: there is something to catch up on before finality. */
const head = chain.startOf(2n) + 30n;

type Bad = Partial<BeaconNodeOptions>;

function flip(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
}

function changeUpdates(change: (update: ServedObject['update']) => ServedObject['update']): Bad {
  return { change: ({ path, update }) => ({ path, update: change(update) }) };
}

function disconnect(): never {
  throw new TypeError('fetch failed');
}

const only = (part: string, answer: () => Response): Bad => ({
  answer: (path) => (path.includes(part) ? answer() : undefined),
});

const lightClient = (answer: () => Response): Bad => only('/light_client/', answer);

/** 22 would be enough. */
const tooFew: Bad = { signing: { participants: 21 } };

const wrongBranch = changeUpdates((update) =>
  update.finality === undefined
    ? update
    : { ...update, finality: { ...update.finality, branch: update.finality.branch.map(flip) } },
);

const wrongCommitteeBranch = changeUpdates(({ nextSyncCommittee: next, ...update }) =>
  next === undefined ? update : { ...update, nextSyncCommittee: { ...next, branch: next.branch.map(flip) } },
);

const swappedCommittee = changeUpdates(({ nextSyncCommittee: next, ...update }) =>
  next === undefined
    ? update
    : { ...update, nextSyncCommittee: { ...next, committee: chain.committeeOf(0n).committee } },
);

const otherFinalized = changeUpdates((update) =>
  update.finality === undefined
    ? update
    : { ...update, finality: { ...update.finality, header: chain.headerAt(update.finality.header.beacon.slot - 1n) } },
);

const wrongSignature = changeUpdates((update) => ({
  ...update,
  syncAggregate: chain.sign(chain.blockAt(update.attestedHeader.beacon.slot - 1n).beacon, update.signatureSlot),
}));

const otherSigners = changeUpdates((update) => ({
  ...update,
  syncAggregate: chain.sign(update.attestedHeader.beacon, update.signatureSlot, {
    signers: chain.committeeOf(5n).signers,
  }),
}));

const noParticipants = changeUpdates((update) => ({
  ...update,
  syncAggregate: { ...update.syncAggregate, syncCommitteeBits: new Uint8Array(4) },
}));

const otherNetwork = buildBeaconChain({
  config: createBeaconConfig({ electra: 0n }, { genesisValidatorsRoot: new Uint8Array(32).fill(7) }),
});
const otherForks = buildBeaconChain({ config: createBeaconConfig({ deneb: 0n, electra: 1n }) });

const DOWN = 'resting unreachable';
const LIE = 'aside invalid-update';
const AGREES = 'ready confirmed';

/** What it is told to be as the first one, which leads, and as the second one, which is only heard. */
const cases: readonly (readonly [string, string, string, Bad])[] = [
  ['has no connection', DOWN, DOWN, { answer: () => disconnect() }],
  ['is overloaded', DOWN, DOWN, { answer: () => refusal(503, 'Too busy') }],
  ['answers with a page', 'resting malformed', 'resting malformed', { answer: () => new Response('<html></html>') }],
  ['answers with other JSON', 'resting malformed', 'resting malformed', lightClient(() => new Response('{"data":{}}'))],
  ['answers with half an object', 'resting malformed', 'resting malformed', lightClient(() => new Response('[{"ver'))],
  ['serves no light clients', 'resting not-found', 'resting not-found', lightClient(() => refusal(404, 'Not found'))],
  ['has pruned the periods', 'resting gap', AGREES, { lowestPeriod: 1n }],
  ['has no updates', 'resting gap', AGREES, only('/updates', () => new Response('[]'))],
  ['lags far behind', 'resting lagging', 'resting lagging', { head: 100n }],
  ['is signed by less than two thirds', 'resting not-enough-signers', 'resting not-enough-signers', tooFew],
  ['is signed by nobody', LIE, LIE, noParticipants],
  ['has a wrong finality branch', LIE, LIE, wrongBranch],
  ['has a wrong committee branch', LIE, AGREES, wrongCommitteeBranch],
  ['swaps the next committee for an older one', LIE, LIE, swappedCommittee],
  ['finalizes another block', LIE, 'ready lagging', otherFinalized],
  ['has the signature of another block', LIE, LIE, wrongSignature],
  ['is signed by a committee of another period', LIE, LIE, otherSigners],
  ['serves another network', 'aside wrong-network', 'aside wrong-network', { chain: otherNetwork }],
  ['has another fork schedule', 'aside wrong-network', 'aside wrong-network', { chain: otherForks }],
];

describe.each(cases)('an endpoint that %s', (_, asFirst, asSecond, bad) => {
  test.each(['first', 'second'])('does not stop the follower as the %s', async (place) => {
    const good = createBeaconNode(chain, { head });
    const other = createBeaconNode(chain, { head, ...bad });
    const nodes = place === 'first' ? { bad: other, good } : { good, bad: other };
    const follower = await followNodes({ config, nodes, clock: { slot: head }, options: { checkpointRoot } });
    expect((await slotsOf(follower)).at(-1)).toBe(136n);
    expect(outcomesOf(follower)).toEqual({ good: AGREES, bad: place === 'first' ? asFirst : asSecond });
  });
});
