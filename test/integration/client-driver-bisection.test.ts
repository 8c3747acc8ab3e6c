/** The driver when validators have changed so much that the client on chain would not believe the newest header at once. @module */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCometbftClientFactory } from '../../relayer/clients/cometbft/create-client-factory.ts';
import { createCometbftOnCosmos } from '../../relayer/clients/cometbft-on-cosmos.ts';
import { type Devnet, stake, startDevnet, waitForPower } from '../devnet/index.ts';
import { followDevnet } from '../support/follow-devnet.ts';
import { createClient, sendMessages } from '../support/send-messages.ts';

let devnet: Devnet;

beforeAll(async () => {
  devnet = await startDevnet({
    chains: [{ chainId: 'alpha-1', validators: [20, 40, 30, 10], proposeTimeoutMs: 300 }, 'beta-1'],
    defaults: { blockTimeMs: 300 },
  });
});

afterAll(() => devnet?.stop());

test('leads the client through several updates, which the host accepts in one transaction', async () => {
  const [alpha, beta] = [devnet.chain('alpha-1'), devnet.chain('beta-1')];
  await using counterparty = await followDevnet(alpha);
  await using host = await followDevnet(beta);
  const signer = beta.faucet.address;
  const chains = { host: host.headers, counterparty: counterparty.headers, signer };
  const clientId = await createClient(beta, await createCometbftClientFactory(chains).buildCreate());

  await stake(alpha, 0, 2_000);
  await waitForPower(alpha, 0, 2_020n);
  // Only the one that has grown signs from here on: a fifth of the power that the client trusts.
  for (const index of [1, 2, 3]) await alpha.stopValidator(index);
  const height = (await alpha.client.height()) + 4n;
  await alpha.client.waitForHeight(height, 60_000);

  const driver = createCometbftOnCosmos({ ...chains, clientId });
  const target = await driver.target({ afterBlock: height - 1n });
  expect(target.updates.length).toBeGreaterThan(1);
  await sendMessages(
    beta,
    target.updates.map(({ message }) => message),
  );
  expect(await driver.view()).toMatchObject({ status: 'active', latestHeight: target.height });
});
