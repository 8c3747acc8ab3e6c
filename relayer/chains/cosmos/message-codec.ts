/** The messages of IBC v2 packet steps on ibc-go. Source: ibc-go `proto/ibc/core/channel/v2/tx.proto`. @module */
import { bytesField, concatBytes, messageField, one, readMessage, stringField } from '@causeway/lightclient/codec';
import { encodeHeight } from '@causeway/lightclient/ibc';
import type { ChainMessage } from '../../ports/chain-writer.ts';
import type { MessageCodec, StepMessageRequest, StepResponse } from '../../ports/packet-protocol.ts';
import { readMessageResponses } from './message-responses.ts';
import type { AnyMessage } from './transaction.ts';

const PACKAGE = '/ibc.core.channel.v2';

/** The packet goes in as the bytes that its chain emitted: never decoded and encoded again. */
export const ibcGoMessages: MessageCodec = {
  build,
  readResponses: (data) => readMessageResponses(data).map(readResponse),
};

function build(request: StepMessageRequest): ChainMessage {
  const { packet, proof, signer } = request;
  const height = encodeHeight(request.proofHeight);
  const body = messageField(1, packet.body);
  switch (request.step) {
    case 'recv':
      return {
        type: `${PACKAGE}.MsgRecvPacket`,
        bytes: concatBytes(body, bytesField(2, proof), messageField(3, height), stringField(4, signer)),
      };
    case 'ack': {
      if (request.acknowledgement === undefined) throw new Error('unreachable: an acknowledgement step has its bytes');
      const ack = messageField(2, request.acknowledgement);
      return {
        type: `${PACKAGE}.MsgAcknowledgement`,
        bytes: concatBytes(body, ack, bytesField(3, proof), messageField(4, height), stringField(5, signer)),
      };
    }
    case 'timeout':
      // The signer is field 5: the definition skips 4.
      return {
        type: `${PACKAGE}.MsgTimeout`,
        bytes: concatBytes(body, bytesField(2, proof), messageField(3, height), stringField(5, signer)),
      };
  }
}

const STEP_RESPONSES: ReadonlySet<string> = new Set([
  `${PACKAGE}.MsgRecvPacketResponse`,
  `${PACKAGE}.MsgAcknowledgementResponse`,
  `${PACKAGE}.MsgTimeoutResponse`,
]);

const RESPONSE = { result: one(1, 'int32') };
const RESULTS: Readonly<Record<number, StepResponse>> = { 1: 'noop', 2: 'success', 3: 'failure' };

function readResponse({ type, bytes }: AnyMessage): StepResponse {
  if (!STEP_RESPONSES.has(type)) return 'other';
  const { result = 0 } = readMessage(bytes, RESPONSE, 'response');
  // A result that we do not know is not a success that we can rely on.
  return RESULTS[result] ?? 'failure';
}
