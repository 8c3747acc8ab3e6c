/** The batch form of `causeway verify`: how lines are cut, ids given back and bad lines survived. @module */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Judge } from '../../../../../relayer/cli/verify/judgement.ts';
import { readLines } from '../../../../../relayer/cli/verify/read-lines.ts';
import { readText } from '../../../../../relayer/cli/verify/request.ts';
import { type BatchJudge, runBatch } from '../../../../../relayer/cli/verify/run-batch.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';

const judge: Judge = (request) => {
  if (request.text === 'break') throw new TypeError('a defect of ours');
  if (request.text === 'away') throw new RelayerError({ code: 'RPC_UNREACHABLE', message: 'nobody there' });
  return { verdict: readText(request, 'text') === 'good' ? 'valid' : 'invalid' };
};

interface Run {
  readonly output: string;
  readonly exitCode: number;
}

async function run(input: Readable | string | Uint8Array, by: BatchJudge = judge): Promise<Run> {
  const written: string[] = [];
  const stdout = new Writable({
    // The smallest buffer: every write must wait for the one before it.
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      setImmediate(done);
    },
  });
  const stdin = input instanceof Readable ? input : Readable.from([Buffer.from(input)]);
  const exitCode = await runBatch('-', by, { stdin, stdout });
  return { output: written.join(''), exitCode };
}

const good = (id: string): string => `{"id":${id},"text":"good"}`;
const valid = (id: string): string => `{"id":${id},"verdict":"valid"}\n`;

describe('lines', () => {
  test.each<[string, string]>([
    ['LF', `${good('1')}\n${good('2')}\n`],
    ['CRLF', `${good('1')}\r\n${good('2')}\r\n`],
    ['no line feed at the end', `${good('1')}\n${good('2')}`],
    ['a byte order mark', `\ufeff${good('1')}\n${good('2')}`],
    ['blank lines', `\n \t\r\n${good('1')}\n\n\n${good('2')}\n\n`],
    ['a carriage return between tokens', `{"id":1,\r"text":"good"}\n${good('2')}`],
  ])('accepts %s', async (_name, input) => {
    expect(await run(input)).toEqual({ output: valid('1') + valid('2'), exitCode: 0 });
  });

  test('nothing gives nothing', async () => {
    expect(await run('')).toEqual({ output: '', exitCode: 0 });
    expect(await run('\ufeff\n')).toEqual({ output: '', exitCode: 0 });
  });

  test('are cut at line feeds only, wherever the chunks of the stream end', async () => {
    const input = Buffer.from(`${good('"a\u2028b"')}\n${good('"é"')}`);
    const bytes = Readable.from(Array.from(input, (byte) => Buffer.of(byte)));
    expect(await run(bytes)).toEqual({ output: valid('"a\\u2028b"') + valid('"é"'), exitCode: 0 });
  });

  test('longer than the limit are dropped as they come in', async () => {
    const input = Readable.from(
      ['12', '345', '6789\n1', '2345', '\n123456', '\n', '7'].map((part) => Buffer.from(part)),
    );
    const lines: [number, string | undefined][] = [];
    for await (const { number, bytes } of readLines(input, 5)) lines.push([number, bytes?.toString()]);
    expect(lines).toEqual([
      [1, undefined],
      [2, '12345'],
      [3, undefined],
      [4, '7'],
    ]);
  });
});

describe('ids', () => {
  test.each(['7', '"x"', 'null', 'true', '[1,"b"]', '{"a":{}}', '12345678901234567890', '1.50', '1e400'])(
    'gives %s back as it is',
    async (id) => {
      expect(await run(`{"other":{"id":5},"id":${id},"text":"good"}`)).toEqual({ output: valid(id), exitCode: 0 });
    },
  );

  test('may occur twice', async () => {
    expect((await run(`${good('1')}\n${good('1')}`)).output).toBe(valid('1') + valid('1'));
  });
});

describe('bad lines', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  test.each<[string, string | Uint8Array, string, string]>([
    ['text that is no JSON', '{"id":1', '"id":null,"line":2', '"field":"request"'],
    ['bytes that are no UTF-8', Buffer.from('{"id":"\xff"}', 'latin1'), '"id":null,"line":2', '"want":"UTF-8"'],
    ['a list', '[1]', '"id":null,"line":2', '"want":"a JSON object"'],
    ['no id', '{"text":1}', '"id":null,"line":2', '"field":"text"'],
    ['a missing value', '{"id":"a"}', '"id":"a"', '"got":"nothing"'],
    ['an id too deep', `{"id":${deep}}`, '"id":null,"line":2', '"field":"id"'],
    ['a long id beside something too deep', `{"id":1e30,"a":${deep}}`, '"id":null,"line":2', '"field":"id"'],
  ])('%s is malformed, and the run goes on', async (_name, line, label, error) => {
    const input = Buffer.concat([good('1'), '\n', line, '\n', good('2')].map((part) => Buffer.from(part)));
    const { output, exitCode } = await run(input);
    const [first, malformed = '', last] = output.split(/(?<=\n)/);
    expect([first, last]).toEqual([valid('1'), valid('2')]);
    expect(malformed).toContain(`{${label},"error":{"code":"malformed-input"`);
    expect(malformed).toContain(error);
    expect(exitCode).toBe(65);
  });

  test('a defect of ours is told on its line, and the run goes on (70)', async () => {
    const { output, exitCode } = await run(`{"id":1,"text":"break"}\n[]\n${good('2')}`);
    expect(output).toContain('{"id":1,"error":{"code":"internal","message":"a defect of ours"}}');
    expect(output).toContain(valid('2'));
    expect(exitCode).toBe(70);
  });

  test('rejects a folder and a file that is not there (66)', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'causeway-batch-'));
    try {
      const file = join(dir, 'one.jsonl');
      writeFileSync(file, good('1'));
      const streams = {
        stdin: Readable.from([]),
        stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
      };
      expect(await runBatch(file, judge, streams)).toBe(0);
      await expect(runBatch(dir, judge, streams)).rejects.toMatchObject({ fault: { exitCode: 66, got: 'EISDIR' } });
      await expect(runBatch(`${file}x`, judge, streams)).rejects.toMatchObject({ fault: { got: 'ENOENT' } });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

test('waits for an answer before the next line, and ends with what a node that gives none is called', async () => {
  const later = async (request: Parameters<Judge>[0]) => {
    await new Promise((resolve) => setImmediate(resolve));
    return judge(request);
  };
  const error = '{"id":2,"error":{"code":"RPC_UNREACHABLE","message":"nobody there"}}\n';
  expect(await run(`${good('1')}\n{"id":2,"text":"away"}\n${good('3')}`, later)).toEqual({
    output: valid('1') + error + valid('3'),
    exitCode: 69,
  });
});
