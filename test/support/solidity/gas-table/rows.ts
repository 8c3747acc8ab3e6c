/** The rows of the Ethereum table of `docs/gas.md`: what is measured, what it may cost at most, and what is aimed at. @module */

/** How a figure is got; `HOW` says it in words. */
export type HowMeasured = 'transaction' | 'execution' | 'proof' | 'forge';

/** The words behind the table. */
export const HOW: Readonly<Record<HowMeasured, string>> = {
  transaction: '`gasUsed` of receipts: 21,000 and calldata included',
  execution: "what the called contract used by `debug_traceCall`, without the transaction's 21,000 and calldata",
  proof: 'as execution, with the price of the proof in the calldata',
  forge: 'what forge measures of the library alone',
};

/** One row. */
export interface GasRow {
  readonly what: string;
  readonly how: HowMeasured;
  readonly must?: number;
  readonly aim?: number;
  /** Why the must is not met yet. Until it is, the figure may not get worse. */
  readonly missed?: string;
}

/** A bound of the chain itself. */
const TRANSACTION_CAP = 16_777_216;
const BATCH = 'each of 25 in one transaction';

const ROWS = {
  'ed25519-25': { what: 'ed25519, each of 25 votes, built on chain', how: 'execution', must: 78_000, aim: 62_000 },
  'ed25519-66': { what: 'ed25519, each of 66 votes, built on chain', how: 'execution', must: 78_000, aim: 62_000 },
  'secp256k1eth-10': { what: 'secp256k1eth, each of 10 votes, verified', how: 'execution', must: 6_500, aim: 5_500 },
  'secp256k1eth-10-built': { what: 'the same, built on chain', how: 'execution' },
  'secp256k1-10': { what: 'secp256k1, each of 10 votes, verified', how: 'execution' },
  'secp256k1-10-built': { what: 'the same, built on chain', how: 'execution' },
  'validators-hash': {
    what: 'hash of a set, each of 180 validators',
    how: 'execution',
    must: 800,
    aim: 650,
  },
  'header-hash': { what: 'hash of a header', how: 'forge', must: 10_000, aim: 7_000 },
  'no-op': { what: 'update that is stored already', how: 'execution', must: 25_000 },
  'update-4': {
    what: 'update, 3 signatures of 4 validators',
    how: 'transaction',
    must: 460_000,
    aim: 380_000,
  },
  'update-4-router': { what: 'the same through the router', how: 'transaction' },
  'update-4-reordered': {
    what: 'update, 3 signatures of 4 validators, trusted set in another order',
    how: 'transaction',
    must: 460_000,
    aim: 380_000,
  },
  'update-100': {
    what: 'update, 67 signatures of 100 validators, trusted set in another order',
    how: 'transaction',
    must: 5_600_000,
    aim: 4_600_000,
  },
  'update-180': {
    what: 'update, 25 signatures of 180 validators as unequal as on the Cosmos Hub, trusted set in another order',
    how: 'transaction',
    must: 2_600_000,
    aim: 2_000_000,
  },
  'session-300-part': {
    what: 'session, a third of 201 signatures of 300 validators',
    how: 'transaction',
    must: TRANSACTION_CAP,
  },
  'session-300-update': { what: 'update that ends the session', how: 'transaction', must: TRANSACTION_CAP },
  'session-300': { what: 'the session altogether', how: 'transaction' },
  'misbehaviour-4': { what: 'misbehaviour, two headers of 4 validators', how: 'transaction' },
  'membership-single': {
    what: 'ICS-23 membership, alone',
    how: 'proof',
    must: 36_000,
    aim: 30_000,
    missed: 'a hash for each of 22 nodes and their 1,000 bytes',
  },
  'membership-batch': {
    what: 'ICS-23 membership, each further of 25',
    how: 'proof',
    must: 12_000,
    aim: 9_000,
  },
  'absence-single': { what: 'ICS-23 absence, alone', how: 'proof' },
  'recv-batch': { what: `recvPacket, ${BATCH}`, how: 'transaction', must: 175_000, aim: 150_000 },
  'recv-single': { what: 'recvPacket, alone', how: 'transaction' },
  'recv-new-receiver': { what: 'recvPacket, alone, receiver without the token', how: 'transaction' },
  'recv-new-token': { what: 'recvPacket, alone, first packet of a token', how: 'transaction' },
  'recv-redundant': { what: 'recvPacket, received before', how: 'transaction' },
  'ack-batch': { what: `ackPacket, ${BATCH}`, how: 'transaction', must: 90_000, aim: 75_000 },
  'ack-single': { what: 'ackPacket, alone', how: 'transaction' },
  'timeout-single': { what: 'timeoutPacket, alone, with the refund', how: 'transaction' },
  send: { what: 'sendTransfer', how: 'transaction' },
  'update-and-packets': {
    what: 'update, 3 signatures of 4 validators, with 25 packets received',
    how: 'transaction',
    must: TRANSACTION_CAP,
  },
} as const satisfies Readonly<Record<string, GasRow>>;

/** What a deployment consists of; proxies and the light client are deployed more than once, at about the same price. */
export const DEPLOYED = [
  'Ed25519BatchVerifier',
  'Secp256k1Verifier',
  'Secp256k1EthVerifier',
  'AccessSetup',
  'ICS26Router',
  'Escrow',
  'IBCERC20',
  'ICS20Transfer',
  'CometBftClient',
] as const;

type DeployedName = (typeof DEPLOYED)[number];

/** Names a row. */
export type GasRowId = keyof typeof ROWS | `deploy-${DeployedName}` | 'deploy-everything';

/** In the order of the table. */
export const GAS_ROWS: Readonly<Record<GasRowId, GasRow>> = {
  ...ROWS,
  ...deployments(),
  'deploy-everything': {
    what: 'deployment of everything, with two proxies, one light client and the roles',
    how: 'transaction',
  },
};

function deployments(): Record<`deploy-${DeployedName}`, GasRow> {
  const rows = DEPLOYED.map((name) => [`deploy-${name}`, { what: `deployment of ${name}`, how: 'transaction' }]);
  return Object.fromEntries(rows) as Record<`deploy-${DeployedName}`, GasRow>;
}
