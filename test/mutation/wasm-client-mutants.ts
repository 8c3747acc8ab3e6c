/** Mutants of what judges messages for wasm clients that follow Ethereum. @module */
import { type Mutant, unit } from './mutant.ts';

const FOLDER = 'lightclient/ethereum/wasm-client';
const CASES = unit(`${FOLDER}/cases`);

export const WASM_CLIENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'wasm-signature-unchecked',
    does: 'a header for a wasm client needs no signature',
    edit: {
      file: `${FOLDER}/check-update.ts`,
      find: '    () => checkSignature(judged, active, update),\n',
      put: '',
    },
    killers: [CASES],
  },
  {
    name: 'wasm-minority-enough',
    does: 'the minimum of a wasm client is enough, below two thirds or not',
    edit: {
      file: `${FOLDER}/check-update.ts`,
      find: 'signed >= least && signed * 3n >= size * 2n',
      put: 'signed >= least - 1n',
    },
    killers: [CASES],
  },
  {
    name: 'wasm-committee-unbound',
    does: 'any committee of the right size signs for a wasm client',
    edit: {
      file: `${FOLDER}/committee.ts`,
      find: '  if (isSameCommittee(known, got)) return undefined;\n',
      put: '  if (isSameCommittee(got, got)) return undefined;\n',
    },
    killers: [CASES],
  },
  {
    name: 'wasm-period-ignored',
    does: 'a committee signs in any period',
    edit: { file: `${FOLDER}/check-update.ts`, find: '  if (got === want) return VALID;\n', put: '  return VALID;\n' },
    killers: [CASES],
  },
  {
    name: 'wasm-honest-chain-freezes',
    does: 'any two updates are misbehaviour',
    edit: {
      file: `${FOLDER}/verify-misbehaviour.ts`,
      find: '  if (block.slot === otherBlock.slot && !isSameBlock) return true;\n',
      put: '  if (block.slot === otherBlock.slot || !isSameBlock) return true;\n',
    },
    killers: [CASES],
  },
  {
    name: 'wasm-storage-unbound',
    does: 'the storage of any account proves a commitment',
    edit: {
      file: `${FOLDER}/verify-membership.ts`,
      find: '  if (equalBytes(account.storageRoot, storageRoot)) return undefined;\n',
      put: '  if (equalBytes(storageRoot, storageRoot)) return undefined;\n',
    },
    killers: [CASES],
  },
  {
    name: 'wasm-update-unjudged',
    does: 'updates of a wasm client are sent without being judged',
    edit: {
      file: 'relayer/clients/ethereum-wasm/build-updates.ts',
      find: "  if (verdict.status === 'invalid') throw refusal(plan, header, verdict);\n",
      put: '',
    },
    killers: [unit('relayer/clients/ethereum-wasm/build-updates')],
  },
  {
    name: 'wasm-read-unverified',
    does: 'what eth_getProof answers is believed',
    edit: {
      file: 'relayer/clients/ethereum-on-cosmos.ts',
      find: "  if (reading.status === 'invalid') {\n",
      put: "  if (reading.status === 'invalid' && slots.length > 99) {\n",
    },
    killers: [unit('relayer/clients/ethereum-on-cosmos')],
  },
];
