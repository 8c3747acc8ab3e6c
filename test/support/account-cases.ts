/** Account and storage proofs for every verifier of the project. Written to `test/vectors/causeway-mpt`. @module */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  type Account,
  EMPTY_CODE_HASH,
  type ExecutionFaultCode,
  encodeAccount,
} from '@causeway/lightclient/ethereum/execution';
import {
  buildTrie,
  EMPTY_TRIE_ROOT,
  encodeRlp,
  fromUint,
  type MptTrie,
  type RlpItem,
} from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { addressOf, word } from './build-state.ts';

export interface AccountCase {
  readonly name: string;
  readonly stateRoot: string;
  readonly address: string;
  readonly accountProof: readonly string[];
  /** Of the contract's storage, as contracts count it; hashed before it is looked up. */
  readonly slot: string;
  readonly storageProof: readonly string[];
  readonly expected:
    | { readonly storageRoot: string; readonly value: string | null }
    /** Nothing at the address. */
    | { readonly absent: true }
    | { readonly error: ExecutionFaultCode; readonly in: 'account' | 'storage' };
}

interface World {
  readonly stateRoot: Uint8Array;
  readonly accountProof: readonly Uint8Array[];
  readonly storageProof: readonly Uint8Array[];
}

const ADDRESS = addressOf(7);
const SLOT = 3n;
const VALUES = new Map<bigint, bigint>([
  [0n, 1n],
  [1n, 0x7fn],
  [2n, 0x80n],
  [SLOT, 2n ** 256n - 1n],
  [4n, 2n ** 255n],
  [5n, 0x0100n],
]);
const slotKey = (slot: bigint): Uint8Array => keccak_256(word(slot));

function leafOf(value: bigint): Uint8Array {
  return encodeRlp(fromUint(value));
}

/** Storage with the values above, and this leaf in this slot. */
function makeStorage(slot: bigint, leaf: Uint8Array | undefined): MptTrie {
  const others = [...VALUES].filter(([other]) => other !== slot);
  const entries = others.map(([other, value]) => [slotKey(other), leafOf(value)] as const);
  return buildTrie(leaf === undefined ? entries : [...entries, [slotKey(slot), leaf]]);
}

function makeWorld(
  slot: bigint,
  leaf: Uint8Array | undefined,
  account: (storageRoot: Uint8Array) => Uint8Array,
): World {
  const storage = makeStorage(slot, leaf);
  return { ...makeState(account(storage.root)), storageProof: storage.prove(slotKey(slot)) };
}

/** A state of forty-one accounts. */
function makeState(leaf: Uint8Array, address = ADDRESS): Omit<World, 'storageProof'> {
  const others = Array.from({ length: 40 }, (_, i) => {
    return [keccak_256(addressOf(100 + i)), encodeAccount(accountWith(EMPTY_TRIE_ROOT, BigInt(i)))] as const;
  });
  const state = buildTrie([...others, [keccak_256(address), leaf]]);
  return { stateRoot: state.root, accountProof: state.prove(keccak_256(ADDRESS)) };
}

function accountWith(storageRoot: Uint8Array, nonce = 1n): Account {
  return { nonce, balance: 10n ** 18n, storageRoot, codeHash: EMPTY_CODE_HASH };
}

const honest = (storageRoot: Uint8Array): Uint8Array => encodeAccount(accountWith(storageRoot));

function write(name: string, world: World, slot: bigint, expected: AccountCase['expected']): AccountCase {
  return {
    name,
    stateRoot: toHex(world.stateRoot),
    address: toHex(ADDRESS),
    accountProof: world.accountProof.map(toHex),
    slot: toHex(word(slot)),
    storageProof: world.storageProof.map(toHex),
    expected,
  };
}

export function buildAccountCases(): readonly AccountCase[] {
  return [...honestCases(), ...bindingCases(), ...accountLeafCases(), ...storageLeafCases()];
}

function rootOf(slot: bigint, leaf: Uint8Array | undefined): string {
  return toHex(makeStorage(slot, leaf).root);
}

function honestCases(): readonly AccountCase[] {
  const present = [...VALUES].map(([slot, value]) => {
    const world = makeWorld(slot, leafOf(value), honest);
    const expected = { storageRoot: rootOf(slot, leafOf(value)), value: toHex(word(value)) };
    return write(`accepts the value in slot ${slot}`, world, slot, expected);
  });
  const gone = makeWorld(9n, undefined, honest);
  const empty = makeState(honest(EMPTY_TRIE_ROOT));
  const emptyRoot = toHex(EMPTY_TRIE_ROOT);
  const nobody = makeState(honest(EMPTY_TRIE_ROOT), addressOf(8));
  const huge = encodeAccount({ ...accountWith(EMPTY_TRIE_ROOT, 2n ** 64n - 1n), balance: 2n ** 256n - 1n });
  const none: readonly Uint8Array[] = [];
  return [
    ...present,
    write('accepts an empty slot', gone, 9n, { storageRoot: rootOf(9n, undefined), value: null }),
    write('accepts a slot of an empty storage', { ...empty, storageProof: none }, SLOT, {
      storageRoot: emptyRoot,
      value: null,
    }),
    write(
      'accepts a slot of an empty storage, shown by 0x80',
      { ...empty, storageProof: [Uint8Array.of(0x80)] },
      SLOT,
      {
        storageRoot: emptyRoot,
        value: null,
      },
    ),
    write('accepts the largest nonce and balance', { ...makeState(huge), storageProof: none }, SLOT, {
      storageRoot: emptyRoot,
      value: null,
    }),
    write('accepts that there is no account', { ...nobody, storageProof: none }, SLOT, { absent: true }),
  ];
}

