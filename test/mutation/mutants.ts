/** What `npm run test:mutation` breaks, and which tests must notice. @module */
import { DEPLOYMENT_MUTANTS } from './deployment-mutants.ts';
import { ETHEREUM_MUTANTS } from './ethereum-mutants.ts';
import { EXECUTION_MUTANTS } from './execution-mutants.ts';
import { FOLLOWER_MUTANTS } from './follower-mutants.ts';
import { type Killer, type Mutant, unit } from './mutant.ts';
import { WASM_CLIENT_MUTANTS } from './wasm-client-mutants.ts';

/** Against real chains, through endpoints that lie about headers: in-process, then the relayer as a process. */
const LYING_HEADER: readonly Killer[] = [
  { group: 'node', files: ['test/integration/client-driver.test.ts'], tests: 'about a header' },
  { group: 'lying mode', files: ['test/e2e/lies.test.ts'], tests: 'changes headers' },
];

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'header-always-valid',
    does: '`verifyHeader` calls every header valid',
    edit: {
      file: 'lightclient/tendermint/verify-header.ts',
      find: '  const isAdjacent = untrusted',
      put: '  if (now > 0n) return VALID;\n  const isAdjacent = untrusted',
    },
    killers: [
      unit('lightclient/tendermint/verify-header'),
      { group: 'vectors', files: ['test/vectors/tendermint-rs-mbt/single-step.test.ts'] },
      { group: 'cli', files: ['test/integration/cli-verify.test.ts'], tests: 'tendermint judges every case' },
      ...LYING_HEADER,
    ],
  },
  {
    name: 'update-always-valid',
    does: '`verifyAgainst`, by which client updates are judged, calls every header valid',
    edit: {
      file: 'lightclient/tendermint/verify-header.ts',
      find: '  const { header } = untrusted.signedHeader;\n  return firstFailure<TendermintVerdict>(',
      put: '  const { header } = untrusted.signedHeader;\n  if (now > 0n) return VALID;\n  return firstFailure<TendermintVerdict>(',
    },
    killers: [
      unit('lightclient/tendermint/ibc-client/verify-client-message'),
      { group: 'cli', files: ['test/integration/cli-verify.test.ts'], tests: 'client-message judges every case' },
      { group: 'end to end', files: ['test/e2e/partitions.test.ts'], tests: 'several updates' },
    ],
  },
  {
    name: 'trusting-period-ignored',
    does: 'trust never expires',
    edit: {
      file: 'lightclient/tendermint/verify-header.ts',
      find: '  return now < expiresAt\n',
      put: '  return now < expiresAt || true\n',
    },
    killers: [unit('lightclient/tendermint/verify-header', 'lightclient/tendermint/ibc-client/verify-client-message')],
  },
  {
    name: 'future-believed',
    does: 'a header may be from any future',
    edit: {
      file: 'lightclient/tendermint/verify-header.ts',
      find: '  if (time < now + maxClockDrift) return VALID;\n',
      put: '  return VALID;\n',
    },
    killers: [unit('lightclient/tendermint/verify-header')],
  },
  {
    name: 'announced-set-ignored',
    does: 'the validators of an adjacent header need not be those that the trusted header announced',
    edit: {
      file: 'lightclient/tendermint/verify-header.ts',
      find: '  if (equalBytes(validatorsHash, nextValidatorsHash)) return VALID;\n',
      put: '  return VALID;\n',
    },
    killers: [unit('lightclient/tendermint/verify-header')],
  },
  {
    name: 'two-thirds-suffice',
    does: 'exactly two thirds of the voting power are enough, where more is wanted',
    edit: {
      file: 'lightclient/tendermint/verify-commit.ts',
      find: 'const enough = tally.signed > request.needed;',
      put: 'const enough = tally.signed >= request.needed;',
    },
    killers: [unit('lightclient/tendermint/verify-commit')],
  },
  {
    name: 'signatures-unchecked',
    does: 'a signature that does not verify counts as one that does',
    edit: {
      file: 'lightclient/tendermint/verify-commit.ts',
      find: 'if (!verifier.verify(',
      put: 'if (false && !verifier.verify(',
    },
    killers: [unit('lightclient/tendermint/verify-commit', 'lightclient/tendermint/verify-header')],
  },
  {
    name: 'membership-always-valid',
    does: '`verifyMembership` takes every value for proven',
    edit: {
      file: 'lightclient/proofs/ics23/verify-membership.ts',
      find: '  return firstFailure<Ics23Verdict>(\n    () => checkLengths(chain),',
      put: '  if (claim) return VALID;\n  return firstFailure<Ics23Verdict>(\n    () => checkLengths(chain),',
    },
    killers: [
      unit('lightclient/proofs/ics23/membership', 'lightclient/proofs/ics23/vectors'),
      { group: 'cli', files: ['test/integration/cli-verify.test.ts'], tests: 'membership judges every case' },
      { group: 'node', files: ['test/integration/client-driver.test.ts'], tests: 'about a value' },
    ],
  },
  {
    name: 'absence-always-valid',
    does: '`verifyNonMembership` takes every absence for proven',
    edit: {
      file: 'lightclient/proofs/ics23/verify-membership.ts',
      find: '  const lengths = checkLengths(chain);\n',
      put: '  if (claim) return VALID;\n  const lengths = checkLengths(chain);\n',
    },
    killers: [
      unit('lightclient/proofs/ics23/membership', 'lightclient/proofs/ics23/vectors'),
      { group: 'cli', files: ['test/integration/cli-verify.test.ts'], tests: 'non-membership judges every case' },
    ],
  },
  {
    name: 'witness-always-agrees',
    does: 'a witness with another block confirms ours',
    edit: {
      file: 'lightclient/sync/cross-check.ts',
      find: 'return hasSameHash(block, other) ? ',
      put: 'return other || hasSameHash(block, other) ? ',
    },
    killers: [unit('lightclient/sync/light-client', 'lightclient/sync/attack')],
  },
  {
    name: 'misbehaviour-unseen',
    does: 'two headers of one height are no misbehaviour',
    edit: {
      file: 'lightclient/tendermint/ibc-client/verify-client-message.ts',
      find: 'if (isFork || isTimeViolation) return',
      put: 'if (isTimeViolation) return',
    },
    killers: [unit('lightclient/tendermint/ibc-client/verify-client-message')],
  },
  {
    name: 'recheck-skipped',
    does: 'nobody looks, right before signing, whether a step is still wanted',
    edit: {
      file: 'relayer/pipeline/recheck.ts',
      find: '  if (ready.length === 0) return [];\n',
      put: '  if (run) return ready;\n',
    },
    killers: [
      unit('relayer/pipeline/submit'),
      {
        group: 'end to end',
        files: ['test/e2e/other-actors.test.ts'],
        tests: 'leaves alone what another one has delivered',
      },
    ],
  },
  {
    name: 'message-twice',
    does: 'a transaction carries its first packet message twice: the second one is paid for and changes nothing',
    edit: {
      file: 'relayer/pipeline/cut-batch.ts',
      find: '  const messages = [...first, ...taken.map(({ message }) => message)];',
      put: '  const messages = [...first, ...[...taken, ...taken.slice(0, 1)].map(({ message }) => message)];',
    },
    killers: [unit('relayer/pipeline/life-of-a-packet'), { group: 'end to end', files: ['test/e2e/wallet.test.ts'] }],
  },
  {
    name: 'intent-after-broadcast',
    does: 'a transaction is written down after it was sent',
    edit: {
      file: 'relayer/pipeline/submit.ts',
      find: "  await store.packets.commit('intent', [{ change: 'insert-tx', tx }]);\n  const rejection = await send(tx, run);\n",
      put: "  const rejection = await send(tx, run);\n  await store.packets.commit('intent', [{ change: 'insert-tx', tx }]);\n",
    },
    killers: [unit('relayer/pipeline/submit')],
  },
  {
    name: 'expiry-ignored',
    does: 'packets are delivered however close they are to their timeout',
    edit: {
      file: 'relayer/pipeline/expiry.ts',
      find: "  if (left <= margin) return 'too-late';\n",
      put: '',
    },
    killers: [unit('relayer/pipeline/life-of-a-packet')],
  },
  {
    name: 'receipt-ignored',
    does: 'a packet that is proven to have been received is timed out all the same',
    edit: {
      file: 'relayer/pipeline/prove-timeout.ts',
      find: '  if (read.value !== undefined) {\n',
      put: '  if (read === undefined) {\n',
    },
    killers: [unit('relayer/pipeline/life-of-a-packet')],
  },
  {
    name: 'claim-ends-packet',
    does: 'a packet ends because a node says that it is closed, proof or no proof',
    edit: {
      file: 'relayer/pipeline/settle.ts',
      find: '  const there = batch.filter((_, index) => commitments[index]?.value !== undefined);\n',
      put: '  const there: typeof batch = [];\n  gone.splice(0, gone.length, ...batch);\n',
    },
    killers: [unit('relayer/pipeline/life-of-a-packet', 'relayer/pipeline/settle')],
  },
  {
    name: 'commitment-unchecked',
    does: 'the bytes of a packet need not hash to the proven commitment',
    edit: {
      file: 'relayer/pipeline/correct-bytes.ts',
      find: ' && equalBytes(committed, value);\n',
      put: ';\n',
    },
    killers: [unit('relayer/pipeline/life-of-a-packet')],
  },
  {
    name: 'acknowledgement-unchecked',
    does: 'an acknowledgement need not hash to the proven commitment',
    edit: {
      file: 'relayer/pipeline/prove-ack.ts',
      find: 'return value !== undefined && equalBytes(value, commitment);',
      put: 'return value !== undefined || commitment.length > 0;',
    },
    killers: [unit('relayer/pipeline/prove-ack')],
  },
  {
    name: 'results-unchecked',
    does: 'what became of a transaction is believed without the header that commits to it',
    edit: {
      file: 'relayer/chains/cosmos/proven-block.ts',
      find: 'want: next.lastResultsHash, got: hashResults(outcomes) }',
      put: 'want: next.lastResultsHash, got: next.lastResultsHash }',
    },
    killers: [unit('relayer/chains/cosmos/proven-block')],
  },
  ...DEPLOYMENT_MUTANTS,
  ...ETHEREUM_MUTANTS,
  ...EXECUTION_MUTANTS,
  ...FOLLOWER_MUTANTS,
  ...WASM_CLIENT_MUTANTS,
];
