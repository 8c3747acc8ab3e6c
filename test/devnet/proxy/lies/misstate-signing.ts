/** Lies that a signer would act upon: gas, simulation, account sequence. @module */
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth';
import { QueryAccountInfoResponse, QueryAccountResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service';
import { packMessage } from '../../client/pack-message.ts';
import type { Fault } from '../fault.ts';
import { abciFailure } from '../faults/node-errors.ts';
import { abciPath } from '../rpc-call.ts';
import { type AnswerLies, lieAboutAnswer } from './change-answer.ts';

const SIMULATE = '/cosmos.tx.v1beta1.Service/Simulate';

/** Every simulation fails with `log`, in the words of a module that refuses the message. */
export function failSimulation(log = 'failed to execute message; message index: 0: unauthorized', code = 4): Fault {
  return {
    name: 'fail-simulation',
    concerns: (call) => abciPath(call) === SIMULATE,
    onCall: () => ({ reply: abciFailure(code, 'sdk', log) }),
  };
}

/** Every simulation succeeds and reports `gasUsed`; also one that failed. */
export function misstateGas(gasUsed: bigint): Fault {
  return signingLie('misstate-gas', {
    [SIMULATE]: (_, honest) => {
      const { result } = SimulateResponse.decode(honest);
      return SimulateResponse.encode(
        SimulateResponse.fromPartial({ gasInfo: { gasWanted: 0n, gasUsed }, ...(result ? { result } : {}) }),
      ).finish();
    },
  });
}

/** Account sequences are given `by` higher, or lower when negative. */
export function misstateSequence(by: bigint): Fault {
  const move = (account: BaseAccount): BaseAccount => {
    const sequence = account.sequence + by;
    return { ...account, sequence: sequence < 0n ? 0n : sequence };
  };
  return signingLie('misstate-sequence', {
    '/cosmos.auth.v1beta1.Query/Account': (_, honest) => {
      const { account } = QueryAccountResponse.decode(honest);
      if (account?.typeUrl !== BaseAccount.typeUrl) return undefined;
      const moved = packMessage(BaseAccount, move(BaseAccount.decode(account.value)));
      return QueryAccountResponse.encode({ account: moved }).finish();
    },
    '/cosmos.auth.v1beta1.Query/AccountInfo': (_, honest) => {
      const { info } = QueryAccountInfoResponse.decode(honest);
      return info && QueryAccountInfoResponse.encode({ info: move(info) }).finish();
    },
  });
}

function signingLie(name: string, lies: AnswerLies): Fault {
  return {
    name,
    concerns: (call) => (abciPath(call) ?? '') in lies,
    onReply: (call, reply) => lieAboutAnswer(lies, call, reply),
  };
}
