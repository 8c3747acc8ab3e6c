/** The contract under test, stored in a virtual machine of its own for the tests of one file. @module */
import type { WasmClientState } from '@causeway/lightclient/ethereum/wasm-client';
import { afterAll, beforeAll } from 'vitest';
import { contractUnderTest } from '../cosmwasm/contract-under-test.ts';
import { timeOf, trustedAt } from '../wasm-client-cases/setting.ts';
import { createClient, type HostedClient, storeContract } from './host-client.ts';
import { startWasmVm, type WasmVm } from './start-wasm-vm.ts';

/** Where the clients of these tests begin, unless told otherwise: in period 1, which has the slots 64 to 127. */
export const TRUSTED = 72n;

/** What there is once the tests run. */
export interface UsedContract {
  readonly vm: WasmVm;
  /** Hexadecimal. */
  readonly checksum: string;
  readonly file: string;
}

/** What differs from an ordinary beginning. */
export interface Beginning {
  readonly change?: Partial<WasmClientState>;
  readonly slot?: bigint;
  /** Whether the committee of the next period is known. */
  readonly next?: boolean;
}

/** Call it once at the top of a file. */
export function useContract(): UsedContract & { begin(beginning?: Beginning): Promise<HostedClient> } {
  let used: UsedContract | undefined;
  beforeAll(async () => {
    const vm = await startWasmVm();
    const { file } = await contractUnderTest();
    used = { vm, file, checksum: await storeContract(vm, file) };
  });
  afterAll(() => used?.vm.stop());
  const get = (): UsedContract => {
    if (used === undefined) throw new Error('want a test that runs, got none');
    return used;
  };
  return {
    get vm() {
      return get().vm;
    },
    get checksum() {
      return get().checksum;
    },
    get file() {
      return get().file;
    },
    begin: ({ change = {}, slot = TRUSTED, next = true } = {}) => {
      const { client, consensus } = trustedAt(slot, { next });
      const start = { client: { ...client, ...change }, consensus };
      return createClient(get().vm, get().checksum, start, timeOf(slot));
    },
  };
}
