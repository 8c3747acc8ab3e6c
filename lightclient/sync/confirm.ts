/** Confirms a verified block with the witnesses, and turns a conflict that both sides can prove into evidence. @module */
import { type AttackEvidence, buildAttackEvidence, type LightBlock } from '../tendermint/index.ts';
import { describeBlock } from './block-hash.ts';
import { type Context, verifyForward } from './context.ts';
import { askWitness, type WitnessAnswer } from './cross-check.ts';
import { type Conflict, type Divergence, examineConflict } from './examine-conflict.ts';
import { LightClientError, type ProviderVerdict, toVerdict } from './light-client-error.ts';
import { isBenign, type LightBlockProvider, ProviderError } from './provider.ts';
import type { Signal } from './signal.ts';

export interface Confirmation {
  /** The trusted block first, the new one last. */
  readonly trace: readonly LightBlock[];
  /** Who gave the trace. */
  readonly source: LightBlockProvider;
  readonly signal?: Signal | undefined;
}

/** @throws {LightClientError} `attack`, or `not-cross-checked` when the policy requires a witness and none confirms. */
export async function confirmBlock(context: Context, { trace, source, signal }: Confirmation): Promise<void> {
  const block = trace.at(-1);
  const { witnessPolicy } = context.settings;
  if (block === undefined || witnessPolicy === 'none') return;
  const answers = await askAll(context, block, signal);
  const verdicts: ProviderVerdict[] = [];
  for (const { witness, answer } of answers) {
    verdicts.push(
      answer.status === 'conflict'
        ? await accuse(context, { trace, backer: source, challenger: witness, challenge: answer.block, signal })
        : settle(context, witness, answer),
    );
  }
  if (witnessPolicy === 'prefer' || verdicts.some(({ outcome }) => outcome === 'confirmed')) return;
  const message = `no witness confirms ${describeBlock(block)} of ${source.id}`;
  throw new LightClientError({ code: 'not-cross-checked', message, verdicts });
}

function askAll(context: Context, block: LightBlock, signal: Signal | undefined) {
  const { providers, settings, wait, laggards } = context;
  return Promise.all(
    providers.witnesses.map(async (witness) => {
      const forNs = laggards.has(witness) ? 0n : settings.witnessPatience;
      return { witness, answer: await askWitness({ witness, block, patience: { forNs, wait }, signal }) };
    }),
  );
}

function settle(
  { providers, laggards }: Context,
  witness: LightBlockProvider,
  answer: Exclude<WitnessAnswer, { status: 'conflict' }>,
): ProviderVerdict {
  laggards.delete(witness);
  if (answer.status === 'confirmed') return { provider: witness.id, outcome: 'confirmed', detail: '' };
  const { error } = answer;
  if (error.fault.code === 'lagging') laggards.add(witness);
  if (!isBenign(error)) providers.drop(witness, error);
  return toVerdict(error);
}

export interface Accusation {
  /** Blocks that verify, the last of which is disputed. */
  readonly trace: readonly LightBlock[];
  /** Who has the trace; undefined when it comes from our own store. */
  readonly backer?: LightBlockProvider | undefined;
  readonly challenger: LightBlockProvider;
  readonly challenge: LightBlock;
  readonly signal?: Signal | undefined;
}

/**
 * Lets the challenger prove its block. When it cannot, it was just wrong, and its verdict is returned; when it can, more
 * than a third of the voting power signed two chains.
 * @throws {LightClientError} `attack`, with the evidence, which was also handed to the other side each.
 */
export async function accuse(context: Context, accusation: Accusation): Promise<ProviderVerdict> {
  const { trace, backer, challenger, challenge, signal } = accusation;
  const verify: Conflict['verify'] = (source, trusted, target) =>
    verifyForward(context, { source, trusted, target, signal });
  try {
    const divergence = await examineConflict({ trace, challenge, source: challenger, verify, signal });
    const evidence = [toEvidence(divergence)];
    const reverse = await examineBack(divergence, { backer, verify, signal });
    if (reverse !== undefined) evidence.push(toEvidence(reverse));
    await Promise.all([
      report(context, { provider: challenger, evidence: evidence[0], signal }),
      report(context, { provider: backer, evidence: evidence[1], signal }),
    ]);
    throw attack(accusation, divergence, evidence);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (!isBenign(error)) context.providers.drop(challenger, error);
    return toVerdict(error);
  }
}

function toEvidence({ common, ours, theirs }: Divergence): AttackEvidence {
  return buildAttackEvidence({ common, conflicting: ours, trusted: theirs });
}

/** The same seen from the other side. Evidence must lead from the common block to the conflicting one in one step. */
async function examineBack(
  { common, ours, theirs, theirTrace }: Divergence,
  { backer, ...rest }: Pick<Accusation, 'backer' | 'signal'> & Pick<Conflict, 'verify'>,
): Promise<Divergence | undefined> {
  if (theirTrace.length <= 2) return { common, ours: theirs, theirs: ours, theirTrace: [common, ours] };
  if (backer === undefined) return undefined;
  try {
    return await examineConflict({ trace: theirTrace, challenge: ours, source: backer, ...rest });
  } catch (error) {
    // The evidence in the other direction stands without this one.
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}

interface Report {
  readonly provider: LightBlockProvider | undefined;
  readonly evidence: AttackEvidence | undefined;
  readonly signal: Signal | undefined;
}

/** Together more than most chains take for a block. */
const REPORT_PAUSES_MS = [500, 1_000, 2_000, 4_000];

/** A node refuses evidence about its newest block, whose commit comes with the next one: so it is offered again. */
async function report({ wait }: Context, { provider, evidence, signal }: Report): Promise<void> {
  if (provider?.reportEvidence === undefined || evidence === undefined) return;
  for (const pauseMs of [...REPORT_PAUSES_MS, undefined]) {
    try {
      await provider.reportEvidence(evidence, signal);
      return;
    } catch (error) {
      // The caller gets the evidence too, so a provider that does not want it changes nothing.
      if (!(error instanceof ProviderError)) throw error;
    }
    if (pauseMs !== undefined) await wait(pauseMs, signal);
  }
}

function attack(
  { backer, challenger }: Accusation,
  { ours, theirs, common }: Divergence,
  evidence: readonly AttackEvidence[],
): LightClientError {
  const ourName = backer?.id ?? 'our own store';
  const { height } = common.signedHeader.header;
  return new LightClientError({
    code: 'attack',
    message: `two chains part above height ${height}, both signed by enough validators`,
    verdicts: [
      { provider: ourName, outcome: 'conflict', detail: describeBlock(ours) },
      { provider: challenger.id, outcome: 'conflict', detail: describeBlock(theirs) },
    ],
    evidence,
  });
}
