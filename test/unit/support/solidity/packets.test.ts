/** The packets that the Solidity tests read are what our own IBC code writes today. @module */
import { expect, test } from 'vitest';
import { packetsFixture } from '../../../support/solidity/fixtures/packets.ts';

test('packets.json is up to date (remove it to have it written anew)', async () => {
  const text = `${JSON.stringify(packetsFixture(), undefined, 1)}\n`;
  await expect(text).toMatchFileSnapshot('../../../contracts/fixtures/packets.json');
});
