/** What an error is called, and how the process ends because of it. @module */

import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../../config/config-error.ts';
import { CliError } from '../../../../relayer/cli/cli-error.ts';
import { exitCodeOf, formatFault, toCliFault } from '../../../../relayer/cli/report-failure.ts';
import { type FaultCode, RETRY, RelayerError } from '../../../../relayer/ports/fault.ts';

describe('exitCodeOf', () => {
  test.each<[FaultCode, number]>([
    ['CONFIG_INVALID', 78],
    ['INPUT_INVALID', 65],
    ['API_UNAVAILABLE', 69],
    ['RPC_NO_ENDPOINT', 69],
    ['STORE_UNAVAILABLE', 69],
    ['STORE_FULL', 69],
    ['QUEUE_UNAVAILABLE', 69],
    ['CHAIN_NOT_FINAL', 75],
    ['CHAIN_OUT_OF_FUNDS', 75],
    ['CLIENT_EXPIRED', 77],
    ['HEADER_CONFLICT', 77],
  ])('%s ends with %d', (code, exitCode) => {
    expect(exitCodeOf(code)).toBe(exitCode);
  });

  test('every fault has an exit code that is documented for input, outages and refusals', () => {
    const codes = Object.keys(RETRY) as FaultCode[];
    expect(new Set(codes.map(exitCodeOf))).toEqual(new Set([65, 69, 75, 77, 78]));
  });
});

describe('toCliFault', () => {
  test('keeps what a fault of the relayer says', () => {
    const fault = {
      code: 'RPC_NO_ENDPOINT',
      message: 'nobody answers',
      want: 'one',
      got: 'none',
      hint: 'add one',
    } as const;
    expect(toCliFault(new RelayerError(fault))).toEqual({ ...fault, exitCode: 69 });
  });

  test('lists the problems of a configuration', () => {
    const problems = [{ path: 'http.port', line: 3, want: 'a port', got: "'x'" }];
    const fault = toCliFault(new ConfigError('f.yaml', problems));
    expect(fault).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 78, problems });
    expect(formatFault(fault)).toBe(
      "causeway: The configuration has one problem:\n  f.yaml:3: http.port: want a port, got 'x'.",
    );
  });

  test.each([
    [
      'commander.unknownCommand',
      "error: unknown command 'statsu'\n(Did you mean status?)",
      "unknown command 'statsu' (Did you mean status?)",
    ],
    ['commander.help', '(outputHelp)', 'A command is missing'],
  ])('says what is wrong with a command line, and where to look (%s)', (code, said, message) => {
    const fault = toCliFault(new CommanderError(1, code, said));
    expect(fault).toMatchObject({ code: 'USAGE', exitCode: 64, message, hint: expect.stringContaining('--help') });
  });

  test('calls anything else a defect', () => {
    expect(toCliFault(new TypeError('x is not a function'))).toMatchObject({ code: 'INTERNAL', exitCode: 70 });
    expect(toCliFault('thrown text')).toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('thrown text'),
    });
  });
});

describe('formatFault', () => {
  test.each([
    [{ message: 'No' }, 'causeway: No.'],
    [{ message: 'Which path?' }, 'causeway: Which path?'],
    [{ message: 'No', want: 'a', got: 'b' }, 'causeway: No: want a, got b.'],
    [{ message: 'No', want: 'a' }, 'causeway: No: want a, got nothing.'],
    [{ message: 'No', hint: 'try that' }, 'causeway: No. Try that.'],
  ])('%j', (parts, text) => {
    expect(formatFault(new CliError({ code: 'X', exitCode: 70, ...parts }).fault)).toBe(text);
  });
});
