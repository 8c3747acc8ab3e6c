/** Answers of `eth_getProof` as requests of `causeway verify eth-proof`, each with the verdict that it must get. @module */
import { toHex } from '@causeway/lightclient/codec';
import { EMPTY_CODE_HASH } from '@causeway/lightclient/ethereum/execution';
import { addressOf, buildState } from './build-state.ts';
import { readPortalEntries } from './portal-state.ts';
import { listVectors, readVector } from './read-vector.ts';
import type { VerifyCase } from './verify-requests.ts';

/** Of each answer of a Sepolia node: as it is, with expectations that hold and that do not, and with one thing changed. */
export function lodestarCases(): readonly VerifyCase[] {
  const files = listVectors('lodestar-prover').filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => {
    const { request, response, execution, dependentRequests } = Object(readVector(`lodestar-prover/${file}`));
    const reply = dependentRequests[0].response;
    const { stateRoot, hash } = execution.block;
    const base = { stateRoot, proof: reply, address: request.params[0] };
    const make = (name: string, want: VerifyCase['want'], change: object): VerifyCase => ({
      id: `${file} ${name}`,
      want,
      request: { ...base, ...change },
    });
    const spoil = (name: string, change: object): VerifyCase =>
      make(name, 'invalid', { proof: { ...reply.result, ...change } });
    const asked = {
      eth_getBalance: { expectBalance: `${BigInt(response.result)}` },
      eth_getTransactionCount: { expectNonce: response.result },
      eth_getCode: { code: response.result },
    }[String(request.method)];
    const nodes: readonly string[] = reply.result.accountProof;
    return [
      make('as it is', 'valid', {}),
      make('as a bare result', 'valid', { proof: reply.result }),
      make('with what was asked', 'valid', { ...asked }),
      make('under the block hash', 'valid', { stateRoot: null, blockHash: hash, blockHeader: execution.block }),
      make('under another block hash', 'invalid', {
        stateRoot: null,
        blockHash: stateRoot,
        blockHeader: execution.block,
      }),
      make('under another root', 'invalid', { stateRoot: hash }),
      make('about another address', 'invalid', { address: `0x${'22'.repeat(20)}` }),
      make('with another balance expected', 'invalid', { expectBalance: '1' }),
      make('with another nonce expected', 'invalid', { expectNonce: '77' }),
      make('with other code expected', 'invalid', { code: '0x6000' }),
      make('with storage expected', 'invalid', { expectStorage: ['0=1'] }),
      spoil('with another balance', { balance: '0x1' }),
      spoil('with another nonce', { nonce: '0x99' }),
      spoil('with another code hash', { codeHash: stateRoot }),
      spoil('with another storage root', { storageHash: stateRoot }),
      spoil('without its last node', { accountProof: nodes.slice(0, -1) }),
      spoil('without its first node', { accountProof: nodes.slice(1) }),
      spoil('without nodes', { accountProof: [] }),
      spoil('with a node twice', { accountProof: [...nodes, nodes[0]] }),
      spoil('of another address', { address: `0x${'33'.repeat(20)}` }),
    ];
  });
}

/** An account with storage, and one without, of a small state. */
export function storageCases(): readonly VerifyCase[] {
  const [contract, person, nobody] = [addressOf(1), addressOf(2), addressOf(3)];
  const state = buildState(
    new Map([
      [
        toHex(contract),
        {
          nonce: 1n,
          code: Uint8Array.of(0),
          storage: new Map([
            [0n, 42n],
            [5n, 2n ** 256n - 1n],
          ]),
        },
      ],
      [toHex(person), { balance: 7n }],
    ]),
  );
  const full = `0x${'ff'.repeat(32)}`;
  const make = (name: string, want: VerifyCase['want'], change: object): VerifyCase => {
    const request = { stateRoot: toHex(state.stateRoot), proof: state.getProof(contract, [0n, 5n, 9n]) };
    return { id: name, want, request: { ...request, ...change } };
  };
  const word = '0'.repeat(62);
  return [
    make('values and an empty slot', 'valid', { expectStorage: ['0=42', `5=${full}`, '9=absent'] }),
    make('slots and values in hex', 'valid', { expectStorage: ['0x0=0x2a', `${word}05=${'ff'.repeat(32)}`, '0x09=0'] }),
    make('slots as objects', 'valid', {
      expectStorage: [
        { slot: '0', value: '42' },
        { slot: '9', value: null },
      ],
    }),
    make('one slot', 'valid', { expectStorage: '0=42' }),
    make('another value', 'invalid', { expectStorage: ['0=41'] }),
    make('a value where there is none', 'invalid', { expectStorage: ['9=1'] }),
    make('nothing where there is a value', 'invalid', { expectStorage: ['5=absent'] }),
    make('zero where there is a value', 'invalid', { expectStorage: ['5=0'] }),
    make('a slot that is not in the answer', 'invalid', { expectStorage: ['1=absent'] }),
    make('an account without storage', 'valid', {
      proof: state.getProof(person, [0n]),
      expectStorage: ['0=absent', '1=0'],
    }),
    make('nobody', 'valid', { proof: state.getProof(nobody), expectBalance: '0', code: '' }),
    make('nobody with a balance', 'invalid', { proof: state.getProof(nobody), expectBalance: '1' }),
    make('the code of a person', 'invalid', { proof: state.getProof(person), code: toHex(EMPTY_CODE_HASH) }),
  ];
}

/** Mainnet's header in RLP, with the wrapped-ether contract and its number of decimals. */
export function mainnetCases(): readonly VerifyCase[] {
  return readPortalEntries('contract_storage_trie_node').map((entry) => {
    const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
    const [storageProof = [], accountProof = []] = entry.proofs;
    const proof = {
      address: hex(entry.address),
      accountProof: accountProof.map(hex),
      balance: '0x2b4f32ee2f03d31ee3fbb',
      codeHash: '0xd0a06b12ac47863b5c7be4185c2deaad1c61557033f56c7d4ea74429cbb25e23',
      nonce: '0x1',
      storageHash: '0x46d5eb15d44b160805e80d05e2a47d434053e6c4b3ef9d1111773039e9586661',
      storageProof: [{ key: '0x2', value: '0x12', proof: storageProof.map(hex) }],
    };
    const request = { blockHash: hex(entry.blockHash), blockHeader: hex(entry.header), proof, expectStorage: ['2=18'] };
    return { id: entry.about, want: /Leaf node/.test(entry.about) ? 'valid' : 'invalid', request };
  });
}
