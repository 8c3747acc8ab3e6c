/** The one way to standard output: text for a person, or one JSON object. @module */
import { toJson } from '../../ops/to-json.ts';

/** @param text Called only when a person reads. */
export function print(json: boolean, report: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(toJson(report))}\n` : `${text().trimEnd()}\n`);
}

/** For what happens meanwhile: never on standard output. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
