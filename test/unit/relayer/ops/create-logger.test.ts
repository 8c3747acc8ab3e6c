/** Log lines: for machines, for people, and without secrets. @module */
import { expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from '../../../../relayer/ops/create-logger.ts';

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

test.each(['json', 'pretty'] as const)('never writes a secret (%s)', (format) => {
  const { lines, logger } = record({ format });
  const url = 'https://me:hunter2@rpc.example.org/x';
  logger.error(
    { url, mnemonic: 'hunter2 words', nested: { privateKey: 'hunter2' }, passphrase: 'hunter2' },
    `lost ${url}`,
  );
  logger.error({ err: new Error(`cannot reach redis://:hunter2@h:6379`) }, 'outage');
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines.join('')).toContain('https://***@rpc.example.org/x');
});
