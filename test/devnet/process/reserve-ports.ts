/** Free loopback ports that no other devnet on this machine takes between choosing and using them. @module */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';

/** Below the range from which systems take ports of outgoing connections: a stopped node finds its port free again. */
const FIRST_PORT = 12_000;
const LAST_PORT = 31_999;
const ATTEMPTS = 500;

/** Ports and the release of their claim. */
export interface PortReservation {
  readonly ports: readonly number[];
  release(): void;
}

/**
 * Claims `count` ports by a file each, so that processes that choose at the same moment cannot choose alike.
 * @throws {Error} when none is free after many attempts.
 */
export async function reservePorts(count: number): Promise<PortReservation> {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    if (attempt > ATTEMPTS) throw new Error(`devnet: want ${count} free ports, got ${ports.length}`);
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (!claim(port)) continue;
    if (await canBind(port)) ports.push(port);
    else rmSync(claimFile(port), { force: true });
  }
  const release = () => {
    for (const port of ports) rmSync(claimFile(port), { force: true });
  };
  return { ports, release };
}

function claimFile(port: number): string {
  return join(tmpdir(), 'causeway-ports', String(port));
}

function claim(port: number): boolean {
  mkdirSync(join(tmpdir(), 'causeway-ports'), { recursive: true });
  const file = claimFile(port);
  if (holderIsAlive(file)) return false;
  rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false; // another process was faster
  }
}

function holderIsAlive(file: string): boolean {
  try {
    const holder = readFileSync(file, 'utf8');
    return holder === '' || isAlive(Number(holder)); // empty: being written right now
  } catch {
    return false; // no claim
  }
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
