/**
 * Follows a live CometBFT chain and prints each block that it has verified. The first node delivers, the others confirm:
 *
 *   node docs/examples/follow-chain.ts CHAIN_ID http://localhost:26657 http://localhost:26660
 *
 * @module
 */
import { createNativeVerifier } from '@causeway/lightclient/native';
import { createRpcLightClient, followBlocks } from '@causeway/lightclient/providers';
import { describeBlock } from '@causeway/lightclient/sync';

const [chainId = '', ...urls] = process.argv.slice(2);
const client = await createRpcLightClient({
  chainId,
  urls,
  // Give `trust: { height, hash }` from a source that you trust; without it the nodes must agree on a first block.
  trustingPeriod: 14n * 24n * 3_600_000_000_000n,
  witnessPolicy: urls.length > 1 ? 'require' : 'none',
  verifier: createNativeVerifier(),
});
for await (const block of followBlocks(client)) console.log(`verified ${describeBlock(block)}`);
