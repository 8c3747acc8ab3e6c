/** A private Postgres for one test file: own port, own folder, gone when the test is. @module */
import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type GuardedProcess, startGuarded } from '../../devnet/process/guarded-process.ts';
import { reservePorts } from '../../devnet/process/reserve-ports.ts';
import { findOnPath, installWithApt } from '../../support/ensure-redis.ts';

export interface PostgresServer {
  /** The address of a database; made when it is not there. */
  createDatabase(name: string): Promise<string>;
  kill9(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const DEBIAN_FOLDER = '/usr/lib/postgresql';
const ADVICE = 'install the package `postgresql` (Debian, Ubuntu) or put `initdb` and `postgres` on PATH';
const READY_WITHIN_MS = 20_000;

/** Starts it on loopback, without waiting for the disk, and waits until it answers. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await ensurePostgres();
  const user = await unprivileged();
  const claim = await reservePorts(1);
  const port = claim.ports[0] ?? 0;
  const dir = await mkdtemp(join(tmpdir(), 'causeway-postgres-'));
  if (user.ids !== undefined) await chown(dir, user.ids.uid, user.ids.gid);
  const data = join(dir, 'data');
  const [command = '', ...prefix] = [...user.prefix, join(bin, 'initdb')];
  await run(command, [...prefix, '-D', data, '-U', 'causeway', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const launch = async (): Promise<GuardedProcess> => launchPostgres({ bin, data, port, dir, prefix: user.prefix });
  let server = await launch();
  const urlOf = (database: string): string => `postgres://causeway@127.0.0.1:${port}/${database}`;
  return {
    createDatabase: async (name) => {
      await query(urlOf('postgres'), `CREATE DATABASE "${name}"`);
      return urlOf(name);
    },
    kill9: async () => void (await server.stop(0)),
    restart: async () => {
      server = await launch();
    },
    stop: async () => {
      await server.stop(0);
      claim.release();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Launch {
  readonly bin: string;
  readonly data: string;
  readonly port: number;
  readonly dir: string;
  readonly prefix: readonly string[];
}

/** After a kill, what the old server has left in shared memory may be in the way for a moment. */
async function launchPostgres({ bin, data, port, dir, prefix }: Launch): Promise<GuardedProcess> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=30'];
  const logFile = join(dir, 'log');
  const [command = '', ...args] = [...prefix, join(bin, 'postgres'), '-D', data, '-p', String(port)];
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const flags = settings.flatMap((setting) => ['-c', setting]);
    const server = await startGuarded({ command, args: [...args, ...flags], logFile, removeOnCrash: dir });
    while (server.isRunning() && Date.now() < deadline) {
      const isReady = await query(`postgres://causeway@127.0.0.1:${port}/postgres`, 'SELECT 1').catch(() => undefined);
      if (isReady !== undefined) return server;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await server.stop(0);
  }
  throw new Error(`postgres does not come up:\n${await readFile(logFile, 'utf8')}`);
}

async function query(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // the answer, or its absence, tells
  try {
    await client.connect();
    return await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Postgres refuses to run as root. */
async function unprivileged(): Promise<{
  readonly prefix: readonly string[];
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
}> {
  if (process.getuid?.() !== 0) return { prefix: [], ids: undefined };
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => (await run('id', [flag, 'postgres'])).stdout.trim()),
  );
  const prefix = ['/usr/bin/setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return { prefix, ids: { uid: Number(uid), gid: Number(gid) } };
}

/** The folder of Postgres' programs; installs the Debian package first when it is missing and we are root. */
async function ensurePostgres(): Promise<string> {
  const present = await findPrograms();
  if (present !== undefined) return present;
  const path = process.env.PATH ?? '';
  const canInstall = process.getuid?.() === 0 && (await findOnPath('apt-get', path)) !== undefined;
  if (!canInstall) throw new Error(`there is no Postgres here: ${ADVICE}`);
  await installWithApt('postgresql', { path, advice: ADVICE });
  const installed = await findPrograms();
  if (installed === undefined) throw new Error(`apt-get installed postgresql, but there is no initdb: ${ADVICE}`);
  return installed;
}

/** Debian keeps the programs of each version in a folder of its own, which is not on PATH. */
async function findPrograms(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
  const newest = versions
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a);
  const folders = newest.map((version) => join(DEBIAN_FOLDER, String(version), 'bin'));
  for (const folder of [...folders, ...(process.env.PATH ?? '').split(':')]) {
    const found = await findOnPath('initdb', folder);
    if (found !== undefined) return folder;
  }
  return undefined;
}
