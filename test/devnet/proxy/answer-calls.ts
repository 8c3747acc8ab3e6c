/** Runs the calls of one exchange past the faults and, where none answers, past the node. @module */
import type { HttpAnswer, HttpAsk, UpstreamPool } from './ask-upstream.ts';
import { formatBeaconGet, formatBeaconReply, toBeaconReply } from './beacon-call.ts';
import type { ArmedFault, CallChange } from './fault.ts';
import {
  formatGet,
  formatParams,
  formatReply,
  type RpcCall,
  type RpcExchange,
  type RpcReply,
  toReply,
} from './rpc-call.ts';

/** What becomes of a call before the node hears of it. */
interface PlannedCall {
  readonly original: RpcCall;
  readonly outgoing: RpcCall;
  readonly reply: RpcReply | undefined;
  readonly faults: readonly ArmedFault[];
}

/** The HTTP answer to `exchange`; bytes pass through untouched when no fault concerns any of its calls. */
export async function answerCalls(
  exchange: RpcExchange,
  ask: HttpAsk,
  faults: readonly ArmedFault[],
  upstream: UpstreamPool,
): Promise<HttpAnswer> {
  const concerned = exchange.calls.map((call) => faults.filter((fault) => isCallFault(fault) && fault.applies(call)));
  if (concerned.every((list) => list.length === 0)) return upstream.ask(ask);
  const planned = await Promise.all(exchange.calls.map((call, i) => planCall(call, concerned[i] ?? [], upstream)));
  const replies = await fetchReplies(exchange, planned, ask, upstream);
  const answers = await Promise.all(
    planned.map(async (plan, i) => {
      const reply = replies[i];
      return reply && { id: plan.original.id, reply: await applyToReply(plan, reply, upstream) };
    }),
  );
  return toHttp(exchange, answers);
}

function isCallFault({ fault }: ArmedFault): boolean {
  return fault.onCall !== undefined || fault.onReply !== undefined;
}

async function planCall(call: RpcCall, faults: readonly ArmedFault[], upstream: UpstreamPool): Promise<PlannedCall> {
  let outgoing = call;
  for (const armed of faults) {
    const change: CallChange | undefined = await armed.fault.onCall?.(outgoing, upstream.call);
    if (change === undefined || !armed.take()) continue;
    if ('reply' in change) return { original: call, outgoing, reply: change.reply, faults };
    outgoing = change.call;
  }
  return { original: call, outgoing, reply: undefined, faults };
}

async function applyToReply(plan: PlannedCall, reply: RpcReply, upstream: UpstreamPool): Promise<RpcReply> {
  if (plan.reply !== undefined) return plan.reply;
  let current = reply;
  for (const { fault, take } of plan.faults) {
    const changed = await fault.onReply?.(plan.outgoing, current, upstream.call);
    if (changed !== undefined && take()) current = changed;
  }
  return current;
}

/** One reply per call, in order; undefined for a notification. */
async function fetchReplies(
  exchange: RpcExchange,
  planned: readonly PlannedCall[],
  ask: HttpAsk,
  upstream: UpstreamPool,
): Promise<readonly (RpcReply | undefined)[]> {
  const wanted = planned.flatMap(({ outgoing, reply }, i) => (reply === undefined ? [{ call: outgoing, i }] : []));
  const replies = planned.map(({ reply }) => reply);
  const [first] = wanted;
  if (first === undefined) return replies;
  if (exchange.form === 'rest') {
    const headers = { ...ask.headers, accept: 'application/json' }; // faults do not read SSZ
    const answer = await upstream.ask({ ...ask, headers, path: formatBeaconGet(first.call) });
    return [toBeaconReply(answer.status, answer.body.toString('utf8'))];
  }
  if (exchange.form !== 'batch') {
    const answer = await upstream.ask(
      exchange.form === 'get' ? { ...ask, path: formatGet(first.call) } : toPost(ask, [first], false),
    );
    return [toReply(JSON.parse(answer.body.toString('utf8')))];
  }
  const answer = await upstream.ask(toPost(ask, wanted, true));
  const received: unknown = JSON.parse(answer.body.toString('utf8'));
  if (!Array.isArray(received)) return planned.map(() => toReply(received)); // the node refused the batch as a whole
  for (const json of received) replies[Number(json.id)] = toReply(json);
  return replies;
}

/** Ids become places: a caller may give two calls the same id. */
function toPost(ask: HttpAsk, wanted: readonly { call: RpcCall; i: number }[], batch: boolean): HttpAsk {
  const bodies = wanted.map(({ call, i }) => {
    const body = { jsonrpc: '2.0', method: call.method, params: formatParams(call) };
    return call.id === undefined ? body : { ...body, id: i };
  });
  return { ...ask, body: Buffer.from(JSON.stringify(batch ? bodies : bodies[0])) };
}

function toHttp(
  exchange: RpcExchange,
  answers: readonly ({ readonly id: unknown; readonly reply: RpcReply } | undefined)[],
): HttpAnswer {
  const [only] = answers;
  if (exchange.form === 'rest' && only !== undefined) {
    const { status, body } = formatBeaconReply(only.reply);
    return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const bodies = answers.flatMap((answer) => (answer === undefined ? [] : [formatReply(answer.id, answer.reply)]));
  const failedGet =
    exchange.form === 'get' && answers.some((answer) => answer !== undefined && 'error' in answer.reply);
  return {
    status: failedGet ? 500 : 200, // as CometBFT does: errors have a status only when asked by GET
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(exchange.form === 'batch' ? bodies : bodies[0])),
  };
}
