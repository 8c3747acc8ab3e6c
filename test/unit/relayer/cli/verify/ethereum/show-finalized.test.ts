/** A finalized header as `ethereum-follow` prints it, in the shapes of all forks. @module */
import type { LightClientFork } from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';
import {
  formatFinalized,
  formatHead,
  showFinalized,
} from '../../../../../../relayer/cli/verify/ethereum/show-finalized.ts';
import { createBeaconConfig } from '../../../../../support/beacon-config.ts';
import { buildBeaconChain } from '../../../../../support/build-beacon-chain.ts';

function stepOf(fork: LightClientFork) {
  const chain = buildBeaconChain({ config: createBeaconConfig({ [fork]: 0n }) });
  const step = {
    header: chain.headerAt(72n),
    root: chain.blockAt(72n).root,
    participants: 31,
    committeeSize: 32,
    signatureSlot: 90n,
    source: 'node:5052',
  };
  return { step, config: chain.config };
}

test.each([
  ['bellatrix', /^✓ slot 72 {2}epoch 9 {2}period 1 {2}block 0x[0-9a-f]{10}… {2}signed by 31 of 32 {2}from node:5052$/],
  ['electra', /… {2}execution 72 0x[0-9a-f]{10}… {2}signed by/],
  ['gloas', /… {2}execution 0x[0-9a-f]{10}… {2}signed by/],
] as const)('a header of %s is one line', (fork, line) => {
  const { step, config } = stepOf(fork);
  expect(showFinalized(step, config, (text) => text)).toMatch(line);
});

test('a header is JSON with integers as text and bytes as hex with 0x', () => {
  const { step, config } = stepOf('electra');
  expect(formatFinalized(step, config)).toEqual({
    ...formatHead(step.header),
    slot: '72',
    epoch: '9',
    period: '1',
    participants: 31,
    committeeSize: 32,
    signatureSlot: '90',
    source: 'node:5052',
  });
  expect(formatHead(step.header)).toMatchObject({ execution: { blockNumber: '72' } });
  expect(formatHead(stepOf('gloas').step.header).execution).toEqual({
    blockHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
  });
  expect(formatHead(stepOf('altair').step.header)).not.toHaveProperty('execution');
});
