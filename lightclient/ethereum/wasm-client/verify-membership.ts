/** Whether the IBC contract holds a commitment, or does not, as the client on chain finds it. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, equalBytes, fromHex, toHex } from '../../codec/index.ts';
import { invalid, VALID } from '../../verdict.ts';
import { readAccount, readStorage } from '../execution/index.ts';
import type { WasmMembershipProof } from './client-message.ts';
import type { WasmClientInvalid, WasmClientVerdict } from './fault.ts';
import { formatUint256 } from './json-fields.ts';
import type { WasmClientState, WasmConsensusState } from './state.ts';

/** What is proven, and from which state. */
export interface WasmMembershipClaim {
  readonly client: WasmClientState;
  /** The client's state at the proof's height. */
  readonly consensus: WasmConsensusState;
  readonly proof: WasmMembershipProof;
  /** One element: the whole path of a packet. */
  readonly path: readonly Uint8Array[];
}

/** The storage slot of a path's commitment, 32 bytes. */
export function wasmCommitmentSlot({ ibcCommitmentSlot }: WasmClientState, path: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(keccak_256(path), toWord(ibcCommitmentSlot)));
}

/** Whether the contract holds `value` (32 bytes, not all zero) for the path. */
export function verifyWasmMembership(claim: WasmMembershipClaim, value: Uint8Array): WasmClientVerdict {
  if (value.length !== 32 || value.every((byte) => byte === 0)) {
    return invalid('wrong-value', 'a commitment of 32 bytes that are not all zero', `0x${toHex(value)}`);
  }
  const claimed = toWord(claim.proof.storageProof.value);
  if (!equalBytes(claimed, value)) return different(value, claimed);
  const stored = readStored(claim);
  if (stored.status === 'invalid') return stored;
  if (stored.status === 'absent') return invalid('absent', `0x${toHex(value)}`, 'nothing, by proof');
  return equalBytes(stored.value, value) ? VALID : different(value, stored.value);
}

/** Whether the contract holds nothing for the path. */
export function verifyWasmNonMembership(claim: WasmMembershipClaim): WasmClientVerdict {
  const { value } = claim.proof.storageProof;
  if (value !== 0n) return invalid('wrong-value', '0x0 for what is absent', formatUint256(value));
  const stored = readStored(claim);
  if (stored.status === 'present') return invalid('present', 'nothing', `0x${toHex(stored.value)}, by proof`);
  return stored.status === 'absent' ? VALID : stored;
}

function different(want: Uint8Array, got: Uint8Array): WasmClientInvalid {
  return invalid('wrong-value', `0x${toHex(want)}`, `0x${toHex(got)}`);
}

function toWord(value: bigint): Uint8Array {
  return fromHex(formatUint256(value).slice(2).padStart(64, '0'));
}

type Stored =
  | { readonly status: 'present'; readonly value: Uint8Array }
  | { readonly status: 'absent' }
  | WasmClientInvalid;

/** What the contract's storage is proven to hold for the path. */
function readStored({ client, consensus, proof, path: elements }: WasmMembershipClaim): Stored {
  const [path] = elements;
  if (path === undefined || elements.length > 1) {
    return invalid('bad-path', 'a path of one element', `${elements.length} elements`);
  }
  const slot = wasmCommitmentSlot(client, path);
  const { accountProof, storageProof } = proof;
  if (!equalBytes(storageProof.key, slot)) {
    return invalid('wrong-key', `storage slot 0x${toHex(slot)}`, `0x${toHex(storageProof.key)}`);
  }
  const fault = findAccountFault(client, consensus, accountProof);
  if (fault !== undefined) return fault;
  const reading = readStorage({ storageRoot: accountProof.storageRoot, slot, proof: storageProof.proof });
  return reading.status === 'invalid' ? invalid('bad-proof', reading.reason.want, reading.reason.got) : reading;
}

function findAccountFault(
  { ibcContractAddress: address }: WasmClientState,
  { stateRoot }: WasmConsensusState,
  { proof, storageRoot }: WasmMembershipProof['accountProof'],
): WasmClientInvalid | undefined {
  const reading = readAccount({ stateRoot, address, proof });
  if (reading.status === 'invalid') return invalid('bad-proof', reading.reason.want, reading.reason.got);
  if (reading.status === 'absent') {
    return invalid('absent', `the account 0x${toHex(address)}`, 'no such account, by proof');
  }
  const { account } = reading;
  if (equalBytes(account.storageRoot, storageRoot)) return undefined;
  return invalid('wrong-storage-root', `0x${toHex(account.storageRoot)}`, `0x${toHex(storageRoot)}`);
}
