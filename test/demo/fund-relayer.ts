/** Gives the relayer's account something to pay fees with. @module */
import type { Devnet } from 'causeway/devnet';
import { STAKE_DENOM } from 'causeway/devnet';
import { createLocalSigner } from '../../relayer/chains/cosmos/signer.ts';

const FEES = 10_000_000_000n;

/** @param key 32 bytes in hex. */
export async function fundRelayer(devnet: Devnet, key: string): Promise<string> {
  const { address } = createLocalSigner({ privateKey: Buffer.from(key, 'hex'), addressPrefix: 'cosmos' });
  await Promise.all(devnet.chains.map((chain) => chain.fund(address, [{ denom: STAKE_DENOM, amount: FEES }])));
  return address;
}
