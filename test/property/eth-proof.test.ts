/** Answers of `eth_getProof` that are spoiled in any way: what is still called valid is true of the state. */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import { parseEthProof, verifyEthProof } from '@causeway/lightclient/ethereum/execution';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AccountSketch, addressOf, buildState, type EthProofJson, word } from '../support/build-state.ts';

const SEED = 20_261_128;
const SLOTS = new Map<bigint, bigint>(
  Array.from({ length: 300 }, (_, i) => [BigInt(3 * i), BigInt(i % 7 === 0 ? 5 : 5 + i) ** 20n]),
);
const sketches = new Map<string, AccountSketch>(
  Array.from({ length: 50 }, (_, i) => [
    toHex(addressOf(i)),
    { nonce: BigInt(i), balance: BigInt(i) ** 9n, ...(i % 2 === 0 ? {} : { storage: SLOTS }) },
  ]),
);
const state = buildState(sketches);

/** One or two changes to an answer: of a hex digit anywhere, of a field, or of a list of nodes. */
type Change = (json: EthProofJson, other: EthProofJson) => EthProofJson;

const digit: fc.Arbitrary<Change> = fc
  .tuple(fc.nat(), fc.constantFrom(...'0123456789abcdef'))
  .map(([at, to]) => (json) => {
    const text = JSON.stringify(json);
    const place = 1 + (at % (text.length - 2));
    return /[0-9a-f]/.test(text.charAt(place))
      ? tryParse(text.slice(0, place) + to + text.slice(place + 1), json)
      : json;
  });
const borrowed: fc.Arbitrary<Change> = fc
  .constantFrom('address', 'accountProof', 'balance', 'codeHash', 'nonce', 'storageHash', 'storageProof')
  .map((field) => (json, other) => ({ ...json, [field]: Reflect.get(other, field) }));
const nodes: fc.Arbitrary<Change> = fc
  .tuple(fc.boolean(), fc.nat(), fc.nat(2))
  .map(([isAccount, at, count]) => (json, other) => {
    const edit = (list: readonly string[], more: readonly string[]) =>
      list.toSpliced(
        at % (list.length + 1),
        count,
        ...more.slice(at % (more.length + 1), (at % (more.length + 1)) + 1),
      );
    if (isAccount) return { ...json, accountProof: edit(json.accountProof, other.accountProof) };
    return {
      ...json,
      storageProof: json.storageProof.map((slot, i) => ({
        ...slot,
        proof: edit(slot.proof, other.storageProof[i]?.proof ?? []),
      })),
    };
  });

function tryParse(text: string, otherwise: EthProofJson): EthProofJson {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

test('whatever is changed in an answer, only the truth is valid', () => {
  const account = fc.nat(60).map(addressOf);
  const slots = fc.uniqueArray(fc.bigInt(0n, 1000n), { maxLength: 3 });
  const change = fc.oneof(digit, borrowed, nodes);
  let valid = 0;
  let invalid = 0;
  fc.assert(
    fc.property(account, account, slots, fc.array(change, { maxLength: 2 }), (address, elsewhere, asked, changes) => {
      const other = state.getProof(elsewhere, asked.toReversed());
      const json = changes.reduce((answer, apply) => apply(answer, other), state.getProof(address, asked));
      let answer: ReturnType<typeof parseEthProof>;
      try {
        answer = parseEthProof(json);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        return;
      }
      const reading = verifyEthProof(state.stateRoot, answer);
      if (reading.status === 'invalid') {
        invalid += 1;
        return;
      }
      valid += 1;
      const sketch = sketches.get(toHex(answer.address));
      expect(reading.account?.nonce).toBe(sketch?.nonce);
      expect(reading.account?.balance).toBe(sketch?.balance);
      for (const { slot, value } of reading.storage) {
        const held = sketch?.storage?.get(BigInt(`0x${toHex(slot)}`)) ?? 0n;
        expect(value).toEqual(held === 0n ? undefined : word(held));
      }
    }),
    { seed: SEED, numRuns: 1500 },
  );
  expect(valid).toBeGreaterThan(100);
  expect(invalid).toBeGreaterThan(100);
});
