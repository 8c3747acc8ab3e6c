/** How the programs of a chain are called. @module */
import { ETHEREUM_CHAIN_ID, VALIDATOR_COUNT } from './profiles.ts';

/** Loopback ports of a chain. */
export interface EthereumPorts {
  readonly rpc: number;
  readonly engine: number;
  readonly api: number;
  readonly grpc: number;
  readonly tcp: number;
  readonly udp: number;
  readonly quic: number;
}

/** What the programs share; all paths absolute. Each keeps its data in a folder `data` of its own home. */
export interface EthereumLayout {
  readonly ports: EthereumPorts;
  /** Configuration of the beacon chain. */
  readonly config: string;
  /** Between geth and the beacon node. */
  readonly secret: string;
  /** Genesis state of the beacon chain. */
  readonly state: string;
}

/** Who gets the fees: nobody. */
const FEE_RECIPIENT = '0x123463a4B065722E99115D6c222f267d9cABb524';

/** geth, keeping every state, without peers. */
export function gethArguments({ ports, secret }: EthereumLayout): readonly string[] {
  return [
    ...['--datadir', 'data', '--networkid', String(ETHEREUM_CHAIN_ID), '--cache', '64'],
    ...['--syncmode', 'full', '--gcmode', 'archive'],
    ...['--http', '--http.api', 'eth,net,debug,web3', '--http.port', String(ports.rpc)],
    ...['--authrpc.port', String(ports.engine), '--authrpc.jwtsecret', secret],
    ...['--ipcdisable', '--nodiscover', '--nat', 'none', '--maxpeers', '0', '--port', '0'],
  ];
}

/** The beacon node, serving light clients, without peers. */
export function beaconArguments({ ports, config, secret, state }: EthereumLayout): readonly string[] {
  return [
    ...['--datadir', 'data', '--accept-terms-of-use', '--disable-monitoring'],
    ...['--genesis-state', state, '--chain-config-file', config, '--chain-id', String(ETHEREUM_CHAIN_ID)],
    ...['--contract-deployment-block', '0', '--interop-eth1data-votes', '--enable-light-client'],
    ...['--execution-endpoint', `http://127.0.0.1:${ports.engine}`, '--jwt-secret', secret],
    ...['--suggested-fee-recipient', FEE_RECIPIENT],
    ...['--rpc-host', '127.0.0.1', '--rpc-port', String(ports.grpc), '--http-port', String(ports.api)],
    ...['--no-discovery', '--bootstrap-node=', '--min-sync-peers', '0', '--minimum-peers-per-subnet', '0'],
    ...['--subscribe-all-subnets', '--p2p-local-ip', '127.0.0.1', '--p2p-tcp-port', String(ports.tcp)],
    ...['--p2p-udp-port', String(ports.udp), '--p2p-quic-port', String(ports.quic)],
  ];
}

/** All validators in one process. */
export function validatorArguments({ ports, config }: EthereumLayout): readonly string[] {
  return [
    ...['--datadir', 'data', '--accept-terms-of-use', '--disable-monitoring', '--chain-config-file', config],
    ...['--interop-num-validators', String(VALIDATOR_COUNT), '--beacon-rpc-provider', `127.0.0.1:${ports.grpc}`],
  ];
}
