/** To which calls a fault applies, and how often. @module */
import { expect, test } from 'vitest';
import { armFault, type Fault, type FaultScope, seededRandom } from '../../../devnet/proxy/fault.ts';
import type { RpcCall } from '../../../devnet/proxy/rpc-call.ts';

const fault: Fault = { name: 'any', transport: { do: 'hang' } };
const query = (path: string): RpcCall => ({ id: 1, method: 'abci_query', params: { path } });
const status: RpcCall = { id: 1, method: 'status', params: {} };

function applies(scope: FaultScope, call: RpcCall): boolean {
  return armFault(fault, scope, () => 0.5).applies(call);
}

test('accepts every call without a scope', () => {
  expect(applies({}, status)).toBe(true);
});

test('keeps to the methods, paths and condition of its scope', () => {
  expect(applies({ methods: ['status'] }, status)).toBe(true);
  expect(applies({ methods: ['status'] }, query('/a.B/C'))).toBe(false);
  expect(applies({ paths: ['/a.B/C'] }, query('/a.B/C'))).toBe(true);
  expect(applies({ paths: ['/a.B/C'] }, query('/a.B/Cat'))).toBe(false);
  expect(applies({ paths: ['/a.B/'] }, query('/a.B/Cat'))).toBe(true);
  expect(applies({ paths: ['/a.B/'] }, status)).toBe(false);
  expect(applies({ methods: ['status'], when: () => false }, status)).toBe(false);
});

test('keeps to what the fault concerns, whatever the scope says', () => {
  const narrow: Fault = { ...fault, concerns: (call) => call.method === 'status' };
  expect(armFault(narrow, {}, () => 0).applies(query('/a.B/C'))).toBe(false);
});

test('ends after its times', () => {
  const armed = armFault(fault, { times: 2 }, () => 0);
  expect([armed.take(), armed.take(), armed.take()]).toEqual([true, true, false]);
  expect(armed.applies(status)).toBe(false);
  expect(armed.hits()).toBe(2);
});

test('strikes with its probability, the same for the same seed', () => {
  const draw = (seed: number) => {
    const armed = armFault(fault, { probability: 0.25 }, seededRandom(seed));
    return Array.from({ length: 4_000 }, () => armed.applies(status));
  };
  const share = draw(7).filter(Boolean).length / 4_000;
  expect(share).toBeGreaterThan(0.22);
  expect(share).toBeLessThan(0.28);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});
