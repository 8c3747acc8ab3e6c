/** What a Redis says about itself. @module */
import { describe, expect, test } from 'vitest';
import { findProblems, nameOf, requireVersion } from '../../../../relayer/queue/redis.ts';

const URL = 'rediss://user:secret@queue.example:6380/2';
const info = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe('requireVersion', () => {
  test.each(['6.2.0', '6.10.1', '7.0.15', '10.0.0'])('accepts version %s', (version) => {
    expect(() => requireVersion(URL, info({ redis_version: version }))).not.toThrow();
  });

  test.each(['6.0.16', '5.9.9', '6.1', ''])('rejects version %j (CONFIG_INVALID)', (version) => {
    const fault = { code: 'CONFIG_INVALID', want: '6.2 or newer', got: version };
    expect(() => requireVersion(URL, info({ redis_version: version }))).toThrow(
      expect.objectContaining({ fault: expect.objectContaining(fault) }),
    );
  });

  test('rejects a server that does not tell its version (CONFIG_INVALID)', () => {
    expect(() => requireVersion(URL, info({}))).toThrow(/want 6.2 or newer, got unknown/);
  });
});

describe('findProblems', () => {
  test('accepts noeviction', () => {
    expect(findProblems(URL, info({ maxmemory_policy: 'noeviction' }))).toEqual([]);
  });

  test.each(['allkeys-lru', 'volatile-ttl'])('rejects %s', (policy) => {
    const [problem, ...more] = findProblems(URL, info({ maxmemory_policy: policy }));
    expect(problem).toMatchObject({ want: 'maxmemory-policy noeviction', got: policy });
    expect(more).toEqual([]);
  });

  test('rejects a server that does not tell its policy', () => {
    expect(findProblems(URL, info({}))).toMatchObject([{ got: 'unknown' }]);
  });
});

test('names a server without its password', () => {
  expect(nameOf(URL)).toBe('redis://queue.example:6380/2');
});
