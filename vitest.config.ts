import { defineConfig } from 'vitest/config';

/** Our packages are imported from source: the condition is declared in their `exports`. */
const conditions = ['causeway-source', 'node', 'module'];

/**
 * Files that mostly wait, for a beacon chain's epochs or for the compiler: they run side by side, before the others of their
 * kind. Each starts whatever it needs itself.
 */
const long = {
  integration: ['test/integration/contracts.test.ts', 'test/integration/devnet-ethereum.test.ts'],
  e2e: ['test/e2e/ethereum-client.test.ts'],
};
const longSettings = { testTimeout: 300_000, hookTimeout: 900_000, maxWorkers: 3, sequence: { groupOrder: 1 } };

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['causeway-source', 'node'] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/vectors/**/*.test.ts', 'test/property/**/*.test.ts'],
          // Some properties take seconds: a busy machine must not make them fail.
          testTimeout: 30_000,
        },
      },
      { extends: true, test: { ...longSettings, name: 'integration-long', include: long.integration } },
      { extends: true, test: { ...longSettings, name: 'e2e-long', include: long.e2e } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: long.integration,
          testTimeout: 120_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: long.e2e,
          globalSetup: ['test/e2e/support/shared-chains.ts'],
          testTimeout: 300_000,
          hookTimeout: 900_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
