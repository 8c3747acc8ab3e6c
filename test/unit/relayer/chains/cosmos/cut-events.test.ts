/** Events of other types are gone before an answer is parsed; nothing else changes, however nasty its texts are. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutEvents } from '../../../../../relayer/chains/cosmos/cut-events.ts';

const KEPT = new Set(['send_packet', 'write_acknowledgement']);
const event = (type: string, value = 'v') => ({ type, attributes: [{ key: 'k', value, index: true }] });
const isKept = ({ type }: { readonly type: string }) => KEPT.has(type);
const answer = (events: readonly object[], blockEvents: readonly object[] = [], log = '') => ({
  jsonrpc: '2.0',
  id: 7,
  result: {
    height: '12',
    txs_results: [{ code: 0, data: 'AA==', log, gas_used: '9', events }, { code: 5, events: null }, { code: 1 }],
    finalize_block_events: blockEvents,
  },
});

describe('cuts', () => {
  test('events of other types, of transactions and of the block', () => {
    const all = [event('transfer'), event('send_packet'), event('message'), event('write_acknowledgement')];
    const cut = JSON.parse(cutEvents(JSON.stringify(answer(all, all)), KEPT));
    expect(cut).toEqual(answer(all.filter(isKept), all.filter(isKept)));
  });

  test('indented text alike', () => {
    const all = [event('send_packet'), event('transfer')];
    const cut = JSON.parse(cutEvents(JSON.stringify(answer(all), null, 2), KEPT));
    expect(cut).toEqual(answer([event('send_packet')]));
  });

  test('and keeps everything else, whatever texts hold', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'e', '\n', 'é') }),
      fc.constantFrom('"events":[', '\\"events\\":[{"type":"transfer"}]', '\\', '"', '{"type":"transfer"', ']}'),
    );
    const someEvent = fc
      .tuple(fc.constantFrom('transfer', 'send_packet', 'message', 'write_acknowledgement'), text)
      .map(([type, value]) => event(type, value));
    fc.assert(
      fc.property(fc.array(someEvent), fc.array(someEvent), text, (events, blockEvents, log) => {
        const cut = JSON.parse(cutEvents(JSON.stringify(answer(events, blockEvents, log)), KEPT));
        expect(cut).toEqual(answer(events.filter(isKept), blockEvents.filter(isKept), log));
      }),
      { seed: 47, numRuns: 500 },
    );
  });
});

describe('leaves alone', () => {
  test.each([
    ['an answer without events', '{"result":{"txs":[]}}'],
    ['an event that does not begin with its type', '{"events":[{"attributes":[],"type":"transfer"}]}'],
    ['a list of something else', '{"events":["transfer",{"type":"transfer"}]}'],
    ['a list that does not end', '{"events":[{"type":"transfer"}'],
    ['an event that does not end', '{"events":[{"type":"transfer","attributes":[{"key":"a'],
    ['no JSON at all', '<html>"events":[</html>'],
  ])('%s', (_, text) => {
    expect(cutEvents(text, KEPT)).toBe(text);
  });
});
