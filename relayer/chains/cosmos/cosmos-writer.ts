/** Signs and sends transactions on a Cosmos chain. Keeps no journal: that is the submitter's business. @module */
import type {
  BroadcastResult,
  ChainMessage,
  ChainWriter,
  ExpectedGas,
  SignedTx,
  SignRequest,
  SimulationResult,
  WriterLimits,
} from '../../ports/chain-writer.ts';
import { RelayerError } from '../../ports/fault.ts';
import { refusalOf } from './abci-query.ts';
import { readAccount } from './account.ts';
import { hashTx } from './block-source.ts';
import { classifyCheckTx, classifyMempoolError } from './classify-broadcast.ts';
import { feeFor, type GasPrice } from './gas-price.ts';
import { readAnswer, readInteger, readObject } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import type { RpcPool } from './rpc-pool.ts';
import { readSequenceMismatch, type SequenceMismatch } from './sequence-mismatch.ts';
import type { CosmosSigner } from './signer.ts';
import { simulateTx } from './simulator.ts';
import { buildTx, encodeSignDoc, encodeTxRaw, type UnsignedTx } from './transaction.ts';
import { createTxOpinions, opinionOf, type TxOpinion, type TxOpinions } from './tx-opinions.ts';

export interface CosmosWriterOptions {
  readonly pool: RpcPool;
  readonly signer: CosmosSigner;
  readonly gasPrice: GasPrice;
  readonly limits: WriterLimits;
  readonly memo?: string;
  readonly feeGranter?: string;
}

interface Writer extends CosmosWriterOptions {
  /** Fixed for the life of a chain; read again when a signature is refused. */
  accountNumber: Promise<bigint> | undefined;
  /** Where the last transaction went: the next one of a series must follow it to the same mempool. */
  lastUrl: string | undefined;
  /** The last sequence that was refused, with the one that was wanted. */
  refused: SequenceMismatch | undefined;
  readonly opinions: TxOpinions;
  /** What was said about a transaction that is not signed yet. */
  said: readonly Said[];
}

interface Said {
  readonly sequence: bigint;
  /** Omitted: about whatever has this sequence. */
  readonly messages?: readonly ChainMessage[];
  readonly opinions: readonly TxOpinion[];
}

export function createCosmosWriter(options: CosmosWriterOptions): ChainWriter {
  const { pool, signer } = options;
  const writer: Writer = {
    ...options,
    accountNumber: undefined,
    lastUrl: undefined,
    refused: undefined,
    opinions: createTxOpinions(pool),
    said: [],
  };
  return {
    chain: pool.chain,
    signer: signer.address,
    limits: options.limits,
    nextSequence: (signal) => nextSequence(writer, signal),
    simulate: (messages, sequence, signal, expected) => simulate(writer, { messages, sequence, expected }, signal),
    sign: (request) => sign(writer, request),
    broadcast: (tx, signal) => broadcast(writer, tx, signal === undefined ? {} : { signal }),
    resend: (tx, signal) => resend(writer, tx, signal),
    settled: (fate) => writer.opinions.settle(fate),
  };
}

async function nextSequence(writer: Writer, signal?: AbortSignal): Promise<bigint> {
  const { accountNumber, sequence, claims } = await readAccount(
    writer.pool,
    writer.signer.address,
    signal,
    writer.refused,
  );
  writer.accountNumber = Promise.resolve(accountNumber);
  // Nothing is in flight that the next transaction would have to follow.
  writer.lastUrl = undefined;
  writer.said = [{ sequence, opinions: claims.map((claim) => ({ ...claim, says: 'sequence' })) }];
  return sequence;
}

interface SimulateRequest {
  readonly messages: readonly ChainMessage[];
  readonly sequence: bigint;
  readonly expected: ExpectedGas | undefined;
}

async function simulate(writer: Writer, request: SimulateRequest, signal?: AbortSignal): Promise<SimulationResult> {
  const { messages, sequence, expected } = request;
  const { result, opinions } = await simulateTx(
    writer.pool,
    unsignedBytes(writer, messages, sequence),
    expected,
    signal,
  );
  if (result.status === 'failed') noteSequence(writer, result.log);
  // Of earlier simulations nothing came.
  const others = writer.said.filter((said) => said.messages === undefined);
  writer.said = [...others, { messages, sequence, opinions: opinions.flatMap(opinionOf) }];
  return result;
}

function unsignedTx({ signer, gasPrice, memo = '', feeGranter }: Writer, request: SignRequest): UnsignedTx {
  return buildTx({
    ...request,
    memo,
    fee: feeFor(gasPrice, request.gasLimit),
    publicKey: signer.publicKey,
    ...(feeGranter === undefined ? {} : { feeGranter }),
  });
}

async function sign(writer: Writer, request: SignRequest): Promise<SignedTx> {
  const { pool, signer } = writer;
  const unsigned = unsignedTx(writer, request);
  const document = encodeSignDoc(unsigned, pool.chainId, await accountNumberOf(writer));
  const bytes = encodeTxRaw(unsigned, await signer.sign(document));
  const { messages, sequence, gasLimit, timeoutHeight } = request;
  const hash = hashTx(bytes);
  const isAbout = (said: Said): boolean =>
    said.sequence === sequence && (said.messages === undefined || said.messages === messages);
  writer.opinions.note(
    hash,
    writer.said.filter(isAbout).flatMap(({ opinions }) => opinions),
  );
  writer.said = [];
  return { hash, bytes, sequence, gasLimit, timeoutHeight };
}

