/** Lies about the state: `eth_getProof` with something wrong in it. @module */
import { at, listAt } from '../../client/read-json.ts';
import { flipHex, withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import type { RpcCall, RpcReply } from '../rpc-call.ts';

/** Which proof is meant: that of the account, or that of the first slot. */
export type ProofPart = 'account' | 'storage';

const PROOF_AT: Readonly<Record<ProofPart, string>> = { account: 'accountProof', storage: 'storageProof.0.proof' };

/** One bit of a node is changed, by default of the last one, which holds the value. */
export function changeProofNode(part: ProofPart = 'storage', index = -1): Fault {
  return proofLie('change-proof-node', (proof) => {
    const nodes = listAt(proof, PROOF_AT[part]);
    const place = index < 0 ? nodes.length + index : index;
    const node = nodes[place];
    return typeof node === 'string' ? withAt(proof, `${PROOF_AT[part]}.${place}`, flipHex(node, -1)) : proof;
  });
}

/** A proof comes without one of its nodes, by default the last. */
export function dropProofNode(part: ProofPart = 'storage', index = -1): Fault {
  return proofLie('drop-proof-node', (proof) => {
    const nodes = listAt(proof, PROOF_AT[part]);
    const place = index < 0 ? nodes.length + index : index;
    return nodes.length === 0
      ? proof
      : withAt(
          proof,
          PROOF_AT[part],
          nodes.filter((_, i) => i !== place),
        );
  });
}

/** The value of the first slot is said to be one higher; its proof stays as it was. */
export function changeStorageValue(): Fault {
  return proofLie('change-storage-value', (proof) => {
    const value = at(proof, 'storageProof.0.value');
    if (typeof value !== 'string') return proof;
    return withAt(proof, 'storageProof.0.value', `0x${(BigInt(value) + 1n).toString(16)}`);
  });
}

/** A field of the account is said to be another; its proof stays as it was. */
export function changeAccount(field: 'balance' | 'nonce' | 'codeHash' | 'storageHash' = 'storageHash'): Fault {
  return proofLie('change-account', (proof) => {
    const value = at(proof, field);
    if (typeof value !== 'string') return proof;
    const isNumber = field === 'balance' || field === 'nonce';
    return withAt(proof, field, isNumber ? `0x${(BigInt(value) + 1n).toString(16)}` : flipHex(value, -1));
  });
}

/** The node answers for the slots next to those asked for, with proofs that are in order, under the names of the latter. */
export function proveOtherSlot(): Fault {
  return {
    name: 'prove-other-slot',
    concerns: isProof,
    onReply: async (call, reply, upstream) => {
      const slots = listAt(call.params, 'slots');
      if (!('result' in reply) || slots.length === 0) return undefined;
      const others = slots.map((slot) => flipHex(`0x${String(slot).slice(2).padStart(64, '0')}`, -1));
      const told = await upstream(call.method, { ...call.params, slots: others });
      if (!('result' in told)) return undefined;
      const entries = listAt(told.result, 'storageProof').map((entry, i) => withAt(entry, 'key', slots[i]));
      return { result: withAt(told.result, 'storageProof', entries) };
    },
  };
}

function isProof(call: RpcCall): boolean {
  return call.method === 'eth_getProof';
}

function proofLie(name: string, change: (proof: unknown) => unknown): Fault {
  return {
    name,
    concerns: isProof,
    onReply: (_, reply): RpcReply | undefined => {
      if (!('result' in reply)) return undefined;
      const told = change(reply.result);
      return told === reply.result ? undefined : { result: told };
    },
  };
}
