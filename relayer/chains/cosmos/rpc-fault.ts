/** Turns what a CometBFT endpoint says, or fails to say, into faults that name the endpoint without its secrets. @module */
import { type FaultCode, RelayerError, type RelayerFault } from '../../ports/fault.ts';

/** Where a fault happened. */
export interface CallSite {
  /** As shown to people: no credentials, no query, no API key in the path. */
  readonly endpoint: string;
  readonly method: string;
}

/** Long opaque path segments are keys at many providers. */
const KEY_LIKE = /^(?=.*\d)[A-Za-z0-9_-]{20,}$/;

/** The address without user, password, query and key-like path segments. */
export function toPublicUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { protocol, host, pathname } = new URL(url);
  const path = pathname.split('/').map((segment) => (KEY_LIKE.test(segment) ? '…' : segment));
  return `${protocol}//${host}${path.join('/')}`.replace(/\/+$/, '');
}

/** A fault of one call at one endpoint. `detail` is cut: an endpoint may answer with megabytes. */
export function rpcError(
  site: CallSite,
  fault: Pick<RelayerFault, 'code' | 'want'> & { readonly got: string },
  options?: { readonly cause?: unknown; readonly context?: Readonly<Record<string, string>> },
): RelayerError {
  return new RelayerError(
    {
      ...fault,
      got: shorten(fault.got),
      message: `${site.endpoint}: ${site.method}: ${DESCRIPTION[fault.code] ?? 'failed'}`,
      context: { endpoint: site.endpoint, method: site.method, ...options?.context },
    },
    options?.cause === undefined ? undefined : { cause: options.cause },
  );
}

const DESCRIPTION: Partial<Record<FaultCode, string>> = {
  RPC_UNREACHABLE: 'not reachable',
  RPC_TIMEOUT: 'no answer in time',
  RPC_RATE_LIMITED: 'asks us to slow down',
  RPC_BAD_RESPONSE: 'unusable answer',
  RPC_WRONG_CHAIN: 'serves another chain',
  RPC_LAGGING: 'does not have this height yet',
  RPC_PRUNED: 'does not have this height any more',
  RPC_DISTRUSTED: 'gave an answer that is proven wrong',
};

const MAX_TEXT = 300;
const MAX_REFUSAL = 1_000;

/** On one line, cut after `most` characters. */
export function shorten(text: string, most: number = MAX_TEXT): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most)}…`;
}

/** The context of a fault in which the node or the application says no in its own words. */
export function refusalContext(text: string): { readonly rpcError: string } {
  return { rpcError: shorten(text, MAX_REFUSAL) };
}

/** A height that is not there yet; texts of CometBFT 0.34 to 0.38 and of the SDK's query router. */
const LAGGING = [
  /must be less than or equal to the current blockchain height/,
  /cannot query with height in the future/,
  /could not find results for height/,
  /height \d+ is not available yet/,
];

/** A height whose data the node has deleted, or never keeps. */
const PRUNED = [
  /is not available, lowest height is/,
  /node is not persisting (?:abci|finalize block) responses/,
  /version has (?:either )?been pruned/i,
  /pruned/i,
];

/** Loading an old or a future state fails with the same words; only the numbers tell which it is. */
const STATE_AT_HEIGHT = /failed to load state at height (\d+).*latest height:? (\d+)/;
const NO_STATE = /version does not exist|version mismatch on immutable IAVL tree|failed to load state at height/;

/** What the text of an error answer says about the height that was asked for; `undefined`: nothing. */
export function classifyHeightText(text: string): 'RPC_LAGGING' | 'RPC_PRUNED' | undefined {
  if (LAGGING.some((pattern) => pattern.test(text))) return 'RPC_LAGGING';
  const state = STATE_AT_HEIGHT.exec(text);
  if (state !== null) return BigInt(state[1] ?? '0') >= BigInt(state[2] ?? '0') ? 'RPC_LAGGING' : 'RPC_PRUNED';
  if (NO_STATE.test(text) || PRUNED.some((pattern) => pattern.test(text))) return 'RPC_PRUNED';
  return undefined;
}
