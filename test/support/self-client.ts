/** A client on a chain that follows the chain itself: the least that lets IBC v2 packets be sent. @module */
import { fromHex } from '@cosmjs/encoding';
import { HashOp, LengthOp, type ProofSpec } from 'cosmjs-types/cosmos/ics23/v1/proofs';
import { MsgCreateClient, MsgCreateClientResponse } from 'cosmjs-types/ibc/core/client/v1/tx';
import { MsgRegisterCounterparty } from 'cosmjs-types/ibc/core/client/v2/tx';
import { ClientState, ConsensusState } from 'cosmjs-types/ibc/lightclients/tendermint/v1/tendermint';
import { textAt } from '../devnet/client/read-json.ts';
import { type Chain, packMessage, parseTimeNs } from '../devnet/index.ts';

const DAY = { seconds: 86_400n, nanos: 0 };

/** Creates the client and names its counterparty, by default itself; resolves with its id. */
export async function createSelfClient(chain: Chain, counterpartyId?: string): Promise<string> {
  const height = await chain.client.height();
  const result = await chain.client.rpc.call('commit', { height: String(height) });
  const header = 'signed_header.header';
  const timeNs = parseTimeNs(textAt(result, `${header}.time`));
  const consensusState = ConsensusState.fromPartial({
    timestamp: { seconds: timeNs / 1_000_000_000n, nanos: Number(timeNs % 1_000_000_000n) },
    root: { hash: fromHex(textAt(result, `${header}.app_hash`)) },
    nextValidatorsHash: fromHex(textAt(result, `${header}.next_validators_hash`)),
  });
  const revisionNumber = BigInt(/-(\d+)$/.exec(chain.chainId)?.[1] ?? '0');
  const clientState = ClientState.fromPartial({
    chainId: chain.chainId,
    trustLevel: { numerator: 1n, denominator: 3n },
    trustingPeriod: DAY,
    unbondingPeriod: { seconds: 2n * DAY.seconds, nanos: 0 },
    maxClockDrift: { seconds: 10n, nanos: 0 },
    latestHeight: { revisionNumber, revisionHeight: height },
    proofSpecs: [treeSpec(33, 4, 12), treeSpec(32, 1, 1)],
    upgradePath: ['upgrade', 'upgradedIBCState'],
  });
  const signer = chain.faucet.address;
  const created = await chain.client.signAndBroadcast(chain.faucet, [
    packMessage(
      MsgCreateClient,
      MsgCreateClient.fromPartial({
        clientState: packMessage(ClientState, clientState),
        consensusState: packMessage(ConsensusState, consensusState),
        signer,
      }),
    ),
  ]);
  const { clientId } = MsgCreateClientResponse.decode(created.responses[0]?.value ?? new Uint8Array());
  const counterpartyMerklePrefix = [new TextEncoder().encode('ibc'), new Uint8Array()];
  const registration = { clientId, counterpartyMerklePrefix, counterpartyClientId: counterpartyId ?? clientId, signer };
  await chain.client.signAndBroadcast(chain.faucet, [packMessage(MsgRegisterCounterparty, registration)]);
  return clientId;
}

/** The IAVL and simple-Merkle specs of ICS-23, which differ in the shape of inner nodes only. */
function treeSpec(childSize: number, minPrefixLength: number, maxPrefixLength: number): ProofSpec {
  return {
    leafSpec: {
      hash: HashOp.SHA256,
      prehashKey: HashOp.NO_HASH,
      prehashValue: HashOp.SHA256,
      length: LengthOp.VAR_PROTO,
      prefix: new Uint8Array([0]),
    },
    innerSpec: {
      childOrder: [0, 1],
      childSize,
      minPrefixLength,
      maxPrefixLength,
      emptyChild: new Uint8Array(),
      hash: HashOp.SHA256,
    },
    maxDepth: 0,
    minDepth: 0,
  };
}
