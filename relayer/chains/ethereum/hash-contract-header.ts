/** The hash of a header of which only some fields are known, as `libraries/cometbft/HeaderHash.sol` computes it. @module */
import { bytesField, concatBytes, intField, stringField } from '@causeway/lightclient/codec';
import { encodeTimestamp, leafHash } from '@causeway/lightclient/tendermint';
import { sha256 } from '@noble/hashes/sha2.js';
import type { ContractHeader } from './decode-update.ts';

const INNER_PREFIX = Uint8Array.of(1);

/** @param validatorsHash Of the rows that came with the header */
export function hashContractHeader(header: ContractHeader, chainId: string, validatorsHash: Uint8Array): Uint8Array {
  const [version, lastBlock, lastCommit, data, consensus, results, evidence, proposer] = header.opaqueLeaves;
  const leaves = [
    version,
    leafHash(stringField(1, chainId)),
    leafHash(intField(1, header.height)),
    leafHash(encodeTimestamp(header.time)),
    lastBlock,
    lastCommit,
    data,
    leafHash(bytesField(1, validatorsHash)),
    leafHash(bytesField(1, header.nextValidatorsHash)),
    consensus,
    leafHash(bytesField(1, header.appHash)),
    results,
    evidence,
    proposer,
  ];
  return rootOf(leaves.flatMap((leaf) => leaf ?? []));
}

/** Pairing level by level, a lone last node moving up. */
function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const [first, second] = hashes;
  if (first === undefined || second === undefined) return first ?? new Uint8Array(0);
  const pairs = Array.from({ length: Math.ceil(hashes.length / 2) }, (_, index) =>
    hashes.slice(index * 2, index * 2 + 2),
  );
  return rootOf(
    pairs.map((pair) => (pair.length === 1 ? concatBytes(...pair) : sha256(concatBytes(INNER_PREFIX, ...pair)))),
  );
}
