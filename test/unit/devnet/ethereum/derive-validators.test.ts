/** The keys that test networks of Ethereum agree on. @module */
import { expect, test } from 'vitest';
import { deriveValidatorKey } from '../../../devnet/ethereum/derive-validators.ts';

// The published key pairs of `eth2.0-pm/interop/mocked_start`, indices 0 and 1.
test.each([
  [
    0,
    '25295f0d1d592a90b333e26e85149708208e9f8e8bc18f6c77bd62f8ad7a6866',
    'a99a76ed7796f7be22d5b7e85deeb7c5677e88e511e0b337618f8c4eb61349b4bf2d153f649f7b53359fe8b94a38e44c',
  ],
  [
    1,
    '51d0b65185db6989ab0b560d6deed19c7ead0e24b9b6372cbecb1f26bdfad000',
    'b89bebc699769726a318c8e9971bd3171297c61aea4a6578a7a4f94b547dcba5bac16a89108b6b6a1fe3695d1a874a0b',
  ],
])('derives the key of validator %i', (index, secretKey, publicKey) => {
  const key = deriveValidatorKey(index);
  expect(Buffer.from(key.secretKey).toString('hex')).toBe(secretKey);
  expect(Buffer.from(key.publicKey).toString('hex')).toBe(publicKey);
});
