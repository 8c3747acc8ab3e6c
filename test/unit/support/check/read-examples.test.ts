/** Which code of a document is compiled. @module */
import { expect, test } from 'vitest';
import { readBlocks } from '../../../support/check/read-examples.ts';

test('takes the blocks that import one of our packages', () => {
  const markdown = [
    '# Title',
    '```ts',
    "import { verifyHeader } from '@causeway/lightclient/tendermint';",
    'verifyHeader;',
    '```',
    '```ts',
    'const sketch = await something();',
    '```',
    '```sh',
    "echo from 'causeway/devnet'",
    '```',
    '```typescript',
    "import { startDevnet } from 'causeway/devnet';",
    '```',
  ].join('\n');
  expect(readBlocks(markdown)).toEqual([
    "import { verifyHeader } from '@causeway/lightclient/tendermint';\nverifyHeader;\n",
    "import { startDevnet } from 'causeway/devnet';\n",
  ]);
});
