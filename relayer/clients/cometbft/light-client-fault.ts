/** What a failure of our own light client means for the service. @module */
import { LightClientError, type LightClientErrorCode } from '@causeway/lightclient/sync';
import { formatAttackEvidence } from '@causeway/lightclient/tendermint';
import { type FaultCode, RelayerError } from '../../ports/fault.ts';
import type { ChainName } from '../../ports/packet.ts';

const CODES: Readonly<Record<LightClientErrorCode, FaultCode>> = {
  'trust-expired': 'CONFIG_INVALID',
  'trust-conflict': 'CONFIG_INVALID',
  unavailable: 'RPC_NO_ENDPOINT',
  'invalid-header': 'HEADER_REJECTED',
  attack: 'HEADER_CONFLICT',
  'not-cross-checked': 'RPC_NO_ENDPOINT',
};

const HINTS: Partial<Record<LightClientErrorCode, string>> = {
  'trust-expired': 'Set a new trust height and hash for this chain, from a source that you trust.',
  'trust-conflict':
    'Compare the trust height and hash of this chain with a source that you trust; a re-created chain needs a new store.',
  attack: 'Keep the evidence: validators of this chain signed two histories. Paths to it should stay paused.',
};

/** Passes other errors through. */
export function toChainFault(chain: ChainName, error: unknown): unknown {
  if (!(error instanceof LightClientError)) return error;
  const hint = HINTS[error.code];
  const fault = {
    code: agreedCode(error) ?? CODES[error.code],
    message: `${chain}: ${error.message}`,
    ...(hint === undefined ? {} : { hint }),
    context: { chain, ...evidenceOf(error) },
  };
  return new RelayerError(fault, { cause: error });
}

/** Every endpoint that was asked has the same reason. */
function agreedCode({ code, verdicts }: LightClientError): FaultCode | undefined {
  if (code !== 'unavailable' || verdicts.length === 0) return undefined;
  if (verdicts.every(({ outcome }) => outcome === 'height-too-high' || outcome === 'lagging')) return 'RPC_LAGGING';
  return verdicts.every(({ outcome }) => outcome === 'pruned') ? 'RPC_PRUNED' : undefined;
}

function evidenceOf({ evidence }: LightClientError): Readonly<Record<string, string>> {
  if (evidence.length === 0) return {};
  return { evidence: JSON.stringify(evidence.map(formatAttackEvidence)) };
}
