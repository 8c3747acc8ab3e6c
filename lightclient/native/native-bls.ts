/** BLS signatures for Node: blst where its optional package is installed and passes its self-test, else the portable verifier. @module */
import { createCommitteeVerifier } from '../ethereum/committee-verifier.ts';
import { type BlsVerifier, createPortableBls } from '../ethereum/index.ts';
import { findBlsFault } from './bls-self-test.ts';
import { type Blst, createBlstBackend, loadBlst } from './blst-backend.ts';

/** The best verifier that this machine has. Both kinds give the same verdicts. */
export type NativeBls =
  | { readonly backend: 'blst'; readonly verifier: BlsVerifier }
  | {
      readonly backend: 'portable';
      readonly verifier: BlsVerifier;
      /** Why it is not blst, for a log: about twenty times slower is worth a line. */
      readonly reason: string;
    };

/**
 * Install `@chainsafe/blst` (2.2 or newer) beside this package to get the fast one; nothing is built or downloaded for it
 * later. Keep the verifier for the whole process: it remembers committees.
 * @param load Another way to get the package, where it cannot be found from here.
 */
export function createNativeBls(load: () => Blst = loadBlst): NativeBls {
  try {
    const backend = createBlstBackend(load());
    const fault = findBlsFault(backend);
    if (fault !== undefined) return portable(`@chainsafe/blst does not pass its self-test: ${fault}`);
    return { backend: 'blst', verifier: createCommitteeVerifier(backend) };
  } catch (error) {
    return portable(`@chainsafe/blst cannot be used: ${firstLine(error)}`);
  }
}

function portable(reason: string): NativeBls {
  return { backend: 'portable', verifier: createPortableBls(), reason };
}

/** The rest names the files that were searched. */
function firstLine(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line;
}
