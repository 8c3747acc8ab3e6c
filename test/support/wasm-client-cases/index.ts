/** The shared cases of the wasm client, as they are written to `test/vectors/causeway-wasm-client`. @module */
import type { WasmCase } from './case.ts';
import { buildHeaderCases } from './header-cases.ts';
import { buildMembershipCases } from './membership-cases.ts';
import { buildMisbehaviourCases } from './misbehaviour-cases.ts';

export function buildWasmClientCases(): readonly WasmCase[] {
  return [...buildHeaderCases(), ...buildMisbehaviourCases(), ...buildMembershipCases()];
}
