import { computeWeakSubjectivityPeriod, isWithinWeakSubjectivityPeriod, PRESETS } from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';

const GWEI = 10n ** 9n;
const mainnet = { preset: 'mainnet', ...PRESETS.mainnet } as const;

// The reference values of consensus-specs `specs/phase0/weak-subjectivity.md`.
test.each([
  [28n, 32_768n, 504n],
  [28n, 65_536n, 752n],
  [28n, 131_072n, 1248n],
  [28n, 262_144n, 2241n],
  [28n, 1_048_576n, 2241n],
  [32n, 32_768n, 665n],
  [32n, 65_536n, 1075n],
  [32n, 131_072n, 1894n],
  [32n, 262_144n, 3532n],
  [32n, 1_048_576n, 3532n],
])('gives the period of phase0 for an average of %s ETH of %s validators', (average, activeValidators, period) => {
  const totalActiveBalance = average * activeValidators * GWEI;
  expect(computeWeakSubjectivityPeriod({ fork: 'phase0', activeValidators, totalActiveBalance }, mainnet)).toBe(period);
});

// The reference values of `specs/electra/weak-subjectivity.md`.
test.each([
  [1_048_576n, 665n],
  [2_097_152n, 1075n],
  [4_194_304n, 1894n],
  [8_388_608n, 3532n],
  [16_777_216n, 3532n],
  [33_554_432n, 3532n],
])('gives the period of Electra for %s ETH', (ether, period) => {
  const stake = { activeValidators: 0n, totalActiveBalance: ether * GWEI };
  expect(computeWeakSubjectivityPeriod({ fork: 'electra', ...stake }, mainnet)).toBe(period);
  expect(computeWeakSubjectivityPeriod({ fork: 'fulu', ...stake }, mainnet)).toBe(period);
});

test('weighs exits, activations and consolidations from Gloas on', () => {
  const stake = { fork: 'gloas', activeValidators: 0n, totalActiveBalance: 33_554_432n * GWEI } as const;
  // 1024 ETH may exit, 256 enter and 512 be consolidated: 682.66 + 85.33 + 512 an epoch.
  expect(computeWeakSubjectivityPeriod(stake, mainnet)).toBe(256n + 1310n);
});

test('counts top-ups where balances are low, and the limits of the minimal preset there', () => {
  const stake = { fork: 'deneb', activeValidators: 32_768n, totalActiveBalance: 20n * 32_768n * GWEI } as const;
  expect(computeWeakSubjectivityPeriod(stake, mainnet)).toBe(256n + (3n * 32_768n * 10n * 20n) / (200n * 512n * 12n));
  const minimal = { preset: 'minimal', ...PRESETS.minimal } as const;
  const full = { ...stake, totalActiveBalance: 32n * 32_768n * GWEI };
  expect(computeWeakSubjectivityPeriod(full, minimal)).not.toBe(computeWeakSubjectivityPeriod(full, mainnet));
});

test('refuses to compute a period of nothing', () => {
  const nothing = { activeValidators: 0n, totalActiveBalance: 0n };
  expect(() => computeWeakSubjectivityPeriod({ fork: 'electra', ...nothing }, mainnet)).toThrow(RangeError);
  expect(() => computeWeakSubjectivityPeriod({ fork: 'altair', ...nothing, totalActiveBalance: 1n }, mainnet)).toThrow(
    RangeError,
  );
});

const age = { checkpointSlot: 3200n, weakSubjectivityPeriod: 10n };

test('accepts a checkpoint until the last epoch of the period', () => {
  expect(isWithinWeakSubjectivityPeriod({ ...age, currentSlot: 3200n }, mainnet).status).toBe('valid');
  expect(isWithinWeakSubjectivityPeriod({ ...age, currentSlot: 111n * 32n - 1n }, mainnet).status).toBe('valid');
});

test('rejects a checkpoint after it (checkpoint-too-old)', () => {
  expect(isWithinWeakSubjectivityPeriod({ ...age, currentSlot: 111n * 32n }, mainnet)).toMatchObject({
    reason: { code: 'checkpoint-too-old', want: 'epoch 110 at the latest', got: '111' },
  });
});

test('rejects a checkpoint that is not there yet (checkpoint-in-future)', () => {
  expect(isWithinWeakSubjectivityPeriod({ ...age, currentSlot: 3199n }, mainnet)).toMatchObject({
    reason: { code: 'checkpoint-in-future' },
  });
});
