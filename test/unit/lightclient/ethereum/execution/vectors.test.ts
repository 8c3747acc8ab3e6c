/** Accounts, storage, code and headers of Ethereum's mainnet and of Sepolia. */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  EMPTY_CODE_HASH,
  encodeBlockHeader,
  hashBlockHeader,
  parseBlockHeader,
  parseEthProof,
  readAccount,
  readBlockHeader,
  readBlockHeaderJson,
  readStorage,
  verifyCode,
  verifyEthProof,
} from '@causeway/lightclient/ethereum/execution';
import { EMPTY_TRIE_ROOT } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { word } from '../../../../support/build-state.ts';
import { type PortalEntry, readPortalEntries } from '../../../../support/portal-state.ts';
import { listVectors, readVector } from '../../../../support/read-vector.ts';

function readHeader({ header, blockHash }: PortalEntry) {
  const reading = readBlockHeader(header, blockHash);
  if (reading.status !== 'valid') throw new Error(`want a header, got ${reading.reason.code}`);
  return reading.header;
}

describe('mainnet', () => {
  const accounts = readPortalEntries('account_trie_node');
  const slots = readPortalEntries('contract_storage_trie_node');
  const codes = readPortalEntries('contract_bytecode');

  test('there are blocks of two ages, leaves and nodes above them', () => {
    expect([accounts.length, slots.length, codes.length]).toEqual([5, 3, 1]);
    const fields = new Set(
      [...accounts, ...slots, ...codes].map((entry) => readHeader(entry).baseFeePerGas === undefined),
    );
    expect(fields.size).toBe(2);
  });

  test.each(accounts)('$about', (entry) => {
    const header = readHeader(entry);
    const [proof = []] = entry.proofs;
    const reading = readAccount({ stateRoot: header.stateRoot, address: entry.address, proof });
    if (!/Leaf node/.test(entry.about)) {
      expect(reading).toMatchObject({ status: 'invalid', reason: { code: 'missing-node' } });
    } else if (header.number === 0n) {
      const account = { nonce: 0n, storageRoot: EMPTY_TRIE_ROOT, codeHash: EMPTY_CODE_HASH };
      expect(reading).toMatchObject({ status: 'present', account });
    } else {
      expect(reading).toMatchObject({ status: 'present', account: { nonce: 1n, balance: 0x2b4f32ee2f03d31ee3fbbn } });
    }
  });

  test.each(slots)('$about', (entry) => {
    const [proof = [], accountProof = []] = entry.proofs;
    const { stateRoot } = readHeader(entry);
    const account = readAccount({ stateRoot, address: entry.address, proof: accountProof });
    if (account.status !== 'present') throw new Error('want an account');
    const reading = readStorage({ storageRoot: account.account.storageRoot, slot: word(2n), proof });
    if (/Leaf node/.test(entry.about)) expect(reading).toEqual({ status: 'present', value: word(18n) });
    else expect(reading).toMatchObject({ status: 'invalid', reason: { code: 'missing-node' } });
  });

  test.each(codes)('$about', (entry) => {
    const [proof = []] = entry.proofs;
    const account = readAccount({ stateRoot: readHeader(entry).stateRoot, address: entry.address, proof });
    if (account.status !== 'present') throw new Error('want an account');
    expect(verifyCode(entry.code, account.account.codeHash)).toEqual({ status: 'valid' });
    const cut = entry.code.subarray(1);
    expect(verifyCode(cut, account.account.codeHash)).toMatchObject({ reason: { code: 'code-mismatch' } });
  });
});

describe('Sepolia', () => {
  const files = listVectors('lodestar-prover').filter((file) => file.endsWith('.json'));

  test.each(files)('%s is what the state says', (file) => {
    const { request, response, execution, dependentRequests } = Object(readVector(`lodestar-prover/${file}`));
    const hash = fromHex(execution.block.hash);
    const reading = readBlockHeaderJson(execution.block, hash);
    if (reading.status !== 'valid') throw new Error(`want a header, got ${reading.reason.code}`);
    expect(toHex(hash)).toBe(String(request.params[1]).slice(2));
    const answer = parseEthProof(dependentRequests[0].response);
    const address = fromHex(request.params[0]);
    const state = verifyEthProof(reading.header.stateRoot, answer, { address });
    if (state.status !== 'valid' || state.account === undefined) throw new Error('want an account');
    if (request.method === 'eth_getBalance') expect(state.account.balance).toBe(BigInt(response.result));
    if (request.method === 'eth_getTransactionCount') expect(state.account.nonce).toBe(BigInt(response.result));
    if (request.method === 'eth_getCode') {
      expect(verifyCode(fromHex(response.result), state.account.codeHash)).toEqual({ status: 'valid' });
    }
    expect(toHex(hashBlockHeader(parseBlockHeader(execution.block)))).toBe(toHex(hash));
    expect(encodeBlockHeader(reading.header)).toEqual(encodeBlockHeader(parseBlockHeader(execution.block)));
  });

  test.each(files)('%s is refused with any of its claims changed', (file) => {
    const { execution, dependentRequests } = Object(readVector(`lodestar-prover/${file}`));
    const stateRoot = fromHex(execution.block.stateRoot);
    const { result } = dependentRequests[0].response;
    const judge = (change: object) => verifyEthProof(stateRoot, parseEthProof({ ...result, ...change }));
    const other = `0x${'11'.repeat(32)}`;
    expect(judge({})).toMatchObject({ status: 'valid' });
    expect(judge({ balance: '0x1' })).toMatchObject({ reason: { code: 'claim-mismatch' } });
    expect(judge({ nonce: '0x7' })).toMatchObject({ reason: { code: 'claim-mismatch' } });
    expect(judge({ codeHash: other })).toMatchObject({ reason: { code: 'claim-mismatch' } });
    expect(judge({ storageHash: other })).toMatchObject({ reason: { code: 'claim-mismatch' } });
    expect(judge({ address: `0x${'11'.repeat(20)}` })).toMatchObject({ status: 'invalid' });
    expect(judge({ accountProof: result.accountProof.slice(0, -1) })).toMatchObject({
      reason: { code: 'missing-node' },
    });
    expect(judge({ accountProof: [] })).toMatchObject({ reason: { code: 'missing-node' } });
  });
});
