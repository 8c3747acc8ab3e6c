/** What updates, votes, sets and misbehaviour cost on anvil. @module */
import type { Address, Hex } from 'viem';
import {
  encodeClientMisbehaviourCall,
  encodeClientUpdateCall,
  encodeRouterUpdateCall,
} from '../../../../relayer/chains/ethereum/encode-calls.ts';
import { type Bridge, encodeSessionCall } from '../bridge.ts';
import {
  type HardCase,
  type HardCaseName,
  hardCase,
  hardMisbehaviour,
  hardSession,
  hardUpdate,
} from '../fixtures/hard-cases.ts';
import { callsOf, type Frame, type Stage } from '../stage.ts';
import type { GasRowId } from './rows.ts';

type Figures = Readonly<Partial<Record<GasRowId, number | undefined>>>;

/** A case with a client of its own, which has not seen the update yet. */
interface Ready extends HardCase {
  /** Gas of a transaction to the client itself. */
  send(data: Hex): Promise<number>;
  /** The client's frame in a call through the router, whether it refuses or not. */
  trace(message: Uint8Array): Promise<Frame>;
}

export async function measureUpdates(stage: Stage, bridge: Bridge): Promise<Figures> {
  const ready = async (name: HardCaseName): Promise<Ready> => prepare(stage, bridge, hardCase(name));
  const four = await ready('four');
  const hundred = await ready('hundred');
  const hub = await ready('hubUnchanged');
  const [secp256k1, eth] = [await ready('secp256k1'), await ready('secp256k1eth')];
  const rows = { 'ed25519-25': await perVote(hundred, 25), 'ed25519-66': await perVote(hundred, 66) };
  const ofFour = (await four.trace(updateBy(four, 0))).gas;
  const ofHub = (await hub.trace(updateBy(hub, 0))).gas;
  const update = async (one: Ready) => one.send(encodeClientUpdateCall(hardUpdate(one)));
  return {
    ...rows,
    'secp256k1eth-10': await perVerified(eth, bridge.verifiers.secp256k1Eth),
    'secp256k1eth-10-built': await perVote(eth, 10),
    'secp256k1-10': await perVerified(secp256k1, bridge.verifiers.secp256k1),
    'secp256k1-10-built': await perVote(secp256k1, 10),
    'validators-hash': Math.round((ofHub - ofFour) / (sizeOf(hub) - sizeOf(four))),
    'update-4': await update(four),
    'no-op': (await four.trace(hardUpdate(four))).gas,
    'update-4-reordered': await update(await ready('fourReordered')),
    'update-100': await update(hundred),
    'update-180': await update(await ready('hub')),
    ...(await measureSession(await ready('many'))),
    'misbehaviour-4': await four.send(encodeClientMisbehaviourCall(hardMisbehaviour(four))),
  };
}

async function prepare(stage: Stage, bridge: Bridge, one: HardCase): Promise<Ready> {
  const { address, id } = await bridge.addClient(one.trusted.signedHeader);
  return {
    ...one,
    send: async (data) => Number((await stage.send({ to: address, data })).gasUsed),
    trace: async (message) => {
      const call = { to: bridge.router, data: encodeRouterUpdateCall(id, message) };
      return onlyCall(await stage.trace(call), address);
    },
  };
}

async function measureSession(one: Ready): Promise<Figures> {
  const { advances, update } = hardSession(one);
  const parts: number[] = [];
  for (const evidence of advances) parts.push(await one.send(encodeSessionCall(evidence)));
  const last = await one.send(encodeClientUpdateCall(update));
  const altogether = parts.reduce((total, part) => total + part, last);
  return { 'session-300-part': parts[0], 'session-300-update': last, 'session-300': altogether };
}

/** Two updates that are refused at the same place, for want of power: with so many votes, and without any. */
async function perVote(one: Ready, count: number): Promise<number> {
  const [some, none] = [await one.trace(updateBy(one, count)), await one.trace(updateBy(one, 0))];
  return Math.round((some.gas - none.gas) / count);
}

/** What the verifier itself used. */
async function perVerified(one: Ready, verifier: Address): Promise<number> {
  const count = 10;
  return Math.round(onlyCall(await one.trace(updateBy(one, count)), verifier).gas / count);
}

function updateBy(one: HardCase, votes: number): Uint8Array {
  return hardUpdate(
    one,
    Array.from({ length: votes }, (_, row) => row),
  );
}

function onlyCall(frame: Frame, to: Address): Frame {
  const [call, ...others] = callsOf(frame, to);
  if (call === undefined || others.length > 0) throw new Error(`trace: want one call of ${to}`);
  return call;
}

function sizeOf({ block }: HardCase): number {
  return block.validators.validators.length;
}
