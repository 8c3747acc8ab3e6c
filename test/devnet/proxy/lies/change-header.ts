/** Lies about blocks: a header field or a validator that is not the chain's. @module */
import { at, bigintAt, listAt } from '../../client/read-json.ts';
import { withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import type { RpcReply } from '../rpc-call.ts';

/** Fields of a header that hold a hash in hex. */
export type HeaderHash =
  | 'app_hash'
  | 'consensus_hash'
  | 'data_hash'
  | 'evidence_hash'
  | 'last_commit_hash'
  | 'last_results_hash'
  | 'next_validators_hash'
  | 'validators_hash';

const HEADER_AT: Readonly<Record<string, string>> = {
  commit: 'signed_header.header',
  block: 'block.header',
  header: 'header',
};

/** One digit of a header's hash is changed wherever headers are given; the signatures stay as they were. */
export function changeHeader(field: HeaderHash = 'app_hash'): Fault {
  return headerLie('change-header', field, (value) => `${value.startsWith('0') ? '1' : '0'}${value.slice(1)}`);
}

/** Header times are moved by whole seconds. */
export function changeHeaderTime(bySeconds: number): Fault {
  return headerLie('change-header-time', 'time', (value) => {
    const fraction = /\.\d+/.exec(value)?.[0] ?? '';
    const moved = new Date(Date.parse(value.replace(fraction, '')) + bySeconds * 1_000);
    return moved.toISOString().replace('.000Z', `${fraction}Z`);
  });
}

/** The first validator of a set is given one more unit of power. */
export function changeValidators(): Fault {
  return {
    name: 'change-validators',
    concerns: (call) => call.method === 'validators',
    onReply: (_, reply) => {
      if (!('result' in reply) || listAt(reply.result, 'validators').length === 0) return undefined;
      const power = bigintAt(reply.result, 'validators.0.voting_power') + 1n;
      return { result: withAt(reply.result, 'validators.0.voting_power', String(power)) };
    },
  };
}

function headerLie(name: string, field: string, change: (value: string) => string): Fault {
  return {
    name,
    concerns: (call) => call.method in HEADER_AT || call.method === 'blockchain',
    onReply: (call, reply) => {
      if (!('result' in reply)) return undefined;
      const paths =
        call.method === 'blockchain'
          ? listAt(reply.result, 'block_metas').map((_, i) => `block_metas.${i}.header`)
          : [HEADER_AT[call.method] ?? ''];
      return changeAll(
        reply.result,
        paths.map((path) => `${path}.${field}`),
        change,
      );
    },
  };
}

function changeAll(result: unknown, paths: readonly string[], change: (value: string) => string): RpcReply | undefined {
  let changed: unknown = result;
  for (const path of paths) {
    const value = at(changed, path);
    if (typeof value === 'string' && value !== '') changed = withAt(changed, path, change(value));
  }
  return changed === result ? undefined : { result: changed };
}
