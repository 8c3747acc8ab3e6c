/** Bytes, strict UTF-8 and strict protobuf, as the rest of the package uses them. @module */
export { compareBytes, concatBytes, equalBytes, fromHex, startsWith, toHex, uint64ToBytes } from './bytes.ts';
export { DecodeError } from './decode-error.ts';
export { type ExactJson, formatExactJson, parseExactJson } from './exact-json.ts';
export { type FieldSpec, type Fields, type Kind, type MessageSpec, many, one, readMessage } from './protobuf-reader.ts';
export {
  bytesField,
  intField,
  lengthPrefixed,
  messageField,
  sfixed64Field,
  stringField,
  uintField,
  varint,
} from './protobuf-writer.ts';
export { decodeUtf8, encodeUtf8 } from './utf8.ts';
