/** Objects of `test/vectors/datachainlab-*`, brought into the shape of the beacon API. @module */
import {
  type LightClientBootstrap,
  type LightClientUpdate,
  parseLightClientBootstrap,
  parseLightClientUpdate,
  type ReadContext,
} from '@causeway/lightclient/ethereum';

type Json = Readonly<Record<string, unknown>>;
type Pair = readonly [unknown, readonly unknown[]];

const zeros = (size: number) => `0x${'00'.repeat(size)}`;

const nodes = (count: number) => Array.from({ length: count }, () => zeros(32));

/** Headers are flat there, and what has a branch is a pair with it, or `null`. */
export function readFlatUpdate(json: Json, context: ReadContext): LightClientUpdate {
  const { attested_header, next_sync_committee, finalized_header, ...rest } = json;
  const key = zeros(48);
  const none = {
    pubkeys: Array.from({ length: context.config.syncCommitteeSize }, () => key),
    aggregate_pubkey: key,
  };
  const [committee, committeeBranch] = (next_sync_committee ?? [none, nodes(5)]) as Pair;
  const [header, branch] = finalized_header as Pair;
  const update = {
    ...rest,
    attested_header: { beacon: attested_header },
    next_sync_committee: committee,
    next_sync_committee_branch: committeeBranch,
    finalized_header: { beacon: header },
    finality_branch: branch,
  };
  return parseLightClientUpdate(update, context);
}

/** A bootstrap whose header is flat. */
export function readFlatBootstrap({ beacon_header, ...rest }: Json, context: ReadContext): LightClientBootstrap {
  return parseLightClientBootstrap({ ...rest, header: { beacon: beacon_header } }, context);
}
