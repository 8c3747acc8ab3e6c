/** Headers as `libraries/cometbft/HeaderHash.sol` reads them. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import { encodeHeaderLeaves, type Header, leafHash } from '@causeway/lightclient/tendermint';
import { encodeUint } from './encode-numbers.ts';

const NS_PER_SECOND = 1_000_000_000n;
const HASH_SIZE = 32;
/** Version, last block id, last commit, data, consensus, results, evidence, proposer. */
const OPAQUE_LEAVES = [0, 4, 5, 6, 9, 11, 12, 13];

/** Neither the chain's id nor the hash of the validators is in it. @throws {RangeError} for a header of no use there. */
export function encodeContractHeader(header: Header): Uint8Array {
  const leaves = encodeHeaderLeaves(header).map(leafHash);
  return concatBytes(
    encodeUint(header.height, 8, 'height'),
    encodeContractTime(header.time, 'header time'),
    checkHash(header.nextValidatorsHash, 'next validators hash'),
    checkHash(header.appHash, 'app hash'),
    ...OPAQUE_LEAVES.map((index) => leaves[index] ?? new Uint8Array(0)),
  );
}

/** Seconds in five bytes, then nanoseconds in four. @param time Nanoseconds since 1970. */
export function encodeContractTime(time: bigint, what: string): Uint8Array {
  if (time < 0n) throw new RangeError(`${what}: want a time since 1970, got ${time} ns`);
  return concatBytes(encodeUint(time / NS_PER_SECOND, 5, what), encodeUint(time % NS_PER_SECOND, 4, what));
}

export function checkHash(hash: Uint8Array, what: string): Uint8Array {
  if (hash.length !== HASH_SIZE) throw new RangeError(`${what}: want ${HASH_SIZE} bytes, got ${hash.length}`);
  return hash;
}
