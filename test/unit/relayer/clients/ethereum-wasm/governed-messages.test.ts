/** What governance is asked to do, held against the generated types. @module */
import { MsgRecoverClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import { MsgMigrateContract, MsgStoreCode } from 'cosmjs-types/ibc/lightclients/wasm/v1/tx';
import { expect, test } from 'vitest';
import { governanceAddress } from '../../../../../relayer/chains/cosmos/governance.ts';
import {
  buildMigrateContract,
  buildRecoverClient,
  buildStoreCode,
} from '../../../../../relayer/clients/ethereum-wasm/governed-messages.ts';

const signer = governanceAddress('cosmos');

test('the messages are those of ibc-go', () => {
  const checksum = new Uint8Array(32).fill(7);
  const code = Uint8Array.of(0, 0x61, 0x73, 0x6d);
  expect(buildStoreCode(code, signer)).toEqual({
    type: MsgStoreCode.typeUrl,
    bytes: MsgStoreCode.encode({ signer, wasmByteCode: code }).finish(),
  });
  const clientId = '08-wasm-0';
  const msg = new TextEncoder().encode('{"migration":"code_only"}');
  expect(buildMigrateContract({ clientId, checksum, migration: { kind: 'code-only' } }, signer)).toEqual({
    type: MsgMigrateContract.typeUrl,
    bytes: MsgMigrateContract.encode({ signer, clientId, checksum, msg }).finish(),
  });
  const recovery = { subjectClientId: '08-wasm-0', substituteClientId: '08-wasm-1', signer };
  expect(buildRecoverClient('08-wasm-0', '08-wasm-1', signer)).toEqual({
    type: MsgRecoverClient.typeUrl,
    bytes: MsgRecoverClient.encode(recovery).finish(),
  });
});
