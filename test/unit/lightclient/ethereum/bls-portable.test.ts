import { createPortableBls } from '@causeway/lightclient/ethereum';
import { describeBlsVerifier } from '../../../conformance/bls-verifier.ts';

describeBlsVerifier(createPortableBls);
