/** Compares a store with what a test case says of it. @module */
import { type BinaryVerdict, firstFailure, invalid, VALID } from '@causeway/lightclient';
import { equalBytes, toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  getLcExecutionRoot,
  hashBeaconBlockHeader,
  type LightClientHeader,
  type LightClientStore,
} from '@causeway/lightclient/ethereum';
import { type JsonObject, readJsonBytes, readJsonObject, readJsonUint } from '@causeway/lightclient/proofs';

/** What can differ from a case. */
export type StoreFaultCode =
  /** A header of the store is of another slot than the case says. */
  | 'case-slot-mismatch'
  /** A header of the store is another block than the case says. */
  | 'case-beacon-root-mismatch'
  /** A header of the store says something else of the execution layer than the case. */
  | 'case-execution-root-mismatch';

type StoreVerdict = BinaryVerdict<StoreFaultCode>;

/** @throws {DecodeError} when the case's checks are malformed. */
export function checkStore(
  { finalizedHeader, optimisticHeader }: LightClientStore,
  checks: JsonObject,
  { config }: { readonly config: BeaconConfig },
): StoreVerdict {
  const check = (name: string, header: LightClientHeader) =>
    checkHeader(header, readJsonObject(checks[name], `checks.${name}`), name, config);
  return firstFailure<StoreVerdict>(
    () => check('finalized_header', finalizedHeader),
    () => check('optimistic_header', optimisticHeader),
  );
}

function checkHeader(header: LightClientHeader, want: JsonObject, name: string, config: BeaconConfig): StoreVerdict {
  const slot = readJsonUint(want.slot, 64, `checks.${name}.slot`);
  const sameRoot = (key: string, code: StoreFaultCode, got: () => Uint8Array): StoreVerdict => {
    const root = readJsonBytes(want[key], 32, 32, `checks.${name}.${key}`);
    return equalBytes(root, got()) ? VALID : invalid(code, `${name} ${toHex(root)}`, toHex(got()));
  };
  return firstFailure<StoreVerdict>(
    () =>
      header.beacon.slot === slot ? VALID : invalid('case-slot-mismatch', `${name} ${slot}`, `${header.beacon.slot}`),
    () => sameRoot('beacon_root', 'case-beacon-root-mismatch', () => hashBeaconBlockHeader(header.beacon)),
    () =>
      want.execution_root === undefined
        ? VALID
        : sameRoot('execution_root', 'case-execution-root-mismatch', () => getLcExecutionRoot(header, config)),
  );
}
