/** `causeway deploy wasm-client`: a contract goes to a chain by a proposal of its governance. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { equalBytes, one, readMessage, toHex } from '@causeway/lightclient/codec';
import {
  buildSubmitProposal,
  type DepositRules,
  governanceAddress,
  type Proposal,
  readDepositRules,
  readOpenProposals,
  readProposal,
  readProposalId,
} from '../chains/cosmos/governance.ts';
import type { RpcPool } from '../chains/cosmos/rpc-pool.ts';
import { allowsWasmClients, readWasmChecksums } from '../chains/cosmos/wasm-checksums.ts';
import { buildStoreCode, STORE_CODE_TYPE } from '../clients/ethereum-wasm/governed-messages.ts';
import { openWasmCode, requireChecksum, type WasmCode } from '../clients/ethereum-wasm/wasm-code.ts';
import type { ConfirmRun } from '../pipeline/confirm.ts';
import { sendMessages } from '../pipeline/send-messages.ts';
import type { CoinAmount, WasmDeployReport, WasmDeployRequest } from '../ports/control.ts';
import { RelayerError } from '../ports/fault.ts';

export interface DeployContext {
  readonly pool: RpcPool;
  readonly run: ConfirmRun;
  readonly addressPrefix: string;
  /** Tells a person what is being done. */
  readonly progress: (line: string) => void;
}

/**
 * Waits until the code is stored, or until it is proposed when not told to wait. Run again, it takes up its own proposal, or
 * that of somebody else for the same code.
 * @throws {RelayerError} INPUT_INVALID for a file that is no contract; CONFIG_INVALID for a chain without 08-wasm;
 * PROPOSAL_REJECTED with the reason; otherwise as `sendMessages`.
 */
export async function deployWasmClient(request: WasmDeployRequest, context: DeployContext): Promise<WasmDeployReport> {
  const { pool, progress, run } = context;
  const code = openRequested(request);
  const about = { chain: pool.chain, checksum: toHex(code.checksum), bytes: code.code.length };
  progress(`code ${about.checksum}, ${about.bytes} bytes, ${code.packed.length} as sent`);
  const { signal } = run.context;
  if (await isStored(pool, code, signal)) return { ...about, status: 'stored', stored: 'before' };
  if (!(await allowsWasmClients(pool, signal))) {
    progress(
      `${pool.chain} does not allow clients of type 08-wasm: its parameter allowed_clients must be changed, too`,
    );
  }
  const open = (await readOpenProposals(pool, signal)).find((proposal) => proposes(proposal, code));
  if (open !== undefined) progress(`proposal ${open.id} is about this very code: taking it up`);
  const proposal = open?.id ?? (await propose(code, request, context));
  if (!request.wait) return { ...about, status: 'proposed', proposal };
  await awaitStored(proposal, code, context);
  return { ...about, status: 'stored', stored: 'by-proposal', proposal };
}

/** The proposal as a file for those who submit it by themselves: what `tx gov submit-proposal` of a chain's program takes. */
export function describeWasmProposal(request: WasmDeployRequest, addressPrefix: string): object {
  const code = openRequested(request);
  return {
    messages: [
      {
        '@type': STORE_CODE_TYPE,
        signer: governanceAddress(addressPrefix),
        wasm_byte_code: Buffer.from(code.packed).toString('base64'),
      },
    ],
    metadata: '',
    deposit: (request.deposit ?? []).map(formatCoin).join(','),
    ...textsOf(request, code),
    expedited: false,
  };
}

function openRequested({ code: bytes, name, checksum }: WasmDeployRequest): WasmCode {
  const code = openWasmCode(bytes, name);
  if (checksum !== undefined) requireChecksum(code, checksum, name);
  return code;
}

function textsOf({ title, summary }: WasmDeployRequest, code: WasmCode): { title: string; summary: string } {
  return {
    title: title ?? 'Store the Ethereum light client of Causeway',
    summary:
      summary ??
      `Stores a contract of ${code.code.length} bytes for 08-wasm light clients that follow Ethereum. ` +
        `SHA-256 of the unpacked code: ${toHex(code.checksum)}`,
  };
}

async function isStored(pool: RpcPool, { checksum }: WasmCode, signal: AbortSignal): Promise<boolean> {
  return (await readWasmChecksums(pool, signal)).some((stored) => equalBytes(stored, checksum));
}

const STORE_CODE = { signer: one(1, 'string'), code: one(2, 'bytes') };

