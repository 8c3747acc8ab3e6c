/** Turns the flags of `causeway verify` into the request that a batch line would hold. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { readInline, readInputFile } from '../read-inline.ts';
import { usage } from '../usage-error.ts';
import { parseJson } from './json-text.ts';
import type { Request } from './request.ts';

export type Flags = Readonly<Record<string, unknown>>;

const HELP = "See 'causeway verify --help' or docs/cli.md.";

/** Flags whose text is a parameter rather than data: a wrong one is a wrong command line. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'now',
  'trustingPeriod',
  'maxClockDrift',
  'trustLevel',
  'trustedValidators',
  'messageType',
  'specs',
  'expectStorage',
  'expectBalance',
  'expectNonce',
  'nowSlot',
  'preset',
  'kind',
  'fork',
  'checkpoint',
  'until',
  'count',
  'maxOutage',
  'maxCheckpointAge',
  'rpc',
  'client',
  'from',
]);

/** @throws {CliError} USAGE naming every flag that is missing. */
export function demandFlags(flags: Flags, names: readonly string[]): void {
  const missing = names.filter((name) => flags[name] === undefined).map(toFlag);
  if (missing.length > 0) throw usage('Flags are missing', missing.join(', '), 'nothing, and no --batch', HELP);
}

/** The content of a JSON file. @throws {CliError} when it cannot be read. @throws {DecodeError} when it is not JSON. */
export function readJsonFile(file: unknown, field: string): unknown {
  // Some editors put a byte order mark before the text.
  return parseJson(readInputFile(String(file)).replace(/^\ufeff/, ''), field);
}

/** `1-20=HEX` as `{height, value}`. @throws {CliError} USAGE */
export function readStateFlags(flags: unknown): readonly Request[] {
  const list: readonly unknown[] = Array.isArray(flags) ? flags : [];
  return list.map((flag) => {
    const [, height, value] = /^([0-9]+-[0-9]+)=(.*)$/s.exec(String(flag)) ?? [];
    if (height !== undefined) return { height, value: readInline(value) };
    throw usage(
      'A consensus state cannot be read',
      'REVISION-HEIGHT=HEX, such as 1-20=0a0c…',
      String(flag).slice(0, 60),
    );
  });
}

/** What a failed single run is told: a wrong parameter is a wrong command line, the rest is malformed input. */
export function toCliError(error: unknown): unknown {
  if (!(error instanceof DecodeError)) return error;
  const { field, want, got } = error;
  if (PARAMETERS.has(field)) return usage(`${toFlag(field)} cannot be read`, want, got, HELP);
  const fault = { code: 'MALFORMED_INPUT', exitCode: EXIT.malformed, message: `${field} is malformed`, want, got };
  return new CliError(fault, { cause: error });
}

function toFlag(name: string): string {
  if (name === 'messageType') return '--type';
  if (name === 'consensusStates') return '--consensus-state';
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
