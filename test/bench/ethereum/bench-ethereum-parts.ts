/** Parts of Ethereum's light client that have no signatures: proofs of the state, roots, decoding. @module */
import {
  decodeLightClientUpdate,
  NETWORKS,
  parseLightClientUpdate,
  syncCommitteeType,
} from '@causeway/lightclient/ethereum';
import { readAccount, readBlockHeader, readStorage } from '@causeway/lightclient/ethereum/execution';
import { nativeSha256 } from '@causeway/lightclient/native';
import { readPortalEntries } from '../../support/portal-state.ts';
import { each, type PartFigures } from '../verify/bench-parts.ts';
import { readMainnetCase } from './mainnet-case.ts';

/** Of WETH: its number of decimals. */
const SLOT = Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 2 : 0));

export function benchEthereumParts(rounds: number): readonly PartFigures[] {
  return [benchStateProof(rounds), ...benchRoots(rounds), ...benchReading(rounds)];
}

function benchStateProof(rounds: number): PartFigures {
  const entry = readPortalEntries('contract_storage_trie_node').find(({ about }) => about.includes('Leaf node'));
  if (entry === undefined) throw new Error('unreachable: there is a leaf');
  const block = readBlockHeader(entry.header, entry.blockHash);
  if (block.status !== 'valid') throw new Error('unreachable: a right header');
  const [proof = [], accountProof = []] = entry.proofs;
  const { stateRoot } = block.header;
  const prove = (): void => {
    const account = readAccount({ stateRoot, address: entry.address, proof: accountProof });
    if (account.status !== 'present') throw new Error('unreachable: a right account');
    const { storageRoot } = account.account;
    if (readStorage({ storageRoot, slot: SLOT, proof }).status !== 'present')
      throw new Error('unreachable: a right slot');
  };
  const nodes = [...accountProof, ...proof];
  return {
    part: `account and storage slot of mainnet, ${nodes.length} nodes`,
    microseconds: each(prove, rounds),
    bytes: nodes.reduce((sum, { length }) => sum + length, 0),
  };
}

function benchRoots(rounds: number): readonly PartFigures[] {
  const { committee } = readMainnetCase();
  const type = syncCommitteeType(committee.pubkeys.length);
  const bytes = type.encode(committee).length;
  const name = `root of a committee of ${committee.pubkeys.length}`;
  return [
    { part: `${name}, portable`, microseconds: each(() => void type.hashTreeRoot(committee), rounds), bytes },
    {
      part: `${name}, node:crypto`,
      microseconds: each(() => void type.hashTreeRoot(committee, nativeSha256), rounds),
      bytes,
    },
  ];
}

function benchReading(rounds: number): readonly PartFigures[] {
  const { handoverBytes, handoverJson } = readMainnetCase();
  const context = { config: NETWORKS.mainnet, fork: 'capella' } as const;
  const ofSsz = (): void => void decodeLightClientUpdate(handoverBytes, context);
  const ofJson = (): void => void parseLightClientUpdate(JSON.parse(handoverJson), context);
  const name = 'update with a committee of 512';
  return [
    { part: `${name}, SSZ`, microseconds: each(ofSsz, rounds), bytes: handoverBytes.length },
    { part: `${name}, JSON`, microseconds: each(ofJson, rounds), bytes: handoverJson.length },
  ];
}
