/** Lies about headers of the beacon chain, and about what is proven to be in them. @module */
import { at } from '../../client/read-json.ts';
import { flipHex, withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import { changeEntries } from '../light-client-json.ts';

/** A bootstrap has `header`, an update the other two. */
export type HeaderPart = 'attested_header' | 'finalized_header' | 'header';

/** A field of a beacon block's header. */
export type BeaconField = 'slot' | 'proposer_index' | 'parent_root' | 'state_root' | 'body_root';

/** A branch of Merkle hashes; `execution_branch` is that of the header named beside it. */
export type BranchName =
  | 'finality_branch'
  | 'next_sync_committee_branch'
  | 'current_sync_committee_branch'
  | `${HeaderPart}.execution_branch`;

/** A field is changed: a number by one, a root by one bit. Whatever proves the header stays as it was. */
export function changeBeaconHeader(part: HeaderPart = 'attested_header', field: BeaconField = 'state_root'): Fault {
  return changeField('change-beacon-header', `data.${part}.beacon.${field}`);
}

/** The same for the header of the execution block inside; `field` as the beacon API names it. */
export function changePayloadHeader(part: HeaderPart = 'finalized_header', field = 'state_root'): Fault {
  return changeField('change-payload-header', `data.${part}.execution.${field}`);
}

/** One bit of the first hash of a branch is changed. */
export function changeBranch(branch: BranchName = 'finality_branch'): Fault {
  return changeField('change-branch', `data.${branch}.0`);
}

/** The objects are said to be of another fork than they are. */
export function misnameFork(version = 'deneb'): Fault {
  return changeEntries('misname-fork', (entry) => withAt(entry, 'version', version));
}

function changeField(name: string, path: string): Fault {
  return changeEntries(name, (entry) => {
    const value = at(entry, path);
    if (typeof value !== 'string') return entry;
    return withAt(entry, path, value.startsWith('0x') ? flipHex(value, -1) : String(BigInt(value) + 1n));
  });
}
