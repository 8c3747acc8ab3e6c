/** What Ethereum's light client costs beside the signature checks that it is made of, on updates of mainnet. @module */
import {
  type BlsVerifier,
  createPortableBls,
  decodeLightClientFinalityUpdate,
  NETWORKS,
  type ProcessResult,
  parseLightClientFinalityUpdate,
  processLightClientFinalityUpdate,
  processLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { createNativeBls, nativeSha256 } from '@causeway/lightclient/native';
import { type Comparison, compareTimes, WARM_UP } from '../verify/compare-times.ts';
import { bareBlst, bareNoble } from './bare-bls.ts';
import { contextOf, type MainnetCase, readMainnetCase } from './mainnet-case.ts';

export type EthereumBackend = 'native' | 'portable';
export type EthereumTask =
  | 'finality update'
  | 'finality update, from SSZ'
  | 'finality update, from JSON'
  | 'new committee'
  | 'new committee, unchecked';

export interface EthereumFigures extends Comparison {
  readonly backend: EthereumBackend;
  readonly task: EthereumTask;
}

/** How often each task is run, by backend. */
export type EthereumRounds = Readonly<Record<EthereumBackend, { readonly known: number; readonly fresh: number }>>;

export function benchEthereum(rounds: EthereumRounds): readonly EthereumFigures[] {
  const mainnet = readMainnetCase();
  const native = { ...rounds.native, sha256: nativeSha256, create: createBlst };
  const portable = { ...rounds.portable, sha256: undefined, create: createPortableBls };
  return [
    ...benchBackend(mainnet, 'native', native),
    // Beside keys that nobody looked up in the subgroup: what that check costs.
    {
      backend: 'native',
      task: 'new committee, unchecked',
      ...benchNewCommittee(mainnet, native, bareBlst(mainnet, false).decompressAndVerify),
    },
    ...benchBackend(mainnet, 'portable', portable),
  ];
}

function createBlst(): BlsVerifier {
  const native = createNativeBls();
  if (native.backend !== 'blst') throw new Error(native.reason);
  return native.verifier;
}

interface Setting {
  readonly known: number;
  readonly fresh: number;
  readonly sha256: typeof nativeSha256 | undefined;
  readonly create: () => BlsVerifier;
}

function benchBackend(mainnet: MainnetCase, backend: EthereumBackend, setting: Setting): readonly EthereumFigures[] {
  const { store, finalityUpdate, finalityBytes, finalityJson } = mainnet;
  const bare = backend === 'native' ? bareBlst(mainnet) : bareNoble(mainnet);
  const context = contextOf(setting.create(), setting.sha256);
  const reading = { config: NETWORKS.mainnet, fork: 'capella' } as const;
  const tasks: readonly (readonly [EthereumTask, () => ProcessResult])[] = [
    ['finality update', () => processLightClientFinalityUpdate(store, finalityUpdate, context)],
    [
      'finality update, from SSZ',
      () => processLightClientFinalityUpdate(store, decodeLightClientFinalityUpdate(finalityBytes, reading), context),
    ],
    [
      'finality update, from JSON',
      () => {
        const update = parseLightClientFinalityUpdate(JSON.parse(finalityJson), reading);
        return processLightClientFinalityUpdate(store, update, context);
      },
    ],
  ];
  return [
    ...tasks.map(([task, run]) => ({
      backend,
      task,
      ...compareTimes(() => requireValid(run()), bare.verify, setting.known),
    })),
    { backend, task: 'new committee', ...benchNewCommittee(mainnet, setting, bare.decompressAndVerify) },
  ];
}

/**
 * An update brings the committee, then the first signature of it is checked. The committee before is known, as it is to a
 * client that follows; each turn has a verifier of its own, since one remembers what it has seen.
 */
function benchNewCommittee(
  { earlierStore, handover, finalityUpdate }: MainnetCase,
  { fresh, sha256, create }: Setting,
  bare: () => void,
): Comparison {
  const before = earlierStore.nextSyncCommittee ?? earlierStore.currentSyncCommittee;
  const contexts = Array.from({ length: fresh + WARM_UP }, () => {
    const bls = create();
    if (bls.checkCommittee(before.pubkeys, before.aggregatePubkey).status !== 'valid')
      throw new Error('unreachable: a right committee was refused');
    return contextOf(bls, sha256);
  });
  const work = (): void => {
    const context = contexts.pop();
    if (context === undefined) throw new Error('unreachable: one a turn');
    const { store } = requireValid(processLightClientUpdate(earlierStore, handover, context));
    requireValid(processLightClientFinalityUpdate(store, finalityUpdate, context));
  };
  return compareTimes(work, bare, fresh);
}

function requireValid(result: ProcessResult): ProcessResult {
  const { verdict } = result;
  if (verdict.status === 'valid') return result;
  throw new Error(`unreachable: a right update was refused: ${JSON.stringify(verdict.reason)}`);
}
