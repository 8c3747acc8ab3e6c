/** Light clients for tests of deployments: of a chain that does not exist, from a state that nobody has verified. @module */
import {
  type ClientSettings,
  COSMOS_MERKLE_PREFIX,
  type CometBftTrust,
} from '../../relayer/chains/ethereum/deploy/settings.ts';

/** A state of now. */
export function someTrust(): CometBftTrust {
  return {
    chainId: 'hub-4',
    revisionNumber: 4n,
    height: 100n,
    timestamp: BigInt(Date.now()) * 1_000_000n,
    root: `0x${'11'.repeat(32)}`,
    nextValidatorsHash: `0x${'22'.repeat(32)}`,
    trustLevel: { numerator: 1, denominator: 3 },
    trustingPeriod: 1_209_600,
    unbondingPeriod: 1_814_400,
    maxClockDrift: 30,
  };
}

export function clientSettings(name: string, clientId?: string): ClientSettings {
  const counterparty = { clientId: `08-wasm-${name.length}`, merklePrefix: COSMOS_MERKLE_PREFIX };
  return { name, trust: someTrust(), counterparty, ...(clientId === undefined ? {} : { clientId }) };
}
