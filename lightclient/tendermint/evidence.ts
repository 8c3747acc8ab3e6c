/**
 * Evidence of a light-client attack, as CometBFT's nodes take it by `/broadcast_evidence`.
 * Source: CometBFT `types/evidence.go`, `light/detector.go`, `proto/tendermint/types/evidence.proto`.
 * @module
 */
import { concatBytes, DecodeError, intField, many, messageField, one, readMessage } from '../codec/index.ts';
import type { LightBlock } from './block.ts';
import type { JsonObject } from './json/json-reader.ts';
import { formatLightBlock, formatValidator } from './json/validator-json.ts';
import { type Attack, type AttackKind, attackKind, findByzantineValidators } from './misbehaviour.ts';
import { decodeLightBlock, decodeValidator, encodeLightBlock, encodeValidator } from './protobuf/validator-protobuf.ts';
import { decodeTimestamp, encodeTimestamp, formatTime } from './time.ts';
import { MAX_VALIDATORS, type Validator } from './validator.ts';
import { totalVotingPower } from './validator-set.ts';

/** `tendermint.types.LightClientAttackEvidence`: a conflicting block and who is to blame for it. */
export interface AttackEvidence {
  readonly conflictingBlock: LightBlock;
  /** For a lunatic attack the last shared height; otherwise the height of the two blocks. */
  readonly commonHeight: bigint;
  /** The guilty validators, by voting power descending. */
  readonly byzantineValidators: readonly Validator[];
  /** Of the set at the common height. */
  readonly totalVotingPower: bigint;
  /** Time of the block at the common height, nanoseconds since 1970. */
  readonly timestamp: bigint;
}

/** Evidence against the makers of `attack.conflicting`, for nodes that follow `attack.trusted`. */
export function buildAttackEvidence(attack: Attack): AttackEvidence & { readonly attack: AttackKind } {
  const { trusted, conflicting, common } = attack;
  const kind = attackKind(trusted.signedHeader, conflicting.signedHeader);
  const base = kind === 'lunatic' ? common : trusted;
  return {
    attack: kind,
    conflictingBlock: conflicting,
    commonHeight: base.signedHeader.header.height,
    byzantineValidators: findByzantineValidators(attack),
    totalVotingPower: totalVotingPower(base.validators),
    timestamp: base.signedHeader.header.time,
  };
}

/** Encodes `tendermint.types.LightClientAttackEvidence`. */
export function encodeAttackEvidence(evidence: AttackEvidence): Uint8Array {
  return concatBytes(
    messageField(1, encodeLightBlock(evidence.conflictingBlock)),
    intField(2, evidence.commonHeight),
    ...evidence.byzantineValidators.map((validator) => messageField(3, encodeValidator(validator))),
    intField(4, evidence.totalVotingPower),
    messageField(5, encodeTimestamp(evidence.timestamp)),
  );
}

const EVIDENCE = {
  conflictingBlock: one(1, 'bytes'),
  commonHeight: one(2, 'int64'),
  byzantineValidators: many(3, 'bytes', MAX_VALIDATORS),
  totalVotingPower: one(4, 'int64'),
  timestamp: one(5, 'bytes'),
};

/** Decodes `tendermint.types.LightClientAttackEvidence`. @throws {DecodeError} */
export function decodeAttackEvidence(bytes: Uint8Array, field = 'evidence'): AttackEvidence {
  const read = readMessage(bytes, EVIDENCE, field);
  if (read.conflictingBlock === undefined) throw new DecodeError(`${field}.conflicting_block`, 'a block', 'nothing');
  return {
    conflictingBlock: decodeLightBlock(read.conflictingBlock, `${field}.conflicting_block`),
    commonHeight: read.commonHeight ?? 0n,
    byzantineValidators: read.byzantineValidators.map((entry, index) =>
      decodeValidator(entry, `${field}.byzantine_validators[${index}]`),
    ),
    totalVotingPower: read.totalVotingPower ?? 0n,
    timestamp: decodeTimestamp(read.timestamp, `${field}.timestamp`),
  };
}

/** The `evidence` parameter of `/broadcast_evidence`: amino JSON, whose inner names are Go's. */
export function formatAttackEvidence(evidence: AttackEvidence): JsonObject {
  const { signedHeader, validators } = evidence.conflictingBlock;
  return {
    type: 'tendermint/LightClientAttackEvidence',
    value: {
      ConflictingBlock: formatLightBlock({ signedHeader, validators }),
      CommonHeight: `${evidence.commonHeight}`,
      ByzantineValidators: evidence.byzantineValidators.map(formatValidator),
      TotalVotingPower: `${evidence.totalVotingPower}`,
      Timestamp: formatTime(evidence.timestamp),
    },
  };
}
