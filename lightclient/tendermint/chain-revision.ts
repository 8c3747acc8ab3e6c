/** Revisions in chain ids (`chain-3`), by ibc-go's rule. Source: ibc-go `02-client/types/height.go`. @module */
import { revisionOfChainId } from '../ibc/height.ts';

/** True for `{name}-{number}` without leading zeros, where the name does not end in a dash or hold a line break. */
export function isRevisionFormat(chainId: string): boolean {
  return /^[^\n]*[^\n-]-[1-9][0-9]*$/.test(chainId);
}

/** The chain id with another revision; unchanged when it has none. */
export function withChainRevision(chainId: string, revision: bigint): string {
  return isRevisionFormat(chainId) ? `${chainId.slice(0, chainId.lastIndexOf('-'))}-${revision}` : chainId;
}

/** The revision that the chain id ends with, or 0. @throws {DecodeError} when it has more than 64 bits. */
export const parseChainRevision: (chainId: string) => bigint = revisionOfChainId;
