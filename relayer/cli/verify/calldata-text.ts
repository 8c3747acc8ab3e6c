/** A report of `verify calldata` for people. @module */
import type { CalldataReport } from '../../control/judge-calldata.ts';
import { formatTable } from '../show/table.ts';

type Call = NonNullable<CalldataReport['calls']>[number];
type Header = Extract<Call, { readonly headers: readonly unknown[] }>['headers'][number];
type Power = Header['power'];

export function showCalldata(report: CalldataReport): string {
  const parts = [showVerdict(report), ...(report.calls ?? []).map(showCall), showGas(report)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function showVerdict({ verdict, effect, reason, gasUsed, transactions }: CalldataReport): string {
  if (verdict === undefined) return '';
  if (verdict !== 'valid') return `${verdict}: ${reason?.code}\n  ${reason?.message}`;
  const what = effect === undefined ? '' : `: ${EFFECTS[effect]}`;
  const parts =
    transactions === undefined ? '' : ` in ${transactions.length} transactions: ${transactions.join(' + ')}`;
  return `valid${what}, for ${gasUsed} gas${parts}`;
}

const EFFECTS = {
  updated: 'the client would take it',
  noop: 'the client knows it already',
  frozen: 'the client would freeze',
} as const;

function showCall(call: Call): string {
  if (!('headers' in call)) return `${call.kind} of the ${call.callee}: ${describe(call)}`;
  const where = call.callee === 'none' ? 'by itself' : `by the ${call.callee}`;
  const id = call.clientId === undefined ? '' : ` for ${call.clientId}`;
  const below = call.heightBelow === undefined ? '' : `, next stored height below: ${call.heightBelow}`;
  return [`${call.kind} ${where}${id}${below}`, ...call.headers.map(showHeader)].join('\n');
}

function describe(call: Exclude<Call, { readonly headers: readonly unknown[] }>): string {
  if (call.kind === 'other') return call.name;
  const { sequence, sourceClient, destinationClient, proofHeight, proofSize } = call;
  return `packet ${sequence} of ${sourceClient} to ${destinationClient}, proven at ${proofHeight} in ${proofSize} bytes`;
}

function showHeader(header: Header): string {
  const { trusted, votes, sizes } = header;
  const announced = trusted.isAnnounced ? 'which it announced' : 'WHICH IT DID NOT ANNOUNCE';
  const lines: readonly (readonly [string, string])[] = [
    ['height', `${header.height} of ${header.time}, round ${header.round}`],
    ['hash', header.hash ?? 'not known without the chain id'],
    ['app hash', header.appHash],
    ['validators', header.validatorsHash],
    ['next validators', header.nextValidatorsHash],
    ['judged from', `${trusted.height} of ${trusted.time}, ${header.step}, by validators ${announced}`],
    [header.continuesSession ? 'signed, in this part' : 'signed', showPower(header.power)],
    ['of the trusted set', showPower(header.trustedPower)],
    ['bytes', `${sizes.total}: ${sizes.validators} of validators, ${sizes.votes} of votes`],
  ];
  const facts = lines.map(([name, value]) => `  ${name.padEnd(22)}${value}`);
  const warnings = header.warnings.map((warning) => `  ! ${warning}`);
  return [...facts, ...warnings, '', showVotes(votes)].join('\n');
}

function showPower({ signed, total, percent, validators }: Power): string {
  return `${signed} of ${total}, ${percent} %, of ${validators} validators`;
}

function showVotes(votes: Header['votes']): string {
  if (votes.length === 0) return '  no votes';
  const rows = votes.map(({ row, address, keyType, power, trustedPower, time, valid }) => [
    ...[`${row}`, address ?? 'no such validator', keyType, `${power}`, `${trustedPower}`, time],
    valid === undefined ? 'not known' : valid ? 'valid' : 'INVALID',
  ]);
  return formatTable(['row', 'validator', 'key', 'power', 'trusted power', 'time', 'signature'], rows);
}

function showGas({ gas, bytes }: CalldataReport): string {
  if (gas === undefined) return '';
  const { base, calldata, floor, execution, total } = gas;
  const sum = `${base} + ${calldata} for ${bytes} bytes + ${execution} for execution`;
  return `estimated gas: ${total} (${sum}; at least ${floor})`;
}
