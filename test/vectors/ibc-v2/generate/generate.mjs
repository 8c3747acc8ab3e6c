/**
 * Refreshes the answers of ibc-go v10.3.0 in this folder's parent. Needs Go.
 * Run: copy main.go with go.mod and go.sum of test/devnet/simd-v10.3 into an empty folder, `go build -mod=mod -o answers .`
 * there, then `node generate.mjs <path of answers>`.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const long = (character, count) => character.repeat(count);

const IDS = [
  '', ' ', 'abc', 'abcd', 'a b c d', '07-tendermint-0', '07-tendermint-00', '08-wasm-12', 'client-0', 'client-10', '09-localhost',
  'cosmoshub-1', 'channel-0', 'channel-01', 'channel-18446744073709551615', 'channel-18446744073709551616', 'channel-', 'channel-x',
  'xchannel-1', 'channel-1-1', 'a-1', '-1', '--1', 'a--1', 'a-b-1', 'a-b--1', '_-1', '_a_-0', 'a.b-1', 'a+b-1', 'abcdefg-x', '1-1', '1-1-1',
  'client-18446744073709551615', 'client-18446744073709551616', 'client-99999999999999999999', 'client-100000000000000000000',
  'connection-0', 'transfer', 'a', 'ab', 'icacontroller-cosmos1abc', 'wasm.cosmos14hj2tavq8fpesdwxxcu44rty3hh90vhujrvcmstl4zr3txmfvw9s4hmalr',
  'a/b/c/d/e', 'abcdefg/', 'ab#[]<>+-._', 'abcdefg!', 'abcdéfgh', 'abcdefg\n', '\nabcdefg', 'client-1\n', 'abcdefg\u0000', 'abcdefg١', 'client-١',
  long('a', 63), long('a', 64), long('a', 65), long('a', 128), long('a', 129), `${long('a', 62)}-1`, `${long('a', 70)}-1`,
];
const CHAIN_IDS = [
  'cosmoshub-4', 'cosmoshub', 'cosmoshub-0', 'cosmoshub-04', 'a-1-2', 'a--2', '-2', 'a-18446744073709551615', 'a-18446744073709551616', 'a\n-1',
  'ab\nc-1', 'a-1\n', 'testnet-1a', '1-1', ' -1', '', 'é-7', 'a-1-', '☃-3', '😀-12',
];
const HEIGHTS = [
  '1-20', '0-0', '18446744073709551615-18446744073709551615', '18446744073709551616-1', '1-18446744073709551616', '1', '1-', '-1', '1-2-3', '01-002',
  '+1-2', '1-+2', ' 1-2', '1-2 ', '1_0-2', '0x1-2', '', 'a-b', '1- 2', '00000000000000000000000000000000000000000000000001-7',
];
const DENOMS = [
  '', 'atom', 'atom/', 'foo///bar//baz/atom/', 'transfer/channel-0/atom', 'transfer/07-tendermint-0/atom', 'transfer/channel-0/atom/',
  'transfer/channel-0//at/om/', 'transfer/channel-0/transfer/channel-60/atom', 'transfer/channel-0/transfer/channel-60/atom/', '/uatom', '//uatom',
  'erc20/0x85bcBCd7e79Ec36f4fBBDc54F90C643d921151AA', 'transfer/channel-1/erc20/0x85bcBCd7e79Ec36f4fBBDc54F90C643d921151AA', 'transfer/',
  'customtransfer/channel-1/uatom', 'channel-1/transfer/uatom', 'transfer/channel-1', 'transfer/channel-1/transfer/channel-2',
  'transfer/channelToA/uatom', 'transfer/client-0/uatom', 'transfer/cosmoshub-1/uatom', 'transfer/client-18446744073709551616/uatom',
  '/client-0/uatom', 'x/client-0/uatom', 'a b/client-0/uatom', 'transfer/09-localhost/uatom', 'gamm/pool/1', 'gamm/pool-1/share', 'factory/osmo-1/x',
  'transfer/a-1/ ', ' ', '\u0085', '\ufeff', 'transfer/08-wasm-0/0x6f051c0c0ffee00000000000000000000000005e90', 'ibc/ABCD', '😀', 'transfer/08-wasm-0/😀',
  'transfer/a-1/uatom', '/', '//', '///', 'transfer/channel-0/', `transfer/${long('a', 70)}-1/uatom`,
];
const AMOUNTS = [
  '0', '1', '-1', '+1', '007', '08', '00', '0x10', '0X1f', '0xG', '0b101', '0b2', '0o17', '0O7', '017', '0_7', '0x_1', '0b_1', '1_000', '1__0', '_1', '1_', '0_',
  '', ' ', '1 ', ' 1', '1.0', '1e3', '--1', '+-1', '0x', '0b', '0o', '0x-1', '-0x10', 'abc', '0a', '١', '1'.padEnd(400, '0'), '1'.padStart(500, '0'),
  '115792089237316195423570985008687907853269984665640564039457584007913129639935',
  '115792089237316195423570985008687907853269984665640564039457584007913129639936',
  '-115792089237316195423570985008687907853269984665640564039457584007913129639935', `0b${long('1', 256)}`, `0b${long('1', 257)}`, `0x${long('f', 64)}`,
  '0b1e', '0x0b1', '0_x1', '0x1_', '0b0', '-0', '+0x0', '0e1', '0E1', '0x1p4', '0b1_0',
];
const FULL = '"denom":"uatom","amount":"1","sender":"s","receiver":"r"';
const JSONS = [
  `{${FULL}}`, `{${FULL},"memo":"m"}`, ` \t\r\n{ "denom" : "uatom" , "amount":"1","sender":"s","receiver":"r" } \n`, `{${FULL},"memo":""}`, `{${FULL},"other":{"memo":"x"}}`,
  `{${FULL},"other":[1,{"a":"]}"},"\\"}"],"memo":"after"}`, `{${FULL},"memo":"a","memo":"b"}`, `{${FULL},"memo":"a","memo":null}`, `{${FULL},"MEMO":"upper"}`, `{${FULL},"memo":"a","Memo":"b"}`,
  `{${FULL},"Memo":"b","memo":"a"}`, `{${FULL},"memo":"c","MEMO":"b","memo":"a"}`, `{${FULL},"\\u006demo":"escaped"}`, `{"denom":"uatom","amount":"1","\\u017fender":"long s","receiver":"r"}`,
  '{"denom":"uatom","amount":"1","ſender":"long s","receiver":"r"}', `{${FULL},"memo":1}`, `{${FULL},"memo":["a"]}`, `{${FULL},"memo":{}}`, `{${FULL},"memo":true}`, `{"denom":null,"amount":"1","sender":"s","receiver":"r"}`,
  '{"denom":"uatom","amount":1,"sender":"s","receiver":"r"}', '{"denom":"uatom","amount":"0x10","sender":"s","receiver":"r"}', '{"denom":"uatom","amount":"0","sender":"s","receiver":"r"}',
  '{"denom":"uatom","amount":"x","sender":"s","receiver":"r"}', '{"denom":"uatom","amount":"1","sender":" ","receiver":"r"}', '{"denom":"uatom","amount":"1","sender":"s","receiver":""}',
  '{"denom":"","amount":"1","sender":"s","receiver":"r"}', '{}', 'null', '[]', '"a"', '1', '', '{', `{${FULL}}x`, `{${FULL},}`, `{${FULL}}{}`, `{${FULL},"memo":'a'}`, `{${FULL} "memo":"a"}`, `{${FULL},"memo":"a\nb"}`,
  `{${FULL},"memo":"\\ud83d\\ude00"}`, `{${FULL},"memo":"\\ud83d"}`, `{${FULL},"memo":"\\ude00\\ud83dx"}`, `{${FULL},"memo":"\\ud83d\\u0041"}`, `{${FULL},"memo":"\\u0000\\b\\f\\/\\\\"}`, `{${FULL},"memo":"😀é"}`,
  `{${FULL},"memo":"\\x"}`, `{${FULL},"memo":"\\u12"}`, `{${FULL},"n":1e999}`, `{${FULL},"n":01}`, `{${FULL},"n":-}`, `{${FULL},"n":NaN}`, `{${FULL},"":"","memo":"m"}`, `\ufeff{${FULL}}`, `{${FULL},"memo":"\u2028"}`,
  `{${FULL},"__proto__":{"memo":"x"},"constructor":"y"}`, `{${FULL},"memo":"\u007f"}`, `{"memo":"m",${FULL}}`, `{${FULL},"x":{"memo":"inner","sender":"evil"},"y":[[["memo"]]]}`, `{${FULL},"a":"\\\\","memo":"m"}`, `{${FULL},"a":"\\"","memo":"m"}`,
];
const DATA = [
  ['uatom', '1000000', 'sender', 'receiver', 'memo'], ['uatom', '1', 's', 'r', ''], ['transfer/08-wasm-0/uatom', '115792089237316195423570985008687907853269984665640564039457584007913129639935', 's', 'r', 'm'],
  ['<&>', '1', '\u2028\u2029', '"\\/', '\b\f\n\r\t\u0000\u001f\u007f'], ['😀', '12', 'é', 'ſ', long('x', 33)], ['uatom', '1', 's', 'r', '{"wasm":{"contract":"c","msg":{}}}'], ['a', '0', '', '', long('x', 32)],
];
const ACKS = [
  '{"result":"AQ=="}', '{"result":"Ag=="}', '{"result":"AR=="}', '{"result":"AQ"}', '{"result":"AQ="}', '{"result":"AQ==","error":""}', '{"result":"AQ=="} ', ' {"result":"AQ=="}', '{"result": "AQ=="}',
  '{"result":"AQ==","x":1}', '{"result":"AQ==","result":"AQ=="}', '{"Result":"AQ=="}', '{"error":"ABCI code: 1: error"}', '{"error":""}', '{}', '', 'null', '[]', '{"result":"AAECAwQFBgcICQ+/"}',
  '{"result":"AAECAwQFBgcICQ-_"}', '{"result":"AQI="}', '{"result":"AQJ="}', '{"result":"AQID"}', '{"result":"AQ==\\n"}', '{"result":"\\u0041Q=="}', '{"result":"A=Q="}', '{"result":"===="}', '{"result":null}', '{"result":""}', '{"error":null}', '{"result":null} ', '{"result":"A"}', '{"result":"AQ==AQ=="}',
].map((text) => Buffer.from(text).toString('hex')).concat('4774d4a575993f963b1c06573736617a457abef8589178db8d10c94b4ab511ab', '4774d4a575993f963b1c06573736617a457abef8589178db8d10c94b4ab511ac', 'ff', '7b22726573756c74223a22ff227d');
const ESCROWS = ['07-tendermint-0', '08-wasm-0', 'channel-0', 'channel-141'];

const [answers] = process.argv.slice(2);
function ask(requests) {
  const input = `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`;
  const lines = execFileSync(answers, { input, encoding: 'utf8' }).trim().split('\n');
  if (lines.length !== requests.length) throw new Error(`want ${requests.length} answers, got ${lines.length}`);
  return lines.map((line) => JSON.parse(line));
}
function write(name, groups) {
  const body = Object.entries(groups).map(([key, rows]) => `  ${JSON.stringify(key)}: [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`);
  writeFileSync(new URL(`../${name}.json`, import.meta.url), `{\n${body.join(',\n')}\n}\n`);
}
const askText = (kind, texts) => ask(texts.map((text) => ({ kind, text })));

write('identifiers', { identifiers: askText('id', IDS), chainIds: askText('chain', CHAIN_IDS), heights: askText('height', HEIGHTS) });
write('transfers', {
  denoms: askText('denom', DENOMS),
  amounts: askText('amount', AMOUNTS),
  json: askText('json', JSONS),
  encodings: ask(DATA.map((five) => ({ kind: 'encode', five }))),
  acknowledgements: ask(ACKS.map((hex) => ({ kind: 'ack', hex }))).map(({ hex, verdict }) => ({ hex, verdict })),
  escrows: askText('escrow', ESCROWS),
});
