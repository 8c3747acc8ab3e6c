/** Rewrites the protobuf inside an `abci_query` answer. @module */
import { fromBase64, fromHex, toBase64 } from '@cosmjs/encoding';
import { at } from '../../client/read-json.ts';
import { withAll } from '../change-json.ts';
import { abciPath, type RpcCall, type RpcReply } from '../rpc-call.ts';

/** A lie about one service method: given the request and the honest answer, the bytes to answer with, or what is "not found". */
export type AnswerLie = (request: Uint8Array, honest: Uint8Array) => Uint8Array | NotFound | undefined;

/** The application's answer for a key that it does not have. */
export interface NotFound {
  readonly notFound: string;
}

/** Lies by the path of the service method. */
export type AnswerLies = Readonly<Record<string, AnswerLie>>;

/** The lie's answer, or undefined when it has none for this call. */
export function lieAboutAnswer(lies: AnswerLies, call: RpcCall, reply: RpcReply): RpcReply | undefined {
  const path = abciPath(call);
  const lie = path === undefined ? undefined : lies[path];
  if (lie === undefined || !('result' in reply)) return undefined;
  const honest = at(reply.result, 'response.value');
  const told = lie(requestOf(call), typeof honest === 'string' ? fromBase64(honest) : new Uint8Array());
  if (told === undefined) return undefined;
  const changes = told instanceof Uint8Array ? toSuccess(told) : toFailure(told);
  const named = Object.entries(changes).map(([name, value]) => [`response.${name}`, value]);
  return { result: withAll(reply.result, Object.fromEntries(named)) };
}

function toSuccess(value: Uint8Array) {
  return { code: 0, codespace: '', log: '', value: value.length === 0 ? null : toBase64(value) };
}

/** Word for word as the SDK 0.53 reports the gRPC status. */
function toFailure({ notFound }: NotFound) {
  const log = `rpc error: code = NotFound desc = ${notFound}: key not found`;
  return { code: 22, codespace: 'sdk', log, value: null };
}

function requestOf(call: RpcCall): Uint8Array {
  const { data } = call.params;
  return typeof data === 'string' ? fromHex(data.replace(/^0x/, '')) : new Uint8Array();
}
