/** The contract's answer to a line of the shared cases, in the form in which the other verifiers answer. @module */
import {
  bytesField,
  concatBytes,
  type ExactJson,
  encodeUtf8,
  formatExactJson,
  messageField,
  parseExactJson,
} from '@causeway/lightclient/codec';
import { WASM_TYPE_URLS } from '@causeway/lightclient/ethereum/wasm-client';
import { encodeHeight } from '@causeway/lightclient/ibc';
import type { CaseAnswer } from '../wasm-client-cases/judge-case.ts';
import { type HostedClient, hostClient, readUpdated, toBase64 } from './host-client.ts';
import type { VmAnswer, WasmVm } from './start-wasm-vm.ts';

type Fields = { readonly [key: string]: ExactJson };

/** Later than this the program cannot tell nanoseconds. */
const LAST_SECOND = 9_000_000_000n;
const PROOF_SLOT = 1n;

/** Whether the line's time is one that a block of a Cosmos chain can have. */
export function hasPossibleTime(line: string): boolean {
  const { now } = fieldsOf(line);
  return typeof now !== 'bigint' || (now >= 0n && now <= LAST_SECOND);
}

/** Puts the line's states where a client of this number has its own, and asks what the line asks. */
export async function askContract(vm: WasmVm, checksum: string, line: string, number: number): Promise<CaseAnswer> {
  const fields = fieldsOf(line);
  const client = hostClient(vm, checksum, `08-wasm-${1000 + number}`);
  const trustedSlot = slotOf(fields);
  await put(vm, client, 'clientState', wrapClient(textOf(fields.client_state), checksum));
  await put(vm, client, `consensusStates/0-${trustedSlot}`, wrapConsensus(textOf(fields.consensus_state)));
  const time = typeof fields.now === 'bigint' ? fields.now : timeOfState(fields);
  if (fields.kind === 'membership' || fields.kind === 'non-membership') {
    return toAnswer(await client.call('sudo', membershipOf(fields), time));
  }
  const message = toBase64(textOf(fields.kind === 'header' ? fields.header : fields.misbehaviour));
  const verified = toAnswer(await client.call('query', { verify_client_message: { client_message: message } }, time));
  if (verified.status === 'invalid' || fields.kind !== 'header') return verified;
  const updated = toAnswer(await client.call('sudo', { update_state: { client_message: message } }, time));
  return updated.status === 'invalid'
    ? updated
    : { status: 'valid', after: await readUpdated(vm, client.id, trustedSlot) };
}

function fieldsOf(line: string): Fields {
  return parseExactJson(line, 'line') as Fields; // our own lines are objects
}

const textOf = (json: ExactJson | undefined): Uint8Array => encodeUtf8(formatExactJson(json ?? null));

/** Where the contract will look for the state: the message names it, and a proof's height is ours to choose. */
function slotOf({ header, misbehaviour }: Fields): bigint {
  const named = Object(header ?? misbehaviour).trusted_slot;
  return typeof named === 'bigint' ? named : PROOF_SLOT;
}

/** A proof has no time in its line; no state is expired in its own second. */
function timeOfState({ consensus_state: consensus }: Fields): bigint {
  const { timestamp } = Object(consensus);
  return typeof timestamp === 'bigint' && timestamp > 0n && timestamp < LAST_SECOND ? timestamp : 1n;
}

function membershipOf(fields: Fields): unknown {
  const path = Array.isArray(fields.path) ? fields.path.map((key) => toBase64(fromHexText(String(key)))) : [];
  const message = {
    height: { revision_number: 0, revision_height: Number(PROOF_SLOT) },
    delay_time_period: 0,
    delay_block_period: 0,
    proof: toBase64(textOf(fields.proof)),
    merkle_path: { key_path: path },
  };
  if (fields.kind === 'non-membership') return { verify_non_membership: message };
  return { verify_membership: { ...message, value: toBase64(fromHexText(String(fields.value))) } };
}

function fromHexText(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'));
}

function toAnswer({ error }: VmAnswer): CaseAnswer {
  if (error === undefined) return { status: 'valid' };
  const code = /^([a-z-]+): wanted /.exec(error)?.[1];
  if (code === undefined) throw new Error(`wasm-vm: want a refusal with a code, got ${error}`);
  return { status: 'invalid', code };
}

async function put(vm: WasmVm, { id }: HostedClient, key: string, value: Uint8Array): Promise<void> {
  await vm.ask({ do: 'put', client: id, key: toBase64(encodeUtf8(key)), value: toBase64(value) });
}

function wrapClient(json: Uint8Array, checksum: string): Uint8Array {
  const height = encodeHeight({ revisionNumber: 0n, revisionHeight: 1n });
  const state = [bytesField(1, json), bytesField(2, Buffer.from(checksum, 'hex')), messageField(3, height)];
  return wrap(WASM_TYPE_URLS.clientState, concatBytes(...state));
}

function wrapConsensus(json: Uint8Array): Uint8Array {
  return wrap(WASM_TYPE_URLS.consensusState, bytesField(1, json));
}

function wrap(typeUrl: string, message: Uint8Array): Uint8Array {
  return concatBytes(bytesField(1, encodeUtf8(typeUrl)), bytesField(2, message));
}
