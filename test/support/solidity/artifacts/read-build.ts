/** What the last `forge build` made of a contract, as far as we keep it. @module */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const OUT = 'contracts/solidity/.out';

/** A compiled contract. Code is hexadecimal with 0x. */
export interface BuiltContract {
  readonly abi: readonly unknown[];
  readonly source: string;
  readonly compiler: string;
  readonly settings: BuildSettings;
  readonly creationCode: string;
  /** With zeros where the constructor writes immutables. */
  readonly runtimeCode: string;
  /** Where those are: offset and length in bytes, in ascending order. */
  readonly immutables: readonly (readonly [number, number])[];
}

/** What decides the code besides source and compiler. */
export interface BuildSettings {
  readonly evmVersion: string;
  readonly optimizer: { readonly enabled: boolean; readonly runs: number };
  readonly viaIR: boolean;
}

interface ForgeArtifact {
  readonly abi: readonly unknown[];
  readonly bytecode: ForgeCode;
  readonly deployedBytecode: ForgeCode & {
    readonly immutableReferences?: Readonly<Record<string, readonly { start: number; length: number }[]>>;
  };
  readonly metadata: {
    readonly compiler: { readonly version: string };
    readonly settings: BuildSettings & { readonly compilationTarget: Readonly<Record<string, string>> };
  };
}

interface ForgeCode {
  readonly object: string;
  readonly linkReferences: Readonly<Record<string, unknown>>;
}

/** @throws {Error} when it was not built, or needs a library that is deployed apart */
export async function readBuild(root: string, name: string): Promise<BuiltContract> {
  const file = join(root, OUT, `${name}.sol`, `${name}.json`);
  const { abi, bytecode, deployedBytecode, metadata }: ForgeArtifact = JSON.parse(await readFile(file, 'utf8'));
  const linked = [...Object.keys(bytecode.linkReferences), ...Object.keys(deployedBytecode.linkReferences)];
  if (linked.length > 0) throw new Error(`${name}: want code without linked libraries, got ${linked.join(', ')}`);
  const { evmVersion, optimizer, viaIR } = metadata.settings;
  const immutables = Object.values(deployedBytecode.immutableReferences ?? {}).flat();
  return {
    abi,
    source: Object.keys(metadata.settings.compilationTarget).join(),
    compiler: metadata.compiler.version,
    settings: { evmVersion, optimizer: { enabled: optimizer.enabled, runs: optimizer.runs }, viaIR },
    creationCode: bytecode.object,
    runtimeCode: deployedBytecode.object,
    immutables: immutables.map(({ start, length }) => [start, length] as const).sort(([a], [b]) => a - b),
  };
}
