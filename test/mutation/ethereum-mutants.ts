/** Mutants of Ethereum's light client. @module */
import { type Killer, type Mutant, unit } from './mutant.ts';

const FAULTS = unit('lightclient/ethereum/update-faults');
const FOLLOW = unit('lightclient/ethereum/follow-chain');
const PORTABLE = unit('lightclient/ethereum/bls-portable');
const NATIVE = unit('lightclient/native/native-bls');
/** Every field of updates of every fork is changed. */
const FLIPS: Killer = { group: 'property', files: ['test/property/ethereum-updates.test.ts'] };
/** The portable verifier beside the native one. */
const AGREEMENT: Killer = { group: 'property', files: ['test/property/bls-native.test.ts'] };

/** `causeway verify ethereum-follow` beside an endpoint that lies. */
const FOLLOW_COMMAND: Killer = {
  group: 'cli',
  files: ['test/integration/cli-verify-ethereum.test.ts'],
  tests: 'an endpoint that lies',
};
const TRIE = unit('lightclient/proofs/mpt/cases');
export const ETHEREUM_MUTANTS: readonly Mutant[] = [
  {
    name: 'committee-signature-unchecked',
    does: 'an update is believed without the signature of its sync committee',
    edit: {
      file: 'lightclient/ethereum/check-signature.ts',
      find: '  return bls.verifySyncAggregate(',
      put: '  if (bls) return VALID;\n  return bls.verifySyncAggregate(',
    },
    killers: [FAULTS, FLIPS, FOLLOW_COMMAND],
  },
  {
    name: 'minority-finalizes',
    does: 'the store moves however few signed an update',
    edit: {
      file: 'lightclient/ethereum/process-light-client-update.ts',
      find: ' || !hasSupermajority(update.syncAggregate)) return seen;',
      put: ') return seen;',
    },
    killers: [FOLLOW],
  },
  {
    name: 'more-than-two-thirds-wanted',
    does: 'exactly two thirds of a committee are too few',
    edit: {
      file: 'lightclient/ethereum/update-facts.ts',
      find: ' * 3 >= ',
      put: ' * 3 > ',
    },
    killers: [FOLLOW],
  },
  {
    name: 'minority-is-evidence',
    does: 'two updates are evidence of misbehaviour however few signed them',
    edit: {
      file: 'lightclient/ethereum/verify-update-of-period.ts',
      find: '    () => checkSupermajority(adapted, config),\n',
      put: '',
    },
    killers: [unit('lightclient/ethereum/detect-misbehaviour')],
  },
  {
    name: 'branch-too-long-believed',
    does: 'a Merkle branch may be longer than its place in the tree is deep',
    edit: {
      file: 'lightclient/proofs/ssz/merkle-branch.ts',
      find: '  if (length > depth) return',
      put: '  if (depth < 0) return',
    },
    killers: [unit('lightclient/proofs/ssz/merkle-branch')],
  },
  {
    name: 'branch-padding-unchecked',
    does: 'what fills a branch up to the length of a later fork may be anything',
    edit: {
      file: 'lightclient/proofs/ssz/merkle-branch.ts',
      find: 'if (!equalBytes(node, zeroHash(0))) return',
      put: 'if (node.length === 0) return',
    },
    killers: [FAULTS, FLIPS],
  },
  {
    name: 'next-committee-unproven',
    does: 'the next committee need not be in the state of the attested header',
    edit: {
      file: 'lightclient/ethereum/check-branches.ts',
      find: "    return nameBranch('next-sync-committee', verifyNormalizedMerkleBranch(claim, length, sha256));",
      put: "    return claim ? VALID : nameBranch('next-sync-committee', verifyNormalizedMerkleBranch(claim, length, sha256));",
    },
    killers: [FAULTS, FLIPS],
  },
  {
    name: 'finality-unproven',
    does: 'the finalized header need not be in the state of the attested one',
    edit: {
      file: 'lightclient/ethereum/check-branches.ts',
      find: "    () => nameBranch('finality', verifyNormalizedMerkleBranch(claim, length, sha256)),\n",
      put: '    () => (claim ? VALID : VALID),\n',
    },
    killers: [FAULTS, FLIPS],
  },
  {
    name: 'execution-unproven',
    does: 'the payload of a header need not be in its block',
    edit: {
      file: 'lightclient/ethereum/is-valid-light-client-header.ts',
      find: "  return nameBranch('execution', ",
      put: "  return claim ? VALID : nameBranch('execution', ",
    },
    killers: [FAULTS, FLIPS],
  },
  {
    name: 'dropped-fields-unchecked',
    does: 'what an upgrade to Gloas leaves out of a header may be anything',
    edit: {
      file: 'lightclient/ethereum/is-valid-light-client-header.ts',
      find: '  if (header.shape === FORK_TABLE[fork].shape || isEmptyHeader(header)) return VALID;\n',
      put: '  if (fork) return VALID;\n',
    },
    killers: [FLIPS],
  },
  {
    name: 'bootstrap-committee-unproven',
    does: 'the first committee need not be in the state of the trusted block',
    edit: {
      file: 'lightclient/ethereum/initialize-light-client-store.ts',
      find: "      return nameBranch('current-sync-committee', ",
      put: "      return claim ? VALID : nameBranch('current-sync-committee', ",
    },
    killers: [FAULTS],
  },
  {
    name: 'fork-version-of-signature-slot',
    does: 'a signature is taken to be for the fork of its own slot, not of the one before',
    edit: {
      file: 'lightclient/ethereum/signing.ts',
      find: 'signatureSlot > 1n ? signatureSlot - 1n : 0n',
      put: 'signatureSlot',
    },
    killers: [FOLLOW],
  },
  {
    name: 'signature-period-unchecked',
    does: 'an update may be of any period, as long as a known committee signed it',
    edit: {
      file: 'lightclient/ethereum/validate-light-client-update.ts',
      find: '  if (period >= known && period <= last) return VALID;\n',
      put: '  if (period >= 0n) return VALID;\n',
    },
    killers: [FAULTS],
  },
  {
    name: 'signature-from-future',
    does: 'an update may be signed in a slot that has not come',
    edit: {
      file: 'lightclient/ethereum/validate-light-client-update.ts',
      find: '  if (signatureSlot > currentSlot) {',
      put: '  if (signatureSlot < 0n) {',
    },
    killers: [FAULTS, FLIPS],
  },
  {
    name: 'known-committee-replaced',
    does: 'an update may bring another next committee than the one that is known',
    edit: {
      file: 'lightclient/ethereum/validate-light-client-update.ts',
      find: '    () => checkKnownCommittee(store, update, config),\n',
      put: '',
    },
    killers: [FAULTS],
  },
  {
    name: 'infinity-taken',
    does: 'keys and signatures may be the point at infinity',
    edit: {
      file: 'lightclient/ethereum/bls-portable.ts',
      find: '    return point.is0() ? undefined : point;\n',
      put: '    return point;\n',
    },
    killers: [PORTABLE, AGREEMENT],
  },
  {
    name: 'sum-at-infinity-taken',
    does: 'keys that cancel out are no fault',
    edit: {
      file: 'lightclient/ethereum/bls-portable.ts',
      find: '      return sum.is0() ? undefined : sum;\n',
      put: '      return sum;\n',
    },
    killers: [PORTABLE],
  },
  {
    name: 'other-suite',
    does: 'signatures are those of the suite without proof of possession',
    edit: {
      file: 'lightclient/ethereum/bls-portable.ts',
      find: '_SSWU_RO_POP_',
      put: '_SSWU_RO_NUL_',
    },
    killers: [PORTABLE, { group: 'vectors', files: ['test/vectors/datachainlab-mainnet/committee-signature.test.ts'] }],
  },
  {
    name: 'bits-turned-round',
    does: 'the first member is the most significant bit of its byte',
    edit: {
      file: 'lightclient/ethereum/committee-verifier.ts',
      find: ' >> (index & 7)) & 1) === 1;',
      put: ' >> (7 - (index & 7))) & 1) === 1;',
    },
    killers: [PORTABLE, NATIVE],
  },
  {
    name: 'committees-confused',
    does: 'committees of one size are taken for each other',
    edit: {
      file: 'lightclient/ethereum/committee-cache.ts',
      find: 'return a.length === b.length && ',
      put: 'return a.length === b.length || ',
    },
    killers: [PORTABLE, NATIVE],
  },
  {
    name: 'subgroup-unchecked',
    does: 'keys may be out of the subgroup, as far as blst is concerned: its self-test must not let it through',
    edit: {
      file: 'lightclient/native/blst-backend.ts',
      find: 'PublicKey.fromBytes(bytes, true)',
      put: 'PublicKey.fromBytes(bytes, false)',
    },
    killers: [NATIVE],
  },
  {
    name: 'self-test-skipped',
    does: 'blst is used whatever its self-test says',
    edit: {
      file: 'lightclient/native/native-bls.ts',
      find: '    if (fault !== undefined) return',
      put: '    if (fault === undefined && backend === undefined) return',
    },
    killers: [NATIVE],
  },
  {
    name: 'leaf-of-another-key',
    does: 'a leaf counts for every key that comes by',
    edit: {
      file: 'lightclient/proofs/mpt/read-proof.ts',
      find: 'return fits && isWhole ?',
      put: 'return isWhole ?',
    },
    killers: [TRIE],
  },
];
