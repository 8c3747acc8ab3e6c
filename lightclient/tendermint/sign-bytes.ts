/**
 * What a validator signs: a length-prefixed `CanonicalVote`. Within a commit only the time differs from vote to vote.
 * Source: CometBFT `types/canonical.go`, `proto/tendermint/types/canonical.proto`.
 * @module
 */
import { concatBytes, messageField, sfixed64Field, stringField, uintField } from '../codec/index.ts';
import { type BlockId, type BlockIdFlag, type Commit, isZeroBlockId } from './block.ts';
import { encodeBlockId } from './protobuf/block-protobuf.ts';
import { encodeTimestamp, splitTime } from './time.ts';

const PRECOMMIT = 2n;
const NOTHING = new Uint8Array(0);
const TIMESTAMP_TAG = 0x2a;

/** Gives the sign bytes of a vote of this commit from its flag and time. Precomputes all that the votes share. */
export function createVoteSignBytes(
  chainId: string,
  commit: Commit,
): (flag: BlockIdFlag, timestamp: bigint) => Uint8Array {
  const head = concatBytes(
    uintField(1, PRECOMMIT),
    sfixed64Field(2, commit.height),
    sfixed64Field(3, BigInt(commit.round)),
  );
  const commitHead = concatBytes(head, canonicalBlockId(commit.blockId));
  const tail = stringField(6, chainId);
  return (flag, timestamp) => joinVote(flag === 'commit' ? commitHead : head, timestamp, tail);
}

/** A vote for no block has no block id at all. */
function canonicalBlockId(blockId: BlockId): Uint8Array {
  return isZeroBlockId(blockId) ? NOTHING : messageField(4, encodeBlockId(blockId));
}

function joinVote(head: Uint8Array, timestamp: bigint, tail: Uint8Array): Uint8Array {
  const time = encodeTimestampFast(timestamp);
  const prefix: number[] = [];
  pushVarint(prefix, head.length + 2 + time.length + tail.length);
  const out = new Uint8Array(prefix.length + head.length + 2 + time.length + tail.length);
  out.set(prefix);
  out.set(head, prefix.length);
  const at = prefix.length + head.length;
  out[at] = TIMESTAMP_TAG;
  out[at + 1] = time.length;
  out.set(time, at + 2);
  out.set(tail, at + 2 + time.length);
  return out;
}

/** Without bigint arithmetic for all times since 1970: this runs once for each vote. */
function encodeTimestampFast(timestamp: bigint): ArrayLike<number> {
  const { seconds, nanos } = splitTime(timestamp);
  if (seconds <= 0n) return encodeTimestamp(timestamp);
  const bytes = [0x08];
  pushVarint(bytes, Number(seconds));
  if (nanos !== 0n) {
    bytes.push(0x10);
    pushVarint(bytes, Number(nanos));
  }
  return bytes;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}
