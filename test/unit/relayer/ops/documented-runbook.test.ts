/** docs/runbook.md has a line for everything that may call an operator: fault codes, reasons to be parked, evidence, alerts. @module */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PARK_TEXTS } from '../../../../relayer/ops/explain-packet.ts';
import { RETRY } from '../../../../relayer/ports/fault.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const metrics = readFileSync('docs/metrics.md', 'utf8');

/** What follows a heading, up to the next one. */
function section(text: string, heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

/** The first cells of a table's rows, without its header. */
function firstCells(text: string): readonly string[] {
  const cells = [...text.matchAll(/^\| ([^|]+?) \|/gm)].map(([, cell = '']) => cell);
  return cells.slice(1).map((cell) => cell.replaceAll('`', ''));
}

test('every fault code has its line, and no other', () => {
  expect(firstCells(section(runbook, 'Fault codes')).toSorted()).toEqual(Object.keys(RETRY).toSorted());
});

test('every reason to be parked has its line, and no other', () => {
  expect(firstCells(section(runbook, 'A packet is parked')).toSorted()).toEqual(Object.keys(PARK_TEXTS).toSorted());
});

test('every alert that is recommended has its line, and no other', () => {
  const alerts = firstCells(section(metrics, 'Alerts worth having'));
  expect(alerts.length).toBeGreaterThan(5);
  expect(firstCells(section(runbook, 'Alerts'))).toEqual(alerts);
});

test('every metric of an alert is one that is served', () => {
  const served = new Set([...metrics.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name));
  const expressions = section(metrics, 'Alerts worth having').match(/(causeway|backlog|wallet)_[a-z_]+/g) ?? [];
  expect(expressions.filter((name) => !served.has(name))).toEqual([]);
});
