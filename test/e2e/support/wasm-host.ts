/** A real Cosmos chain that follows Ethereum with a contract in its 08-wasm module, as operators and its governance see it. @module */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  unwrapClientState,
  unwrapConsensusState,
  type WasmClientState,
  type WasmConsensusState,
} from '@causeway/lightclient/ethereum/wasm-client';
import {
  attributeOf,
  type Flavour,
  type IncludedTx,
  packMessage,
  passProposal,
  STAKE_DENOM,
  startChain,
} from 'causeway/devnet';
import type { ProposalStatus } from 'cosmjs-types/cosmos/gov/v1/gov';
import { VoteOption } from 'cosmjs-types/cosmos/gov/v1/gov';
import { QueryProposalsRequest, QueryProposalsResponse } from 'cosmjs-types/cosmos/gov/v1/query';
import { MsgVote } from 'cosmjs-types/cosmos/gov/v1/tx';
import { Packet } from 'cosmjs-types/ibc/core/channel/v2/packet';
import { MsgTimeout } from 'cosmjs-types/ibc/core/channel/v2/tx';
import {
  QueryClientStateRequest,
  QueryClientStateResponse,
  QueryClientStatusRequest,
  QueryClientStatusResponse,
  QueryConsensusStateRequest,
  QueryConsensusStateResponse,
  QueryVerifyMembershipRequest,
  QueryVerifyMembershipResponse,
} from 'cosmjs-types/ibc/core/client/v1/query';
import { MsgCreateClientResponse } from 'cosmjs-types/ibc/core/client/v1/tx';
import { buildRegisterCounterparty, buildTransfer } from '../../../relayer/chains/cosmos/message-builders.ts';
import { createLocalSigner } from '../../../relayer/chains/cosmos/signer.ts';
import type { ChainMessage } from '../../../relayer/ports/chain-writer.ts';
import { type FollowedChain, followDevnet } from '../../support/follow-devnet.ts';
import { createRelayerHome, type RelayerHome } from '../../support/relayer-home.ts';
import { type CliRun, runCli } from '../../support/run-cli.ts';

/** Of an update with two committees of 512 keys in JSON, ten for each byte and the rest for what the contract does. */
const GAS = 20_000_000n;
const VOTING: ProposalStatus = 2;

/** The client on Ethereum: it does not exist, but packets name it. */
export const COUNTERPARTY = 'client-0';

export interface WasmHost {
  /** Address that creates and updates clients. */
  readonly signer: string;
  /** `causeway deploy wasm-client` with every validator voting for it; the hex checksum. */
  deploy(file: string | undefined): Promise<{ readonly run: CliRun; readonly checksum: string }>;
  /** Sends what the relayer built. @throws {TxError} with the chain's words. */
  send(...messages: readonly ChainMessage[]): Promise<IncludedTx>;
  /** The id of the client that a message creates. */
  create(message: ChainMessage): Promise<string>;
  /** Carried through by governance. */
  govern(title: string, message: ChainMessage): Promise<void>;
  status(clientId: string): Promise<string>;
  client(clientId: string): Promise<WasmClientState>;
  /** @throws {Error} for a slot that the client does not know. */
  consensus(clientId: string, slot: bigint): Promise<WasmConsensusState>;
  /** Of the newest block, seconds since 1970. */
  time(): Promise<bigint>;
  /** Our own light client of the chain. */
  follow(): Promise<FollowedChain>;
  /** Resolves when there is one more. */
  nextBlock(): Promise<void>;
  /** Resolves when the newest block's time is this or later, seconds since 1970. */
  waitForTime(seconds: bigint): Promise<void>;
  /** Whether the chain takes a value for proven. */
  verify(question: MembershipQuestion): Promise<boolean>;
  /** Registers the client's counterparty and sends a packet to it that nobody will receive; its bytes. */
  sendPacket(clientId: string, timeoutSeconds: bigint): Promise<Uint8Array>;
  /** Has the packet refunded by a proof that its receipt is absent. @throws {TxError} with the chain's words. */
  timeOut(packet: Uint8Array, slot: bigint, proof: Uint8Array): Promise<IncludedTx>;
  stop(): Promise<void>;
}

export interface MembershipQuestion {
  readonly clientId: string;
  readonly slot: bigint;
  readonly path: Uint8Array;
  readonly value: Uint8Array;
  readonly proof: Uint8Array;
}

