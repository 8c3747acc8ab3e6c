/** JSON whose integers stay exact. @module */
import { DecodeError, formatExactJson, parseExactJson } from '@causeway/lightclient/codec';
import { describe, expect, test } from 'vitest';

describe('exact JSON', () => {
  test.each([
    ['18446744073709551615', 18446744073709551615n],
    ['9007199254740993', 9007199254740993n],
    [' -1 ', -1n],
    ['0', 0n],
    ['"a\\n\\u00e9\\\\\\""', 'a\né\\"'],
    ['[ ]', []],
    ['[1,[null,true],false]', [1n, [null, true], false]],
    ['{ "a" : {"b":"c"} ,"d":[]}', { a: { b: 'c' }, d: [] }],
    ['{"__proto__":1}', { ['__proto__']: 1n }],
  ])('reads %s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  test('writes what it reads', () => {
    const text = '{"b":[18446744073709551615,-3,"é\\"\\n"],"a":{"x":null,"y":true},"1":0}';
    expect(parseExactJson(formatExactJson(parseExactJson(text)))).toEqual(parseExactJson(text));
    expect(formatExactJson({ slot: 9007199254740993n, list: [] })).toBe('{"slot":9007199254740993,"list":[]}');
  });

  test.each([
    ['', 'JSON: want a value, got the end (at byte 0)'],
    ['1.0', 'want an integer'],
    ['1e3', 'want an integer'],
    ['01', 'want an integer'],
    ['-', 'want a value'],
    ['9'.repeat(81), 'want at most 80 digits'],
    ['{"a":1,"a":2}', 'want each key once, got "a"'],
    ['{"a" 1}', "want ':'"],
    ['{a:1}', 'want a key'],
    ['{"a":1,}', 'want a key'],
    ['[1,]', 'want a value'],
    ['[1 2]', "want ',' or ']'"],
    ['{"a":1', "want ',' or '}'"],
    ['"a\u0001"', 'want a string'],
    ['"\\x"', 'want a string'],
    ['"open', 'want a string'],
    ['tru', 'want a value'],
    ['1 1', 'want the end'],
    ['['.repeat(65), 'want at most 64 levels'],
  ])('rejects %s', (text, message) => {
    expect(() => parseExactJson(text)).toThrow(DecodeError);
    expect(() => parseExactJson(text)).toThrow(message);
  });
});
