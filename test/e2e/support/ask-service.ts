/** What a running relayer tells an operator: by its command line and over HTTP. @module */
import { loadConfig } from '../../../config/load-config.ts';
import { readServiceFile } from '../../../relayer/cli/service-file.ts';
import type { ChainHealth, StatusReport } from '../../../relayer/ports/control.ts';
import type { Bridge, Jsonified } from './bridge.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A page of the service, such as `/ready` or `/metrics`. */
export async function askService({ home }: Bridge, page: string): Promise<Answer> {
  const record = readServiceFile(loadConfig({ home: home.folder }));
  if (record === undefined) throw new Error('want a running service, got none');
  const response = await fetch(`${record.url}${page}`);
  return { status: response.status, text: await response.text() };
}

/** What `causeway status --json` prints. */
export async function readStatus(bridge: Bridge): Promise<Jsonified<StatusReport>> {
  const { code, stdout, stderr } = await bridge.cli(['status', '--json']);
  if (code !== 0) throw new Error(`status: want exit code 0, got ${code}\n${stderr}`);
  const report: Jsonified<StatusReport> = JSON.parse(stdout);
  return report;
}

/** A chain of it, as the running service sees it. */
export function chainIn({ live }: Jsonified<StatusReport>, name: string): Jsonified<ChainHealth> {
  const chain = live?.chains.find((one) => one.name === name);
  if (chain === undefined) throw new Error(`want the live state of ${name}, got none`);
  return chain;
}

/** The value of one sample in Prometheus' text, such as `causeway_chain_height{chain="alpha"}`. */
export async function readMetric(bridge: Bridge, sample: string): Promise<number | undefined> {
  const { text } = await askService(bridge, '/metrics');
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}
