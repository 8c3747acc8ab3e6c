/** `causeway packets import`. @module */
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import { importPacket } from '../../ops/import-packet.ts';
import { findPacketName } from '../../ops/packet-name.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import type { Globals } from '../globals.ts';
import { withStore } from '../open-store.ts';
import { readInline } from '../read-inline.ts';
import { print } from '../show/print.ts';

export async function importBytes(name: string, text: string, globals: Globals): Promise<void> {
  const body = readHex(String(readInline(text)));
  await withStore(globals, false, async (store) => {
    const report = await importPacket(store, await findPacketName(name, store), body, Date.now());
    print(globals.json, report, () => `${report.packet} has its ${report.bytes} bytes and is worked on again.`);
  });
}

function readHex(text: string): Uint8Array {
  try {
    return fromHex(text, 'bytes');
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { want, got } = error;
    throw new CliError({
      code: 'MALFORMED_INPUT',
      exitCode: EXIT.malformed,
      message: '--bytes is malformed',
      want,
      got,
    });
  }
}
