/** Reads the JSON of `test/vectors`. @module */
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../vectors/', import.meta.url);

/** Untyped: each test narrows what it reads. */
export function readVector(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));
}

/** Names in a folder of `test/vectors`, sorted. */
export function listVectors(folder: string): readonly string[] {
  return readdirSync(new URL(folder, ROOT)).sort();
}
