/** Lies that a signer would act upon. @module */
import { toBase64 } from '@cosmjs/encoding';
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth';
import { QueryAccountInfoResponse, QueryAccountResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service';
import { expect, test } from 'vitest';
import { packMessage } from '../../../../devnet/client/pack-message.ts';
import { textAt } from '../../../../devnet/client/read-json.ts';
import { withAt } from '../../../../devnet/proxy/change-json.ts';
import type { Fault } from '../../../../devnet/proxy/fault.ts';
import { failSimulation, misstateGas, misstateSequence } from '../../../../devnet/proxy/lies/index.ts';
import { callPast, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const recorded = readRecorded('abci_query_with_existing_key');
const account = BaseAccount.fromPartial({ address: 'cosmos1alice', accountNumber: 4n, sequence: 9n });

async function ask(fault: Fault, path: string, honest: Uint8Array) {
  const answer = { ...Object(withAt(recorded, 'response.value', toBase64(honest))) };
  return resultOf(await callPast(fault, { abci_query: answer }, 'abci_query', { path, data: '' }));
}

function toldValue(told: unknown): Uint8Array {
  return Buffer.from(textAt(told, 'response.value'), 'base64');
}

test.each([
  [1n, 10n],
  [-2n, 7n],
  [-20n, 0n],
])('moves the account sequence by %s in both queries', async (by, sequence) => {
  const full = QueryAccountResponse.encode({ account: packMessage(BaseAccount, account) }).finish();
  const told = QueryAccountResponse.decode(
    toldValue(await ask(misstateSequence(by), '/cosmos.auth.v1beta1.Query/Account', full)),
  );
  expect(BaseAccount.decode(told.account?.value ?? new Uint8Array())).toEqual({ ...account, sequence });
  const info = QueryAccountInfoResponse.encode({ info: account }).finish();
  const toldInfo = toldValue(await ask(misstateSequence(by), '/cosmos.auth.v1beta1.Query/AccountInfo', info));
  expect(QueryAccountInfoResponse.decode(toldInfo).info).toEqual({ ...account, sequence });
});

const SIMULATE = '/cosmos.tx.v1beta1.Service/Simulate';
const simulated = SimulateResponse.fromPartial({
  gasInfo: { gasUsed: 70_000n },
  result: { log: 'kept', data: new Uint8Array([1]) },
});

test('reports absurd gas and keeps the rest of a simulation', async () => {
  const honest = SimulateResponse.encode(simulated).finish();
  const told = SimulateResponse.decode(toldValue(await ask(misstateGas(9_000_000_000n), SIMULATE, honest)));
  expect(told.gasInfo?.gasUsed).toBe(9_000_000_000n);
  expect(told.result).toEqual(simulated.result);
});

test('fails a simulation with a code and a log', async () => {
  expect(await ask(failSimulation('out of everything', 11), SIMULATE, new Uint8Array())).toMatchObject({
    response: { code: 11, log: 'out of everything', value: null },
  });
});

test('leaves other queries alone', async () => {
  for (const fault of [misstateGas(1n), misstateSequence(1n), failSimulation()]) {
    expect(await ask(fault, '/cosmos.bank.v1beta1.Query/Balance', new Uint8Array([1]))).toMatchObject({
      response: { code: 0, value: 'AQ==' },
    });
  }
});
