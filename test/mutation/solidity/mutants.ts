/** All mutants of the Solidity contracts. @module */
import { ACCESS_MUTANTS } from './access-mutants.ts';
import { CLIENT_MUTANTS } from './client-mutants.ts';
import { COMMIT_MUTANTS } from './commit-mutants.ts';
import type { SolidityMutant } from './mutant.ts';
import { PROOF_MUTANTS } from './proof-mutants.ts';
import { ROUTER_MUTANTS } from './router-mutants.ts';
import { SESSION_MUTANTS } from './session-mutants.ts';
import { TRANSFER_MUTANTS } from './transfer-mutants.ts';
import { VERIFIER_MUTANTS } from './verifier-mutants.ts';

export const SOLIDITY_MUTANTS: readonly SolidityMutant[] = [
  ...VERIFIER_MUTANTS,
  ...COMMIT_MUTANTS,
  ...CLIENT_MUTANTS,
  ...SESSION_MUTANTS,
  ...PROOF_MUTANTS,
  ...ROUTER_MUTANTS,
  ...TRANSFER_MUTANTS,
  ...ACCESS_MUTANTS,
];
