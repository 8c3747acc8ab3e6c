/** Light-client contracts in a real virtual machine, as ibc-go's 08-wasm module runs them, without a chain around it. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { buildWasmVm } from './build-wasm-vm.ts';

/** What to do; the fields that each one reads are in `program/requests.go`. Bytes are base64. */
export interface VmRequest {
  readonly do: string;
  /** Seconds since 1970, of the block that the request is in. */
  readonly time?: bigint;
  readonly [field: string]: unknown;
}

/** One call into the virtual machine. */
export interface VmCall {
  readonly entry: string;
  readonly message: string;
  /** The machine's own gas: 140 000 make one of the SDK's. */
  readonly gas: number;
}

/** What became of a request: all of it, or nothing. */
export interface VmAnswer {
  readonly result?: unknown;
  readonly error?: string;
  /** SDK gas of everything that was done. */
  readonly gas: number;
  readonly calls: readonly VmCall[];
}

export interface WasmVm {
  ask(request: VmRequest): Promise<VmAnswer>;
  stop(): Promise<void>;
}

/** What differs from 08-wasm. */
export interface WasmVmOptions {
  /** Memory of a contract; 32 unless given. */
  readonly memoryMebibytes?: number;
}

/** Starts the program; it ends with this process, since it reads what we write. */
export async function startWasmVm({ memoryMebibytes }: WasmVmOptions = {}): Promise<WasmVm> {
  const args = memoryMebibytes === undefined ? [] : [`${memoryMebibytes}`];
  const child = spawn(await buildWasmVm(), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: ((line: string) => void)[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => waiting.shift()?.(line));
  const exited = once(child, 'exit');
  const next = (): Promise<string> =>
    Promise.race([
      new Promise<string>((resolve) => waiting.push(resolve)),
      exited.then(([code]) => Promise.reject(new Error(`wasm-vm: want an answer, got exit code ${code}`))),
    ]);
  await next();
  return {
    ask: async (request) => {
      const answer = next();
      child.stdin.write(`${JSON.stringify(toWire(request))}\n`);
      return parseAnswer(await answer);
    },
    stop: () => stop(child, exited),
  };
}

function toWire({ time = 1n, ...request }: VmRequest): unknown {
  return { ...request, time: String(time * 1_000_000_000n) };
}

function parseAnswer(line: string): VmAnswer {
  return JSON.parse(line) as VmAnswer; // our own program's
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.stdin?.end();
  await exited;
}
