/** A CometBFT node over a chain in memory: `/status`, `/commit`, `/blockchain`, `/validators`, provable `/abci_query`, `/broadcast_evidence`. @module */
import { encodeUtf8, equalBytes, fromHex } from '@causeway/lightclient/codec';
import { encodeCommitmentProof, type MerkleProof } from '@causeway/lightclient/proofs';
import { formatHeader, formatSignedHeader, formatValidator, toBase64 } from '@causeway/lightclient/tendermint';
import type { TestChain } from './build-chain.ts';
import { buildStores, type Entry } from './build-proof.ts';

export interface NodeError {
  readonly code: number;
  readonly message: string;
  readonly data: string;
}

export type NodeReply = { readonly result: unknown } | { readonly error: NodeError };
export type NodeParams = Readonly<Record<string, unknown>>;

export interface ChainNode {
  /** Every call that reached the node. */
  readonly calls: { readonly method: string; readonly params: NodeParams }[];
  ask(method: string, params: NodeParams): NodeReply;
  /** The same node as `fetch` sees it. */
  readonly fetch: typeof fetch;
  set(change: Partial<ChainNodeOptions>): void;
}

export interface ChainNodeOptions {
  readonly chain: TestChain;
  readonly tip: bigint;
  readonly lowest: bigint;
  /** The state after a block: what `abci_query` answers from. The next header's app hash must be its root. */
  readonly state: (height: bigint) => readonly Entry[];
  /** Changes replies on their way out. */
  readonly spoil: (reply: NodeReply, method: string, params: NodeParams) => NodeReply;
}

export function createChainNode(chain: TestChain, options: Partial<ChainNodeOptions> = {}): ChainNode {
  let state: ChainNodeOptions = {
    chain,
    tip: chain.tip,
    lowest: 1n,
    state: () => [],
    spoil: (reply) => reply,
    ...options,
  };
  const calls: { method: string; params: NodeParams }[] = [];
  const ask = (method: string, params: NodeParams): NodeReply => {
    calls.push({ method, params });
    return state.spoil(answer(state, method, params), method, params);
  };
  return {
    calls,
    ask,
    fetch: async (_input, init) => {
      const { id, method, params } = JSON.parse(String(init?.body));
      return new Response(JSON.stringify({ jsonrpc: '2.0', id, ...ask(method, params) }));
    },
    set(change) {
      state = { ...state, ...change };
    },
  };
}

function answer(options: ChainNodeOptions, method: string, params: NodeParams): NodeReply {
  switch (method) {
    case 'status':
      return {
        result: {
          node_info: { network: options.chain.chainId },
          sync_info: { latest_block_height: `${options.tip}` },
        },
      };
    case 'commit':
      return answerCommit(options, heightOf(params, options.tip));
    case 'blockchain':
      return answerBlockchain(options, params);
    case 'validators':
      return answerValidators(options, params);
    case 'abci_query':
      return answerQuery(options, params);
    case 'broadcast_evidence':
      return { result: { hash: '' } };
    default:
      return failure('Method not found', method);
  }
}

function heightOf({ height }: NodeParams, fallback: bigint): bigint {
  return height === undefined ? fallback : BigInt(String(height));
}

function failure(message: string, data: string): NodeReply {
  return { error: { code: -32603, message, data } };
}

/** CometBFT's own words. */
function missing({ tip, lowest }: ChainNodeOptions, height: bigint): NodeReply | undefined {
  if (height > tip) {
    return failure(
      'Internal error',
      `height ${height} must be less than or equal to the current blockchain height ${tip}`,
    );
  }
  if (height >= lowest) return undefined;
  return failure('Internal error', `height ${height} is not available, lowest height is ${lowest}`);
}

function answerCommit(options: ChainNodeOptions, height: bigint): NodeReply {
  const absent = missing(options, height);
  if (absent !== undefined) return absent;
  const signedHeader = formatSignedHeader(options.chain.block(height).signedHeader);
  return { result: { signed_header: signedHeader, canonical: height < options.tip } };
}

/** At most 20 headers, highest first. */
function answerBlockchain(options: ChainNodeOptions, { minHeight, maxHeight }: NodeParams): NodeReply {
  const most = BigInt(String(maxHeight));
  const wanted = BigInt(String(minHeight));
  const to = most < options.tip ? most : options.tip;
  const from = to - wanted > 19n ? to - 19n : wanted;
  const absent = missing(options, from);
  if (absent !== undefined) return absent;
  const metas: object[] = [];
  for (let height = to; height >= from; height--) {
    const { signedHeader } = options.chain.block(height);
    metas.push({ header: formatHeader(signedHeader.header), num_txs: '0', block_size: '1' });
  }
  return { result: { last_height: `${options.tip}`, block_metas: metas } };
}

function answerValidators(options: ChainNodeOptions, params: NodeParams): NodeReply {
  const height = heightOf(params, options.tip);
  // A node also knows the validators of the block that comes next.
  const isNext = height === options.tip + 1n;
  const absent = isNext ? undefined : missing(options, height);
  if (absent !== undefined) return absent;
  const block = options.chain.block(isNext ? options.tip : height);
  const { validators } = (isNext ? block.nextValidators : undefined) ?? block.validators;
  const page = Number(params.page ?? 1);
  const size = Math.min(Number(params.per_page ?? 30), 100);
  const shown = validators.slice((page - 1) * size, page * size);
  return {
    result: {
      block_height: `${height}`,
      validators: shown.map(formatValidator),
      count: `${shown.length}`,
      total: `${validators.length}`,
    },
  };
}

function answerQuery(options: ChainNodeOptions, params: NodeParams): NodeReply {
  const height = heightOf(params, options.tip);
  const key = fromHex(String(params.data));
  if (height > options.tip)
    return refusal(height, 'cannot query with height in the future; please provide a valid height');
  if (height < options.lowest) {
    return refusal(
      height,
      `failed to load state at height ${height}; version does not exist (latest height: ${options.tip})`,
    );
  }
  const entries = options.state(height);
  const stores = buildStores(entries);
  const entry = entries.find(([candidate]) => equalBytes(candidate, key));
  const proof = entry === undefined ? stores.nonMembership(key) : stores.membership(key);
  const response = {
    code: 0,
    log: '',
    info: '',
    index: '0',
    key: toBase64(key),
    value: entry === undefined ? null : toBase64(entry[1]),
    proofOps: { ops: toOps(proof, key) },
    height: `${height}`,
    codespace: '',
  };
  return { result: { response } };
}

function toOps({ proofs: [inner, outer] }: MerkleProof, key: Uint8Array): readonly object[] {
  if (inner === undefined || outer === undefined) throw new Error('a proof of two stores');
  return [
    { type: 'ics23:iavl', key: toBase64(key), data: toBase64(encodeCommitmentProof(inner)) },
    { type: 'ics23:simple', key: toBase64(encodeUtf8('ibc')), data: toBase64(encodeCommitmentProof(outer)) },
  ];
}

function refusal(height: bigint, log: string): NodeReply {
  return { result: { response: { code: 26, log, height: `${height}`, codespace: 'sdk' } } };
}
