/**
 * A bridge each of whose chains has two endpoints: a suspect, which answers first and does so in a way that the test chooses,
 * and an honest one. What the relayer thinks of them is asked of the running program.
 * @module
 */
import { type ActiveFault, type Fault, type FaultScope, faults } from 'causeway/devnet';
import { expect } from 'vitest';
import type { EndpointHealth, StatusReport } from '../../../relayer/ports/control.ts';
import { type Bridge, type BridgeOptions, type Jsonified, openBridge, type Side } from './bridge.ts';
import { waitUntil } from './wait-until.ts';

export const SIDES = ['a', 'b'] as const satisfies readonly Side[];

/** The pool prefers whoever is fast: the honest endpoint is not. */
const HONEST_DELAY_MS = 40;

export function openSuspectBridge(options: Omit<BridgeOptions, 'endpoints'> = {}): Promise<Bridge> {
  return openBridge({ ...options, endpoints: { a: ['proxy', 'proxy'], b: ['proxy', 'proxy'] } });
}

/** From now on the suspect of this side behaves like that. */
export function suspect(bridge: Bridge, side: Side, fault: Fault, scope: FaultScope = {}): ActiveFault {
  const [first, honest] = bridge[side].proxies;
  if (first === undefined) throw new Error(`want a proxy on side ${side}, got none`);
  honest?.use(faults.delay(HONEST_DELAY_MS));
  return first.use(fault, scope);
}

export interface Suspected {
  readonly suspect: Jsonified<EndpointHealth>;
  /** Absent when there is only one endpoint. */
  readonly honest: Jsonified<EndpointHealth> | undefined;
}

/** What `causeway status --json` says of the endpoints of a side, as soon as the running relayer answers. */
export async function readEndpoints(bridge: Bridge, side: Side): Promise<Suspected> {
  const find = async (): Promise<readonly (Jsonified<EndpointHealth> | undefined)[] | undefined> => {
    const { live } = await readStatus(bridge);
    const chain = live?.chains.find(({ name }) => name === bridge[side].name);
    return chain && bridge[side].proxies.map(({ url }) => chain.endpoints.find((one) => one.url === url));
  };
  const what = `the running relayer to tell of the endpoints of ${bridge[side].name}`;
  const [first, honest] = await waitUntil(find, { timeoutMs: 60_000, what, everyMs: 500 });
  if (first === undefined) throw new Error(`want a proxy among the endpoints of ${bridge[side].name}, got none`);
  return { suspect: first, honest };
}

export async function readStatus(bridge: Bridge): Promise<Jsonified<StatusReport>> {
  const { code, stdout, stderr } = await bridge.cli(['status', '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Jsonified<StatusReport>;
}
