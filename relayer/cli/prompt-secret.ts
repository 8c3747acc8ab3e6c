/** Asks a person for a secret without showing it. @module */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-code.ts';

/** Whether somebody can be asked. */
export function canPrompt(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** @throws {CliError} when the person gives up. */
export function promptSecret(question: string): Promise<string> {
  process.stderr.write(question);
  // readline edits the line as usual, on an output that shows nothing.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  return new Promise((resolve, reject) => {
    const end = (): void => {
      terminal.close();
      process.stderr.write('\n');
    };
    terminal.once('SIGINT', () => {
      end();
      reject(new CliError({ code: 'CANCELLED', exitCode: EXIT.refused, message: 'Cancelled' }));
    });
    terminal.question('', (answer) => {
      end();
      resolve(answer);
    });
  });
}

/** Asks twice, for a secret that nobody could look up later. @throws {CliError} when the answers differ. */
export async function promptNewSecret(question: string): Promise<string> {
  const first = await promptSecret(question);
  if ((await promptSecret('Once more: ')) === first) return first;
  throw new CliError({ code: 'USAGE', exitCode: EXIT.usage, message: 'The two answers differ' });
}
