/** The smallest WebAssembly module that a CosmWasm virtual machine stores: for what is about storing it. @module */
import { concatBytes, encodeUtf8, lengthPrefixed } from '@causeway/lightclient/codec';

const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
const I32 = 0x7f;
const FUNCTION = 0x60;

/** `marker` makes modules of different checksums. */
export function minimalContract(marker = ''): Uint8Array {
  return withMarker(
    concatBytes(
      HEADER,
      // allocate(i32) -> i32, deallocate(i32), interface_version_8()
      section(
        1,
        list([
          [FUNCTION, 1, I32, 1, I32],
          [FUNCTION, 1, I32, 0],
          [FUNCTION, 0, 0],
        ]),
      ),
      section(3, list([[0], [1], [2]])),
      section(5, list([[0, 1]])),
      section(
        7,
        concatBytes(
          Uint8Array.of(4),
          ...[exported('memory', 2, 0), exported('allocate', 0, 0)],
          ...[exported('deallocate', 0, 1), exported('interface_version_8', 0, 2)],
        ),
      ),
      // i32.const 0; end, and twice end alone
      section(
        10,
        list([
          [4, 0, 0x41, 0, 0x0b],
          [2, 0, 0x0b],
          [2, 0, 0x0b],
        ]),
      ),
    ),
    marker,
  );
}

/** The same module with a custom section that nobody reads: another checksum for the same code. */
export function withMarker(code: Uint8Array, marker: string): Uint8Array {
  if (marker === '') return code;
  const name = lengthPrefixed(encodeUtf8('marker'));
  return concatBytes(code, section(0, concatBytes(name, encodeUtf8(marker))));
}

function section(id: number, content: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(id), lengthPrefixed(content));
}

function list(entries: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from([entries.length, ...entries.flat()]);
}

function exported(name: string, kind: number, index: number): Uint8Array {
  return concatBytes(lengthPrefixed(encodeUtf8(name)), Uint8Array.of(kind, index));
}
