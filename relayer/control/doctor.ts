/** `causeway doctor`: looks at everything a relayer needs, and says what to do about what is missing. @module */
import type { Config } from '../../config/config.ts';
import type { ComposedChain } from '../compose-chain.ts';
import { type Chains, linkedEnds } from '../compose-paths.ts';
import type { DoctorCheck } from '../ports/control.ts';
import { RelayerError } from '../ports/fault.ts';
import type { Store } from '../ports/store.ts';

export interface DoctorContext {
  readonly config: Config;
  readonly chains: Chains;
  readonly store: Store;
}

export async function runDoctor({ config, chains, store }: DoctorContext): Promise<readonly DoctorCheck[]> {
  const ofChains = await Promise.all([...chains.values()].map(checkChain));
  const lanes = await store.chains.lanes();
  const ofPaths = config.paths.map((path): DoctorCheck => {
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
  return [...ofChains.flat(), ...ofPaths];
}

async function checkChain(chain: ComposedChain): Promise<readonly DoctorCheck[]> {
  return [await checkEndpoints(chain), await checkVerification(chain), await checkWallet(chain)];
}

async function checkEndpoints({ config, pool }: ComposedChain): Promise<DoctorCheck> {
  const name = `${config.name}: endpoints`;
  const answers = await pool.each(async (endpoint, signal) => {
    await endpoint.call('status', {}, signal);
  });
  const bad = answers.filter(({ fault }) => fault !== undefined);
  const aside = pool.status().filter(({ state }) => state === 'aside');
  const good = answers.length - bad.length;
  if (good === 0) {
    const detail = bad.map(({ url, fault }) => `${url}: ${fault?.message ?? 'no answer'}`).join('; ') || 'none answers';
    return { name, status: 'fail', detail, hint: `Check chains.${config.name}.rpc.` };
  }
  if (bad.length + aside.length > 0) {
    const detail = [...bad, ...aside.map(({ url, reason: fault }) => ({ url, fault }))]
      .map(({ url, fault }) => `${url}: ${fault?.message ?? 'no answer'}`)
      .join('; ');
    return { name, status: 'warn', detail };
  }
  if (good > 1) return { name, status: 'ok', detail: `${good} answer as ${config.chainId}` };
  const hint = 'Add another: with one endpoint a lie can be recognised, but not worked around.';
  return { name, status: 'warn', detail: `only one, ${answers[0]?.url ?? ''}`, hint };
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
    const { message, hint } = error.fault;
    return { name, status: 'fail', detail: message, ...(hint === undefined ? {} : { hint }) };
  }
}
