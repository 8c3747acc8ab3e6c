// Generated from the build of contracts/solidity/interfaces/ILightClient.sol; `npm run contracts` compares.
import type { Abi } from 'viem';

/** ABI of ILightClient. */
export const lightClientAbi = [
  {"type":"function","name":"getClientState","inputs":[],"outputs":[{"name":"","type":"bytes","internalType":"bytes"}],"stateMutability":"view"},
  {"type":"function","name":"misbehaviour","inputs":[{"name":"misbehaviourMsg","type":"bytes","internalType":"bytes"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"updateClient","inputs":[{"name":"updateMsg","type":"bytes","internalType":"bytes"}],"outputs":[{"name":"","type":"uint8","internalType":"enum ILightClientMsgs.UpdateResult"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"verifyMembership","inputs":[{"name":"msg_","type":"tuple","internalType":"struct ILightClientMsgs.MsgVerifyMembership","components":[{"name":"proof","type":"bytes","internalType":"bytes"},{"name":"proofHeight","type":"tuple","internalType":"struct IICS02ClientMsgs.Height","components":[{"name":"revisionNumber","type":"uint64","internalType":"uint64"},{"name":"revisionHeight","type":"uint64","internalType":"uint64"}]},{"name":"path","type":"bytes[]","internalType":"bytes[]"},{"name":"value","type":"bytes","internalType":"bytes"}]}],"outputs":[{"name":"timestamp","type":"uint256","internalType":"uint256"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"verifyNonMembership","inputs":[{"name":"msg_","type":"tuple","internalType":"struct ILightClientMsgs.MsgVerifyNonMembership","components":[{"name":"proof","type":"bytes","internalType":"bytes"},{"name":"proofHeight","type":"tuple","internalType":"struct IICS02ClientMsgs.Height","components":[{"name":"revisionNumber","type":"uint64","internalType":"uint64"},{"name":"revisionHeight","type":"uint64","internalType":"uint64"}]},{"name":"path","type":"bytes[]","internalType":"bytes[]"}]}],"outputs":[{"name":"timestamp","type":"uint256","internalType":"uint256"}],"stateMutability":"nonpayable"},
] as const satisfies Abi;
