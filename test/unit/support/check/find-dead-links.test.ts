/** Links between documents that lead nowhere. @module */
import { expect, test } from 'vitest';
import { findDeadLinks } from '../../../support/check/find-dead-links.ts';

const GUIDE = '# Guide\n\n## Run it: `start`, then stop\n\n```sh\n# no heading\n```\n';

function judge(link: string): readonly string[] {
  const documents = new Map([
    ['docs/guide.md', GUIDE],
    ['docs/page.md', `First line.\n\nSee [this](${link}).\n`],
    ['src/index.ts', ''],
  ]);
  return findDeadLinks('docs/page.md', documents);
}

test.each([
  'guide.md',
  '../src/index.ts',
  '../src/',
  '../docs',
  'guide.md#run-it-start-then-stop',
  'https://example.org/nowhere',
])('accepts %s', (link) => {
  expect(judge(link)).toEqual([]);
});

test.each([
  ['gide.md', 'want a file or folder of the repository, got gide.md'],
  ['docs/guide.md', 'want a file or folder of the repository, got docs/guide.md'],
  ['../sr', 'want a file or folder of the repository, got ../sr'],
  ['guide.md#run-it', 'want a heading of docs/guide.md, got #run-it'],
  ['guide.md#no-heading', 'want a heading of docs/guide.md, got #no-heading'],
  ['#guide', 'want a heading of docs/page.md, got #guide'],
])('rejects %s', (link, fault) => {
  expect(judge(link)).toEqual([`docs/page.md:3: ${fault}`]);
});

test('accepts in a block of code what looks like a link', () => {
  expect(findDeadLinks('a.md', new Map([['a.md', '```ts\nconst x = list[0](nowhere);\n```\n']]))).toEqual([]);
});
