/** Commitments in the contract's storage, present and absent, and each way to spoil a proof. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import type { WasmMembershipProof } from '@causeway/lightclient/ethereum/wasm-client';
import { EMPTY_TRIE_ROOT } from '@causeway/lightclient/proofs';
import type { MembershipCase, WasmCaseCode } from './case.ts';
import { ABSENT_PATH, proofOf, STORED, trustedAt } from './setting.ts';

const [[PATH, VALUE], [ZERO_PATH, ZERO_VALUE]] = [STORED[0], STORED[1]].map(
  (entry) => entry ?? [ABSENT_PATH, ABSENT_PATH],
) as [[Uint8Array, Uint8Array], [Uint8Array, Uint8Array]];
const trusted = trustedAt(72n);

function holds(name: string, change: Partial<MembershipCase> = {}, code?: WasmCaseCode): MembershipCase {
  const base = { kind: 'membership', ...trusted, proof: proofOf(PATH), path: [PATH], value: VALUE } as const;
  return { ...base, ...change, name, ...(code === undefined ? {} : { code }) };
}

function lacks(name: string, change: Partial<MembershipCase> = {}, code?: WasmCaseCode): MembershipCase {
  const base = { kind: 'non-membership', ...trusted, proof: proofOf(ABSENT_PATH), path: [ABSENT_PATH] } as const;
  return { ...base, ...change, name, ...(code === undefined ? {} : { code }) };
}

function storage(
  proof: WasmMembershipProof,
  change: Partial<WasmMembershipProof['storageProof']>,
): { proof: WasmMembershipProof } {
  return { proof: { ...proof, storageProof: { ...proof.storageProof, ...change } } };
}

function account(
  proof: WasmMembershipProof,
  change: Partial<WasmMembershipProof['accountProof']>,
): { proof: WasmMembershipProof } {
  return { proof: { ...proof, accountProof: { ...proof.accountProof, ...change } } };
}

function flipLast(nodes: readonly Uint8Array[]): readonly Uint8Array[] {
  return nodes.map((node, at) =>
    at < nodes.length - 1 ? node : node.map((byte, i) => (i === node.length - 1 ? byte ^ 1 : byte)),
  );
}

function membership(): readonly MembershipCase[] {
  const proof = proofOf(PATH);
  const nodes = proof.storageProof.proof;
  const zeros = new Uint8Array(32);
  return [
    holds('accepts a commitment'),
    holds('accepts a commitment that begins with zeros', {
      path: [ZERO_PATH],
      value: ZERO_VALUE,
      proof: proofOf(ZERO_PATH),
    }),
    holds('rejects another value', { value: ZERO_VALUE }, 'wrong-value'),
    holds('rejects a value of 31 bytes', { value: VALUE.subarray(1) }, 'wrong-value'),
    holds('rejects a value of zeros', { value: zeros }, 'wrong-value'),
    holds(
      'rejects a value that the trie does not hold',
      { value: ZERO_VALUE, ...storage(proof, { value: BigInt(`0x${Buffer.from(ZERO_VALUE).toString('hex')}`) }) },
      'wrong-value',
    ),
    holds('rejects another path', { path: [ZERO_PATH] }, 'wrong-key'),
    holds('rejects a path of two elements', { path: [encodeUtf8('ibc'), PATH] }, 'bad-path'),
    holds('rejects a path of no element', { path: [] }, 'bad-path'),
    holds(
      'rejects the proof of another slot',
      storage(proof, { proof: proofOf(ZERO_PATH).storageProof.proof }),
      'bad-proof',
    ),
    holds('rejects a proof without its last node', storage(proof, { proof: nodes.slice(0, -1) }), 'bad-proof'),
    holds('rejects a proof without nodes', storage(proof, { proof: [] }), 'bad-proof'),
    holds('rejects a proof with a node more', storage(proof, { proof: [...nodes, nodes[0] ?? zeros] }), 'bad-proof'),
    holds('rejects a proof with another leaf', storage(proof, { proof: flipLast(nodes) }), 'bad-proof'),
    holds('rejects another storage root', account(proof, { storageRoot: zeros }), 'wrong-storage-root'),
    holds(
      'rejects an account proof without its last node',
      account(proof, { proof: proof.accountProof.proof.slice(0, -1) }),
      'bad-proof',
    ),
    holds(
      'rejects a contract that does not exist',
      { client: { ...trusted.client, ibcContractAddress: new Uint8Array(20).fill(7) } },
      'bad-proof',
    ),
    holds('rejects another state root', { consensus: { ...trusted.consensus, stateRoot: zeros } }, 'bad-proof'),
    holds(
      'rejects absence as presence',
      {
        ...storage(proofOf(ABSENT_PATH), { value: BigInt(`0x${Buffer.from(VALUE).toString('hex')}`) }),
        path: [ABSENT_PATH],
      },
      'absent',
    ),
  ];
}

function absence(): readonly MembershipCase[] {
  const proof = proofOf(ABSENT_PATH);
  const nodes = proof.storageProof.proof;
  return [
    lacks('accepts an absent commitment'),
    lacks('rejects a claimed value', storage(proof, { value: 1n }), 'wrong-value'),
    lacks('rejects presence as absence', { ...storage(proofOf(PATH), { value: 0n }), path: [PATH] }, 'present'),
    lacks('rejects absence without the last node', storage(proof, { proof: nodes.slice(0, -1) }), 'bad-proof'),
    lacks('rejects absence without nodes', storage(proof, { proof: [] }), 'bad-proof'),
    lacks(
      'rejects absence by the nodes of another slot',
      storage(proof, { proof: proofOf(PATH).storageProof.proof }),
      'bad-proof',
    ),
    lacks(
      'rejects absence in an empty storage that is not the account’s',
      { ...account(proof, { storageRoot: EMPTY_TRIE_ROOT }) },
      'wrong-storage-root',
    ),
    lacks('rejects absence of another path', { path: [PATH] }, 'wrong-key'),
  ];
}

/** All cases about storage. */
export function buildMembershipCases(): readonly MembershipCase[] {
  return [...membership(), ...absence()];
}
