/** A node that answers from recorded or hand-made JSON, seen through a fault, without a network. @module */
import { readFileSync } from 'node:fs';
import { at } from '../devnet/client/read-json.ts';
import { answerCalls } from '../devnet/proxy/answer-calls.ts';
import type { HttpAnswer, HttpAsk, UpstreamPool } from '../devnet/proxy/ask-upstream.ts';
import { formatBeaconReply, parseBeaconGet, toBeaconReply } from '../devnet/proxy/beacon-call.ts';
import { type ArmedFault, armFault, type Fault, type FaultScope } from '../devnet/proxy/fault.ts';
import { parsePost, type RpcReply, toReply } from '../devnet/proxy/rpc-call.ts';

/** The node's answers: a result per method, or a function of the parameters. */
export type CannedAnswers = Readonly<
  Record<
    string,
    ((params: Readonly<Record<string, unknown>>) => RpcReply) | Readonly<Record<string, unknown>> | readonly unknown[]
  >
>;

/** The `result` of a recorded answer of CometBFT 0.38. */
export function readRecorded(name: string): Readonly<Record<string, unknown>> {
  const file = new URL(`../vectors/comet-rpc-kvstore/v0_38/${name}.json`, import.meta.url);
  const result = at(JSON.parse(readFileSync(file, 'utf8')), 'result');
  if (typeof result !== 'object' || result === null) throw new Error(`want a result in ${name}, got none`);
  return { ...result };
}

/** A pool that never leaves the process; `heard` collects the methods that reached the node. */
export function createCannedPool(answers: CannedAnswers, heard: string[] = []): UpstreamPool {
  const reply = (method: string, params: Readonly<Record<string, unknown>>): RpcReply => {
    const answer = answers[method];
    if (answer === undefined) return { error: { code: -32601, message: 'Method not found' } };
    return typeof answer === 'function' ? answer(params) : { result: answer };
  };
  const ask = async ({ method: verb, path, body }: HttpAsk): Promise<HttpAnswer> => {
    const [get] = verb === 'GET' ? (parseBeaconGet(path)?.calls ?? []) : [];
    if (get !== undefined) {
      heard.push(get.method);
      const told = formatBeaconReply(reply(get.method, get.params));
      return { status: told.status, headers: {}, body: Buffer.from(told.body) };
    }
    const exchange = parsePost(body.toString('utf8'));
    if (exchange === undefined) throw new Error('want JSON-RPC, got something else');
    const replies = exchange.calls
      .filter(({ id }) => id !== undefined)
      .map(({ id, method, params }) => {
        heard.push(method);
        return { jsonrpc: '2.0', id, ...reply(method, params) };
      });
    const json = exchange.form === 'batch' ? replies : replies[0];
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(json)) };
  };
  return { ask, call: async (method, params = {}) => reply(method, params), close: () => undefined };
}

/** Puts a fault in use as the proxy does. */
export function arm(fault: Fault, scope: FaultScope = {}): ArmedFault {
  return armFault(fault, scope, () => 0.5);
}

/** Sends `body` (a JSON-RPC call or batch) past `faults` to the pool; resolves with the parsed answer. */
export async function askPast(faults: readonly ArmedFault[], pool: UpstreamPool, body: unknown): Promise<unknown> {
  const bytes = Buffer.from(JSON.stringify(body));
  const exchange = parsePost(bytes.toString('utf8'));
  if (exchange === undefined) throw new Error('want JSON-RPC, got something else');
  const ask = { method: 'POST', path: '/', headers: {}, body: bytes };
  const answer = await answerCalls(exchange, ask, faults, pool);
  return JSON.parse(answer.body.toString('utf8'));
}

/** One call past one fault; resolves with the reply. */
export async function callPast(
  fault: Fault,
  answers: CannedAnswers,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<RpcReply> {
  const body = { jsonrpc: '2.0', id: 1, method, params };
  return toReply(await askPast([arm(fault)], createCannedPool(answers), body));
}

/** One GET of the beacon API past one fault, which stays armed from call to call; resolves with the reply. */
export async function getPast(fault: ArmedFault, answers: CannedAnswers, path: string): Promise<RpcReply> {
  const exchange = parseBeaconGet(path);
  if (exchange === undefined) throw new Error(`want a path of the beacon API, got ${path}`);
  const ask = { method: 'GET', path, headers: {}, body: Buffer.alloc(0) };
  const { status, body } = await answerCalls(exchange, ask, [fault], createCannedPool(answers));
  return toBeaconReply(status, body.toString('utf8'));
}

/** The result of a reply. @throws {Error} when it is an error. */
export function resultOf(reply: RpcReply): unknown {
  if ('result' in reply) return reply.result;
  throw new Error(`want a result, got ${reply.error.message} ${reply.error.data}`);
}
