/** Which contracts are published: all with their ABI, those that are deployed with their code as well. @module */

/** A contract or interface whose ABI is published. */
export interface PublishedContract {
  readonly name: string;
  /** Its file in `contracts/abi`, without the ending; the constant is the same name in camel case, with `Abi` behind it. */
  readonly file: string;
  /** Whether its code is kept in `contracts/solidity/artifacts`. */
  readonly hasCode: boolean;
}

/** In the order of their files. */
export const PUBLISHED: readonly PublishedContract[] = [
  { name: 'DelayedAccessManager', file: 'access-manager', hasCode: true },
  { name: 'AccessSetup', file: 'access-setup', hasCode: true },
  { name: 'BeaconProxy', file: 'beacon-proxy', hasCode: true },
  { name: 'CometBftClient', file: 'comet-bft-client', hasCode: true },
  { name: 'ICommitVerifier', file: 'commit-verifier', hasCode: false },
  { name: 'Ed25519BatchVerifier', file: 'ed25519-batch-verifier', hasCode: true },
  { name: 'ERC1967Proxy', file: 'erc1967-proxy', hasCode: true },
  { name: 'Escrow', file: 'escrow', hasCode: true },
  { name: 'IIBCApp', file: 'ibc-app', hasCode: false },
  { name: 'IBCERC20', file: 'ibc-erc20', hasCode: true },
  { name: 'IIBCSenderCallbacks', file: 'ibc-sender-callbacks', hasCode: false },
  { name: 'ICS20Transfer', file: 'ics20-transfer', hasCode: true },
  { name: 'ICS26Router', file: 'ics26-router', hasCode: true },
  { name: 'ILightClient', file: 'light-client', hasCode: false },
  { name: 'ILightClientStatus', file: 'light-client-status', hasCode: false },
  { name: 'Secp256k1EthVerifier', file: 'secp256k1-eth-verifier', hasCode: true },
  { name: 'Secp256k1Verifier', file: 'secp256k1-verifier', hasCode: true },
  { name: 'UpgradeableBeacon', file: 'upgradeable-beacon', hasCode: true },
];

/** `ics26-router` becomes `ics26RouterAbi`. */
export function constantOf({ file }: PublishedContract): string {
  return `${file.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Abi`;
}
