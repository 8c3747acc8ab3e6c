/** The Rust verifier against the TypeScript library: the same verdicts and codes on the shared cases and on spoiled ones. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buffer, text } from 'node:stream/consumers';
import { formatExactJson, parseExactJson } from '@causeway/lightclient/codec';
import { createNativeBls } from '@causeway/lightclient/native';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WORKSPACE } from '../support/cosmwasm/build-contract.ts';
import { findCargo, isRustAbsent } from '../support/cosmwasm/find-rust.ts';
import { answerLine, type CaseAnswer } from '../support/wasm-client-cases/judge-case.ts';
import { spoilLine } from '../support/wasm-client-cases/spoil-line.ts';

const SEED = 20_261_128;
const SPOILED = 3000;
const lines = readFileSync('test/vectors/causeway-wasm-client/cases.jsonl', 'utf8').trimEnd().split('\n');
const bls = createNativeBls().verifier;

/** Compiles the runner where that is needed, and gives its answers. */
async function askRust(requests: readonly string[]): Promise<readonly CaseAnswer[]> {
  const args = ['run', '--quiet', '--locked', '-p', 'causeway-ethereum-verifier', '--features', 'native'];
  const { command, env } = await findCargo(WORKSPACE, console.info);
  const child = spawn(command, [...args, '--bin', 'verdicts'], { cwd: WORKSPACE, env });
  const exited = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  // It reads nothing when it does not compile; then its complaints tell.
  child.stdin.on('error', () => undefined);
  child.stdin.end(requests.map((request) => `${request}\n`).join(''));
  const [output, complaints] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
  expect({ code: await exited, complaints }).toMatchObject({ code: 0 });
  return output.toString('utf8').trimEnd().split('\n').map(toAnswer);
}

function toAnswer(line: string): CaseAnswer {
  const { status, code, client_state: client, consensus_state: consensus } = Object(parseExactJson(line, 'answer'));
  if (status !== 'valid') return { status: 'invalid', code };
  if (client === undefined) return { status };
  return { status, after: { client: formatExactJson(client), consensus: formatExactJson(consensus) } };
}

// Who has no Rust cannot have changed any.
describe.each(isRustAbsent() && !process.env.CI ? [] : ['the Rust verifier'])('%s', () => {
  test('answers the shared cases as TypeScript does', async () => {
    expect(await askRust(lines)).toEqual(lines.map((line) => answerLine(line, bls)));
  });

  test(`answers ${SPOILED} spoiled cases as TypeScript does`, async () => {
    const nat = fc.nat();
    const spoilings = fc.record({ line: nat, other: nat, place: nat, change: nat, value: nat });
    const spoiled = fc
      .sample(spoilings, { seed: SEED, numRuns: SPOILED })
      .map((spoiling) => spoilLine(lines, spoiling));
    const answers = await askRust(spoiled.map(({ line }) => line));
    const judged = spoiled.map(({ what, line }, index) => ({
      what,
      rust: answers[index],
      here: answerLine(line, bls),
    }));
    expect(judged.filter(({ rust, here }) => JSON.stringify(rust) !== JSON.stringify(here))).toEqual([]);
    // Some must survive to be worth anything, and most must not.
    const valid = judged.filter(({ here }) => here.status === 'valid').length;
    expect(valid).toBeGreaterThan(SPOILED / 100);
    expect(valid).toBeLessThan(SPOILED / 2);
    expect(new Set(judged.map(({ here }) => here.code)).size).toBeGreaterThan(20);
  });
});
