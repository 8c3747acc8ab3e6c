/** What only governance may do: give an expired or frozen client the state of a fresh one. @module */
import { createCometRpcProvider } from '@causeway/lightclient/providers';
import {
  decodeClientState,
  encodeClientState,
  encodeConsensusState,
  TENDERMINT_TYPE_URLS,
} from '@causeway/lightclient/tendermint';
import { governanceAddress, packMessage, passProposal } from 'causeway/devnet';
import { MsgCreateClient, MsgCreateClientResponse, MsgRecoverClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import type { Bridge, BridgeEnd, Side } from './bridge.ts';
import { readClientState } from './submit-headers.ts';

const HOUR_NS = 3_600_000_000_000n;

/** Recovers the client on this side, which trusts a header for an hour from now on. */
export async function recoverClient(bridge: Bridge, side: Side): Promise<void> {
  const end = bridge[side];
  const substituteClientId = await createSubstitute(end, bridge[side === 'a' ? 'b' : 'a'].chain.rpcUrl);
  const message = { subjectClientId: end.clientId, substituteClientId, signer: governanceAddress() };
  await passProposal(end.chain, `recover ${end.clientId}`, [packMessage(MsgRecoverClient, message)]);
}

/** The same client again, but with the newest block that the node at `url` has. */
async function createSubstitute(end: BridgeEnd, url: string): Promise<string> {
  const { client, faucet } = end.chain;
  const subject = decodeClientState(await readClientState(end));
  const { signedHeader } = await createCometRpcProvider({ chainId: subject.chainId, url }).lightBlock('latest');
  const { height, time, appHash, nextValidatorsHash } = signedHeader.header;
  const clientState = {
    ...subject,
    trustingPeriod: HOUR_NS,
    frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
    latestHeight: { ...subject.latestHeight, revisionHeight: height },
  };
  const consensusState = { timestamp: time, root: appHash, nextValidatorsHash };
  const message = MsgCreateClient.fromPartial({
    clientState: { typeUrl: TENDERMINT_TYPE_URLS.clientState, value: encodeClientState(clientState) },
    consensusState: { typeUrl: TENDERMINT_TYPE_URLS.consensusState, value: encodeConsensusState(consensusState) },
    signer: faucet.address,
  });
  const { responses } = await client.signAndBroadcast(faucet, [packMessage(MsgCreateClient, message)]);
  return MsgCreateClientResponse.decode(responses[0]?.value ?? new Uint8Array()).clientId;
}
