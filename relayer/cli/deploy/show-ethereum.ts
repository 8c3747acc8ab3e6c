/** A deployment on Ethereum for people. @module */
import type { DeployedClient, EthereumCheckReport, EthereumDeployReport } from '../../control/deploy-ethereum.ts';
import { formatClock } from '../../ops/format-time.ts';
import { formatTable } from '../show/table.ts';

const WEI_DIGITS = 18;

export function showDeployed(report: EthereumDeployReport, dryRun: boolean): string {
  return dryRun ? showPlan(report) : showDone(report);
}

/** What would be sent. */
function showPlan({ plan, chainId, manifestFile }: EthereumDeployReport): string {
  if (plan.steps.length === 0) return `Nothing to do: everything of ${manifestFile} is on chain ${chainId}.`;
  const rows = plan.steps.map(({ name, address, gas }) => [name, address, `${gas}`]);
  return `Would send to chain ${chainId}, as ${manifestFile} will say:

${formatTable(['step', 'contract', 'gas'], rows)}

${plan.steps.length} transactions, ${plan.gas} gas: at most ${formatEther(plan.cost)} ether now, of ${formatEther(plan.balance)}. Nothing was sent.`;
}

function showDone({ plan, chainId, contracts, clients, manifestFile }: EthereumDeployReport): string {
  const sent = plan.steps.length;
  const first = sent === 0 ? 'Nothing to do: it was there before.' : `${sent} transactions, some ${plan.gas} gas.`;
  return `Deployed on chain ${chainId}. ${first}

${showContracts(contracts, clients)}

Manifest: ${manifestFile}`;
}

export function showChecked(report: EthereumCheckReport): string {
  const { checks, access, contracts, clients } = report;
  const odd = checks.filter(({ status }) => status !== 'ok');
  const wrong = odd.filter(({ status }) => status === 'wrong').length;
  const members = access.members.map(({ name, account, delay }) => [name, account, formatDelay(delay)]);
  const operations = access.operations.map((operation) => [
    operation.function,
    operation.target,
    operation.caller,
    formatClock(operation.readyAt * 1000),
  ]);
  return [
    showContracts(contracts, clients),
    `Who holds what:\n${formatTable(['role', 'account', 'delay'], members)}`,
    operations.length === 0
      ? 'Nothing is announced.'
      : `Announced:\n${formatTable(['call', 'of', 'by', 'possible from'], operations)}`,
    ...odd.map(({ what, status, want, got }) => `${status}: ${what}: want ${want}, got ${got}`),
    `${checks.length} comparisons: ${wrong} wrong, ${odd.length - wrong} changed since it was deployed.`,
  ].join('\n\n');
}

function showContracts(contracts: Readonly<Record<string, string>>, clients: readonly DeployedClient[]): string {
  const parts = formatTable(['part', 'address'], Object.entries(contracts));
  if (clients.length === 0) return parts;
  const rows = clients.map(({ clientId = '', chainId, counterparty, address = '', height }) => [
    clientId,
    `${chainId} (from ${height})`,
    counterparty,
    address,
  ]);
  return `${parts}\n\n${formatTable(['client', 'follows', 'counterparty', 'address'], rows)}`;
}

function formatDelay(seconds: number): string {
  return seconds % 86_400 === 0 && seconds > 0 ? `${seconds / 86_400} days` : `${seconds} s`;
}

/** To six digits behind the point, rounded up. */
function formatEther(wei: bigint): string {
  const unit = 10n ** BigInt(WEI_DIGITS - 6);
  const micro = (wei + unit - 1n) / unit;
  return `${micro / 1_000_000n}.${`${micro % 1_000_000n}`.padStart(6, '0')}`;
}
