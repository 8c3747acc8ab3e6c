/** SSZ types of light-client headers, one a shape. @module */
import {
  BYTES32,
  byteListType,
  bytesType,
  containerType,
  gindexDepth,
  mapType,
  type SszType,
  UINT64,
  UINT256,
  vectorType,
} from '../proofs/index.ts';
import type { ForkRow } from './fork-table.ts';
import { BEACON_BLOCK_HEADER } from './signing.ts';
import type {
  BeaconBlockHeader,
  BeaconOnlyHeader,
  BlockHashHeader,
  ExecutionPayloadHeader,
  HeaderShape,
  LightClientHeader,
  PayloadHeader,
} from './types.ts';

/** Each has all that the one before has, or something instead. */
export const HEADER_SHAPES: readonly HeaderShape[] = ['beacon', 'capella', 'deneb', 'gloas'];

const CAPELLA_FIELDS = {
  parentHash: BYTES32,
  feeRecipient: bytesType(20),
  stateRoot: BYTES32,
  receiptsRoot: BYTES32,
  logsBloom: bytesType(256),
  prevRandao: BYTES32,
  blockNumber: UINT64,
  gasLimit: UINT64,
  gasUsed: UINT64,
  timestamp: UINT64,
  extraData: byteListType(32),
  baseFeePerGas: UINT256,
  blockHash: BYTES32,
  transactionsRoot: BYTES32,
  withdrawalsRoot: BYTES32,
};

/** Which of the payload header's fields is the block's hash. */
export const BLOCK_HASH_FIELD: number = Object.keys(CAPELLA_FIELDS).indexOf('blockHash');

/** SSZ type of Capella's `ExecutionPayloadHeader`. */
export const CAPELLA_PAYLOAD_HEADER = containerType(CAPELLA_FIELDS);

/** SSZ type of the `ExecutionPayloadHeader` from Deneb to Fulu. */
export const DENEB_PAYLOAD_HEADER = containerType({ ...CAPELLA_FIELDS, blobGasUsed: UINT64, excessBlobGas: UINT64 });

const EMPTY_BEACON_HEADER: BeaconBlockHeader = {
  slot: 0n,
  proposerIndex: 0n,
  parentRoot: new Uint8Array(32),
  stateRoot: new Uint8Array(32),
  bodyRoot: new Uint8Array(32),
};

export const EMPTY_PAYLOAD_HEADER: ExecutionPayloadHeader = {
  parentHash: new Uint8Array(32),
  feeRecipient: new Uint8Array(20),
  stateRoot: new Uint8Array(32),
  receiptsRoot: new Uint8Array(32),
  logsBloom: new Uint8Array(256),
  prevRandao: new Uint8Array(32),
  blockNumber: 0n,
  gasLimit: 0n,
  gasUsed: 0n,
  timestamp: 0n,
  extraData: new Uint8Array(0),
  baseFeePerGas: 0n,
  blockHash: new Uint8Array(32),
  transactionsRoot: new Uint8Array(32),
  withdrawalsRoot: new Uint8Array(32),
};

const NO_BLOBS = { blobGasUsed: 0n, excessBlobGas: 0n };

/** The payload header with the fields of Deneb; those of blobs are zero unless it has them. */
export function withBlobFields(header: ExecutionPayloadHeader): ExecutionPayloadHeader & typeof NO_BLOBS {
  return { ...NO_BLOBS, ...header };
}

/** A payload header without the fields of blobs. */
export function withoutBlobFields(header: ExecutionPayloadHeader): ExecutionPayloadHeader {
  const { blobGasUsed: _used, excessBlobGas: _excess, ...rest } = header;
  return rest;
}

/** How many nodes an execution branch has in this shape. */
export function executionBranchLength({ executionGindex }: ForkRow): number {
  return executionGindex === undefined ? 0 : gindexDepth(executionGindex);
}

/** An all-zero header, that stands for none. */
export function emptyHeader(row: ForkRow): LightClientHeader {
  const beacon = EMPTY_BEACON_HEADER;
  const executionBranch = Array.from({ length: executionBranchLength(row) }, () => new Uint8Array(32));
  switch (row.shape) {
    case 'beacon':
      return { shape: row.shape, beacon };
    case 'capella':
      return { shape: row.shape, beacon, execution: EMPTY_PAYLOAD_HEADER, executionBranch };
    case 'deneb':
      return { shape: row.shape, beacon, execution: withBlobFields(EMPTY_PAYLOAD_HEADER), executionBranch };
    case 'gloas':
      return { shape: row.shape, beacon, executionBlockHash: new Uint8Array(32), executionBranch };
  }
}

/** The SSZ type of a fork's light-client header. */
export function headerType(row: ForkRow): SszType<LightClientHeader> {
  const branch = vectorType(BYTES32, executionBranchLength(row));
  switch (row.shape) {
    case 'beacon':
      return shaped<BeaconOnlyHeader>(containerType({ beacon: BEACON_BLOCK_HEADER }), row.shape);
    case 'capella':
      return shaped<PayloadHeader>(
        containerType({ beacon: BEACON_BLOCK_HEADER, execution: CAPELLA_PAYLOAD_HEADER, executionBranch: branch }),
        row.shape,
      );
    case 'deneb':
      return shaped<PayloadHeader>(
        mapType(
          containerType({ beacon: BEACON_BLOCK_HEADER, execution: DENEB_PAYLOAD_HEADER, executionBranch: branch }),
          (wire) => wire,
          (header: Omit<PayloadHeader, 'shape'>) => ({ ...header, execution: withBlobFields(header.execution) }),
        ),
        row.shape,
      );
    case 'gloas':
      return shaped<BlockHashHeader>(
        containerType({ beacon: BEACON_BLOCK_HEADER, executionBlockHash: BYTES32, executionBranch: branch }),
        row.shape,
      );
  }
}

/** Tells a header's shape in memory, where the wire does not. */
function shaped<H extends LightClientHeader>(
  wire: SszType<Omit<H, 'shape'>>,
  shape: H['shape'] & HeaderShape,
): SszType<LightClientHeader> {
  return mapType(
    wire,
    (fields) => ({ ...fields, shape }) as LightClientHeader,
    (header) => {
      if (header.shape === shape) return header as unknown as Omit<H, 'shape'>;
      throw new RangeError(`header: want shape ${shape}, got ${header.shape}`);
    },
  );
}
