/** `causeway verify calldata`: what calldata says and costs, and what a deployed light client makes of it or of a light block. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { createNativeVerifier } from '@causeway/lightclient/native';
import type { LightBlock, SignatureVerifier, TrustedBlock } from '@causeway/lightclient/tendermint';
import type { Address } from 'viem';
import type { Remedy, RevertArgs } from '../chains/ethereum/decode-revert/revert-kind.ts';
import { readClient } from '../chains/ethereum/read-client.ts';
import { type EthereumNode, openEthereumNode } from '../chains/ethereum/simulate-call.ts';
import {
  type ClientEffect,
  type SimulatedTrial,
  simulateMessages,
  simulateUpdate,
} from '../chains/ethereum/simulate-update.ts';
import { type CalldataExplanation, explainCalldata, explainTransactions } from './explain-calldata.ts';

/** Calldata, or light blocks to make it of; with a node, both are tried on a contract. */
export type CalldataRequest = {
  readonly chainId?: string | undefined;
} & (
  | { readonly calldata: Uint8Array; readonly target?: CallTarget | undefined }
  | {
      readonly block: LightBlock;
      readonly conflicting?: LightBlock | undefined;
      readonly trusted: TrustedBlock;
      readonly allVotes: boolean;
      readonly target: CallTarget;
    }
);

/** Which contract is called, where and by whom. */
export interface CallTarget {
  readonly rpc: string;
  readonly client: Address;
  readonly from?: Address | undefined;
}

/** Why a message is refused. */
export interface RefusalReport {
  /**
   * `contract`: it reverts. `encoder`: no message can be made, as a key or a signature is no point or a number does not fit.
   * `light-block`: the contract takes the message, but the light block holds more than a message does, and that is wrong.
   */
  readonly by: 'contract' | 'encoder' | 'light-block';
  /** Name of the contract's error, `Error`, `Panic`, `empty`, `unknown`; `unencodable`; a code of `verify tendermint`. */
  readonly code: string;
  readonly message: string;
  readonly want?: string | undefined;
  readonly got?: string | undefined;
  readonly remedy?: Remedy | undefined;
  readonly args?: RevertArgs | undefined;
}

export interface CalldataReport extends Partial<CalldataExplanation> {
  /** Only when it was tried. */
  readonly verdict?: 'valid' | 'not-enough-trust' | 'invalid' | undefined;
  /** Of a valid message for a client: what it does to it. */
  readonly effect?: ClientEffect | undefined;
  readonly reason?: RefusalReport | undefined;
  /** Of all transactions, as the node estimates it. */
  readonly gasUsed?: bigint | undefined;
  /** Of each, where the votes do not fit one. */
  readonly transactions?: readonly bigint[] | undefined;
  readonly chainId?: string | undefined;
}

export type CalldataJudge = (request: CalldataRequest) => Promise<CalldataReport>;

/** One verifier and one connection a node for the whole run. */
export function createCalldataJudge(): CalldataJudge {
  const verifier = createNativeVerifier();
  const nodes = new Map<string, EthereumNode>();
  const open = (url: string): EthereumNode => {
    const node = nodes.get(url) ?? openEthereumNode(url);
    nodes.set(url, node);
    return node;
  };
  return (request) =>
    'calldata' in request
      ? judgeCalldata(request, verifier, open)
      : tryBlock(request, verifier, open(request.target.rpc));
}

type Open = (url: string) => EthereumNode;

async function judgeCalldata(
  { calldata, target, chainId }: Extract<CalldataRequest, { calldata: Uint8Array }>,
  verifier: SignatureVerifier,
  open: Open,
): Promise<CalldataReport> {
  // Before a node is asked: what cannot be read is not tried.
  const { calldata: sent, ...bare } = explainCalldata(calldata, { chainId, verifier });
  if (target === undefined) return { chainId, ...bare };
  const node = open(target.rpc);
  const isOfClient = bare.calls.every(({ callee }) => callee !== 'router');
  const facts = isOfClient ? await readClient(node, target.client) : undefined;
  const known = chainId ?? facts?.chainId;
  const { calldata: _, ...explained } = explainCalldata(calldata, { chainId: known, verifier });
  const trial = await simulateMessages(
    node,
    sent.map((data) => ({ to: target.client, data, from: target.from })),
  );
  return { ...toVerdict(trial), chainId: known, ...explained };
}

async function tryBlock(
  { target, chainId, ...request }: Exclude<CalldataRequest, { calldata: Uint8Array }>,
  verifier: SignatureVerifier,
  node: EthereumNode,
): Promise<CalldataReport> {
  const trial = await simulateUpdate(node, { ...request, ...target });
  const followed = trial.facts.chainId;
  if (chainId !== undefined && chainId !== followed) {
    throw new DecodeError('chainId', `${followed}, which the client follows`, chainId);
  }
  if (trial.status === 'unencodable') {
    const reason = { by: 'encoder', code: 'unencodable', message: trial.why } as const;
    return { verdict: 'invalid', reason, chainId: followed };
  }
  const explained = explainTransactions(trial.calldata, { chainId: followed, verifier });
  const verdict = toVerdict(trial);
  if (trial.unseen === undefined || verdict.verdict !== 'valid') return { ...verdict, chainId: followed, ...explained };
  const message = 'The contract takes the message, but the light block holds something else that is wrong.';
  const reason = { by: 'light-block', ...trial.unseen, message } as const;
  return { verdict: 'invalid', reason, gasUsed: verdict.gasUsed, chainId: followed, ...explained };
}

function toVerdict(
  trial: SimulatedTrial,
): Pick<CalldataReport, 'verdict' | 'effect' | 'reason' | 'gasUsed' | 'transactions'> {
  if (trial.status === 'accepted') {
    const { effect, gasUsed: each } = trial;
    const gasUsed = each.reduce((sum, gas) => sum + gas, 0n);
    return { verdict: 'valid', effect, gasUsed, ...(each.length > 1 ? { transactions: each } : {}) };
  }
  const { revert } = trial;
  const code = revert.kind === 'empty' || revert.kind === 'unknown' ? revert.kind : revert.name;
  const verdict = revert.name === 'CCTrustInsufficient' ? 'not-enough-trust' : 'invalid';
  return {
    verdict,
    reason: { by: 'contract', code, message: revert.sentence, remedy: revert.remedy, args: revert.args },
  };
}
