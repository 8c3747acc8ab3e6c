/** Installs the packed packages in empty folders and uses them there as a stranger would. @module */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findStrayModules } from './find-stray-modules.ts';
import type { PackedPackages } from './pack-packages.ts';
import { readExamples } from './read-examples.ts';
import { runToolOrThrow } from './run-tool.ts';

const LIBRARY_NAME = '@causeway/lightclient';
const CONSUMER = join(import.meta.dirname, 'consumer');
const BLS_BACKEND = 'bls-backend.ts';
const MODULE_TRACE = join(import.meta.dirname, 'trace-modules.mjs');
const RECORDED = 'test/vectors/tendermint-rs-mbt/MC4_4_faulty_TestSuccess.json';
const COMPILER_OPTIONS = {
  target: 'ES2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noEmit: true,
};

/** The library alone: no type of Node's, every declaration checked, nothing loaded but itself and `@noble/*`. */
export async function tryLibrary(packed: PackedPackages, root: string): Promise<readonly string[]> {
  const folder = await installInto(join(packed.folder, 'library-user'), [packed.library]);
  const entries = await readEntries(folder);
  for (const entry of entries) await writeFile(join(folder, programOf(entry)), importAll(entry));
  for (const program of ['verify-header.ts', BLS_BACKEND])
    await copyFile(join(CONSUMER, program), join(folder, program));
  await copyFile(join(root, RECORDED), join(folder, 'recorded.json'));
  await compile(folder, { lib: ['ES2023', 'DOM'], types: [], skipLibCheck: false });
  const faults: string[] = [];
  for (const entry of entries) faults.push(...findStrayModules(entry, await traceModules(folder, programOf(entry))));
  faults.push(...findStrayModules(LIBRARY_NAME, await traceModules(folder, 'verify-header.ts')));
  // The optional package is not there: that is said, and nothing fails.
  faults.push(...(await judgeBls(folder, 'portable: @chainsafe/blst cannot be used: ')));
  return [...faults, ...findMissingPapers(folder, LIBRARY_NAME)];
}

/** The product beside the library: the program starts, devnet and ABIs can be imported, the documented examples compile. */
export async function tryProduct(packed: PackedPackages, root: string): Promise<readonly string[]> {
  const folder = await installInto(join(packed.folder, 'product-user'), [packed.library, packed.product]);
  await writeFile(join(folder, 'use-devnet.ts'), importAll('causeway/devnet'));
  await writeFile(join(folder, 'use-abi.ts'), importAll('causeway/abi'));
  await copyFile(join(CONSUMER, BLS_BACKEND), join(folder, BLS_BACKEND));
  for (const example of await readExamples(root)) await writeFile(join(folder, example.name), example.source);
  await compile(folder, { types: ['node'], typeRoots: [join(root, 'node_modules', '@types')], skipLibCheck: true });
  await runToolOrThrow('node', ['use-devnet.ts'], { cwd: folder });
  await runToolOrThrow('node', ['use-abi.ts'], { cwd: folder });
  const causeway = join(folder, 'node_modules', '.bin', 'causeway');
  const version = await runToolOrThrow(causeway, ['version'], { cwd: folder });
  const want = await versionOf(join(folder, 'node_modules', 'causeway'));
  const faults: string[] = version.includes(want) ? [] : [`causeway version: want ${want}, got ${version.trim()}`];
  faults.push(...(await judgeBls(folder, 'blst')), ...(await judgeContract(folder, causeway)));
  faults.push(...(await judgeKeptCode(folder)));
  return [...faults, ...findMissingPapers(folder, 'causeway')];
}

const CHAIN = 'chains: { hub: { chainId: hub-1, rpc: ["http://127.0.0.1:1"], gasPrice: 1uatom } }\n';

