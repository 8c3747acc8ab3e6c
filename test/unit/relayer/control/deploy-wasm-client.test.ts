/** A proposal for those who submit it by other means. @module */
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { describeWasmProposal } from '../../../../relayer/control/deploy-wasm-client.ts';
import { minimalContract } from '../../../support/minimal-contract.ts';

test('is what a chain’s own program submits', () => {
  const code = minimalContract('print');
  const deposit = [{ denom: 'uatom', amount: 512_000_000n }];
  const request = { chain: 'hub', code, name: 'client.wasm', deposit, title: 'Ethereum', wait: true };
  const proposal = describeWasmProposal(request, 'cosmos');
  expect(proposal).toMatchObject({
    messages: [
      {
        '@type': '/ibc.lightclients.wasm.v1.MsgStoreCode',
        // The address of the governance module, as every chain with this prefix has it.
        signer: 'cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn',
      },
    ],
    deposit: '512000000uatom',
    title: 'Ethereum',
    expedited: false,
  });
  const [, packed = ''] = /"wasm_byte_code":"([^"]*)"/.exec(JSON.stringify(proposal)) ?? [];
  expect(gunzipSync(Buffer.from(packed, 'base64')).equals(code)).toBe(true);
});
