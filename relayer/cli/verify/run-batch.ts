/** Judges one request a line, in one process, without holding the whole input. @module */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { DecodeError } from '@causeway/lightclient/codec';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { explain, type Judge } from './judgement.ts';
import { toRequest } from './request.ts';

export interface BatchStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/**
 * One verdict a line, in the order of the input, with the `id` of its request. A malformed line gives `{id, error}` and
 * the run goes on. Blank lines are skipped.
 * @param file A JSONL file, or `-` for standard input.
 * @returns 0 when every line was judged, 65 when a line was malformed, 70 when we failed on one.
 */
export async function runBatch(file: string, judge: Judge, streams: BatchStreams): Promise<ExitCode> {
  const input = file === '-' ? streams.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) =>
    input.once('error', (error: Error) => reject(unreadable(file, error))),
  );
  return Promise.race([judgeLines(input, judge, streams.stdout), failed]);
}

async function judgeLines(input: Readable, judge: Judge, stdout: Writable): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const answer = judgeLine(line, number, judge);
    if (answer.exitCode > exitCode) exitCode = answer.exitCode;
    if (!stdout.write(`${JSON.stringify(answer.json)}\n`))
      await new Promise((resolve) => stdout.once('drain', resolve));
  }
  return exitCode;
}

function judgeLine(line: string, number: number, judge: Judge): { json: object; exitCode: ExitCode } {
  // Until the id is known, the number of the line stands in for it.
  let label: Record<string, unknown> = { id: null, line: number };
  try {
    const request = toRequest(parseLine(line));
    label = request.id === undefined ? label : { id: request.id };
    return { json: { ...label, ...judge(request) }, exitCode: EXIT.ok };
  } catch (error) {
    const exitCode = error instanceof DecodeError ? EXIT.malformed : EXIT.internal;
    return { json: { ...label, ...explain(error) }, exitCode };
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new DecodeError('request', 'well-formed JSON', error instanceof Error ? error.message : 'something else');
  }
}

function unreadable(file: string, error: Error): CliError {
  const got = 'code' in error ? String(error.code) : error.message;
  const fault = {
    code: 'NO_INPUT',
    exitCode: EXIT.noInput,
    message: `${file} cannot be read`,
    want: 'a JSONL file',
    got,
  };
  return new CliError(fault, { cause: error });
}
