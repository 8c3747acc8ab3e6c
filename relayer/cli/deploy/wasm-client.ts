/** `causeway deploy wasm-client`: reads the contract and the flags, and tells what became of it. @module */
import { readFileSync } from 'node:fs';
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import type { Config } from '../../../config/config.ts';
import { bundledContract } from '../../control/bundled-contract.ts';
import type { CoinAmount, WasmDeployReport, WasmDeployRequest } from '../../ports/control.ts';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { type Globals, loadConfigOf } from '../globals.ts';
import { note, print } from '../show/print.ts';
import { usage } from '../usage-error.ts';

/** Flags of `deploy wasm-client`. */
export interface WasmClientFlags {
  readonly wasm?: string;
  readonly checksum?: string;
  readonly deposit?: string;
  readonly from?: string;
  readonly title?: string;
  readonly summary?: string;
  readonly wait: boolean;
  readonly print?: boolean;
}

export async function deployWasmClient(chain: string, flags: WasmClientFlags, globals: Globals): Promise<void> {
  const request = readRequest(chain, flags);
  if (flags.print === true) return await printProposal(request, globals);
  const { withRelayer } = await import('../open-relayer.ts');
  const report = await withRelayer(
    globals,
    ({ relayer }) => relayer.deployWasmClient(request, { progress: (line) => note(`  ${line}`) }),
    { adapt: (config) => onlyChain(config, chain, flags.from) },
  );
  print(globals.json, report, () => showReport(report));
}

/** Only this chain is asked and only its key is needed. */
function onlyChain(config: Config, name: string, from: string | undefined): Config {
  const chain = chainOf(config, name);
  return { ...config, paths: [], chains: [from === undefined ? chain : { ...chain, key: from }] };
}

function chainOf({ chains }: Config, name: string): Config['chains'][number] {
  const chain = chains.find((each) => each.name === name);
  if (chain !== undefined) return chain;
  const names = chains.map((each) => each.name).join(', ');
  throw usage('Which chain?', names === '' ? 'a chain in the configuration' : `one of ${names}`, `'${name}'`);
}

async function printProposal(request: WasmDeployRequest, globals: Globals): Promise<void> {
  const { describeWasmProposal } = await import('../../control/deploy-wasm-client.ts');
  const { addressPrefix } = chainOf(await loadConfigOf(globals), request.chain);
  process.stdout.write(`${JSON.stringify(describeWasmProposal(request, addressPrefix), null, 2)}\n`);
}

function readRequest(chain: string, flags: WasmClientFlags): WasmDeployRequest {
  const { wasm, checksum, deposit, title, summary, wait } = flags;
  const contract = wasm === undefined ? bundledContract() : { code: readContract(wasm), name: wasm };
  return {
    ...{ ...contract, chain, wait },
    ...(checksum === undefined ? {} : { checksum: readChecksum(checksum) }),
    ...(deposit === undefined ? {} : { deposit: deposit.split(',').map(readCoin) }),
    ...(title === undefined ? {} : { title }),
    ...(summary === undefined ? {} : { summary }),
  };
}

function readContract(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    const fault = { code: 'NO_INPUT', exitCode: EXIT.noInput, message: `${file} cannot be read`, want: 'a file', got };
    throw new CliError(fault, { cause });
  }
}

function readChecksum(text: string): Uint8Array {
  try {
    const bytes = fromHex(text, '--checksum');
    if (bytes.length === 32) return bytes;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  throw usage('--checksum cannot be read', '64 hex digits', `'${text.slice(0, 80)}'`);
}

function readCoin(text: string): CoinAmount {
  const [, amount, denom] = /^([1-9]\d{0,77})([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/.exec(text.trim()) ?? [];
  if (amount !== undefined && denom !== undefined) return { amount: BigInt(amount), denom };
  throw usage('--deposit cannot be read', 'amount and denom, such as 10000000uatom', `'${text.slice(0, 80)}'`);
}

function showReport(report: WasmDeployReport): string {
  const { chain, checksum } = report;
  if (report.status === 'proposed') {
    return `Proposed to ${chain}: proposal ${report.proposal}. Run again to wait for what becomes of it.
Checksum ${checksum}`;
  }
  const how = report.stored === 'before' ? 'Nothing to do: it was stored before.' : `By proposal ${report.proposal}.`;
  return `Stored on ${chain}. ${how}
Checksum ${checksum}`;
}
