/** Set-up of the end-to-end run: one pair of real chains that all of its test files share. @module */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSimd, startDevnet } from 'causeway/devnet';
import type { TestProject } from 'vitest/node';

/** How a test file reaches a chain that another process keeps running. */
export interface SharedChain {
  readonly chainId: string;
  readonly rpcUrl: string;
}

export interface SharedSurroundings {
  readonly chains: readonly [SharedChain, SharedChain];
  /** Where Node keeps what it compiled: relayers are started dozens of times. */
  readonly compileCache: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    surroundings: SharedSurroundings;
  }
}

/** @returns the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildSimd();
  const compileCache = mkdtempSync(join(tmpdir(), 'causeway-compiled-'));
  const devnet = await startDevnet({ chains: ['alpha-1', 'beta-1'], defaults: { blockTimeMs: 500 } });
  const [a, b] = devnet.chains.map(({ chainId, rpcUrl }) => ({ chainId, rpcUrl }));
  if (a === undefined || b === undefined) throw new Error('unreachable: two chains were started');
  project.provide('surroundings', { chains: [a, b], compileCache });
  return async () => {
    await devnet.stop();
    rmSync(compileCache, { recursive: true, force: true });
  };
}
