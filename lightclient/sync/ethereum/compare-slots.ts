/** The order of slots, for sorting. @module */

/** Equal ones stay in the order in which they came. */
export function compareSlots(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
