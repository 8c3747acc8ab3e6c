/** The end of a log file, for messages of failure. @module */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 64 * 1024;
const LINE_LIMIT = 600;

/** The last lines of a file, or the first of a panic. */
export function readTail(file: string, lines: number): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '(no log)';
  }
  try {
    const size = fstatSync(descriptor).size;
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    return selectLines(tail.toString('utf8').trimEnd().split('\n'), lines).join('\n');
  } finally {
    closeSync(descriptor);
  }
}

/** The last lines, or those after a panic: what matters there is said first, and a long stack follows. */
function selectLines(all: readonly string[], count: number): readonly string[] {
  const panic = all.findIndex((line) => /^panic:|^fatal error:/.test(line));
  const chosen = panic === -1 ? all.slice(-count) : all.slice(panic, panic + count);
  return chosen.map((line) => (line.length > LINE_LIMIT ? `${line.slice(0, LINE_LIMIT)} …` : line));
}
