/** What a light block holds that a message for the contract does not: the contract computes it, so a wrong one goes unnoticed. @module */
import { equalBytes, toHex } from '@causeway/lightclient/codec';
import {
  checkSignedHeader,
  checkValidatorSet,
  hashValidatorSet,
  type LightBlock,
  type TendermintCheck,
} from '@causeway/lightclient/tendermint';

/** What is wrong, in the words of the light client's verdicts. */
export type UnseenFault = Extract<TendermintCheck, { readonly status: 'invalid' }>['reason'];

/** Undefined when all of it is as it should be. @param chainId The client's */
export function findUnseenFault({ signedHeader, validators }: LightBlock, chainId: string): UnseenFault | undefined {
  const checks = [checkSignedHeader(signedHeader, chainId), checkValidatorSet(validators)];
  for (const check of checks) if (check.status === 'invalid') return check.reason;
  const { header, commit } = signedHeader;
  const hash = hashValidatorSet(validators);
  if (!equalBytes(hash, header.validatorsHash)) {
    return { code: 'validators-hash-mismatch', want: toHex(header.validatorsHash), got: toHex(hash) };
  }
  const [want, got] = [validators.validators.length, commit.signatures.length];
  if (want !== got) return { code: 'commit-size-mismatch', want: `${want}`, got: `${got}` };
  return findForeignVote({ signedHeader, validators });
}

function findForeignVote({ signedHeader, validators }: LightBlock): UnseenFault | undefined {
  for (const [index, { flag, validatorAddress }] of signedHeader.commit.signatures.entries()) {
    const address = validators.validators[index]?.address ?? new Uint8Array(0);
    if (flag !== 'commit' || equalBytes(address, validatorAddress)) continue;
    return { code: 'vote-address-mismatch', want: toHex(address), got: toHex(validatorAddress) };
  }
  return undefined;
}
