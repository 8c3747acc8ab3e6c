/** What `verify calldata` is asked, from the fields of a batch line or of flags. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { parseLightBlock, parseTrustedBlock } from '@causeway/lightclient/tendermint';
import type { CalldataRequest, CallTarget } from '../../control/judge-calldata.ts';
import { type Request, readHex, readOptionalText, readText } from './request.ts';

/** @throws {DecodeError} */
export function readCalldataRequest(request: Request): CalldataRequest {
  const chainId = readOptionalText(request, 'chainId');
  const target = readTarget(request);
  const hasBlock = isGiven(request.lightBlock);
  if (isGiven(request.calldata)) {
    if (hasBlock) throw new DecodeError('calldata', 'calldata or a light block', 'both');
    return { chainId, calldata: readHex(request, 'calldata'), target };
  }
  if (!hasBlock) throw new DecodeError('calldata', 'calldata, or a lightBlock with its trusted one', 'nothing');
  if (target === undefined) throw new DecodeError('rpc', 'a node and a client to try the light block on', 'nothing');
  return {
    chainId,
    block: parseLightBlock(request.lightBlock, 'lightBlock'),
    conflicting: isGiven(request.conflicting) ? parseLightBlock(request.conflicting, 'conflicting') : undefined,
    trusted: parseTrustedBlock(request.trusted, 'trusted'),
    allVotes: readFlag(request, 'allVotes'),
    target,
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function readTarget(request: Request): CallTarget | undefined {
  if (!isGiven(request.rpc) && !isGiven(request.client)) return undefined;
  const rpc = readText(request, 'rpc');
  const isHttp = URL.canParse(rpc) && /^https?:$/.test(new URL(rpc).protocol);
  // A URL may hold a key, so it is not shown.
  if (!isHttp) throw new DecodeError('rpc', 'an http or https URL', 'something else');
  const from = isGiven(request.from) ? readAddress(request, 'from') : undefined;
  return { rpc, client: readAddress(request, 'client'), from };
}

function readAddress(request: Request, field: string): `0x${string}` {
  const text = readText(request, field);
  const [, digits] = /^0x([0-9a-fA-F]{40})$/.exec(text) ?? [];
  if (digits === undefined)
    throw new DecodeError(field, 'an address: 0x and 40 hex digits', JSON.stringify(text.slice(0, 60)));
  return `0x${digits.toLowerCase()}`;
}

function readFlag(request: Request, field: string): boolean {
  const value = request[field] ?? false;
  if (typeof value !== 'boolean') throw new DecodeError(field, 'true or false', `a ${typeof value}`);
  return value;
}
