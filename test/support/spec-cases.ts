/** Cases of the consensus specification in `test/vectors`. @module */
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../vectors/', import.meta.url);

/** The files of a case by name. */
export type CaseFiles = ReadonlyMap<string, Uint8Array>;

/** A case of one handler. */
export interface SpecCase {
  /** Such as `electra light_client_sync`. */
  readonly title: string;
  readonly files: CaseFiles;
}

const GENERATED = 'eth-lc-spec-generated';
const FORKS = ['altair', 'capella', 'electra', 'gloas'];

/** Cases of a handler in `eth-lc-spec-generated`; those of `sync` in `eth-lc-spec` as well. */
export function listSpecCases(handler: string): readonly SpecCase[] {
  const generated = FORKS.flatMap((fork) => readFolder(`${GENERATED}/${fork}/minimal/${handler}`, fork));
  return handler === 'sync' ? [...readFolder('eth-lc-spec/deneb', 'official deneb'), ...generated] : generated;
}

function readFolder(folder: string, origin: string): readonly SpecCase[] {
  return readNames(folder).map((name) => ({ title: `${origin} ${name}`, files: readFiles(`${folder}/${name}`) }));
}

function readFiles(folder: string): CaseFiles {
  const read = (name: string) => new Uint8Array(readFileSync(new URL(`${folder}/${name}`, ROOT)));
  return new Map(readNames(folder).map((name) => [name, read(name)]));
}

/** Nothing where the specification has no cases of this kind. */
function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(new URL(folder, ROOT)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
