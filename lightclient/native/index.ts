/** Fast paths for Node behind the core's own interfaces. @module */
export type { Blst, BlstKey, BlstSignature } from './blst-backend.ts';
export { createNativeBls, type NativeBls } from './native-bls.ts';
export { createNativeVerifier } from './native-verifier.ts';
export type { SignatureBackend } from './openssl-backend.ts';
export { nativeSha256 } from './sha256.ts';
export { createTextFile, type TextFile } from './text-file.ts';
