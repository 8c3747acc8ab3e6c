/** Signs and sends transactions on a Cosmos chain. Keeps no journal: that is the submitter's business. @module */
import { bytesField, one, readMessage } from '@causeway/lightclient/codec';
import type {
  BroadcastResult,
  ChainMessage,
  ChainWriter,
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
import { grpcQuery } from './grpc-query.ts';
import { readAnswer, readInteger, readObject } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';
import type { RpcPool } from './rpc-pool.ts';
import type { CosmosSigner } from './signer.ts';
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
}

export function createCosmosWriter(options: CosmosWriterOptions): ChainWriter {
  const writer: Writer = { ...options, accountNumber: undefined, lastUrl: undefined };
  const { pool, signer } = options;
  return {
    chain: pool.chain,
    signer: signer.address,
    limits: options.limits,
    async nextSequence(signal) {
      const account = await readAccount(pool, signer.address, signal);
      writer.accountNumber = Promise.resolve(account.accountNumber);
      return account.sequence;
    },
    simulate: (messages, sequence, signal) => simulate(writer, { messages, sequence }, signal),
    sign: (request) => sign(writer, request),
    broadcast: (tx, signal) => broadcast(writer, tx, signal),
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
const SIMULATED = { gasInfo: one(1, 'bytes'), result: one(2, 'bytes') };
const GAS_INFO = { gasWanted: one(1, 'uint64'), gasUsed: one(2, 'uint64') };

/** The response repeats every event of the transaction: only the gas is decoded. */
const SIMULATE = {
  path: '/cosmos.tx.v1beta1.Service/Simulate',
  encode: (txBytes: Uint8Array): Uint8Array => bytesField(2, txBytes),
  decode: (bytes: Uint8Array): bigint => {
    const { gasInfo = new Uint8Array(0) } = readMessage(bytes, SIMULATED, 'response');
    return readMessage(gasInfo, GAS_INFO, 'response.gas_info').gasUsed ?? 0n;
  },
};

interface SimulateRequest {
  readonly messages: readonly ChainMessage[];
  readonly sequence: bigint;
}

/** A failure is believed when a second endpoint, if there is one, agrees. */
async function simulate(writer: Writer, request: SimulateRequest, signal?: AbortSignal): Promise<SimulationResult> {
  const unsigned = unsignedTx(writer, { ...request, gasLimit: 0n, timeoutHeight: 0n });
  // As long as a real signature: the chain charges for every byte.
  const bytes = encodeTxRaw(unsigned, new Uint8Array(SIGNATURE_BYTES));
  let author = '';
  const work = async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<SimulationResult> => {
    author = endpoint.url;
    return simulateAt(endpoint, bytes, scope);
  };
  const options = signal === undefined ? {} : { signal };
  const first = await writer.pool.run(work, options);
  if (first.status === 'ok' || writer.pool.status().length < 2) return first;
  const second = await writer.pool.run(work, { ...options, avoid: author });
  return second.status === 'ok' ? second : first;
}

const MESSAGE_INDEX = /failed to execute message; message index: (\d+)/;

async function simulateAt(endpoint: RpcEndpoint, bytes: Uint8Array, signal: AbortSignal): Promise<SimulationResult> {
  try {
    const gasUsed = await grpcQuery(endpoint, SIMULATE, bytes, { signal });
    if (gasUsed > 0n) return { status: 'ok', gasUsed };
    const site = { endpoint: endpoint.url, method: SIMULATE.path };
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'an amount of gas', got: '0' });
  } catch (error) {
    const log = error instanceof RelayerError && error.fault.code === 'RPC_BAD_RESPONSE' ? refusalOf(error) : undefined;
    if (log === undefined) throw error;
    const index = MESSAGE_INDEX.exec(log)?.[1];
    return { status: 'failed', log, ...(index === undefined ? {} : { messageIndex: Number(index) }) };
  }
}

const UNAUTHORIZED = 4;
/** No connection: the transaction cannot have got anywhere. */
const NEVER_ARRIVED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/**
 * A refusal is believed when a second endpoint, if there is one, agrees: the first may have passed the transaction on and
 * said otherwise, and the second then knows it already.
 */
async function broadcast(writer: Writer, tx: SignedTx, signal?: AbortSignal): Promise<BroadcastResult> {
  const first = await broadcastOnce(writer, tx, signal === undefined ? {} : { signal });
  if (first.result.status !== 'rejected' || writer.pool.status().length < 2) return first.result;
  const again = { avoid: first.author, ...(signal === undefined ? {} : { signal }) };
  const second = await broadcastOnce(writer, tx, again);
  return second.result.status === 'rejected' ? first.result : second.result;
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
