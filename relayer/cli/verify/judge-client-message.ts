/** `verify client-message`: would ibc-go's 07-tendermint accept this message, and what would it do to the client? @module */
import { DecodeError, one, readMessage, startsWith, stringField } from '@causeway/lightclient/codec';
import { formatHeight, parseHeight } from '@causeway/lightclient/ibc';
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  decodeClientHeader,
  decodeClientMisbehaviour,
  decodeClientState,
  decodeConsensusState,
  parseTime,
  type StoredConsensusState,
  TENDERMINT_TYPE_URLS,
  verifyClientMessage,
} from '@causeway/lightclient/tendermint';
import { type Judge, toJudgement } from './judgement.ts';
import { type Request, readChoice, readHex, readText, toRequest } from './request.ts';

const MESSAGE_TYPES = ['Header', 'Misbehaviour'] as const;
/** A client with more states than this is not given whole, but as the neighbours that matter. */
const MAX_STATES = 100_000;

/** One verifier for the whole run: it remembers imported keys. */
export function createClientMessageJudge(): Judge {
  const verifier = createNativeVerifier();
  return (request) => {
    const now = parseTime(readText(request, 'now'), 'now');
    const clientState = decodeClientState(readAny(request, 'clientState', TENDERMINT_TYPE_URLS.clientState));
    const consensusStates = readConsensusStates(request.consensusStates);
    const message = readClientMessage(request);
    const verdict = verifyClientMessage({ clientState, consensusStates }, message, now, verifier);
    const { numerator, denominator } = clientState.trustLevel;
    const judgement = toJudgement(verdict, (total) => `more than ${numerator}/${denominator} of ${total}`);
    return verdict.status === 'valid' ? { ...judgement, effect: verdict.effect } : judgement;
  };
}

function readClientMessage(request: Request): Parameters<typeof verifyClientMessage>[1] {
  const type = readChoice(request, 'messageType', MESSAGE_TYPES);
  if (type === undefined) throw new DecodeError('messageType', MESSAGE_TYPES.join(' or '), 'nothing');
  return type === 'Header'
    ? decodeClientHeader(readAny(request, 'message', TENDERMINT_TYPE_URLS.header), 'message')
    : decodeClientMisbehaviour(readAny(request, 'message', TENDERMINT_TYPE_URLS.misbehaviour), 'message');
}

function readConsensusStates(value: unknown): readonly StoredConsensusState[] {
  const field = 'consensusStates';
  if (!Array.isArray(value)) throw new DecodeError(field, 'a list of {height, value}', 'something else');
  if (value.length > MAX_STATES) throw new DecodeError(field, `at most ${MAX_STATES}`, `${value.length}`);
  const seen = new Set<string>();
  return value.map((entry: unknown, index) => {
    const path = `${field}[${index}]`;
    const state = toRequest(entry);
    const height = parseHeight(readText(state, 'height'), `${path}.height`);
    // Two states at one height would make the verdict depend on their order.
    const name = formatHeight(height);
    if (seen.has(name)) throw new DecodeError(`${path}.height`, 'each height once', `${name} twice`);
    seen.add(name);
    const bytes = readAny(state, 'value', TENDERMINT_TYPE_URLS.consensusState);
    return { height, consensusState: decodeConsensusState(bytes, `${path}.value`) };
  });
}

/** The message, also when it comes inside the `Any` that chains answer with. None of them can be empty. */
function readAny(request: Request, field: string, typeUrl: string): Uint8Array {
  const bytes = readHex(request, field);
  if (bytes.length === 0) throw new DecodeError(field, 'a protobuf message', 'no bytes');
  if (!startsWith(bytes, stringField(1, typeUrl))) return bytes;
  const { value } = readMessage(bytes, { typeUrl: one(1, 'string'), value: one(2, 'bytes') }, field);
  return value ?? new Uint8Array(0);
}
