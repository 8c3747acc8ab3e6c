/** Packets and their reasons for people. @module */
import { formatAge, formatClock, nsToMs } from '../../ops/format-time.ts';
import type { PacketPage, PacketSummary, WhyReport } from '../../ports/control.ts';
import type { Paint } from './paint.ts';
import { formatTable } from './table.ts';

export function showPackets({ packets, next }: PacketPage, nowMs: number, paint: Paint): string {
  if (packets.length === 0) return 'No packets.';
  const rows = packets.map((packet) => [
    packet.packet,
    packet.destination.chain,
    paintState(packet, paint),
    packet.outcome ?? '-',
    formatAge(nowMs - packet.seenAtMs),
    packet.parked?.reason ?? packet.lastFault?.message ?? '',
  ]);
  const more = next === undefined ? '' : `\n\nMore: add --before ${next}`;
  return `${formatTable(['packet', 'to', 'state', 'outcome', 'age', 'why'], rows)}${more}`;
}

function paintState({ state }: PacketSummary, paint: Paint): string {
  if (state === 'done') return paint(state, 'green');
  if (state === 'parked') return paint(state, 'yellow');
  return state === 'conflict' ? paint(state, 'red') : state;
}

export function showWhy(why: WhyReport, paint: Paint): string {
  const { explanation, history } = why;
  const timeout = why.timeoutAtNs === undefined ? '' : ` Its timeout: ${formatClock(nsToMs(why.timeoutAtNs))}.`;
  const tried = explanation.tried.length === 0 ? ['  Nothing yet.'] : explanation.tried.map((line) => `  ${line}`);
  const changes = history.map(({ to, why: reason, atMs }) => [formatClock(atMs), to, reason]);
  return [
    `${paint(why.packet, 'bold')} to ${why.destination.chain}: ${paintState(why, paint)}`,
    '',
    `${explanation.state}${timeout}`,
    `${paint('Waits for', 'bold')} ${explanation.waitsFor}.`,
    `${paint('To do', 'bold')}     ${explanation.advice}`,
    '',
    paint('Tried', 'bold'),
    ...tried,
    '',
    paint('History', 'bold'),
    formatTable(['when', 'state', 'why'], changes),
  ].join('\n');
}
