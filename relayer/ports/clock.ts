/** The wall clock, for schedules and logs only: protocol decisions use chain time. @module */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
