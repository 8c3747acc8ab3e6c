/** The constants of SHA-512 as FIPS 180-4 defines them: fractions of roots of the first primes. @module */

const PRIMES = firstPrimes(80);

/** 4.2.3: the first 64 bits of the fraction of each prime's cube root. */
export const ROUND_CONSTANTS: readonly bigint[] = PRIMES.map((prime) => fractionOfRoot(BigInt(prime), 3n));

/** 5.3.5: the same of the square roots of the first eight. */
export const INITIAL_STATE: readonly bigint[] = PRIMES.slice(0, 8).map((prime) => fractionOfRoot(BigInt(prime), 2n));

/** The root is scaled by 2^64, so its low 64 bits are the fraction. */
function fractionOfRoot(value: bigint, degree: bigint): bigint {
  const scaled = value << (64n * degree);
  let root = 0n;
  for (let bit = 1n << 72n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= scaled) root += bit;
  return root & ((1n << 64n) - 1n);
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
