/** What `npm run test:mutation` breaks in the proofs of Ethereum's execution layer. @module */
import { type Killer, type Mutant, unit } from './mutant.ts';

const VECTORS = unit('lightclient/ethereum/execution/vectors');
const CLI: Killer = {
  group: 'cli',
  files: ['test/integration/cli-verify-eth-proof.test.ts'],
  tests: 'judges every case of a batch',
};
const node = (tests: string): Killer => ({ group: 'node', files: ['test/integration/eth-proof.test.ts'], tests });

export const EXECUTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'node-hash-unchecked',
    does: 'a Merkle-Patricia proof may be of any root',
    edit: {
      file: 'lightclient/proofs/mpt/read-proof.ts',
      find: 'if (!equalBytes(hash, ref.hash)) {',
      put: 'if (hash.length === 0) {',
    },
    killers: [unit('lightclient/proofs/mpt/cases'), CLI],
  },
  {
    name: 'missing-node-is-absence',
    does: 'a Merkle-Patricia proof that ends too early shows that there is nothing',
    edit: {
      file: 'lightclient/proofs/mpt/read-proof.ts',
      find: "    if ('status' in node) return node;",
      put: "    if ('status' in node) return node.reason.code === 'missing-node' ? { status: 'absent' } : node;",
    },
    killers: [unit('lightclient/proofs/mpt/cases'), VECTORS],
  },
  {
    name: 'unused-node-believed',
    does: 'anything may follow a Merkle-Patricia proof',
    edit: {
      file: 'lightclient/proofs/mpt/read-proof.ts',
      find: 'if (used < proof.length) return',
      put: 'if (used > proof.length) return',
    },
    killers: [unit('lightclient/proofs/mpt/cases'), CLI],
  },
  {
    name: 'trailing-rlp-believed',
    does: 'anything may follow an item of RLP',
    edit: {
      file: 'lightclient/proofs/rlp/decode.ts',
      find: 'if (reader.at !== bytes.length) throw',
      put: 'if (reader.at > bytes.length) throw',
    },
    killers: [unit('lightclient/proofs/rlp/rlp'), unit('lightclient/proofs/mpt/cases')],
  },
  {
    name: 'answer-unchecked',
    does: 'what an answer of `eth_getProof` says of the account need not be what it proves',
    edit: {
      file: 'lightclient/ethereum/execution/verify-eth-proof.ts',
      find: 'if (lie !== undefined) return lie;',
      put: 'if (lie === null) return lie;',
    },
    killers: [VECTORS, CLI, node('another nonce|another balance')],
  },
  {
    name: 'block-hash-unchecked',
    does: 'a header of the execution layer may have any hash',
    edit: {
      file: 'lightclient/ethereum/execution/block-header.ts',
      find: 'if (equalBytes(hash, blockHash)) return',
      put: 'if (hash.length === blockHash.length) return',
    },
    killers: [unit('lightclient/ethereum/execution/block-header'), CLI, node('a header with another')],
  },
  {
    name: 'receipts-root-unchecked',
    does: 'receipts may be of any block',
    edit: {
      file: 'lightclient/ethereum/execution/verify-logs.ts',
      find: 'if (!equalBytes(root, header.receiptsRoot)) {',
      put: 'if (root.length === 0) {',
    },
    killers: [unit('lightclient/ethereum/execution/receipts'), unit('lightclient/providers/eth-proof')],
  },
  {
    name: 'missing-log-unseen',
    does: 'an answer of `eth_getLogs` may leave out what it likes at its end',
    edit: {
      file: 'lightclient/ethereum/execution/verify-logs.ts',
      find: '(got === undefined || got.logIndex > log.logIndex)',
      put: 'got !== undefined && got.logIndex > log.logIndex',
    },
    killers: [unit('lightclient/ethereum/execution/receipts')],
  },
  {
    name: 'history-window-ignored',
    does: 'the slot of a block hash may hold that of a block 8191 later',
    edit: {
      file: 'lightclient/ethereum/execution/block-hash-history.ts',
      find: ' || number + HISTORY_WINDOW < anchor.number',
      put: '',
    },
    killers: [unit('lightclient/ethereum/execution/history')],
  },
];