/** Whether the contract comes along, and fits its checksum. */
async function judgeContract(folder: string, causeway: string): Promise<readonly string[]> {
  await writeFile(join(folder, 'causeway.yaml'), CHAIN);
  const args = ['deploy', 'wasm-client', 'hub', '--print', '--config', 'causeway.yaml'];
  const proposal = await runToolOrThrow(causeway, args, { cwd: folder });
  return proposal.includes('MsgStoreCode') ? [] : [`causeway deploy: want a proposal, got ${proposal.slice(0, 200)}`];
}

/** Whether the contracts for Ethereum come along, compiled. */
async function judgeKeptCode(folder: string): Promise<readonly string[]> {
  const program = `import { readKeptCode, readKernel } from './node_modules/causeway/dist/relayer/chains/ethereum/deploy/kept-code.js';
console.log(readKeptCode('ICS26Router').name, readKernel('sha512').slice(0, 2));
`;
  await writeFile(join(folder, 'use-code.mjs'), program);
  const got = await runToolOrThrow('node', ['use-code.mjs'], { cwd: folder });
  return got.trim() === 'ICS26Router 0x'
    ? []
    : [`causeway: want the code of the Ethereum contracts, got ${got.trim()}`];
}

/** Which verifier of sync committees the library finds. */
async function judgeBls(folder: string, want: string): Promise<readonly string[]> {
  const got = await runToolOrThrow('node', [BLS_BACKEND], { cwd: folder });
  return got.startsWith(want) ? [] : [`${LIBRARY_NAME}/native: want ${want}, got ${got.trim()}`];
}

/** What a registry shows and what the licence demands. */
function findMissingPapers(folder: string, name: string): readonly string[] {
  const missing = ['LICENSE', 'README.md'].filter((file) => !existsSync(join(folder, 'node_modules', name, file)));
  return missing.map((file) => `${name}: want ${file} in the package, got none`);
}

async function installInto(folder: string, tarballs: readonly string[]): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await runToolOrThrow('npm', ['install', ...options, ...tarballs], { cwd: folder });
  return folder;
}

/** The names under which the installed library can be imported. */
async function readEntries(folder: string): Promise<readonly string[]> {
  const manifest: unknown = JSON.parse(
    await readFile(join(folder, 'node_modules', LIBRARY_NAME, 'package.json'), 'utf8'),
  );
  if (!hasExports(manifest)) throw new Error(`${LIBRARY_NAME}: want a map of exports in package.json, got none`);
  return Object.keys(manifest.exports).map((path) => LIBRARY_NAME + path.slice(1));
}

function hasExports(manifest: unknown): manifest is { readonly exports: Readonly<Record<string, unknown>> } {
  return typeof manifest === 'object' && manifest !== null && 'exports' in manifest;
}

/** A file name that no two entries share. */
function programOf(entry: string): string {
  return `use-${entry.replaceAll(/[^a-z0-9]+/g, '-')}.ts`;
}

function importAll(entry: string): string {
  return `import * as entry from '${entry}';\nif (Object.keys(entry).length === 0) throw new Error('${entry} exports nothing');\n`;
}

async function compile(folder: string, options: Readonly<Record<string, unknown>>): Promise<void> {
  const config = { compilerOptions: { ...COMPILER_OPTIONS, ...options }, include: ['*.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await runToolOrThrow('tsc', ['-p', folder], { cwd: folder });
}

/** The addresses of what a program loads, without the program's own files. */
async function traceModules(folder: string, program: string): Promise<readonly string[]> {
  const trace = join(folder, 'modules.txt');
  await runToolOrThrow('node', ['--import', MODULE_TRACE, program], { cwd: folder, env: { MODULE_TRACE: trace } });
  const own = pathToFileURL(`${folder}/`).href;
  const isOwn = (url: string): boolean => url.startsWith(own) && !url.includes('/node_modules/');
  return (await readFile(trace, 'utf8')).split('\n').filter((url) => !isOwn(url));
}

async function versionOf(folder: string): Promise<string> {
  const version = /"version": "(.+?)"/.exec(await readFile(join(folder, 'package.json'), 'utf8'))?.[1];
  return version ?? 'a version';
}
