/** A user of the published library: prints which verifier of sync committees an installation has, and why not the fast one. @module */
import { createNativeBls } from '@causeway/lightclient/native';

const native = createNativeBls();
console.log(native.backend === 'blst' ? native.backend : `${native.backend}: ${native.reason}`);
