/** What users of the library may rely on in the types of verdicts and heights; checked by `tsc -b`, not run. @module */
import type { BinaryVerdict, Verdict } from '@causeway/lightclient';
import type { Height } from '@causeway/lightclient/ibc';
import type { Ics23Verdict } from '@causeway/lightclient/proofs';
import type { HeaderOptions, TendermintFaultCode, verifyHeader } from '@causeway/lightclient/tendermint';
import { expectTypeOf } from 'vitest';

// A verdict tells its three cases apart by `status`, and only `invalid` carries a reason.
expectTypeOf<Verdict['status']>().toEqualTypeOf<'valid' | 'not-enough-trust' | 'invalid'>();
expectTypeOf<Extract<Verdict, { status: 'invalid' }>['reason']['want']>().toEqualTypeOf<string>();
expectTypeOf<Extract<Verdict, { status: 'valid' }>>().not.toHaveProperty('reason');
expectTypeOf<Extract<Verdict, { status: 'not-enough-trust' }>['signed']>().toEqualTypeOf<bigint>();

// On a proof, "bisect" makes no sense.
expectTypeOf<BinaryVerdict['status']>().toEqualTypeOf<'valid' | 'invalid'>();
expectTypeOf<Ics23Verdict['status']>().toEqualTypeOf<'valid' | 'invalid'>();

// Codes are a closed list, so that a switch over them can be complete.
expectTypeOf<ReturnType<typeof verifyHeader>>().toEqualTypeOf<Verdict<TendermintFaultCode>>();
expectTypeOf<string>().not.toExtend<TendermintFaultCode>();

// Times and heights are 64 bits wide: a number is refused. The time is always an argument, the set always a choice.
expectTypeOf<Parameters<typeof verifyHeader>[3]>().toEqualTypeOf<bigint>();
expectTypeOf<number>().not.toExtend<HeaderOptions['trustingPeriod']>();
expectTypeOf<Height['revisionHeight']>().toEqualTypeOf<bigint>();
expectTypeOf<Omit<HeaderOptions, 'trustedValidators'>>().not.toExtend<HeaderOptions>();
