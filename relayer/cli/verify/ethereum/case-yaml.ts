/** Reads the YAML of a consensus-specification test case. Scalars stay texts, so that no integer loses digits. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { parseDocument } from 'yaml';

/** The files of a case by name. */
export type CaseFiles = ReadonlyMap<string, Uint8Array>;

/** @throws {DecodeError} when the file is missing or is not YAML. */
export function readCaseYaml(files: CaseFiles, name: string): unknown {
  const document = parseDocument(new TextDecoder().decode(readCaseFile(files, name)), { schema: 'failsafe' });
  const [error] = document.errors;
  if (error !== undefined) throw new DecodeError(name, 'YAML', error.message.slice(0, 200), error.pos[0]);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  return value;
}

/** @throws {DecodeError} when the file is missing. */
export function readCaseFile(files: CaseFiles, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new DecodeError(name, 'a file of the case', 'none of this name');
  return bytes;
}
