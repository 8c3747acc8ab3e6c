/**
 * Sends the transactions of a deployment. Before one is sent, its signed bytes are saved: after a crash the same bytes go out
 * again, and as a nonce is used once, nothing is deployed twice.
 * @module
 */
import { keccak256 } from 'viem';
import { RelayerError } from '../../../ports/fault.ts';
import type { Manifest, PendingTransaction } from './manifest.ts';
import { nextStep, type Step } from './plan.ts';
import { recordStep } from './record-step.ts';
import { look, type SendOptions, sendStep } from './send-step.ts';
import type { DeployClient } from './sign-step.ts';

export interface RunOptions extends SendOptions {
  /** Durable when it returns. */
  readonly save?: ((manifest: Manifest) => void | Promise<void>) | undefined;
}

/** Until nothing is left to do. @throws {RelayerError} CHAIN_*, RPC_*; what was done so far is saved */
export async function runPlan(start: Manifest, options: RunOptions): Promise<Manifest> {
  const { client, save = () => undefined, progress = () => undefined } = options;
  let manifest = start;
  for (let step = nextStep(manifest); step !== undefined; step = nextStep(manifest)) {
    const keep = async (pending: PendingTransaction | undefined): Promise<void> => {
      manifest = { ...manifest, pending };
      await save(manifest);
    };
    requireOwn(step, manifest.pending);
    const receipt = await sendStep(step, manifest.pending, keep, options);
    manifest = await recordStep(client, manifest, step, receipt);
    await save(manifest);
    progress(`${step.name}: ${receipt.contractAddress ?? receipt.transactionHash}, ${receipt.gasUsed} gas`);
  }
  return manifest;
}

/** With a transaction that is included though nobody wrote that down; nothing is sent or saved. @throws {RelayerError} RPC_* */
export async function adoptIncluded(client: DeployClient, manifest: Manifest): Promise<Manifest> {
  const step = nextStep(manifest);
  if (manifest.pending === undefined || step === undefined) return manifest;
  requireOwn(step, manifest.pending);
  const fate = await look(client, manifest.pending);
  if (fate.kind === 'waiting') return manifest;
  if (fate.kind === 'included' && fate.receipt.status === 'success') {
    return await recordStep(client, manifest, step, fate.receipt);
  }
  return { ...manifest, pending: undefined };
}

/** @throws {RelayerError} INPUT_INVALID for a manifest that somebody has changed */
function requireOwn(step: Step, pending: PendingTransaction | undefined): void {
  if (pending === undefined) return;
  const message = 'The manifest is not as it was written: its pending transaction';
  if (pending.step !== step.name) {
    throw new RelayerError({ code: 'INPUT_INVALID', message, want: step.name, got: pending.step });
  }
  for (const { hash, signed } of pending.attempts) {
    const got = keccak256(signed);
    if (got !== hash) throw new RelayerError({ code: 'INPUT_INVALID', message, want: hash, got });
  }
}
