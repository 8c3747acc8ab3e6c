/** Packs typed messages into the `Any` that transactions carry, and back. @module */
import { Any } from 'cosmjs-types/google/protobuf/any';

/** What the generated message types of cosmjs-types offer. */
export interface MessageType<T> {
  readonly typeUrl: string;
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** `message` with its type's name. */
export function packMessage<T>(type: MessageType<T>, message: T): Any {
  return Any.fromPartial({ typeUrl: type.typeUrl, value: type.encode(message).finish() });
}

/** The message in `packed`, or undefined when that is of another type. */
export function unpackMessage<T>(type: MessageType<T>, packed: { typeUrl: string; value: Uint8Array }): T | undefined {
  return packed.typeUrl === type.typeUrl ? type.decode(packed.value) : undefined;
}
