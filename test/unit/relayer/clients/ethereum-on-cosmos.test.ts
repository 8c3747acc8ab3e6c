/** The driver of a wasm client that follows Ethereum, over a beacon chain of our own. @module */
import { createPortableBls } from '@causeway/lightclient/ethereum';
import { EMPTY_CODE_HASH, type EthProof } from '@causeway/lightclient/ethereum/execution';
import {
  decodeWasmMembershipProof,
  type WasmClientState,
  type WasmConsensusState,
} from '@causeway/lightclient/ethereum/wasm-client';
import { expect, test } from 'vitest';
import { createEthereumOnCosmos } from '../../../../relayer/clients/ethereum-on-cosmos.ts';
import type { ClientDriver } from '../../../../relayer/ports/client-driver.ts';
import { RelayerError } from '../../../../relayer/ports/fault.ts';
import { createFakeBeaconSource } from '../../../support/beacon-source.ts';
import { ABSENT_PATH, CHAIN, proofOf, STORED, timeOf, trustedAt } from '../../../support/wasm-client-cases/setting.ts';

const bls = createPortableBls();
const NS = 1_000_000_000n;
const [[PATH, VALUE] = [ABSENT_PATH, ABSENT_PATH]] = STORED;

interface Setting {
  readonly driver: ClientDriver;
  /** Which block each proof was asked at. */
  readonly asked: bigint[];
}

/** The client stands at slot 72, the beacon chain attests slot 104 and finalizes 88. */
function create(
  change: Partial<WasmClientState> = {},
  spoil: (proof: EthProof) => EthProof = (proof) => proof,
): Setting {
  const { client, consensus } = trustedAt(72n);
  const state = { ...client, ...change };
  const latestHeight = { revisionNumber: 0n, revisionHeight: state.latestSlot };
  const asked: bigint[] = [];
  const driver = createEthereumOnCosmos({
    host: 'hub',
    counterparty: 'ethereum',
    clientId: '08-wasm-0',
    signer: 'me',
    readClient: async () => ({
      hostTimeNs: timeOf(110n) * NS,
      clientState: { state, checksum: new Uint8Array(32), latestHeight },
      latest: consensus satisfies WasmConsensusState,
    }),
    source: createFakeBeaconSource(CHAIN, 104n),
    async proofAt(address, slots, blockNumber) {
      asked.push(blockNumber);
      const proofs = [PATH, ABSENT_PATH]
        .map(proofOf)
        .filter(({ storageProof }) => slots.some((slot) => Buffer.from(slot).equals(storageProof.key)));
      const [first = proofOf(PATH)] = proofs;
      return spoil({
        address,
        accountProof: first.accountProof.proof,
        nonce: 1n,
        balance: 0n,
        codeHash: EMPTY_CODE_HASH,
        storageHash: first.accountProof.storageRoot,
        storageProof: proofs.map(({ storageProof }) => ({
          slot: storageProof.key,
          value: Uint8Array.from(Buffer.from(storageProof.value.toString(16).padStart(64, '0'), 'hex')),
          proof: storageProof.proof,
        })),
      });
    },
    bls,
  });
  return { driver, asked };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof RelayerError ? error.fault.code : String(error)),
  );

test('shows the client, which expires only where it has a trusting period', async () => {
  const { driver } = create();
  expect(driver).toMatchObject({ type: '08-wasm', host: 'hub', counterparty: 'ethereum', clientId: '08-wasm-0' });
  expect(await driver.view()).toMatchObject({
    status: 'active',
    latestHeight: { revisionNumber: 0n, revisionHeight: 72n },
    latestTimeNs: timeOf(72n) * NS,
    expiresAtNs: (1n << 63n) - 1n,
  });
  const bounded = await create({ trustingPeriod: 1000n }).driver.view();
  expect(bounded).toMatchObject({ status: 'active', expiresAtNs: (timeOf(72n) + 1000n) * NS });
  expect(await create({ trustingPeriod: 100n }).driver.view()).toMatchObject({ status: 'expired' });
  expect(await create({ isFrozen: true }).driver.view()).toMatchObject({ status: 'frozen' });
});

test('takes what the client knows where that is enough, and updates it where it is not', async () => {
  const { driver } = create();
  expect(await driver.target({ afterBlock: 72n })).toMatchObject({ height: { revisionHeight: 72n }, updates: [] });
  const target = await driver.target({ afterBlock: 73n, timeNs: timeOf(80n) * NS });
  expect(target).toMatchObject({ height: { revisionHeight: 88n }, timeNs: timeOf(88n) * NS });
  expect(target.updates).toMatchObject([{ clientId: '08-wasm-0', height: { revisionHeight: 88n } }]);
  expect(await codeOf(driver.target({ afterBlock: 89n }))).toBe('CHAIN_NOT_FINAL');
  expect(await codeOf(driver.target({ timeNs: timeOf(89n) * NS }))).toBe('CHAIN_NOT_FINAL');
});

test('rejects a target of a client that is of no use (CLIENT_FROZEN, CLIENT_EXPIRED)', async () => {
  expect(await codeOf(create({ isFrozen: true }).driver.target({}))).toBe('CLIENT_FROZEN');
  expect(await codeOf(create({ trustingPeriod: 100n }).driver.refresh())).toBe('CLIENT_EXPIRED');
});

test('reads values and absence at the block that a target finalized', async () => {
  const { driver, asked } = create();
  const { height } = await driver.target({ afterBlock: 80n });
  const reads = await driver.read(height, [PATH, ABSENT_PATH]);
  expect(asked).toEqual([88n]);
  expect(reads.map(({ value }) => value)).toEqual([VALUE, undefined]);
  expect(decodeWasmMembershipProof(reads[0]?.proof ?? new Uint8Array())).toEqual(proofOf(PATH));
  expect(await driver.read(height, [])).toEqual([]);
});

test('rejects an answer that the finalized state contradicts (RPC_DISTRUSTED)', async () => {
  const { driver } = create({}, (proof) => ({ ...proof, nonce: 2n }));
  const { height } = await driver.target({});
  expect(await codeOf(driver.read(height, [PATH]))).toBe('RPC_DISTRUSTED');
  expect(await codeOf(driver.read({ revisionNumber: 0n, revisionHeight: 73n }, [PATH]))).toBe('PROOF_UNAVAILABLE');
});

test('refreshes once a third of the trusting period has passed; without one, in each new period', async () => {
  expect(await create({ trustingPeriod: 5000n }).driver.refresh()).toBeUndefined();
  const due = await create({ trustingPeriod: 500n }).driver.refresh();
  expect(due?.height).toEqual({ revisionNumber: 0n, revisionHeight: 88n });
  expect(await create().driver.refresh()).toBeUndefined();
});
