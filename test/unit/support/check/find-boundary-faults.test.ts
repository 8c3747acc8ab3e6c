/** The boundaries between the parts of the repository: each rule catches an import that breaks it. @module */
import { expect, test } from 'vitest';
import { BOXES } from '../../../support/check/boundary-rules.ts';
import { findBoundaryFaults } from '../../../support/check/find-boundary-faults.ts';

function judge(file: string, imported: string): readonly string[] {
  return findBoundaryFaults(file, `/** A file. @module */\nimport { x } from '${imported}';\n`);
}

test.each([
  ['lightclient/tendermint/verify-header.ts', '../codec/index.ts'],
  ['lightclient/tendermint/verify-header.ts', '@noble/hashes/sha2.js'],
  ['lightclient/native/index.ts', 'node:crypto'],
  ['lightclient/providers/index.ts', '../sync/index.ts'],
  ['relayer/pipeline/prove-recv.ts', '../ports/store.ts'],
  ['relayer/pipeline/prove-recv.ts', '@causeway/lightclient/ibc'],
  ['relayer/clients/cometbft.ts', '../chains/cosmos/messages.ts'],
  ['relayer/queue/bullmq.ts', 'bullmq'],
  ['relayer/main.ts', './stores/sqlite.ts'],
  ['relayer/main.ts', './control/doctor.ts'],
  ['relayer/control/doctor.ts', '../compose-chain.ts'],
  ['relayer/cli/start.ts', '../main.ts'],
  ['test/unit/lightclient/native/self-test.test.ts', '../../../../lightclient/native/self-test.ts'],
  ['test/e2e/relay.test.ts', '../../relayer/main.ts'],
  ['docs/examples/follow.ts', '@causeway/lightclient/sync'],
  ['docs/examples/chains.ts', 'causeway/devnet'],
])('accepts that %s imports %s', (file, imported) => {
  expect(judge(file, imported)).toEqual([]);
});

test.each([
  ['the core: another box of ours', 'lightclient/tendermint/verify-header.ts', '../sync/index.ts'],
  ['the core: Node', 'lightclient/codec/utf8.ts', 'node:buffer'],
  ['the core: a package that is not @noble', 'lightclient/proofs/index.ts', 'cosmjs-types'],
  ['the core: a package with a similar name', 'lightclient/proofs/index.ts', '@noblest/hashes'],
  ['the library: itself by name', 'lightclient/sync/index.ts', '@causeway/lightclient/codec'],
  ['the library: the relayer', 'lightclient/providers/index.ts', '../../relayer/ports/clock.ts'],
  ['the pipeline: a chain', 'relayer/pipeline/watch.ts', '../chains/cosmos/rpc.ts'],
  ['the pipeline: a store', 'relayer/pipeline/run.ts', '../stores/sqlite.ts'],
  ['the pipeline: a queue', 'relayer/pipeline/run.ts', '../queue/bullmq.ts'],
  ['the pipeline: a client driver', 'relayer/pipeline/run.ts', '../clients/cometbft.ts'],
  ['the pipeline: a package', 'relayer/pipeline/run.ts', 'pino'],
  ['a guard: a chain', 'relayer/guards/supply.ts', '../chains/cosmos/rpc.ts'],
  ['a protocol: Node', 'relayer/protocols/ibc-v2.ts', 'node:crypto'],
  ['an adapter: the composition root', 'relayer/stores/sqlite.ts', '../main.ts'],
  ['an adapter: another adapter', 'relayer/queue/local.ts', '../stores/sqlite.ts'],
  ['the command line: an adapter', 'relayer/cli/start.ts', '../stores/sqlite.ts'],
  ['the composition root: the command line', 'relayer/main.ts', './cli/start.ts'],
  ['a product file: a test', 'relayer/main.ts', '../test/support/start-redis.ts'],
  ['a product file: the devnet', 'relayer/main.ts', 'causeway/devnet'],
  ['the relayer: the library by path', 'relayer/ports/packet.ts', '../../lightclient/ibc/index.ts'],
  [
    'a test of the library: what it exports, by path',
    'test/unit/lightclient/ibc/a.test.ts',
    '../../../../lightclient/ibc/index.ts',
  ],
  ['a test of the relayer: the library by path', 'test/unit/relayer/a.test.ts', '../../../lightclient/ibc/bech32.ts'],
  ['the devnet: the relayer', 'test/devnet/index.ts', '../../relayer/ports/packet.ts'],
])('rejects in %s', (_, file, imported) => {
  expect(judge(file, imported)).toEqual([expect.stringContaining(`${file}:2: `)]);
});

test('says which imports the box may have', () => {
  expect(judge('relayer/ops/http.ts', '../queue/local.ts')).toEqual([
    'relayer/ops/http.ts:2: ops may import core, ports, protocols, got queue (../queue/local.ts)',
  ]);
});

test('rejects a source that no box covers, so that a new folder must choose', () => {
  expect(findBoundaryFaults('relayer/gossip/mesh.ts', '')).toEqual([
    'relayer/gossip/mesh.ts: belongs to no box of the boundary table',
  ]);
});

test('names only boxes that exist', () => {
  const names = BOXES.map((box) => box.name);
  expect(new Set(names).size).toBe(names.length);
  expect(BOXES.flatMap((box) => box.boxes).filter((name) => !names.includes(name))).toEqual([]);
});
