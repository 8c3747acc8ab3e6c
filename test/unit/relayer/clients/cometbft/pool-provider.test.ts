/** Endpoints of a pool as sources of light blocks: one that lets us wait in vain is not waited for each time. @module */
import { createValidatorSetCache } from '@causeway/lightclient/providers';
import { ProviderError } from '@causeway/lightclient/sync';
import { afterEach, expect, test } from 'vitest';
import { createPoolProvider } from '../../../../../relayer/clients/cometbft/pool-provider.ts';
import { type ScriptedPool, startScriptedPool } from '../../../../support/scripted-pool.ts';

const open: ScriptedPool[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

/** The first of `count` nodes never answers. Gives how often it was asked when three light blocks were wanted of it. */
async function askSilent(count: number): Promise<number> {
  const scripted = await startScriptedPool(count, { timeoutMs: 100 });
  open.push(scripted);
  const [url = ''] = scripted.pool.status().map((endpoint) => endpoint.url);
  let requests = 0;
  scripted.node.breakWith(() => {
    requests += 1;
  });
  const provider = createPoolProvider(scripted.pool, url, createValidatorSetCache());
  for (let times = 0; times < 3; times++) {
    const failure = await provider.lightBlock('latest').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ fault: { code: 'no-response' } });
  }
  return requests;
}

test('does not ask again at once when another endpoint works', async () => {
  expect(await askSilent(2)).toBe(1);
});

test('asks again when there is no other', async () => {
  expect(await askSilent(1)).toBe(3);
});
