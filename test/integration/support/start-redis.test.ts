/** The private redis-server that the queue's tests stand on. @module */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isAlive } from '../../devnet/process/is-alive.ts';
import { type RedisOptions, type RedisServer, startRedis } from '../../support/start-redis.ts';

async function startForTest(options?: RedisOptions): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

test('starts servers that do not see each other, with the policy that BullMQ needs', async () => {
  const [one, other] = await Promise.all([startForTest(), startForTest()]);
  expect(one.url).not.toBe(other.url);
  expect(await one.command('SET', 'key', 'value')).toBe('+OK');
  expect(await one.command('GET', 'key')).toBe('value');
  expect(await other.command('GET', 'key')).toBe('$-1');
  expect(await one.command('CONFIG', 'GET', 'maxmemory-policy')).toBe('*2');
  expect(await one.command('INFO', 'memory')).toContain('maxmemory_policy:noeviction');
});

test('keeps what was acknowledged over kill -9 and restart', async () => {
  const redis = await startForTest();
  await redis.command('SET', 'key', 'value');
  await redis.kill9();
  expect(redis.pid()).toBeUndefined();
  await expect(redis.command('PING')).rejects.toThrow(/ECONNREFUSED/);
  await redis.restart();
  expect(await redis.command('GET', 'key')).toBe('value');
});

test('loses everything on flushAll, and on restart when it does not persist', async () => {
  const redis = await startForTest({ persist: false });
  await redis.command('SET', 'key', 'value');
  await redis.flushAll();
  expect(await redis.command('DBSIZE')).toBe(':0');
  await redis.command('SET', 'key', 'value');
  await redis.restart();
  expect(await redis.command('DBSIZE')).toBe(':0');
});

test('rejects a port that is taken, and says so', async () => {
  const redis = await startForTest();
  await expect(startRedis({ port: redis.port })).rejects.toThrow(/in use/);
  expect(await redis.command('PING')).toBe('+PONG');
});

test('removes its folder and its process on stop', async () => {
  const redis = await startRedis();
  const pid = redis.pid();
  await redis.stop();
  await redis.stop();
  await expect(access(redis.dir)).rejects.toThrow(/ENOENT/);
  expect(pid !== undefined && isAlive(pid)).toBe(false);
});

test('ends the server when the process that started it is killed', async () => {
  const script = `
    import { startRedis } from ${JSON.stringify(join(import.meta.dirname, '../../support/start-redis.ts'))};
    const redis = await startRedis({ dir: process.argv[1] });
    process.stdout.write(String(redis.pid()));
    setInterval(() => {}, 1_000);`;
  const home = await startForTest();
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script, home.dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = await Promise.race([once(owner.stdout, 'data'), once(owner, 'exit')]);
  const pid = Number(String(chunk));
  expect(pid).toBeGreaterThan(1);
  expect(isAlive(pid)).toBe(true);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
});
