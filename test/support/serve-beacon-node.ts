/** A beacon node in memory on a port of its own, for a program that has no `fetch` of ours. @module */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BeaconNode } from './beacon-node.ts';

export interface ServedBeaconNode {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveBeaconNode(node: Pick<BeaconNode, 'fetch'>): Promise<ServedBeaconNode> {
  const server = createServer((request, response) => {
    node.fetch(`http://127.0.0.1${request.url}`).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(await answer.text());
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
