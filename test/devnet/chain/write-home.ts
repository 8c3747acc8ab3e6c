/** Writes the home folder of one node: keys, configuration, genesis. @module */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64, toHex } from '@cosmjs/encoding';
import type { ChainOptions } from './chain-options.ts';
import { type NodeKey, toPrivateKeyJson } from './derive-keys.ts';
import { editToml, type TomlSettings } from './edit-toml.ts';

/** One node, validator or not; one that does not validate still needs a consensus key of its own. */
export interface NodeSpec {
  readonly name: string;
  readonly consensusKey: NodeKey;
  readonly p2pKey: NodeKey;
  readonly rpcPort: number;
  readonly p2pPort: number;
  readonly grpcPort: number;
}

/** `id@host:port` as other nodes dial it. */
function toPeerAddress(node: NodeSpec): string {
  return `${toHex(node.p2pKey.address)}@127.0.0.1:${node.p2pPort}`;
}

/** Files of a new home in `home`, from the template that the chain's program wrote. */
export function writeHome(
  home: string,
  node: NodeSpec,
  content: { readonly template: string; readonly genesis: string; readonly peers: readonly NodeSpec[] },
  options: ChainOptions,
): void {
  mkdirSync(join(home, 'config'), { recursive: true });
  mkdirSync(join(home, 'data'), { recursive: true });
  const config = (name: string) => join(home, 'config', name);
  const template = (name: string) => readFileSync(join(content.template, 'config', name), 'utf8');
  writeFileSync(config('genesis.json'), content.genesis);
  writeFileSync(config('config.toml'), editToml(template('config.toml'), cometSettings(node, content.peers, options)));
  writeFileSync(config('app.toml'), editToml(template('app.toml'), appSettings(node, options)));
  writeFileSync(config('client.toml'), template('client.toml'));
  writeFileSync(config('node_key.json'), JSON.stringify({ priv_key: toPrivateKeyJson(node.p2pKey) }));
  writeFileSync(
    config('priv_validator_key.json'),
    JSON.stringify({
      address: toHex(node.consensusKey.address).toUpperCase(),
      pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(node.consensusKey.publicKey) },
      priv_key: toPrivateKeyJson(node.consensusKey),
    }),
  );
  writeFileSync(join(home, 'data', 'priv_validator_state.json'), '{"height":"0","round":0,"step":0}');
}

function cometSettings(node: NodeSpec, peers: readonly NodeSpec[], options: ChainOptions): TomlSettings {
  const proposeMs = options.proposeTimeoutMs ?? 1_000;
  return {
    moniker: node.name,
    log_level: options.logLevel ?? 'warn',
    'rpc.laddr': `tcp://127.0.0.1:${node.rpcPort}`,
    'rpc.pprof_laddr': '',
    ...(options.maxBodyBytes === undefined ? {} : { 'rpc.max_body_bytes': options.maxBodyBytes }),
    'p2p.laddr': `tcp://127.0.0.1:${node.p2pPort}`,
    'p2p.persistent_peers': peers.map(toPeerAddress).join(','),
    'p2p.persistent_peers_max_dial_period': '1s', // a validator that was stopped is found again soon
    'p2p.pex': false,
    'p2p.addr_book_strict': false,
    'p2p.allow_duplicate_ip': true,
    'p2p.flush_throttle_timeout': '10ms',
    'consensus.timeout_propose': `${proposeMs}ms`,
    'consensus.timeout_propose_delta': `${Math.ceil(proposeMs / 2)}ms`,
    'consensus.timeout_commit': `${options.blockTimeMs ?? 500}ms`,
    'consensus.peer_gossip_sleep_duration': '20ms',
    'tx_index.indexer': 'kv',
    ...options.nodeSettings?.[node.name],
  };
}

function appSettings(node: NodeSpec, options: ChainOptions): TomlSettings {
  const pruning = options.pruning ?? 'nothing';
  return {
    'minimum-gas-prices': options.minimumGasPrices ?? '0stake',
    pruning: pruning === 'nothing' ? 'nothing' : 'custom',
    ...(pruning === 'nothing'
      ? {}
      : { 'pruning-keep-recent': String(pruning.keepRecent), 'pruning-interval': String(pruning.interval) }),
    'min-retain-blocks': options.retainBlocks ?? 0,
    'api.enable': false,
    // Without it the node does not register the transaction service, and `abci_query` cannot simulate.
    'grpc.enable': true,
    'grpc.address': `127.0.0.1:${node.grpcPort}`,
    'grpc-web.enable': false,
  };
}
