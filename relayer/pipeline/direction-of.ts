/** The direction that a packet travels. @module */
import type { PacketKey } from '../ports/packet.ts';
import type { DirectionDeps } from './deps.ts';

export function directionOf(key: PacketKey, directions: readonly DirectionDeps[]): DirectionDeps | undefined {
  return directions.find(
    ({ direction: { protocol, source } }) =>
      source.chain === key.chain && source.lane === key.lane && protocol === key.protocol,
  );
}
