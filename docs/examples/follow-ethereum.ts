/**
 * Follows a live beacon chain from a checkpoint and prints each finalized header that it has verified:
 *
 *   node docs/examples/follow-ethereum.ts CHECKPOINT_ROOT http://localhost:5052 https://another.node
 *
 * @module
 */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import { createNativeBls } from '@causeway/lightclient/native';
import { createBeaconLightClient, followFinality } from '@causeway/lightclient/providers/beacon-api';

const [checkpoint = '', ...urls] = process.argv.slice(2);
const client = await createBeaconLightClient({
  urls,
  // The root of a finalized block, from a source that you trust.
  checkpointRoot: fromHex(checkpoint),
  bls: createNativeBls().verifier,
});
for await (const { header, root, participants } of followFinality(client)) {
  console.log(`verified slot ${header.beacon.slot}, block ${toHex(root)}, signed by ${participants}`);
}
