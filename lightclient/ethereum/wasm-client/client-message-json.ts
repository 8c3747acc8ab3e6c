/** JSON of headers, misbehaviours and membership proofs, as the client takes them. @module */
import {
  DecodeError,
  decodeUtf8,
  type ExactJson,
  encodeUtf8,
  formatExactJson,
  parseExactJson,
} from '../../codec/index.ts';
import { readSyncCommittee, readUpdate, toSyncCommitteeJson, toUpdateJson } from './beacon-json.ts';
import type { ActiveSyncCommittee, WasmClientMessage, WasmMembershipProof } from './client-message.ts';
import {
  formatBytes,
  formatUint64,
  formatUint256,
  type JsonObject,
  readArray,
  readBytes,
  readHex,
  readObject,
  readUint64,
  readUint256,
} from './json-fields.ts';
import type { WasmForkParameters } from './state.ts';
import { toForkParametersJson } from './state-json.ts';

/** Deeper than any trie gets. */
const MAX_NODES = 65;
const MAX_NODE_BYTES = 1024;

/** JSON bytes of a header or a misbehaviour: which it is shows in its keys. @throws {DecodeError} */
export function decodeWasmClientMessage(bytes: Uint8Array, field = 'client_message'): WasmClientMessage {
  const json = readObject(parseExactJson(decodeUtf8(bytes, field), field), field);
  const trustedSlot = readUint64(json.trusted_slot, `${field}.trusted_slot`);
  if ('consensus_update' in json) {
    return {
      kind: 'header',
      activeSyncCommittee: readActive(json.active_sync_committee, `${field}.active_sync_committee`),
      update: readUpdate(json.consensus_update, `${field}.consensus_update`),
      trustedSlot,
    };
  }
  return {
    kind: 'misbehaviour',
    trustedSlot,
    activeSyncCommittee: readActive(json.sync_committee, `${field}.sync_committee`),
    update1: readUpdate(json.update_1, `${field}.update_1`),
    update2: readUpdate(json.update_2, `${field}.update_2`),
  };
}

/** JSON bytes of a header or a misbehaviour. */
export function encodeWasmClientMessage(message: WasmClientMessage): Uint8Array {
  const json: JsonObject =
    message.kind === 'header'
      ? {
          active_sync_committee: toActiveJson(message.activeSyncCommittee),
          consensus_update: toUpdateJson(message.update),
          trusted_slot: formatUint64(message.trustedSlot),
        }
      : {
          trusted_slot: formatUint64(message.trustedSlot),
          sync_committee: toActiveJson(message.activeSyncCommittee),
          update_1: toUpdateJson(message.update1),
          update_2: toUpdateJson(message.update2),
        };
  return encodeUtf8(formatExactJson(json));
}

/** Serde's form of an enum: one key, which names the variant. */
function readActive(value: ExactJson | undefined, field: string): ActiveSyncCommittee {
  const json = readObject(value, field);
  const [name, ...others] = Object.keys(json);
  if (others.length > 0 || (name !== 'Current' && name !== 'Next')) {
    throw new DecodeError(field, "one key, 'Current' or 'Next'", JSON.stringify([name, ...others]).slice(0, 60));
  }
  const committee = readSyncCommittee(json[name], `${field}.${name}`);
  return { role: name === 'Current' ? 'current' : 'next', committee };
}

function toActiveJson({ role, committee }: ActiveSyncCommittee): ExactJson {
  return { [role === 'current' ? 'Current' : 'Next']: toSyncCommitteeJson(committee) };
}

/** JSON bytes of a membership or non-membership proof. @throws {DecodeError} */
export function decodeWasmMembershipProof(bytes: Uint8Array, field = 'proof'): WasmMembershipProof {
  const json = readObject(parseExactJson(decodeUtf8(bytes, field), field), field);
  const account = readObject(json.account_proof, `${field}.account_proof`);
  const storage = readObject(json.storage_proof, `${field}.storage_proof`);
  return {
    accountProof: {
      storageRoot: readBytes(account.storage_root, 32, `${field}.account_proof.storage_root`),
      proof: readNodes(account.proof, `${field}.account_proof.proof`),
    },
    storageProof: {
      key: readBytes(storage.key, 32, `${field}.storage_proof.key`),
      value: readUint256(storage.value, `${field}.storage_proof.value`),
      proof: readNodes(storage.proof, `${field}.storage_proof.proof`),
    },
  };
}

function readNodes(value: ExactJson | undefined, field: string): readonly Uint8Array[] {
  return readArray(value, MAX_NODES, field).map((node, index) => {
    const bytes = readHex(node, `${field}[${index}]`);
    if (bytes.length <= MAX_NODE_BYTES) return bytes;
    throw new DecodeError(`${field}[${index}]`, `at most ${MAX_NODE_BYTES} bytes`, `${bytes.length}`);
  });
}

/** JSON bytes of a membership or non-membership proof. */
export function encodeWasmMembershipProof({ accountProof, storageProof }: WasmMembershipProof): Uint8Array {
  return encodeUtf8(
    formatExactJson({
      account_proof: {
        storage_root: formatBytes(accountProof.storageRoot),
        proof: accountProof.proof.map(formatBytes),
      },
      storage_proof: {
        key: formatBytes(storageProof.key),
        value: formatUint256(storageProof.value),
        proof: storageProof.proof.map(formatBytes),
      },
    }),
  );
}

/** What a contract does when governance gives a client a new code. */
export type WasmMigration =
  | { readonly kind: 'code-only' }
  /** With forks that a new version of the chain brings. */
  | { readonly kind: 'fork-parameters'; readonly forkParameters: WasmForkParameters };

/** JSON bytes of `MsgMigrateContract.msg`. */
export function encodeWasmMigration(migration: WasmMigration): Uint8Array {
  const json: ExactJson =
    migration.kind === 'code-only'
      ? 'code_only'
      : { update_fork_parameters: toForkParametersJson(migration.forkParameters) };
  return encodeUtf8(formatExactJson({ migration: json }));
}
