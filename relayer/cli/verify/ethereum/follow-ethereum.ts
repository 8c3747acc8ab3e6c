/** Runs `causeway verify ethereum-follow`. @module */
import type { BeaconConfig } from '@causeway/lightclient/ethereum';
import { createNativeBls, createTextFile } from '@causeway/lightclient/native';
import { wait } from '@causeway/lightclient/providers';
import { createBeaconLightClient, followFinality } from '@causeway/lightclient/providers/beacon-api';
import {
  BeaconFollowError,
  type BeaconFollowErrorCode,
  type BeaconFollower,
  type EndpointStatus,
  type FinalizedStep,
  formatBeaconEvidence,
} from '@causeway/lightclient/sync/ethereum';
import { formatAge } from '../../../ops/format-time.ts';
import { fileErrorCode } from '../../../ports/file-error.ts';
import { CliError, type CliFault } from '../../cli-error.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import type { Globals } from '../../globals.ts';
import { createPaint } from '../../show/paint.ts';
import { note } from '../../show/print.ts';
import type { Flags } from '../flags.ts';
import { type FollowSettings, readFollowSettings } from './follow-settings.ts';
import { formatFinalized, showFinalized } from './show-finalized.ts';
import { unusableFile, writeOutput } from './write-output.ts';

/** Follows until SIGINT or SIGTERM, or until what the flags name. @throws {CliError} */
export async function followEthereum(flags: Flags, globals: Globals): Promise<void> {
  const settings = readFollowSettings(flags, globals);
  const stop = new AbortController();
  const onSignal = () => stop.abort(STOPPED);
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    await follow(settings, globals.json || process.stdout.isTTY !== true, stop.signal);
  } catch (error) {
    if (error !== STOPPED) throw explain(error, settings);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

const STOPPED = new Error('stopped by a signal');

async function follow(settings: FollowSettings, asJson: boolean, signal: AbortSignal): Promise<void> {
  const outage = createOutage(settings.maxOutageMs);
  const client = await open(settings, outage, signal);
  const { config } = client;
  const paint = createPaint();
  const format = (step: FinalizedStep) =>
    asJson ? JSON.stringify({ finalized: formatFinalized(step, config) }) : showFinalized(step, config, paint);
  const { toldSlot } = client.state();
  if (settings.until !== undefined && toldSlot >= settings.until) return;
  note(`Following from slot ${toldSlot}; Ctrl-C ends it.`);
  try {
    let seen = 0n;
    for await (const step of followFinality(client, { signal, onRound: outage.note })) {
      process.stdout.write(`${format(step)}\n`);
      seen += 1n;
      if (seen === settings.count || isReached(step, settings)) return;
    }
  } catch (error) {
    throw explainConflict(error, settings, config);
  }
}

function isReached({ header }: FinalizedStep, { until }: FollowSettings): boolean {
  return until !== undefined && header.beacon.slot >= until;
}

const RETRY_MS = 2_000;

/** Endpoints that are down when we start are no other outage than those that go down later. */
async function open(settings: FollowSettings, outage: Outage, signal: AbortSignal): Promise<BeaconFollower> {
  const { store, ...rest } = settings;
  const bls = createNativeBls();
  if (bls.backend === 'portable') note(`! signatures are checked without blst, which is slow: ${bls.reason}`);
  const kept = store === undefined ? {} : { store: createTextFile(store) };
  for (;;) {
    try {
      const client = await createBeaconLightClient({ ...rest, ...kept, bls: bls.verifier, onAside: noteAside }, signal);
      outage.note(undefined);
      return client;
    } catch (error) {
      if (!(error instanceof BeaconFollowError) || !PASSING.has(error.code)) throw error;
      outage.note(error);
      await wait(RETRY_MS, signal);
    }
  }
}

const PASSING: ReadonlySet<string> = new Set(['unavailable', 'invalid-update']);

function noteAside({ id, outcome, detail }: EndpointStatus): void {
  note(`! ${id} is not asked again: ${outcome}: ${detail}`);
}

interface Outage {
  /** @throws the trouble itself once it has lasted too long. */
  readonly note: (trouble: BeaconFollowError | undefined) => void;
}

/** Says when nobody helps and when somebody does again; gives up after a while. */
function createOutage(maxMs: number): Outage {
  let sinceMs: number | undefined;
  return {
    note(trouble) {
      if (trouble === undefined) {
        if (sinceMs !== undefined) note(`Going on after ${formatAge(Date.now() - sinceMs)}.`);
        sinceMs = undefined;
        return;
      }
      if (sinceMs === undefined) note(`! waiting: ${trouble.message}`);
      sinceMs ??= Date.now();
      if (Date.now() - sinceMs >= maxMs) throw trouble;
    },
  };
}

const EXIT_CODES: Readonly<Record<BeaconFollowErrorCode, ExitCode>> = {
  'checkpoint-expired': EXIT.refused,
  'trust-conflict': EXIT.refused,
  conflict: EXIT.refused,
  'store-corrupt': EXIT.malformed,
  unavailable: EXIT.unavailable,
  'invalid-update': EXIT.unavailable,
};

/** Codes as the rest of the command line writes them: `CONFLICT`, `CHECKPOINT_EXPIRED` … */
function explain(error: unknown, { store }: FollowSettings): unknown {
  if (error instanceof BeaconFollowError) return new CliError(toFault(error), { cause: error });
  return store === undefined || fileErrorCode(error) === undefined ? error : unusableFile(store, error);
}

function toFault({ code, message }: BeaconFollowError): CliFault {
  return { code: code.toUpperCase().replaceAll('-', '_'), exitCode: EXIT_CODES[code], message };
}

/** Evidence goes where it is not lost: to a file, or to standard output. */
function explainConflict(error: unknown, { evidence: file }: FollowSettings, config: BeaconConfig): unknown {
  if (!(error instanceof BeaconFollowError) || error.evidence === undefined) return error;
  const text = `${JSON.stringify({ evidence: formatBeaconEvidence(error.evidence, config) })}\n`;
  if (file === undefined) process.stdout.write(text);
  else writeOutput(file, text);
  const hint = `What proves both is ${file === undefined ? 'on standard output' : `in ${file}`}.`;
  return new CliError({ ...toFault(error), hint }, { cause: error });
}