function accountNumberOf(writer: Writer): Promise<bigint> {
  if (writer.accountNumber !== undefined) return writer.accountNumber;
  const asked = readAccount(writer.pool, writer.signer.address).then(({ accountNumber }) => accountNumber);
  writer.accountNumber = asked;
  asked.catch(() => {
    writer.accountNumber = undefined;
  });
  return asked;
}

const SIGNATURE_BYTES = 64;

/** As long as with a real signature: the chain charges for every byte. */
function unsignedBytes(writer: Writer, messages: readonly ChainMessage[], sequence: bigint): Uint8Array {
  const unsigned = unsignedTx(writer, { messages, sequence, gasLimit: 0n, timeoutHeight: 0n });
  return encodeTxRaw(unsigned, new Uint8Array(SIGNATURE_BYTES));
}

/** A refused sequence tells the one that the chain wants. */
function noteSequence(writer: Writer, log: string): void {
  writer.refused = readSequenceMismatch(log) ?? writer.refused;
}

const UNAUTHORIZED = 4;
/** No connection: the transaction cannot have got anywhere. */
const NEVER_ARRIVED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/**
 * A refusal is believed when a second endpoint, if there is one, agrees: the first may have passed the transaction on and
 * said otherwise, and the second then knows it already.
 */
async function broadcast(writer: Writer, tx: SignedTx, options: BroadcastOptions): Promise<BroadcastResult> {
  const first = await broadcastOnce(writer, tx, options);
  remember(writer, tx, first);
  if (first.result.status !== 'rejected' || writer.pool.status().length < 2) return first.result;
  const second = await broadcastOnce(writer, tx, { ...options, avoid: first.author });
  remember(writer, tx, second);
  if (second.result.status === 'rejected') return first.result;
  const isContradiction = second.result.status === 'accepted' && first.result.reason !== 'mempool-full';
  const { log } = first.result;
  if (isContradiction) writer.opinions.note(tx.hash, [{ url: first.author, says: 'refused', log }]);
  return second.result;
}

/** To another endpoint than the one that took it: if that one does not know it by now, the first kept it to itself. */
async function resend(writer: Writer, tx: SignedTx, signal?: AbortSignal): Promise<BroadcastResult> {
  const { opinions } = writer;
  const taker = opinions.takenBy(tx.hash);
  const options = { ...(signal === undefined ? {} : { signal }), ...(taker === undefined ? {} : { avoid: taker }) };
  const sent = await broadcastOnce(writer, tx, options);
  const { author: url, result } = sent;
  if (result.status === 'accepted' && taker !== undefined && taker !== url) {
    opinions.note(tx.hash, [{ url: taker, says: 'kept' }]);
  }
  if (result.status === 'rejected') opinions.note(tx.hash, [{ url, says: 'refused-again' }]);
  remember(writer, tx, sent);
  return result;
}

function remember(writer: Writer, { hash }: SignedTx, { result, author: url }: Broadcast): void {
  if (result.status === 'rejected') {
    noteSequence(writer, result.log);
    return;
  }
  if (result.status === 'accepted') writer.refused = undefined;
  writer.opinions.note(hash, [{ url, says: result.status === 'accepted' ? 'took' : 'perhaps-took' }]);
}

interface Broadcast {
  readonly result: BroadcastResult;
  /** The endpoint that said so. */
  readonly author: string;
}

interface BroadcastOptions {
  readonly signal?: AbortSignal;
  readonly avoid?: string;
}

async function broadcastOnce(writer: Writer, { bytes }: SignedTx, options: BroadcastOptions): Promise<Broadcast> {
  const tx = Buffer.from(bytes).toString('base64');
  let isPerhapsSent = false;
  let author = '';
  const work = async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<BroadcastResult> => {
    try {
      author = endpoint.url;
      const answer = await endpoint.call('broadcast_tx_sync', { tx }, scope);
      writer.lastUrl = endpoint.url;
      const check = readAnswer({ endpoint: endpoint.url, method: 'broadcast_tx_sync' }, () => readCheckTx(answer));
      if (check.codespace === 'sdk' && check.code === UNAUTHORIZED) writer.accountNumber = undefined;
      return doubt(classifyCheckTx(check));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== undefined) return doubt(classifyMempoolError(refusal));
      isPerhapsSent ||= !(error instanceof RelayerError && NEVER_ARRIVED.test(error.fault.got ?? ''));
      throw error;
    }
  };
  /** Refused here, but an endpoint that failed before may have passed it on: then its sequence is used, for instance. */
  const doubt = (result: BroadcastResult): BroadcastResult =>
    isPerhapsSent && result.status === 'rejected' ? { status: 'unknown', log: result.log } : result;
  try {
    const prefer = writer.lastUrl === undefined || options.avoid !== undefined ? {} : { prefer: writer.lastUrl };
    return { result: await writer.pool.run(work, { ...prefer, ...options }), author };
  } catch (error) {
    // Whether one of them passed it on before it failed, nobody can say.
    if (error instanceof RelayerError) return { result: { status: 'unknown', log: error.message }, author };
    throw error;
  }
}

function readCheckTx(answer: unknown) {
  const result = readObject(answer, 'result');
  return {
    code: Number(readInteger(result.code, 'code')),
    codespace: `${result.codespace ?? ''}`,
    log: `${result.log ?? ''}`,
  };
}
