/** How the flags of `causeway verify` become a request. @module */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DecodeError } from '@causeway/lightclient/codec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demandFlags, readJsonFile, readStateFlags, toCliError } from '../../../../../relayer/cli/verify/flags.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-flags-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function write(content: string): string {
  const file = join(dir, 'input');
  writeFileSync(file, content);
  return file;
}

describe('files of JSON', () => {
  test.each(['{"a":1}', '\ufeff{"a":1}', '\r\n{"a":\t1}\r\n'])('accepts %j', (content) => {
    expect(readJsonFile(write(content), 'trusted')).toEqual({ a: 1 });
  });

  test.each(['', '{', '\ufeff\ufeff{}'])('rejects %j as malformed', (content) => {
    expect(() => readJsonFile(write(content), 'trusted')).toThrow(DecodeError);
  });

  test('rejects a file that is not there (66)', () => {
    expect(() => readJsonFile(join(dir, 'none'), 'trusted')).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ exitCode: 66 }) }),
    );
  });
});

describe('consensus states', () => {
  test('accepts a height, and a value inline or from a file', () => {
    expect(readStateFlags(['1-20=0a0b', `0-3=@${write('0c\n0d')}`])).toEqual([
      { height: '1-20', value: '0a0b' },
      { height: '0-3', value: '0c0d' },
    ]);
  });

  test.each(['20=00', '1-20', '=00', '1-=00', '-1-2=00'])('rejects %s as a wrong command line (64)', (flag) => {
    expect(() => readStateFlags([flag])).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ exitCode: 64 }) }),
    );
  });
});

test('names every flag that is missing (64)', () => {
  expect(() => demandFlags({ now: 'x' }, ['chainId', 'now', 'messageType', 'consensusStates'])).toThrow(
    expect.objectContaining({
      fault: expect.objectContaining({ exitCode: 64, want: '--chain-id, --type, --consensus-state' }),
    }),
  );
});

test.each([
  ['trustingPeriod', 64],
  ['messageType', 64],
  ['trusted.signed_header', 65],
  ['proof', 65],
])('an unreadable %s ends with %d', (field, exitCode) => {
  expect(toCliError(new DecodeError(field, 'a', 'b'))).toMatchObject({ fault: { exitCode } });
});
