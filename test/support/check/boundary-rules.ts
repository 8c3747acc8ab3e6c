/** Which part of the repository may import which: the table of `docs/architecture.md` in a form that is checked. @module */

/** A part of the repository. A box may always import itself. */
export interface Box {
  readonly name: string;
  readonly files: RegExp;
  /** Other boxes it may import. */
  readonly boxes: readonly string[];
  /** Packages it may import: a name, a prefix that ends in `/` or `:`, or `*` for any. */
  readonly packages: readonly string[];
}

const LIBRARY = ['core', 'sync', 'native', 'providers'];
const ADAPTERS = ['chains', 'clients', 'stores', 'queue', 'keys', 'ops'];
const CENTRE = ['ports', 'protocols'];

/** The first box whose pattern fits a file is the file's box. */
export const BOXES: readonly Box[] = [
  // The library. Pure centre: bytes in, verdict out.
  {
    name: 'core',
    files: /^lightclient\/(?:(?:codec|tendermint|ethereum|proofs|ibc)\/.+|[^/]+)$/,
    boxes: [],
    packages: ['@noble/'],
  },
  { name: 'sync', files: /^lightclient\/sync\//, boxes: ['core'], packages: [] },
  {
    name: 'native',
    files: /^lightclient\/native\//,
    boxes: ['core'],
    packages: ['@noble/', 'node:', '@chainsafe/blst'], // the last is optional: its users install it
  },
  { name: 'providers', files: /^lightclient\/providers\//, boxes: ['core', 'sync'], packages: [] },

  // The relayer's centre: what a packet needs next, without a transport.
  { name: 'ports', files: /^relayer\/ports\//, boxes: ['core', 'sync'], packages: [] },
  { name: 'protocols', files: /^relayer\/protocols\//, boxes: ['core', 'ports'], packages: [] },
  {
    name: 'pipeline',
    files: /^relayer\/pipeline\//,
    boxes: ['core', 'sync', ...CENTRE],
    packages: ['node:timers/promises'], // to wait between two looks at a chain
  },
  { name: 'guards', files: /^relayer\/guards\//, boxes: ['core', 'sync', ...CENTRE], packages: [] },

  // What solc says of our contracts on Ethereum.
  { name: 'abi', files: /^contracts\/abi\//, boxes: [], packages: ['viem'] },

  // Adapters at the rim: they know ports, never each other (a client driver is made of its chain's codec).
  { name: 'chains', files: /^relayer\/chains\//, boxes: [...LIBRARY, ...CENTRE, 'abi'], packages: ['*'] },
  { name: 'clients', files: /^relayer\/clients\//, boxes: [...LIBRARY, ...CENTRE, 'chains'], packages: ['*'] },
  { name: 'stores', files: /^relayer\/stores\//, boxes: ['core', 'sync', ...CENTRE], packages: ['*'] },
  { name: 'queue', files: /^relayer\/queue\//, boxes: ['core', ...CENTRE], packages: ['*'] },
  { name: 'keys', files: /^relayer\/keys\//, boxes: ['core', 'ports'], packages: ['*'] },
  { name: 'ops', files: /^relayer\/ops\//, boxes: ['core', ...CENTRE], packages: ['*'] },
  { name: 'config', files: /^config\//, boxes: ['core'], packages: ['*'] },

  // The composition root alone makes adapters; only the command line stands above it. `control` is what it does on demand.
  {
    name: 'main',
    files: /^relayer\/(?:control\/)?[^/]+$/,
    boxes: [...LIBRARY, ...CENTRE, ...ADAPTERS, 'config', 'pipeline', 'guards', 'abi'],
    packages: ['*'],
  },
  {
    name: 'cli',
    files: /^relayer\/cli\//,
    boxes: [...LIBRARY, ...CENTRE, 'ops', 'keys', 'config', 'main'],
    packages: ['*'],
  },

  // What users and tests see. No product code imports any of these.
  { name: 'devnet', files: /^test\/devnet\//, boxes: ['core'], packages: ['*'] },
  { name: 'examples', files: /^docs\/examples\//, boxes: [...LIBRARY, 'devnet'], packages: ['*'] },
  {
    name: 'test',
    files: /^(?:test\/|[^/]+\.config\.ts$)/,
    boxes: [
      ...LIBRARY,
      ...CENTRE,
      ...ADAPTERS,
      'config',
      'pipeline',
      'guards',
      'main',
      'cli',
      'devnet',
      'examples',
      'abi',
    ],
    packages: ['*'],
  },
];
