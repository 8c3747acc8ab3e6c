/** A private `redis-server` for one test: own port, own folder, gone when the test is. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithParent } from './end-with-parent.ts';
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

/** Ports that were free a moment ago can be taken before redis binds them, so a few are tried. */
const ATTEMPTS = 5;
const READY_WITHIN_MS = 20_000;

/**
 * Starts a private redis-server on loopback and waits until it answers.
 *
 * @throws {Error} when redis-server is missing and cannot be installed, or does not come up.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const binary = await ensureRedis();
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'causeway-redis-')));
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    try {
      const child = await launch(binary, port, dir, options);
      return handle(child, port, dir, options, () => launch(binary, port, dir, options));
    } catch (error) {
      if (options.port === undefined && attempt < ATTEMPTS && String(error).includes('in use')) continue;
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
      throw error;
    }
  }
}

function handle(
  first: ChildProcess,
  port: number,
  dir: string,
  options: RedisOptions,
  relaunch: () => Promise<ChildProcess>,
): RedisServer {
  let child = first;
  const runs = (): boolean => child.exitCode === null && child.signalCode === null;
  const command = (...words: readonly string[]): Promise<string> => sendCommand(port, words);
  const kill9 = (): Promise<void> => end(child, 'SIGKILL');
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    pid: () => (runs() ? child.pid : undefined),
    command,
    flushAll: async () => expectOk(await command('FLUSHALL')),
    kill9,
    restart: async () => {
      await end(child, 'SIGTERM');
      child = await relaunch();
    },
    stop: async () => {
      await kill9();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function launch(binary: string, port: number, dir: string, options: RedisOptions): Promise<ChildProcess> {
  const persist = options.persist ?? true;
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    logfile: join(dir, `redis-${port}.log`),
    save: '',
    appendonly: persist ? 'yes' : 'no',
    'maxmemory-policy': options.maxmemoryPolicy ?? 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(binary, args, { stdio: 'ignore' });
  endWithParent(child);
  const problem = await untilReady(child, port);
  if (problem === undefined) return child;
  await end(child, 'SIGKILL');
  const log = await readFile(settings.logfile, 'utf8').catch(() => '');
  throw new Error(`redis-server on port ${port}: ${problem}\n${log.slice(-1_000).trim()}`);
}

/** Waits for an answer; gives what went wrong otherwise. A stranger on the port cannot pass: the process id must agree. */
async function untilReady(child: ChildProcess, port: number): Promise<string | undefined> {
  const failed = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended at once (${signal ?? `exit code ${code}`})`));
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const outcome = await Promise.race([failed, isReady(port, child.pid)]);
    if (outcome === true) return undefined;
    if (outcome !== false) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return `did not answer within ${READY_WITHIN_MS / 1_000} s`;
}

/** Up, ours, and done with reading its append-only file. */
async function isReady(port: number, pid: number | undefined): Promise<boolean> {
  const info = await sendCommand(port, ['INFO']).catch(() => '');
  return info.includes(`process_id:${pid}\r\n`) && info.includes('loading:0\r\n');
}

function expectOk(reply: string): void {
  if (reply !== '+OK') throw new Error(`redis: want +OK, got ${reply}`);
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('unreachable: no port'));
        else resolve(address.port);
      });
    });
  });
}
