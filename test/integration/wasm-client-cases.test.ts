/** The contract in its virtual machine against the TypeScript library: the same verdicts and codes on shared and spoiled cases. */
import { readFileSync } from 'node:fs';
import { createNativeBls } from '@causeway/lightclient/native';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractUnderTest } from '../support/cosmwasm/contract-under-test.ts';
import { answerLine } from '../support/wasm-client-cases/judge-case.ts';
import { spoilLine } from '../support/wasm-client-cases/spoil-line.ts';
import { hostClient, storeContract } from '../support/wasm-vm/host-client.ts';
import { askContract, hasPossibleTime } from '../support/wasm-vm/judge-line.ts';
import { startWasmVm, type WasmVm } from '../support/wasm-vm/start-wasm-vm.ts';

const SEED = 20_261_128;
const SPOILED = 2000;
const CLIENT_CODES = new Set(['client-frozen', 'trusted-state-expired', 'bad-client-state']);
const lines = readFileSync('test/vectors/causeway-wasm-client/cases.jsonl', 'utf8').trimEnd().split('\n');
const bls = createNativeBls().verifier;

let vm: WasmVm;
let checksum: string;

beforeAll(async () => {
  vm = await startWasmVm();
  checksum = await storeContract(vm, (await contractUnderTest()).file);
});

afterAll(() => vm.stop());

/** Those whose answers differ. */
async function compare(wanted: readonly string[], first: number): Promise<readonly unknown[]> {
  const differing: unknown[] = [];
  for (const [index, line] of wanted.entries()) {
    const contract = await askContract(vm, checksum, line, first + index);
    const library = answerLine(line, bls);
    const { name, kind }: { name: string; kind: string } = JSON.parse(line);
    // Of a proof the library judges nothing but the proof; the contract looks at its client first.
    const isOfClient = kind.endsWith('membership') && CLIENT_CODES.has(contract.code ?? '');
    if (!isOfClient && JSON.stringify(contract) !== JSON.stringify(library))
      differing.push({ name, contract, library });
  }
  return differing;
}

test('answers the shared cases as TypeScript does', async () => {
  expect(await compare(lines, 0)).toEqual([]);
});

test(`answers ${SPOILED} spoiled cases as TypeScript does`, async () => {
  const nat = fc.nat();
  const spoilings = fc.record({ line: nat, other: nat, place: nat, change: nat, value: nat });
  const spoiled = fc
    .sample(spoilings, { seed: SEED, numRuns: SPOILED })
    .map((spoiling) => spoilLine(lines, spoiling).line)
    .filter(hasPossibleTime);
  expect(await compare(spoiled, lines.length)).toEqual([]);
});

test('refuses whatever else it is told, at each entry point', async () => {
  const client = hostClient(vm, checksum, '08-wasm-99');
  const names = [
    'update_state',
    'verify_membership',
    'migrate_client_store',
    'verify_client_message',
    'status',
    'migration',
  ];
  const contents = fc.oneof(fc.jsonValue(), fc.record({ client_message: fc.base64String() }));
  const messages = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...names), contents, { minKeys: 1, maxKeys: 2 }),
  );
  const entries = ['instantiate', 'query', 'sudo', 'migrate'] as const;
  for (const [index, message] of fc.sample(messages, { seed: SEED, numRuns: 1000 }).entries()) {
    const entry = entries[index % entries.length] ?? 'query';
    const { error } = await client.call(entry, message, 1n);
    expect(error, JSON.stringify(message)).toMatch(/^(?:malformed|unknown-client|unsupported): wanted /);
  }
});
