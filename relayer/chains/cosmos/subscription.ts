/** A CometBFT event subscription over WebSocket: JSON-RPC both ways. @module */
import { RelayerError } from '../../ports/fault.ts';
import { authorizationOf } from './http-post.ts';
import { readResult } from './json-rpc.ts';
import { rpcError } from './rpc-fault.ts';
import { openTextSocket, type TextSocket } from './text-socket.ts';

export interface Subscription {
  readonly url: string;
  /** The endpoint's name in faults. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly query: string;
  readonly onEvent: (result: unknown) => void;
  readonly signal: AbortSignal;
}

const SUBSCRIBE_ID = 1;
/** A new block header with its events: kilobytes, unless a chain does very much at the end of a block. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Never resolves. @throws {RelayerError} RPC_UNREACHABLE or RPC_BAD_RESPONSE; the signal's reason when aborted. */
export async function listenTo(subscription: Subscription): Promise<never> {
  const { name, query, onEvent, signal } = subscription;
  const site = { endpoint: name, method: 'subscribe' };
  let end: (error: unknown) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  const onText = (body: string) => {
    try {
      onEvent(readResult(site, SUBSCRIBE_ID, { status: 200, body }));
    } catch (error) {
      end(error);
    }
  };
  const onEnd = (why: string) => end(rpcError(site, { code: 'RPC_UNREACHABLE', got: why }));
  const onAbort = () => end(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  const opening = openTextSocket({ ...addressOf(subscription), maxMessageBytes: MAX_MESSAGE_BYTES, onText, onEnd });
  try {
    const socket = await Promise.race([opening.catch(onUnreachable(site)), ended]);
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: SUBSCRIBE_ID, method: 'subscribe', params: { query } }));
    return await ended;
  } finally {
    signal.removeEventListener('abort', onAbort);
    opening.then(closeSocket, () => undefined);
  }
}

function addressOf({ url, timeoutMs }: Subscription) {
  const address = new URL(url);
  const headers = authorizationOf(address);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/websocket`;
  return { url: address.href, headers, timeoutMs };
}

function onUnreachable(site: { readonly endpoint: string; readonly method: string }) {
  return (cause: unknown): never => {
    if (cause instanceof RelayerError) throw cause;
    const got = cause instanceof Error ? cause.message : String(cause);
    throw rpcError(site, { code: 'RPC_UNREACHABLE', got }, { cause });
  };
}

function closeSocket(socket: TextSocket): void {
  socket.close();
}
