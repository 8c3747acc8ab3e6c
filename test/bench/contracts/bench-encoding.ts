/** What it costs to make an update for the contracts on Ethereum, beside verifying the same light block. @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import { verifyHeader } from '@causeway/lightclient/tendermint';
import { decodeContractUpdate } from '../../../relayer/chains/ethereum/decode-update.ts';
import { encodeContractUpdate } from '../../../relayer/chains/ethereum/encode-update.ts';
import { buildUpdate, createSigners, toConsensusState } from '../../support/build-header.ts';
import { showTable } from '../show-table.ts';
import { type Comparison, compareTimes } from '../verify/compare-times.ts';

export interface EncodingFigures extends Comparison {
  readonly validators: number;
  readonly signatures: number;
  readonly bytes: number;
}

export function benchEncoding(validators: readonly number[], rounds: number): readonly EncodingFigures[] {
  return validators.map((count) => {
    const { trusted, untrusted, options, now } = buildUpdate({ adjacent: false, signers: createSigners(count) });
    const { height } = trusted.signedHeader.header;
    const state = toConsensusState(trusted.signedHeader);
    const encode = () => encodeContractUpdate({ block: untrusted, trusted: { height, state } }, height);
    const verifier = createNativeVerifier();
    const verify = () => {
      const { status } = verifyHeader(untrusted, trusted, { ...options, verifier }, now);
      if (status !== 'valid') throw new Error(`header of ${count} validators: want valid, got ${status}`);
    };
    const update = encode();
    const signatures = decodeContractUpdate(update).evidence.votes.length;
    return { validators: count, signatures, bytes: update.length, ...compareTimes(encode, verify, rounds) };
  });
}

const INTRO = `Updates for the contracts on Ethereum, and how many times longer it takes to encode one than to verify its header natively: each
vote needs the coordinates of two points.`;

export function showEncoding(figures: readonly EncodingFigures[]): string {
  const headings = ['validators', 'signatures', 'bytes', 'encoding ms', 'verifying ms', 'ratio'];
  const rows = figures.map(({ validators, signatures, bytes, workMs, bareMs, ratio, quartiles }) => {
    const range = quartiles.map((quartile) => quartile.toFixed(2)).join('–');
    const numbers = [validators, signatures, bytes].map(String);
    return [...numbers, workMs.toFixed(2), bareMs.toFixed(2), `${ratio.toFixed(2)} (${range})`];
  });
  return `${INTRO}\n\n${showTable(headings, rows)}`;
}
