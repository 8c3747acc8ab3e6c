/** Light blocks as a store keeps them: `tendermint.types.LightBlock` and, beside it, the next validators. @module */
import { concatBytes, DecodeError, messageField, one, readMessage } from '../codec/index.ts';
import {
  decodeLightBlock,
  decodeValidatorSet,
  encodeLightBlock,
  encodeValidatorSet,
  type LightBlock,
} from '../tendermint/index.ts';

const STORED_BLOCK = { block: one(1, 'bytes'), nextValidators: one(2, 'bytes') };

/** The block as a store keeps it; `decodeStoredBlock` gives it back. */
export function encodeStoredBlock(block: LightBlock): Uint8Array {
  const { nextValidators } = block;
  return concatBytes(
    messageField(1, encodeLightBlock(block)),
    nextValidators === undefined ? new Uint8Array(0) : messageField(2, encodeValidatorSet(nextValidators)),
  );
}

/** @throws {DecodeError} */
export function decodeStoredBlock(bytes: Uint8Array, field = 'stored_block'): LightBlock {
  const { block, nextValidators } = readMessage(bytes, STORED_BLOCK, field);
  if (block === undefined) throw new DecodeError(`${field}.block`, 'a light block', 'nothing');
  const decoded = decodeLightBlock(block, `${field}.block`);
  if (nextValidators === undefined) return decoded;
  return { ...decoded, nextValidators: decodeValidatorSet(nextValidators, `${field}.next_validators`) };
}
