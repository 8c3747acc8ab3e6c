/** `causeway doctor`: looks at everything a relayer needs, and says what to do about what is missing. @module */
import type { Config } from '../../config/config.ts';
import type { ComposedChain } from '../compose-chain.ts';
import { type Chains, linkedEnds } from '../compose-paths.ts';
import type { DoctorCheck } from '../ports/control.ts';
import { RelayerError, type RelayerFault } from '../ports/fault.ts';
import type { Store } from '../ports/store.ts';
import type { QueueProblem } from '../queue/redis.ts';

export interface DoctorContext {
  readonly config: Config;
  readonly chains: Chains;
  readonly store: Store;
  /** What is wrong with the settings of Redis, where one is used. @throws {RelayerError} when it cannot be reached */
  readonly queueProblems: () => Promise<readonly QueueProblem[]>;
}

export async function runDoctor(context: DoctorContext): Promise<readonly DoctorCheck[]> {
  const ofChains = await Promise.all([...context.chains.values()].map(checkChain));
  return [...ofChains.flat(), await checkQueue(context), ...(await checkPaths(context))];
}

async function checkPaths({ config, store }: DoctorContext): Promise<readonly DoctorCheck[]> {
  const lanes = await store.chains.lanes();
  if (config.paths.length === 0) {
    const hint = 'Add one under paths: without a path nothing is relayed.';
    return [{ name: 'paths', status: 'warn', detail: 'none', hint }];
  }
  return config.paths.map((path): DoctorCheck => {
    const name = `path ${path.name}`;
    const ends = linkedEnds(path, lanes);
    if (ends === undefined) {
      return { name, status: 'warn', detail: 'not linked', hint: `Run 'causeway link ${path.name}'.` };
    }
    const paused = ends.a.paused ?? ends.b.paused;
    if (paused !== undefined) {
      const hint = `Look at the evidence, then 'causeway clear ${path.name}' lets it run again.`;
      return { name, status: 'fail', detail: `paused: ${paused.reason}`, hint };
    }
    return { name, status: 'ok', detail: `${ends.a.chain}/${ends.a.lane} and ${ends.b.chain}/${ends.b.lane}` };
  });
}

async function checkQueue({ config: { queue }, queueProblems }: DoctorContext): Promise<DoctorCheck> {
  const name = 'queue';
  if (queue.driver === 'local') return { name, status: 'ok', detail: 'in memory' };
  return await judged(name, async () => {
    const [problem] = await queueProblems();
    if (problem === undefined) return { name, status: 'ok', detail: 'BullMQ on Redis' };
    return { name, status: 'warn', detail: explain(problem), hint: problem.hint };
  });
}

/** Without an endpoint the other checks would only say the same again. */
async function checkChain(chain: ComposedChain): Promise<readonly DoctorCheck[]> {
  const endpoints = await checkEndpoints(chain);
  if (endpoints.status === 'fail') return [endpoints];
  return [endpoints, await checkVerification(chain), await checkWallet(chain)];
}

async function checkEndpoints({ config, pool }: ComposedChain): Promise<DoctorCheck> {
  const name = `${config.name}: endpoints`;
  const answers = await pool.each(async (endpoint, signal) => {
    await endpoint.call('status', {}, signal);
  });
  const faults = [
    ...answers.flatMap(({ url, fault }) => (fault === undefined ? [] : [{ url, fault }])),
    ...pool.status().flatMap(({ url, state, reason }) => (state === 'aside' ? [{ url, fault: reason }] : [])),
  ];
  const bad = [...new Map(faults.map(({ url, fault }) => [url, explainEndpoint(url, fault)])).values()];
  const good = answers.filter(({ fault }) => fault === undefined).length;
  if (good === 0) {
    const hint = `Check chains.${config.name}.rpc and chains.${config.name}.chainId.`;
    return { name, status: 'fail', detail: bad.join('; '), hint };
  }
  if (bad.length > 0) return { name, status: 'warn', detail: bad.join('; ') };
  if (good > 1) return { name, status: 'ok', detail: `${good} answer as ${config.chainId}` };
  const hint = 'Add another: with one endpoint a lie can be recognised, but not worked around.';
  return { name, status: 'warn', detail: `only one, ${answers[0]?.url ?? ''}`, hint };
}

/** Most faults of an endpoint begin with its address. */
function explainEndpoint(url: string, fault: RelayerFault | undefined): string {
  const text = fault === undefined ? 'no answer' : explain(fault);
  return text.startsWith(url) ? text : `${url}: ${text}`;
}

function explain({ message, want, got }: Pick<RelayerFault, 'message' | 'want' | 'got'>): string {
  return want === undefined ? message : `${message} (want ${want}, got ${got ?? 'nothing'})`;
}

async function checkVerification({ config, headers }: ComposedChain): Promise<DoctorCheck> {
  const name = `${config.name}: light client`;
  return await judged(name, async () => {
    const { height } = await headers.head();
    return { name, status: 'ok', detail: `verified up to height ${height}` };
  });
}

async function checkWallet({ config, ports }: ComposedChain): Promise<DoctorCheck> {
  const name = `${config.name}: wallet`;
  const address = ports.writer.signer;
  const { denom, amount } = config.gasPrice;
  return await judged(name, async () => {
    const balance = await ports.reader.balance(address, denom);
    const detail = `${address} has ${balance} ${denom}`;
    if (balance > 0n || Number(amount) === 0) return { name, status: 'ok', detail };
    return { name, status: 'fail', detail, hint: 'Send it some: it pays the fees.' };
  });
}

async function judged(name: string, check: () => Promise<DoctorCheck>): Promise<DoctorCheck> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    const { hint } = error.fault;
    return { name, status: 'fail', detail: explain(error.fault), ...(hint === undefined ? {} : { hint }) };
  }
}
