/** Signs a transaction without asking a node. @module */
import { fromBase64, toBase64, toHex } from '@cosmjs/encoding';
import { encodePubkey, makeAuthInfoBytes, makeSignDoc } from '@cosmjs/proto-signing';
import { TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import type { Any } from 'cosmjs-types/google/protobuf/any';
import { type Coin, STAKE_DENOM } from '../chain/chain-options.ts';
import { type Account, sha256 } from '../chain/derive-keys.ts';

/** What a transaction may say beside its messages. */
export interface TxOptions {
  /** Default: generous, by the number of messages. */
  readonly gasLimit?: bigint;
  /** Default: none. */
  readonly fee?: Coin;
  readonly memo?: string;
  readonly timeoutHeight?: bigint;
}

/** Where a transaction goes and what it follows. */
export interface SigningContext {
  readonly chainId: string;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

/** A transaction that a node accepts as it is. */
export interface SignedTx {
  readonly bytes: Uint8Array;
  /** Upper-case hex of the SHA-256 of `bytes`. */
  readonly hash: string;
}

const GAS_BASE = 300_000n;
const GAS_PER_MESSAGE = 250_000n;

/** The transaction of `messages`, signed by `account` in direct mode. */
export async function signTransaction(
  account: Account,
  messages: readonly Any[],
  context: SigningContext,
  options: TxOptions = {},
): Promise<SignedTx> {
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages: [...messages],
      memo: options.memo ?? '',
      timeoutHeight: options.timeoutHeight ?? 0n,
    }),
  ).finish();
  const [signer] = await account.wallet.getAccounts();
  if (signer === undefined) throw new Error('unreachable: a wallet without an account');
  const pubkey = encodePubkey({ type: 'tendermint/PubKeySecp256k1', value: toBase64(signer.pubkey) });
  const fee = options.fee ?? { denom: STAKE_DENOM, amount: 0n };
  const gasLimit = options.gasLimit ?? GAS_BASE + GAS_PER_MESSAGE * BigInt(messages.length);
  const authInfoBytes = makeAuthInfoBytes(
    [{ pubkey, sequence: context.sequence }],
    fee.amount === 0n ? [] : [{ denom: fee.denom, amount: String(fee.amount) }],
    Number(gasLimit),
    undefined,
    undefined,
  );
  const doc = makeSignDoc(bodyBytes, authInfoBytes, context.chainId, context.accountNumber);
  const { signature } = await account.wallet.signDirect(account.address, doc);
  const bytes = TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [fromBase64(signature.signature)] }).finish();
  return { bytes, hash: toHex(sha256(bytes)).toUpperCase() };
}