function proposes({ messages }: Proposal, { checksum }: WasmCode): boolean {
  return messages.some(({ type, bytes }) => {
    if (type !== STORE_CODE_TYPE) return false;
    const { code = new Uint8Array(0) } = readMessage(bytes, STORE_CODE, 'message');
    return equalBytes(openWasmCode(code, 'the proposed code').checksum, checksum);
  });
}

async function propose(code: WasmCode, request: WasmDeployRequest, context: DeployContext): Promise<bigint> {
  const { pool, run, addressPrefix, progress } = context;
  const { writer } = run.chain;
  if (code.packed.length > writer.limits.maxTxBytes) {
    throw new RelayerError({
      code: 'CONFIG_INVALID',
      message: `the code does not fit into a transaction on ${pool.chain}`,
      want: `at most ${writer.limits.maxTxBytes} bytes (maxTxBytes)`,
      got: `${code.packed.length}`,
    });
  }
  const deposit = chooseDeposit(await readDepositRules(pool, run.context.signal), request, progress);
  const message = buildSubmitProposal({
    messages: [buildStoreCode(code.packed, governanceAddress(addressPrefix))],
    deposit,
    proposer: writer.signer,
    ...textsOf(request, code),
  });
  progress(`proposing with a deposit of ${deposit.map(formatCoin).join(', ') || 'nothing'} from ${writer.signer}`);
  const { data, hash, height } = await sendMessages([message], run);
  const id = readProposalId(data);
  if (id === undefined) throw new Error('unreachable: an included proposal has an id');
  progress(`proposal ${id}, transaction ${hash} at height ${height}`);
  return id;
}

/** @throws {RelayerError} PROPOSAL_REJECTED for less than the chain takes from a proposer. */
function chooseDeposit(
  { minimum, initial }: DepositRules,
  { deposit = minimum }: WasmDeployRequest,
  progress: (line: string) => void,
): readonly CoinAmount[] {
  const covers = (wanted: readonly CoinAmount[]): boolean =>
    wanted.every(({ denom, amount }) => deposit.some((coin) => coin.denom === denom && coin.amount >= amount));
  const isTaken = deposit.every(({ denom }) => minimum.some((coin) => coin.denom === denom));
  if (!covers(initial) || !isTaken) {
    throw new RelayerError({
      code: 'PROPOSAL_REJECTED',
      message: 'The deposit is not enough for a proposal',
      want: `at least ${initial.map(formatCoin).join(', ')}`,
      got: deposit.map(formatCoin).join(', ') || 'nothing',
    });
  }
  if (!covers(minimum)) {
    progress(`voting begins once others have deposited the rest of ${minimum.map(formatCoin).join(', ')}`);
  }
  return deposit;
}

function formatCoin({ denom, amount }: CoinAmount): string {
  return `${amount}${denom}`;
}

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

async function awaitStored(id: bigint, code: WasmCode, { pool, run, progress }: DeployContext): Promise<void> {
  const { signal, clock } = run.context;
  let told: Proposal['state'] | undefined;
  for (;;) {
    const proposal = await readProposal(pool, id, signal);
    const { state, endsAtMs = 0, reason } = proposal;
    if (state === 'passed') break;
    if (state !== 'deposit' && state !== 'voting') throw rejected(pool.chain, proposal);
    if (state !== told) {
      const until = new Date(endsAtMs).toISOString();
      progress(`proposal ${id}: ${state === 'voting' ? 'votes' : 'deposits'} are taken until ${until}`);
      told = state;
    }
    if (reason !== undefined) progress(`proposal ${id}: ${reason}`);
    const left = (endsAtMs - clock.now()) / 20;
    await sleep(Math.min(Math.max(left, SHORTEST_WAIT_MS), LONGEST_WAIT_MS), undefined, { signal });
  }
  if (await isStored(pool, code, signal)) return;
  throw new RelayerError({
    code: 'PROPOSAL_REJECTED',
    message: `proposal ${id} of ${pool.chain} has passed, but the code is not there`,
    want: toHex(code.checksum),
    got: 'other checksums',
  });
}

const ENDINGS: Readonly<Record<string, string>> = {
  rejected: 'the votes did not carry it',
  failed: 'it passed, and could not be carried out',
  gone: 'its deposit was not reached in time, or it was withdrawn',
};

function rejected(chain: string, { id, state, reason }: Proposal): RelayerError {
  const why = [ENDINGS[state] ?? state, ...(reason === undefined ? [] : [reason])].join(': ');
  return new RelayerError({ code: 'PROPOSAL_REJECTED', message: `proposal ${id} of ${chain} is ${state}: ${why}` });
}
