/** A private `redis-server` for one test: own port, own folder, gone when the test is. @module */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GuardedProcess, startGuarded } from '../devnet/process/guarded-process.ts';
import { reservePorts } from '../devnet/process/reserve-ports.ts';
import { ensureRedis } from './ensure-redis.ts';

export interface RedisOptions {
  /** Folder for the append-only file and the log; a temporary one, removed by `stop`, when left out. */
  readonly dir?: string;
  /** Loopback port; a free one when left out. */
  readonly port?: number;
  /** Keep what was written over `kill9` and `restart` (append-only file, fsync each second). Default true. */
  readonly persist?: boolean;
  /** `maxmemory-policy`; anything but the default `noeviction` may lose jobs. */
  readonly maxmemoryPolicy?: string;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** The process id of the server that runs now; undefined while it is down. */
  pid(): number | undefined;
  /** Sends one command and gives the first line of the answer, such as `+PONG` or `:3`; a bulk answer gives its text. */
  command(...words: readonly string[]): Promise<string>;
  /** Empties every database: a Redis that has lost all its data. */
  flushAll(): Promise<void>;
  /** Ends the server at once, as a crash would; it stays down until `restart`. */
  kill9(): Promise<void>;
  /** Starts the server again on the same port and folder (ending it first, when it still runs). */
  restart(): Promise<void>;
  /** Ends the server and removes its folder, when it was a temporary one. Safe to call twice. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 5_000;

/**
 * Starts a private redis-server on loopback and waits until it answers. It ends with this process, however that ends.
 *
 * @throws {Error} when redis-server is missing and cannot be installed, or does not come up.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const binary = await ensureRedis();
  const claim = options.port === undefined ? await reservePorts(1) : undefined;
  const port = options.port ?? claim?.ports[0] ?? 0;
  const temporary = options.dir === undefined;
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'causeway-redis-')));
  const clear = async (): Promise<void> => {
    claim?.release();
    if (temporary) await rm(dir, { recursive: true, force: true });
  };
  const launch = () => launchRedis(binary, settingsOf(port, dir, options), temporary);
  try {
    return buildHandle(port, dir, await launch(), launch, clear);
  } catch (error) {
    await clear();
    throw error;
  }
}

function buildHandle(
  port: number,
  dir: string,
  first: GuardedProcess,
  launch: () => Promise<GuardedProcess>,
  clear: () => Promise<void>,
): RedisServer {
  let server = first;
  const command = (...words: readonly string[]): Promise<string> => sendCommand(port, words);
  const kill9 = async (): Promise<void> => void (await server.stop(0));
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    pid: () => (server.isRunning() ? server.pid : undefined),
    command,
    flushAll: async () => expectOk(await command('FLUSHALL')),
    kill9,
    restart: async () => {
      await server.stop(STOP_WITHIN_MS);
      server = await launch();
    },
    stop: async () => {
      await kill9();
      await clear();
    },
  };
}

interface RedisSettings {
  readonly port: number;
  readonly dir: string;
  readonly logfile: string;
  readonly [name: string]: string | number;
}

function settingsOf(port: number, dir: string, options: RedisOptions): RedisSettings {
  return {
    port,
    bind: '127.0.0.1',
    dir,
    logfile: join(dir, `redis-${port}.log`),
    save: '',
    appendonly: (options.persist ?? true) ? 'yes' : 'no',
    'maxmemory-policy': options.maxmemoryPolicy ?? 'noeviction',
  };
}

async function launchRedis(binary: string, settings: RedisSettings, temporary: boolean): Promise<GuardedProcess> {
  const { port, dir, logfile } = settings;
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await startGuarded({
    command: binary,
    args,
    logFile: logfile,
    ...(temporary ? { removeOnCrash: dir } : {}),
  });
  const problem = await untilReady(server, port);
  if (problem === undefined) return server;
  await server.stop(0);
  const log = await readFile(logfile, 'utf8').catch(() => '');
  throw new Error(`redis-server on port ${port}: ${problem}\n${log.slice(-1_000).trim()}`);
}

/** Waits for an answer; gives what went wrong otherwise. */
async function untilReady(server: GuardedProcess, port: number): Promise<string | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (await isReady(port, server.pid)) return undefined;
    if (!server.isRunning()) {
      const { code, signal } = await server.exited;
      return `ended at once (${signal ?? `exit code ${code}`})`;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return `did not answer within ${READY_WITHIN_MS / 1_000} s`;
}

/** Up, ours and no stranger on the same port, and done with reading its append-only file. */
async function isReady(port: number, pid: number): Promise<boolean> {
  const info = await sendCommand(port, ['INFO']).catch(() => '');
  return info.includes(`process_id:${pid}\r\n`) && info.includes('loading:0\r\n');
}

function expectOk(reply: string): void {
  if (reply !== '+OK') throw new Error(`redis: want +OK, got ${reply}`);
}

/** One command over a connection of its own: a bulk answer gives its text, any other its first line. */
function sendCommand(port: number, words: readonly string[]): Promise<string> {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`*${words.length}\r\n${parts.join('')}`));
    let text = '';
    socket.setEncoding('latin1');
    socket.setTimeout(5_000, () => socket.destroy(new Error('redis: no answer within 5 s')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`redis: connection closed after ${JSON.stringify(text)}`)));
    socket.on('data', (chunk) => {
      text += chunk;
      const reply = readReply(text);
      if (reply === undefined) return;
      resolve(reply);
      socket.destroy();
    });
  });
}

/** The answer, once all of it has arrived. */
function readReply(text: string): string | undefined {
  const lineEnd = text.indexOf('\r\n');
  if (lineEnd < 0) return undefined;
  const line = text.slice(0, lineEnd);
  if (!line.startsWith('$') || line === '$-1') return line;
  const body = text.slice(lineEnd + 2);
  const length = Number(line.slice(1));
  return body.length < length + 2 ? undefined : body.slice(0, length);
}
