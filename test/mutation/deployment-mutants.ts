/** Deployments on Ethereum that send twice, or take for theirs what is not. @module */
import { type Killer, type Mutant, unit } from './mutant.ts';

const FOLDER = 'relayer/chains/ethereum/deploy';
const deploying = (tests: string): Killer => ({
  group: 'node',
  files: ['test/integration/deploy-contracts.test.ts'],
  tests,
});
const checking = (tests: string): Killer => ({
  group: 'node',
  files: ['test/integration/check-deployment.test.ts'],
  tests,
});

export const DEPLOYMENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'deployment-sent-before-saved',
    does: 'a transaction is not written down before it is sent',
    edit: { file: `${FOLDER}/send-step.ts`, find: '  await keep(next);\n', put: '' },
    killers: [deploying('it has sent')],
  },
  {
    name: 'deployment-raised-under-new-nonce',
    does: 'a raised fee takes another nonce, so that both transactions can be included',
    edit: {
      file: `${FOLDER}/send-step.ts`,
      find: '    return await nextAttempt(sending, pending);\n',
      put: '    return await firstAttempt(sending);\n',
    },
    killers: [deploying('raises a fee')],
  },
  {
    name: 'deployment-pending-believed',
    does: 'a pending transaction that somebody has changed is taken for our own',
    edit: { file: `${FOLDER}/run-plan.ts`, find: '    if (got !== hash) throw', put: "    if (got === '0x') throw" },
    killers: [deploying('that is not its own')],
  },
  {
    name: 'deployment-immutables-unchecked',
    does: 'contracts are compared without what their constructors wrote',
    edit: {
      file: `${FOLDER}/check-deployment.ts`,
      find: '  return [recorded, keccak256(code)];\n',
      put: '  return [keccak256(code), keccak256(code)];\n',
    },
    killers: [checking('other immutables')],
  },
  {
    name: 'deployment-hasty-administrator',
    does: 'members of a role that must wait are not asked for their delay',
    edit: { file: `${FOLDER}/check-roles.ts`, find: 'delay < WEEK &&', put: 'delay < 0 &&' },
    killers: [checking('need not wait')],
  },
  {
    name: 'deployment-gas-unbounded',
    does: 'a transaction may have more gas than the chain takes',
    edit: {
      file: `${FOLDER}/sign-step.ts`,
      find: '  if (estimated <= TRANSACTION_GAS_LIMIT) return',
      put: '  if (estimated > 0n) return',
    },
    killers: [unit('relayer/chains/ethereum/deploy/sign-step')],
  },
];
