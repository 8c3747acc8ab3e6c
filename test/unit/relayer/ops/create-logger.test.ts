/** Log lines: for machines, for people, and without secrets. @module */
import { describe, expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from '../../../../relayer/ops/create-logger.ts';
import { RelayerError } from '../../../../relayer/ports/fault.ts';

function record(options: Partial<LoggerOptions> & { readonly isTTY?: boolean } = {}): {
  readonly lines: string[];
  readonly logger: ReturnType<typeof createLogger>;
} {
  const lines: string[] = [];
  const stream = { isTTY: options.isTTY ?? false, write: (text: string) => lines.push(text) };
  return { lines, logger: createLogger({ level: 'info', format: 'auto', env: {}, ...options, stream }) };
}

test('writes one JSON line with the ids as fields', () => {
  const { lines, logger } = record();
  logger.info({ packet: 'alpha/07-tendermint-0/12', height: 18_446_744_073_709_551_615n }, 'packet seen');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
    packet: 'alpha/07-tendermint-0/12',
    height: '18446744073709551615',
    msg: 'packet seen',
  });
});

test('leaves out what is below its level', () => {
  const { lines, logger } = record({ level: 'warn' });
  logger.info({}, 'no');
  logger.warn({}, 'yes');
  expect(lines).toHaveLength(1);
});

test('writes readable lines on a terminal, in colours unless NO_COLOR is set', () => {
  const line = (env: Record<string, string>): string => {
    const { lines, logger } = record({ isTTY: true, env });
    logger.warn({ packet: 'a/b/1', why: 'two words\nand a line' }, 'parked');
    return lines[0] ?? '';
  };
  expect(line({ NO_COLOR: '1' })).toMatch(
    /^\d{2}:\d{2}:\d{2}\.\d{3} WARN {2}parked {2}packet=a\/b\/1 why="two words\\nand a line"\n$/,
  );
  expect(line({})).toContain('\u001b[33mWARN \u001b[0m');
});

test('writes JSON when asked to, also on a terminal', () => {
  const { lines, logger } = record({ isTTY: true, format: 'json' });
  logger.info({}, 'x');
  expect(lines[0]).toMatch(/^\{/);
});

test.each(['json', 'pretty'] as const)('gives bytes, nested numbers and errors with their causes (%s)', (format) => {
  const { lines, logger } = record({ format });
  const cause = new Error('connection reset');
  const fault = { code: 'RPC_UNREACHABLE', message: 'no answer', context: { chain: 'alpha' } } as const;
  const nested = { height: 9_007_199_254_740_993n, bytes: Uint8Array.from([1, 255]), list: [1n, undefined] };
  logger.error({ err: new RelayerError(fault, { cause }), nested }, 'outage');
  const text = (lines[0] ?? '').replaceAll('\\"', '"');
  for (const part of ['"type":"RelayerError"', '"code":"RPC_UNREACHABLE"', '"message":"connection reset"']) {
    expect(text).toContain(part);
  }
  expect(text).toContain('"height":"9007199254740993","bytes":"01ff"');
  expect(lines).toHaveLength(1);
});

test('survives an object that contains itself', () => {
  const { lines, logger } = record();
  const self: Record<string, unknown> = { name: 'self' };
  self.self = self;
  logger.info({ self }, 'x');
  expect(lines).toHaveLength(1);
});

test('shows control characters of others instead of obeying them', () => {
  const { lines, logger } = record({ format: 'pretty' });
  logger.info({ log: '\u001b[2Jgone', fault: { got: '\u009b2J' } }, 'refused: \u001b]0;title\u0007\r\nforged line');
  expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(lines[0]).toContain('refused: \\u001b]0;title\\u0007\\u000d\\u000aforged line');
});

const MNEMONIC = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';

describe.each(['json', 'pretty'] as const)('secrets (%s)', (format) => {
  const write = (fields: object, message = 'x'): string => {
    const { lines, logger } = record({ format });
    logger.error(fields, message);
    return lines.join('');
  };

  test.each([
    ...['mnemonic', 'privateKey', 'private_key', 'privKey', 'passphrase', 'password', 'apiKey', 'api-key'],
    ...['secret', 'clientSecret', 'seed', 'CAUSEWAY_MNEMONIC', 'Authorization', 'token', 'accessToken', 'cookie'],
  ])('hides the field %s, however deep', (field) => {
    expect(write({ [field]: 'hunter2' })).not.toContain('hunter2');
    expect(write({ a: { b: [{ [field]: { c: 'hunter2' } }] } })).not.toContain('hunter2');
  });

  test.each([
    ['https://me:hunter2@rpc.example.org/x', 'https://***@rpc.example.org/x'],
    ['redis://:hunter2@h:6379', 'redis://***@h:6379'],
    ['https://rpc.example.org/?apikey=hunter2&height=3', 'https://rpc.example.org/?apikey=***&height=3'],
    ['wss://rpc.example.org/ws?x=1&token=hunter2', 'wss://rpc.example.org/ws?x=1&token=***'],
  ])('hides what opens %s, in fields, messages and errors', (url, shown) => {
    for (const line of [write({ url }), write({}, `lost ${url}`), write({ err: new Error(`cannot reach ${url}`) })]) {
      expect(line).not.toContain('hunter2');
      expect(line).toContain(shown);
    }
  });

  test.each([
    MNEMONIC,
    MNEMONIC.toUpperCase(),
    MNEMONIC.replaceAll(' ', '\n'),
    MNEMONIC.replaceAll(' ', ', '),
    `${MNEMONIC} ${MNEMONIC}`,
  ])('hides a mnemonic, as %j', (words) => {
    for (const line of [write({ got: words }), write({}, `cannot read ${words} as a file`)]) {
      expect(line).not.toMatch(/abandon|about/i);
    }
    expect(write({}, `cannot read ${words} as a file`)).toMatch(/cannot read \*\*\*.*as a file/);
  });

  test('leaves prose, hashes and addresses alone', () => {
    const prose = 'this sentence goes over more than twelve short words because people write those when they explain';
    const hash = 'AB'.repeat(32);
    expect(write({ tx: hash, key: 'default', packet: 'alpha/07-tendermint-0/1' }, prose)).toContain(prose);
    expect(write({ tx: hash, key: 'default', tokens: 'x' })).toContain(hash);
  });
});
