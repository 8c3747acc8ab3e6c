/** Reads every transaction of a range of blocks, with each message and what became of it. @module */
import { fromBase64, toHex } from '@cosmjs/encoding';
import { Tx } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { sha256 } from '../chain/derive-keys.ts';
import { at, listAt, textAt } from './read-json.ts';
import { type PacketStep, readPacketStep } from './read-packet-step.ts';
import { readTxResult, type TxResult } from './read-tx-result.ts';
import { parseTimeNs, type Rpc } from './rpc.ts';

/** A message of an included transaction. */
export interface ScannedMessage {
  readonly typeUrl: string;
  readonly value: Uint8Array;
  /** Absent when the transaction failed. */
  readonly response: Uint8Array | undefined;
  /** What it did to a packet, if it concerns one. */
  readonly packetStep: PacketStep | undefined;
}

/** An included transaction, successful or not. */
export interface ScannedTx extends TxResult {
  readonly height: bigint;
  readonly blockTimeNs: bigint;
  readonly index: number;
  readonly hash: string;
  readonly sizeBytes: number;
  readonly memo: string;
  readonly sequence: bigint;
  readonly messages: readonly ScannedMessage[];
}

/** All transactions of the blocks `from` to `to`, both included, in order. @throws {RpcError} when one is not there. */
export async function scanBlocks(rpc: Rpc, from: bigint, to: bigint): Promise<readonly ScannedTx[]> {
  const found: ScannedTx[] = [];
  for (let height = from; height <= to; height++) found.push(...(await scanBlock(rpc, height)));
  return found;
}

/** The packet steps among `txs`, each with its place. */
export function listPacketSteps(
  txs: readonly ScannedTx[],
): readonly (PacketStep & { readonly height: bigint; readonly hash: string })[] {
  return txs.flatMap(({ height, hash, messages }) =>
    messages.flatMap(({ packetStep }) => (packetStep === undefined ? [] : [{ ...packetStep, height, hash }])),
  );
}

async function scanBlock(rpc: Rpc, height: bigint): Promise<readonly ScannedTx[]> {
  const params = { height: String(height) };
  const block = at(await rpc.call('block', params), 'block');
  const encoded = listAt(block, 'data.txs');
  if (encoded.length === 0) return [];
  const results = listAt(await rpc.call('block_results', params), 'txs_results');
  if (results.length !== encoded.length) {
    throw new Error(`devnet: want ${encoded.length} results at height ${height}, got ${results.length}`);
  }
  const blockTimeNs = parseTimeNs(textAt(block, 'header.time'));
  return results.map((result, index) => ({
    height,
    blockTimeNs,
    index,
    ...readTx(fromBase64(String(encoded[index])), readTxResult(result)),
  }));
}

function readTx(bytes: Uint8Array, result: TxResult) {
  const { body, authInfo } = Tx.decode(bytes);
  return {
    ...result,
    hash: toHex(sha256(bytes)).toUpperCase(),
    sizeBytes: bytes.length,
    memo: body?.memo ?? '',
    sequence: authInfo?.signerInfos[0]?.sequence ?? 0n,
    messages: (body?.messages ?? []).map((message, i) => {
      const response = result.code === 0 ? result.responses[i]?.value : undefined;
      return { ...message, response, packetStep: readPacketStep(message, response) };
    }),
  };
}
