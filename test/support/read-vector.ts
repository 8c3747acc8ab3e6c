/** Reads the files of `test/vectors`. @module */
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../vectors/', import.meta.url);

/** Untyped: each test narrows what it reads. */
export function readVector(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
}

/** The bytes of a file of `test/vectors`. */
export function readVectorBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, ROOT)));
}

/** Names in a folder of `test/vectors`, sorted. */
export function listVectors(folder: string): readonly string[] {
  return readdirSync(new URL(folder, ROOT)).sort();
}
