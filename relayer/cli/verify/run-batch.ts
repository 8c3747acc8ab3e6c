/** Judges one request a line, in one process, without holding the whole input. @module */
import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { DecodeError } from '@causeway/lightclient/codec';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { formatId, parseJson } from './json-text.ts';
import { exitCodeOfFailure, explain } from './judgement.ts';
import { type Line, MAX_LINE_BYTES, readLines } from './read-lines.ts';
import { type Request, toRequest } from './request.ts';

export interface BatchStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/** Answers one request, at once or when somebody else has answered. @throws {DecodeError} for a malformed one. */
export type BatchJudge = (request: Request) => object | Promise<object>;

/**
 * One verdict a line, in the order of the input, with the `id` of its request. A malformed line gives `{id, error}` and
 * the run goes on. Blank lines are skipped.
 * @param file A JSONL file, or `-` for standard input.
 * @returns 0 when every line was judged, else the greatest of what lines ended with: 65 for a malformed one, 69 or 75 where
 * a node gave no answer, 70 when we failed.
 */
export async function runBatch(file: string, judge: BatchJudge, streams: BatchStreams): Promise<ExitCode> {
  const input = file === '-' ? streams.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) =>
    input.once('error', (error: Error) => reject(unreadable(file, error))),
  );
  return Promise.race([judgeLines(input, judge, streams.stdout), failed]);
}

async function judgeLines(input: Readable, judge: BatchJudge, stdout: Writable): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  for await (const line of readLines(input)) {
    const answer = await judgeLine(line, judge);
    if (answer === undefined) continue;
    if (answer.exitCode > exitCode) exitCode = answer.exitCode;
    if (!stdout.write(`${escapeBreaks(answer.json)}\n`)) await new Promise((resolve) => stdout.once('drain', resolve));
  }
  return exitCode;
}

/** `undefined` for a blank line. */
async function judgeLine(
  line: Line,
  judge: BatchJudge,
): Promise<{ readonly json: string; readonly exitCode: ExitCode } | undefined> {
  // Until the id is known, the number of the line stands in for it.
  let label = `"id":null,"line":${line.number}`;
  const answer = (json: object, exitCode: ExitCode) => ({
    json: `{${label},${JSON.stringify(json).slice(1)}`,
    exitCode,
  });
  try {
    const text = decodeLine(line);
    if (text.trim() === '') return undefined;
    const request = toRequest(parseJson(text, 'request'));
    if (request.id !== undefined) label = `"id":${formatId(request.id, text)}`;
    return answer(await judge(request), EXIT.ok);
  } catch (error) {
    return answer(explain(error), exitCodeOfFailure(error));
  }
}

/** JSON may hold these two as they are, but some readers end a line there. */
function escapeBreaks(json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Strict, but for a byte order mark, which some editors put before a file's first line. */
function decodeLine({ bytes }: Line): string {
  if (bytes === undefined) throw new DecodeError('request', `at most ${MAX_LINE_BYTES} bytes`, 'a longer line');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DecodeError('request', 'UTF-8', 'other bytes');
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