/** Starts a chain whose votes take seconds. */
export async function startWasmHost(chainId: string, flavour: Flavour): Promise<WasmHost> {
  const chain = await startChain({ chainId, flavour, blockTimeMs: 500, votingPeriodSeconds: 4 });
  const key = randomBytes(32).toString('hex');
  const { address } = createLocalSigner({ privateKey: Buffer.from(key, 'hex'), addressPrefix: 'cosmos' });
  await chain.fund(address, [{ denom: STAKE_DENOM, amount: 10_000_000_000n }]);
  const own = { name: 'host', chainId, rpc: [chain.rpcUrl] };
  // A path has two ends; this one is never asked.
  const home: RelayerHome = createRelayerHome({
    chains: [own, { name: 'other', chainId: 'other-1', rpc: ['http://127.0.0.1:1'] }],
    key,
  });
  const { client, faucet } = chain;
  const send: WasmHost['send'] = (...messages) =>
    client.signAndBroadcast(
      faucet,
      messages.map(({ type, bytes }) => ({ typeUrl: type, value: bytes })),
      { gasLimit: GAS * BigInt(messages.length) },
    );
  const time = async (): Promise<bigint> => (await client.rpc.status()).timeNs / 1_000_000_000n;
  const nextBlock = async (): Promise<void> => void (await client.waitForHeight((await client.height()) + 1n));
  const voteForAll = async (): Promise<boolean> => {
    const types = { request: QueryProposalsRequest, response: QueryProposalsResponse };
    const request = QueryProposalsRequest.fromPartial({ proposalStatus: VOTING });
    const { proposals } = await client.query('/cosmos.gov.v1.Query/Proposals', types, request);
    for (const { id: proposalId } of proposals) {
      for (const { operator } of chain.nodes) {
        if (operator === undefined) continue;
        const vote = { proposalId, voter: operator.address, option: VoteOption.VOTE_OPTION_YES, metadata: '' };
        await client.signAndBroadcast(operator, [packMessage(MsgVote, vote)]);
      }
    }
    return proposals.length > 0;
  };
  return {
    signer: faucet.address,
    async deploy(file) {
      const flags = file === undefined ? [] : ['--wasm', file];
      const running = runCli(['deploy', 'wasm-client', 'host', ...flags, '--json'], { env: home.env });
      const ended = running.then(() => true);
      const vote = (): Promise<boolean> => nextBlock().then(voteForAll);
      while (!(await Promise.race([ended, vote()])));
      const run = await running;
      const { checksum } = JSON.parse(run.stdout) as { readonly checksum: string };
      return { run, checksum };
    },
    send,
    follow: () => followDevnet(chain),
    nextBlock,
    async create(message) {
      const { responses } = await send(message);
      return MsgCreateClientResponse.decode(responses[0]?.value ?? new Uint8Array()).clientId;
    },
    async govern(title, { type, bytes }) {
      await passProposal(chain, title, [{ typeUrl: type, value: bytes }], { gasLimit: GAS });
    },
    async status(clientId) {
      const types = { request: QueryClientStatusRequest, response: QueryClientStatusResponse };
      return (await client.query('/ibc.core.client.v1.Query/ClientStatus', types, { clientId })).status;
    },
    async client(clientId) {
      const types = { request: QueryClientStateRequest, response: QueryClientStateResponse };
      const { clientState } = await client.query('/ibc.core.client.v1.Query/ClientState', types, { clientId });
      return unwrapClientState(clientState?.value ?? new Uint8Array()).state;
    },
    async consensus(clientId, slot) {
      const types = { request: QueryConsensusStateRequest, response: QueryConsensusStateResponse };
      const request = QueryConsensusStateRequest.fromPartial({ clientId, revisionHeight: slot });
      const answer = await client.query('/ibc.core.client.v1.Query/ConsensusState', types, request);
      return unwrapConsensusState(answer.consensusState?.value ?? new Uint8Array());
    },
    time,
    async waitForTime(seconds) {
      while ((await time()) < seconds) await nextBlock();
    },
    async verify({ clientId, slot, path, value, proof }) {
      const request = QueryVerifyMembershipRequest.fromPartial({
        clientId,
        proof,
        proofHeight: { revisionNumber: 0n, revisionHeight: slot },
        merklePath: { keyPath: [path] },
        value,
      });
      const data = QueryVerifyMembershipRequest.encode(request).finish();
      const answer = await client.rpc.abciQuery({ path: '/ibc.core.client.v1.Query/VerifyMembership', data });
      if (answer.code !== 0) throw new Error(answer.log);
      return QueryVerifyMembershipResponse.decode(answer.value).success;
    },
    async sendPacket(clientId, timeoutSeconds) {
      // Paths on Ethereum have one element.
      const counterparty = { clientId, prefix: [new Uint8Array(0)], counterpartyClientId: COUNTERPARTY };
      const transfer = buildTransfer({
        sourceClient: clientId,
        token: { denom: STAKE_DENOM, amount: 7n },
        sender: faucet.address,
        receiver: `0x${'11'.repeat(20)}`,
        timeoutSeconds,
      });
      const { events } = await send(buildRegisterCounterparty(counterparty, faucet.address), transfer);
      const hex = attributeOf(events, 'send_packet', 'encoded_packet_hex') ?? '';
      return Uint8Array.from(Buffer.from(hex, 'hex'));
    },
    timeOut(packet, slot, proofUnreceived) {
      const proofHeight = { revisionNumber: 0n, revisionHeight: slot };
      const message = { packet: Packet.decode(packet), proofUnreceived, proofHeight, signer: faucet.address };
      return client.signAndBroadcast(faucet, [packMessage(MsgTimeout, message)], { gasLimit: GAS });
    },
    async stop() {
      await chain.stop();
      rmSync(home.folder, { recursive: true, force: true });
    },
  };
}
