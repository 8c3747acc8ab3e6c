/** Answers come in pieces, cut wherever the network likes. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpPoster, type HttpPoster } from '../../../../../relayer/chains/cosmos/http-post.ts';

const SITE = { endpoint: 'node', method: 'status' };
let pieces: readonly Uint8Array[];
let server: Server;
let poster: HttpPoster;

beforeEach(async () => {
  server = createServer(async (request, response) => {
    request.resume();
    await once(request, 'end');
    for (const piece of pieces) {
      await new Promise<void>((resolve) => response.write(piece, () => resolve()));
      await nextTurn();
    }
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: a server without a port');
  const url = `http://127.0.0.1:${address.port}`;
  poster = createHttpPoster({ url, timeoutMs: 5_000, maxResponseBytes: 12, maxSockets: 1, now: Date.now });
});
afterEach(() => {
  poster.close();
  server.close();
});

test('reads a character that is cut in two', async () => {
  const bytes = Buffer.from('{"é":"€"}');
  pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
  expect(await poster.post('{}', SITE)).toEqual({ status: 200, body: '{"é":"€"}' });
});

test('accepts an answer of exactly the allowed size, in bytes', async () => {
  pieces = [Buffer.from('€€'), Buffer.from('€€')];
  expect(await poster.post('{}', SITE)).toMatchObject({ body: '€€€€' });
});

test('rejects an answer of one byte more (RPC_BAD_RESPONSE)', async () => {
  pieces = [Buffer.from('€€€€'), Buffer.from('.')];
  await expect(poster.post('{}', SITE)).rejects.toMatchObject({
    fault: { code: 'RPC_BAD_RESPONSE', want: 'at most 12 bytes', context: { tooLarge: 'true' } },
  });
});
