/**
 * A WebSocket client for text messages, over the HTTP stack that the calls use anyway: the global `WebSocket` would load
 * another one, for 16 MiB. Source: RFC 6455.
 * @module
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { httpModule } from './http-module.ts';

export interface TextSocket {
  send(text: string): void;
  close(): void;
}

export interface TextSocketOptions {
  /** http(s) or ws(s). */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxMessageBytes: number;
  readonly onText: (text: string) => void;
  /** Called once, after the socket was open. */
  readonly onEnd: (why: string) => void;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** @throws {Error} when the server cannot be reached or does not speak WebSocket. */
export function openTextSocket(options: TextSocketOptions): Promise<TextSocket> {
  const url = new URL(options.url.replace(/^ws/, 'http'));
  const { request } = httpModule(url);
  const key = randomBytes(16).toString('base64');
  return new Promise((resolve, reject) => {
    const handshake = request({
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      path: `${url.pathname}${url.search}`,
      headers: {
        ...options.headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': key,
        'sec-websocket-version': '13',
      },
      timeout: options.timeoutMs,
      ...(url.port === '' ? {} : { port: url.port }),
    });
    handshake.on('timeout', () => handshake.destroy(new Error(`no answer after ${options.timeoutMs} ms`)));
    handshake.on('error', reject);
    handshake.on('response', (response) => {
      response.destroy();
      reject(new Error(`the server does not offer WebSocket: HTTP ${response.statusCode}`));
    });
    handshake.on('upgrade', (response, stream, head) => {
      stream.setTimeout(0);
      const expected = createHash('sha1').update(`${key}${GUID}`).digest('base64');
      if (response.headers['sec-websocket-accept'] === expected) return resolve(converse(stream, head, options));
      stream.destroy();
      reject(new Error('the server answered the WebSocket handshake wrongly'));
    });
    handshake.end();
  });
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

function converse(stream: Duplex, head: Buffer, options: TextSocketOptions): TextSocket {
  let ended = false;
  function end(why: string): void {
    if (ended) return;
    ended = true;
    stream.destroy();
    options.onEnd(why);
  }
  const reader = createFrameReader(options.maxMessageBytes, (opcode, payload) => {
    if (opcode === TEXT) options.onText(payload.toString());
    else if (opcode === PING) stream.write(maskFrame(PONG, payload));
    else if (opcode === CLOSE) end('closed by the server');
  });
  const read = (chunk: Buffer) => {
    const fault = ended ? undefined : reader(chunk);
    if (fault !== undefined) end(fault);
  };
  stream.on('data', read);
  stream.on('error', (error) => end(error.message));
  stream.on('close', () => end('connection lost'));
  if (head.length > 0) read(head);
  return {
    send: (text) => void stream.write(maskFrame(TEXT, Buffer.from(text))),
    close() {
      if (!ended) stream.write(maskFrame(CLOSE, Buffer.alloc(0)));
      end('closed by us');
    },
  };
}

/** Section 5.3: a client masks what it sends. */
function maskFrame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return Buffer.concat([frameHead(opcode, payload.length), mask, masked]);
}

function frameHead(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, 0x80 | length]);
  if (length < 65_536) return Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** Puts frames together from chunks and messages from frames. Returns what is wrong, if anything. */
export function createFrameReader(
  maxMessageBytes: number,
  onMessage: (opcode: number, payload: Buffer) => void,
): (chunk: Buffer) => string | undefined {
  let waiting: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let opcodeOfParts = 0;

  function take(frame: Frame): string | undefined {
    if (frame.opcode >= CLOSE) {
      if (!frame.isLast || frame.payload.length > 125) return 'broken control frame';
      onMessage(frame.opcode, frame.payload);
      return undefined;
    }
    if ((frame.opcode === 0) !== parts.length > 0) return 'frames out of order';
    if (frame.opcode !== 0) opcodeOfParts = frame.opcode;
    // Copied: the chunk that the frame lies in would be kept alive as a whole.
    parts.push(Buffer.from(frame.payload));
    if (parts.reduce((sum, part) => sum + part.length, 0) > maxMessageBytes) return 'message too large';
    if (!frame.isLast) return undefined;
    const message = Buffer.concat(parts);
    parts = [];
    onMessage(opcodeOfParts, message);
    return undefined;
  }

  return (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (;;) {
      const frame = readFrame(waiting, maxMessageBytes);
      if (frame === undefined) return undefined;
      if (typeof frame === 'string') return frame;
      waiting = waiting.subarray(frame.size);
      const fault = take(frame);
      if (fault !== undefined) return fault;
    }
  };
}

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly size: number;
}

/** Section 5.2. `undefined`: more bytes are needed; a text: what is wrong. */
function readFrame(bytes: Buffer, maxBytes: number): Frame | string | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((first & 0x70) !== 0) return 'extension that was not agreed on';
  if ((second & 0x80) !== 0) return 'masked frame from a server';
  const short = second & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (length > maxBytes) return 'message too large';
  if (bytes.length < start + length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return { isLast: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size: start + length };
}
