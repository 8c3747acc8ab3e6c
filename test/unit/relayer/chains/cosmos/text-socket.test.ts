/** The WebSocket client: frames by hand, and a conversation with a server. @module */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFrameReader, openTextSocket } from '../../../../../relayer/chains/cosmos/text-socket.ts';

/** RFC 6455, section 5.7, and variations. */
function frame(opcode: number, payload: Buffer | string, { last = true, reserved = 0, masked = false } = {}): Buffer {
  const body = Buffer.from(payload);
  const first = (last ? 0x80 : 0) | reserved | opcode;
  const mask = masked ? 0x80 : 0;
  if (body.length < 126) return Buffer.concat([Buffer.from([first, mask | body.length]), body]);
  if (body.length < 65_536)
    return Buffer.concat([Buffer.from([first, mask | 126, body.length >> 8, body.length & 255]), body]);
  const head = Buffer.alloc(10);
  head.set([first, mask | 127]);
  head.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([head, body]);
}

function readAll(chunks: readonly Buffer[], maxBytes = 1_000_000) {
  const messages: [number, string][] = [];
  const reader = createFrameReader(maxBytes, (opcode, payload) => void messages.push([opcode, payload.toString()]));
  const fault = chunks.map((chunk) => reader(chunk)).find((outcome) => outcome !== undefined);
  return { messages, fault };
}

describe('frames', () => {
  test('accepts the example of the RFC: a single unmasked text', () => {
    expect(readAll([Buffer.from([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f])])).toEqual({ messages: [[1, 'Hello']] });
  });

  test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
    'accepts a text of %i bytes, whole and byte by byte',
    (length) => {
      const text = 'x'.repeat(length);
      const bytes = frame(1, text);
      expect(readAll([bytes]).messages).toEqual([[1, text]]);
      const chunks =
        length > 1_000 ? [bytes.subarray(0, 3), bytes.subarray(3)] : [...bytes].map((byte) => Buffer.from([byte]));
      expect(readAll(chunks).messages).toEqual([[1, text]]);
    },
  );

  test('accepts fragments with a ping between them, and several frames in one chunk', () => {
    const parts = [frame(1, 'one ', { last: false }), frame(9, 'ping'), frame(0, 'two '), frame(1, 'three')];
    const broken = [
      frame(1, 'one ', { last: false }),
      frame(9, 'ping'),
      frame(0, 'two ', { last: false }),
      frame(0, '3'),
    ];
    expect(readAll([Buffer.concat(parts)]).messages).toEqual([
      [9, 'ping'],
      [1, 'one two '],
      [1, 'three'],
    ]);
    expect(readAll(broken).messages).toEqual([
      [9, 'ping'],
      [1, 'one two 3'],
    ]);
  });

  test.each([
    ['message too large', [frame(1, 'x'.repeat(101))]],
    ['message too large', [frame(1, 'x'.repeat(60), { last: false }), frame(0, 'x'.repeat(60))]],
    ['masked frame from a server', [frame(1, 'hello', { masked: true })]],
    ['extension that was not agreed on', [frame(1, 'hello', { reserved: 0x40 })]],
    ['frames out of order', [frame(0, 'hello')]],
    ['frames out of order', [frame(1, 'a', { last: false }), frame(1, 'b')]],
    ['broken control frame', [frame(9, 'a', { last: false })]],
    ['broken control frame', [frame(9, 'x'.repeat(126))]],
  ])('rejects: %s', (fault, chunks) => {
    expect(readAll(chunks, fault === 'broken control frame' ? 1_000 : 100).fault).toBe(fault);
  });
});

describe('a socket', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function serve(onUpgrade: (socket: Duplex, key: string) => void): Promise<string> {
    const server = createServer((_, response) => response.writeHead(405).end());
    servers.push(server);
    server.on('upgrade', (request, socket) => onUpgrade(socket, String(request.headers['sec-websocket-key'])));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${Object(server.address()).port}/websocket`;
  }

  function accept(socket: Duplex, key: string): void {
    const answer = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const head = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${answer}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
  }

  function open(url: string) {
    const texts: string[] = [];
    const ends: string[] = [];
    const options = { url, timeoutMs: 1_000, maxMessageBytes: 100_000 };
    const opening = openTextSocket({ ...options, onText: (text) => texts.push(text), onEnd: (why) => ends.push(why) });
    return { opening, texts, ends };
  }

  test('talks both ways, answers pings, and tells once that it ended', async () => {
    const received: Buffer[] = [];
    let peer: Duplex | undefined;
    const url = await serve((socket, key) => {
      peer = socket;
      accept(socket, key);
      socket.on('data', (chunk: Buffer) => received.push(chunk));
      socket.write(Buffer.concat([frame(1, 'welcome'), frame(9, 'are you there')]));
    });
    const { opening, texts, ends } = open(url);
    const socket = await opening;
    socket.send('a'.repeat(300));
    const unmasked = () => unmask(Buffer.concat(received));
    await vi.waitUntil(() => unmasked().length === 2);
    expect(texts).toEqual(['welcome']);
    expect(unmasked()).toEqual(
      [
        [10, 'are you there'],
        [1, 'a'.repeat(300)],
      ].toSorted((a, b) => Number(b[0]) - Number(a[0])),
    );
    peer?.end(frame(8, ''));
    await vi.waitUntil(() => ends.length > 0);
    socket.close();
    expect(ends).toEqual(['closed by the server']);
  });

  test('tells when the connection is lost, and when it closes by itself', async () => {
    const url = await serve((socket, key) => {
      accept(socket, key);
      socket.on('error', () => undefined);
      setImmediate(() => socket.destroy());
    });
    const lost = open(url);
    await lost.opening;
    await vi.waitUntil(() => lost.ends.length > 0);
    const quiet = open(await serve(accept));
    (await quiet.opening).close();
    expect(quiet.ends).toEqual(['closed by us']);
  });

  test.each([
    ['does not offer WebSocket', (socket: Duplex) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')],
    ['answered the WebSocket handshake wrongly', (socket: Duplex) => accept(socket, 'another key')],
    ['socket hang up', (socket: Duplex) => socket.destroy()],
  ])('rejects a server that %s', async (why, act) => {
    const { opening } = open(await serve((socket) => void act(socket)));
    await expect(opening).rejects.toThrow(why);
  });
});

/** Frames as a client sends them: always masked. */
function unmask(bytes: Buffer): [number, string][] {
  const frames: [number, string][] = [];
  for (let at = 0; at + 6 <= bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const start = at + (short === 126 ? 4 : 2);
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const mask = bytes.subarray(start, start + 4);
    const payload = bytes.subarray(start + 4, start + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    if (payload.length < length) break;
    frames.push([(bytes[at] ?? 0) & 0x0f, Buffer.from(payload).toString()]);
    at = start + 4 + length;
  }
  return frames;
}
