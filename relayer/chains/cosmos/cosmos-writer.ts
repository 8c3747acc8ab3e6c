/** Signs and sends transactions on a Cosmos chain. Keeps no journal: that is the submitter's business. @module */
import type {
  BroadcastResult,
  ChainMessage,
  ChainWriter,
  SignedTx,
  SignRequest,
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
import { createSimulator } from './simulator.ts';
import { buildTx, encodeSignDoc, encodeTxRaw, type UnsignedTx } from './transaction.ts';

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
  /** By transaction, the endpoint that took it last. */
  readonly takenBy: Map<string, string>;
}

export function createCosmosWriter(options: CosmosWriterOptions): ChainWriter {
  const { pool, signer } = options;
  const simulator = createSimulator(pool);
  const writer: Writer = {
    ...options,
    accountNumber: undefined,
    lastUrl: undefined,
    refused: undefined,
    takenBy: new Map(),
  };
  return {
    chain: pool.chain,
    signer: signer.address,
    limits: options.limits,
    async nextSequence(signal) {
      const account = await readAccount(pool, signer.address, signal, writer.refused);
      writer.accountNumber = Promise.resolve(account.accountNumber);
      return account.sequence;
    },
    async simulate(messages, sequence, signal, expectedGas) {
      const result = await simulator.simulate(unsignedBytes(writer, messages, sequence), signal, expectedGas);
      if (result.status === 'failed') noteSequence(writer, result.log);
      return result;
    },
    sign: (request) => sign(writer, request),
    async broadcast(tx, signal) {
      const result = await broadcast(writer, tx, signal === undefined ? {} : { signal });
      if (result.status === 'accepted') simulator.judge(true);
      if (result.status === 'rejected' && result.reason === 'out-of-gas') simulator.judge(false);
      return result;
    },
    resend(tx, signal) {
      const avoid = writer.takenBy.get(tx.hash);
      return broadcast(writer, tx, {
        ...(signal === undefined ? {} : { signal }),
        ...(avoid === undefined ? {} : { avoid }),
      });
    },
  };
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
  const { sequence, gasLimit, timeoutHeight } = request;
  return { hash: hashTx(bytes), bytes, sequence, gasLimit, timeoutHeight };
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

/** Transactions of which we know who took them: more than are ever in flight. */
const REMEMBERED = 100;

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
  if (isContradiction)
    writer.pool.doubt(first.author, `it refuses a transaction that others take: ${first.result.log}`);
  return second.result;
}

function remember(writer: Writer, { hash }: SignedTx, { result, author }: Broadcast): void {
  const { takenBy } = writer;
  if (result.status === 'rejected') {
    noteSequence(writer, result.log);
    return;
  }
  if (result.status === 'accepted') writer.refused = undefined;
  takenBy.delete(hash);
  takenBy.set(hash, author);
  const [oldest] = takenBy.keys();
  if (takenBy.size > REMEMBERED && oldest !== undefined) takenBy.delete(oldest);
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
