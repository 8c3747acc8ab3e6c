/** A real chain and the light client on anvil that follows it: what a relayer does for both, step by step. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import { decodeMerkleProof } from '@causeway/lightclient/proofs';
import { createCometRpcProvider, createRpcCall, provenQuery } from '@causeway/lightclient/providers';
import { type LightBlock, parseChainRevision } from '@causeway/lightclient/tendermint';
import type { Hex, TransactionReceipt } from 'viem';
import {
  type ContractProof,
  encodeMulticall,
  encodeRouterUpdateCall,
  type SharedProof,
} from '../../../relayer/chains/ethereum/encode-calls.ts';
import { encodeContractProof, encodeContractProofs } from '../../../relayer/chains/ethereum/encode-proof.ts';
import { type ContractEvidence, encodeContractUpdate } from '../../../relayer/chains/ethereum/encode-update.ts';
import type { Chain } from '../../devnet/index.ts';
import { type Bridge, type DeployedClient, stateOf } from './bridge.ts';
import type { Call, Stage } from './stage.ts';

/** A client and the chain that it follows. */
export interface FollowedChain {
  readonly chain: Chain;
  readonly client: DeployedClient;
  /** That the client stores, ascending. */
  heights(): readonly bigint[];
  /** As the chain's node gives it, once there is one above it. */
  block(height: bigint): Promise<LightBlock>;
  /** What an update from one height to another is made of. */
  evidence(from: bigint, to: bigint): Promise<ContractEvidence>;
  /** From the newest stored height below. Not sent. */
  updateCall(to: bigint): Promise<Call>;
  /** In one transaction with these calls of the router. */
  update(to: bigint, calls?: readonly Hex[]): Promise<TransactionReceipt>;
  /** What the store `ibc` holds under the key at a stored height, or that it holds nothing. */
  prove(key: Uint8Array, height: bigint): Promise<ProvenEntry>;
  /** Several, for one transaction and in this order. */
  proveAll(keys: readonly Uint8Array[], height: bigint): Promise<readonly SharedProof[]>;
}

/** What is under a key, with its proof. */
export interface ProvenEntry extends ContractProof {
  /** Undefined: nothing. */
  readonly value?: Uint8Array | undefined;
}

const IBC = 'ibc';

/** A client of the chain that begins at this height. */
export async function followChain(
  stage: Stage,
  bridge: Bridge,
  chain: Chain,
  { from, counterpartyId }: { readonly from: bigint; readonly counterpartyId: string },
): Promise<FollowedChain> {
  const { chainId, rpcUrl: url } = chain;
  const provider = createCometRpcProvider({ url, chainId });
  const call = createRpcCall({ url });
  let heights: readonly bigint[] = [from];
  const block = async (height: bigint): Promise<LightBlock> => {
    await chain.client.waitForHeight(height + 1n);
    return provider.lightBlock(height);
  };
  const client = await bridge.addClient({ ...(await block(from)).signedHeader, counterpartyId });
  const evidence = async (trustedHeight: bigint, to: bigint): Promise<ContractEvidence> => {
    const untrusted = await block(to);
    const { header } = (await block(trustedHeight)).signedHeader;
    const nextValidators = await provider.nextValidators(header);
    return { block: untrusted, trusted: { height: header.height, state: stateOf(header), nextValidators } };
  };
  const updateCall = async (to: bigint): Promise<Call> => {
    const below = heights.findLast((height) => height < to);
    if (below === undefined) throw new RangeError(`update: want a height above ${from}, got ${to}`);
    const data = encodeRouterUpdateCall(client.id, encodeContractUpdate(await evidence(below, to), below));
    return { to: bridge.router, data };
  };
  const readEntry = async (key: Uint8Array, height: bigint) => {
    const { header } = (await block(height)).signedHeader;
    const { value, proof } = await provenQuery({ call, id: chainId, store: IBC, key, header });
    return { header, claim: { store: encodeUtf8(IBC), key, value }, proof: decodeMerkleProof(proof) };
  };
  return {
    chain,
    client,
    heights: () => heights,
    block,
    evidence,
    updateCall,
    update: async (to, calls = []) => {
      const call = await updateCall(to);
      const receipt = await stage.send({ ...call, data: encodeMulticall([call.data, ...calls]) });
      heights = [...heights, to].sort((a, b) => (a < b ? -1 : 1));
      return receipt;
    },
    prove: async (key, height) => {
      const { header, claim, proof } = await readEntry(key, height);
      const at = { revisionNumber: parseChainRevision(chainId), revisionHeight: height };
      return { value: claim.value, proof: encodeContractProof(proof, claim), state: stateOf(header), height: at };
    },
    proveAll: async (keys, height) => {
      const { header } = (await block(height)).signedHeader;
      const entries = await Promise.all(keys.map((key) => readEntry(key, height)));
      const at = { revisionNumber: parseChainRevision(chainId), revisionHeight: height };
      return encodeContractProofs(stateOf(header), entries).map((proof) => ({ proof, height: at }));
    },
  };
}
