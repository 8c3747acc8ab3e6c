/**
 * What is kept of the build of the Solidity contracts, so that whoever installs the package needs no compiler: the ABIs as
 * TypeScript, and the code of what is deployed.
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hexToBytes, keccak256 } from 'viem';
import { constantOf, PUBLISHED, type PublishedContract } from './published-contracts.ts';
import { type BuiltContract, readBuild } from './read-build.ts';

const HOW_TO_WRITE =
  'after `npm run contracts -- build`: `node test/support/with-setup.mjs test/support/solidity/write-artifacts.ts`';

/** Where they lie. Nothing else lies there. */
export const ARTIFACT_FOLDERS: readonly string[] = ['contracts/abi', 'contracts/solidity/artifacts'];

/** No generated file, and not judged here. */
const BESIDES = 'contracts/abi/tsconfig.json';

/** Text by path, from what forge built last. */
export async function artifactFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const published of PUBLISHED) {
    const built = await readBuild(root, published.name);
    files.set(`contracts/abi/${published.file}.ts`, abiModule(published, built));
    if (published.hasCode) {
      files.set(`contracts/solidity/artifacts/${published.name}.json`, codeFile(published, built));
    }
  }
  return files.set('contracts/abi/index.ts', indexModule());
}

/** What is not as the build has it, and what is there besides. */
export async function judgeArtifacts(root: string): Promise<readonly string[]> {
  const wanted = await artifactFiles(root);
  const faults: string[] = [];
  for (const [path, want] of wanted) {
    const got = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (got !== want) faults.push(`${path}: ${got === undefined ? 'missing' : 'not as built'}; ${HOW_TO_WRITE}`);
  }
  for (const folder of ARTIFACT_FOLDERS) {
    for (const name of await readdir(join(root, folder)).catch(() => [])) {
      const path = `${folder}/${name}`;
      if (!wanted.has(path) && path !== BESIDES) faults.push(`${path}: nothing that is built; remove it`);
    }
  }
  return faults;
}

/** One entry a line, so that a review sees what changed. */
function abiModule(published: PublishedContract, { abi, source }: BuiltContract): string {
  const entries = abi.map((entry) => `  ${JSON.stringify(entry)},\n`).join('');
  return `// Generated from the build of ${source}; \`npm run contracts\` compares.
import type { Abi } from 'viem';

/** ABI of ${published.name}. */
export const ${constantOf(published)} = [
${entries}] as const satisfies Abi;
`;
}

function indexModule(): string {
  const lines = PUBLISHED.map((published) => `export { ${constantOf(published)} } from './${published.file}.ts';\n`);
  return `/** ABIs of Causeway's Ethereum contracts, with types for viem. Generated. @module */\n${lines.join('')}`;
}

function codeFile({ name }: PublishedContract, built: BuiltContract): string {
  const kept = {
    name,
    source: built.source,
    compiler: built.compiler,
    settings: built.settings,
    runtimeCodeSize: hexToBytes(toHex(built.runtimeCode)).length,
    runtimeCodeHash: keccak256(toHex(built.runtimeCode)),
    immutables: built.immutables,
    creationCode: built.creationCode,
  };
  return `${JSON.stringify(kept, undefined, 1).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]')}\n`;
}

function toHex(code: string): `0x${string}` {
  if (!/^0x(?:[0-9a-f]{2})+$/.test(code)) throw new Error(`want code in hexadecimal, got '${code.slice(0, 40)}'`);
  return code as `0x${string}`;
}