/** Each proof is fine by itself, but not about what it stands for. */
function bindingCases(): readonly AccountCase[] {
  const world = makeWorld(SLOT, leafOf(5n), honest);
  const other = makeWorld(SLOT, leafOf(6n), honest);
  const ofOther = makeStorage(SLOT, leafOf(5n)).prove(slotKey(4n));
  const gone = makeWorld(9n, undefined, honest);
  const fail = (
    name: string,
    change: Partial<World>,
    error: ExecutionFaultCode,
    place: 'account' | 'storage',
  ): AccountCase => write(`rejects ${name} (${error})`, { ...world, ...change }, SLOT, { error, in: place });
  const { accountProof, storageProof } = world;
  const empty = makeState(honest(EMPTY_TRIE_ROOT));
  return [
    fail('a storage proof of another contract', { storageProof: other.storageProof }, 'root-mismatch', 'storage'),
    fail('the proof of another slot', { storageProof: ofOther }, 'node-mismatch', 'storage'),
    fail('the storage proof of an earlier state', { storageProof: gone.storageProof }, 'root-mismatch', 'storage'),
    fail(
      'a storage proof of an account with empty storage',
      { ...empty, storageProof },
      storageProof.length > 1 ? 'unused-node' : 'root-mismatch',
      'storage',
    ),
    fail('no storage proof as an absence', { storageProof: [] }, 'missing-node', 'storage'),
    fail(
      'a storage proof without its last node',
      { storageProof: storageProof.slice(0, -1) },
      'missing-node',
      'storage',
    ),
    fail(
      'a node after the storage proof',
      { storageProof: [...storageProof, ...storageProof.slice(-1)] },
      'unused-node',
      'storage',
    ),
    fail('the account under another state root', { stateRoot: other.stateRoot }, 'root-mismatch', 'account'),
    fail('no account proof', { accountProof: [] }, 'missing-node', 'account'),
    fail(
      'an account proof without its last node',
      { accountProof: accountProof.slice(0, -1) },
      'missing-node',
      'account',
    ),
    fail('an account proof under the empty root', { stateRoot: EMPTY_TRIE_ROOT }, 'unused-node', 'account'),
    fail('the storage proof as the account proof', { accountProof: storageProof }, 'root-mismatch', 'account'),
  ];
}

function accountLeafCases(): readonly AccountCase[] {
  const root = EMPTY_TRIE_ROOT;
  const code = EMPTY_CODE_HASH;
  const one = Uint8Array.of(1);
  const bad = (name: string, leaf: Uint8Array): AccountCase => {
    const world = { ...makeState(leaf), storageProof: [] };
    return write(`rejects ${name} (malformed-account)`, world, SLOT, { error: 'malformed-account', in: 'account' });
  };
  const badItems = (name: string, items: RlpItem): AccountCase => bad(name, encodeRlp(items));
  const whole = encodeAccount(accountWith(root));
  return [
    badItems('an account that is a string', root),
    badItems('an account of three fields', [one, one, root]),
    badItems('an account of five fields', [one, one, root, code, one]),
    badItems('a nonce with a leading zero', [Uint8Array.of(0, 1), one, root, code]),
    badItems('a nonce of a zero byte', [Uint8Array.of(0), one, root, code]),
    badItems('a balance with a leading zero', [one, Uint8Array.of(0, 1), root, code]),
    badItems('a balance of 33 bytes', [one, Uint8Array.of(...word(2n ** 255n), 0), root, code]),
    badItems('a nonce of nine bytes', [Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0), one, root, code]),
    badItems('a nonce that is a list', [[], one, root, code]),
    badItems('a storage root of 31 bytes', [one, one, root.subarray(1), code]),
    badItems('a storage root of 33 bytes', [one, one, Uint8Array.of(0, ...root), code]),
    badItems('a storage root that is a list', [one, one, [], code]),
    badItems('an empty code hash', [one, one, root, new Uint8Array(0)]),
    bad('a byte after the account', Uint8Array.of(...whole, 0)),
    bad('an account that is cut off', whole.subarray(0, -1)),
    bad(
      'a balance with a prefix that it does not need',
      fromHex(`f8450181 05a0${toHex(root)}a0${toHex(code)}`.replace(' ', '')),
    ),
  ];
}

function storageLeafCases(): readonly AccountCase[] {
  const bad = (name: string, leaf: Uint8Array): AccountCase =>
    write(`rejects ${name} (malformed-storage-value)`, makeWorld(SLOT, leaf, honest), SLOT, {
      error: 'malformed-storage-value',
      in: 'storage',
    });
  return [
    bad('a value with a leading zero', fromHex('820001')),
    bad('a value of 32 bytes with a leading zero', fromHex(`a0${'00'.repeat(31)}05`)),
    bad('a value of zero', fromHex('00')),
    bad('an empty value', fromHex('80')),
    bad('a value of 33 bytes', encodeRlp(Uint8Array.of(1, ...word(0n)))),
    bad('a value that is a list', fromHex('c105')),
    bad('an empty list as a value', fromHex('c0')),
    bad('a byte after the value', fromHex('0500')),
    bad('a value with a prefix that it does not need', fromHex('8105')),
    bad('a value with a long form', fromHex('b80180')),
    bad('a value that is cut off', fromHex('8201')),
    bad('a value without RLP', word(2n ** 255n)),
  ];
}
