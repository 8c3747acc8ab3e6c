/** Transactions as a node reads them. @module */
import { createHash } from 'node:crypto';
import { Secp256k1, Secp256k1Signature } from '@cosmjs/crypto';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { AuthInfo, SignDoc, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { expect, test } from 'vitest';
import { deriveAccount } from '../../../devnet/chain/derive-keys.ts';
import { packMessage } from '../../../devnet/client/pack-message.ts';
import { signTransaction } from '../../../devnet/client/sign-transaction.ts';

const context = { chainId: 'alpha-1', accountNumber: 4n, sequence: 9n };
const message = packMessage(MsgSend, MsgSend.fromPartial({ fromAddress: 'a', toAddress: 'b' }));

test('signs the body, the fee and the sequence under the chain id', async () => {
  const account = await deriveAccount('alice', 'alice');
  const fee = { denom: 'stake', amount: 12n };
  const tx = await signTransaction(account, [message], context, { memo: 'hi', timeoutHeight: 77n, fee, gasLimit: 5n });
  const raw = TxRaw.decode(tx.bytes);
  expect(TxBody.decode(raw.bodyBytes)).toMatchObject({ memo: 'hi', timeoutHeight: 77n, messages: [message] });
  const { fee: paid, signerInfos } = AuthInfo.decode(raw.authInfoBytes);
  expect(paid).toMatchObject({ gasLimit: 5n, amount: [{ denom: 'stake', amount: '12' }] });
  expect(signerInfos[0]?.sequence).toBe(9n);
  const { bodyBytes, authInfoBytes } = raw;
  const doc = SignDoc.encode({ bodyBytes, authInfoBytes, chainId: 'alpha-1', accountNumber: 4n }).finish();
  const [signer] = await account.wallet.getAccounts();
  const [signature = new Uint8Array()] = raw.signatures;
  const digest = createHash('sha256').update(doc).digest();
  const valid = await Secp256k1.verifySignature(
    Secp256k1Signature.fromFixedLength(signature),
    new Uint8Array(digest),
    signer?.pubkey ?? new Uint8Array(),
  );
  expect(valid).toBe(true);
  expect(tx.hash).toBe(createHash('sha256').update(tx.bytes).digest('hex').toUpperCase());
});

test('allows more gas for more messages and pays nothing unless told to', async () => {
  const account = await deriveAccount('alice', 'alice');
  const fees = await Promise.all(
    [1, 20].map(async (count) => {
      const tx = await signTransaction(
        account,
        Array.from({ length: count }, () => message),
        context,
      );
      return AuthInfo.decode(TxRaw.decode(tx.bytes).authInfoBytes).fee;
    }),
  );
  expect(fees[0]?.amount).toEqual([]);
  const [one = 0n, twenty = 0n] = fees.map((fee) => fee?.gasLimit ?? 0n);
  expect(twenty - one).toBe(19n * 250_000n);
});
