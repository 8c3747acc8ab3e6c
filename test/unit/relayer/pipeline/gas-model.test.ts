/** What is known of gas, and from whom. @module */
import { beforeEach, describe, expect, test } from 'vitest';
import { createGasModel, type GasModel, guessGas } from '../../../../relayer/pipeline/gas-model.ts';

let model: GasModel;
beforeEach(() => {
  model = createGasModel();
});

const gasOf = (count: number, kind: 'recv' | 'ack' = 'recv') => model.estimate({ [kind]: count }, 0);

describe('estimates', () => {
  test('guesses what nobody has told', () => {
    const { gas, basis } = model.estimate({ recv: 2, update: 1 }, 3_350);
    expect(basis).toBe('guessed');
    // A devnet took 255,000 for this: a limit of 1.3 times the guess would have done, and not cost much more.
    expect(Number(gas)).toBeGreaterThan(255_000 / 1.3);
    expect(Number(gas)).toBeLessThan(255_000 * 1.3);
    // And 105,000 for the creation of a client.
    expect(Number(guessGas(1, 573))).toBeGreaterThan(105_000 / 1.3);
  });

  test('as a simulation said, for other numbers and sizes of the same kind', () => {
    model.learn({ recv: 1 }, 1_000, 170_000n, 'simulated');
    expect(model.estimate({ recv: 1 }, 1_000)).toEqual({ gas: 170_000n, basis: 'simulated' });
    expect(model.estimate({ recv: 3 }, 2_000)).toEqual({ gas: 380_000n, basis: 'simulated' });
    expect(gasOf(1, 'ack').basis).toBe('guessed');
  });

  test('say how well the least known part is known', () => {
    model.learn({ recv: 1 }, 0, 160_000n, 'proven');
    model.learn({ ack: 1 }, 0, 160_000n, 'simulated');
    expect(model.estimate({ recv: 1 }, 0).basis).toBe('proven');
    expect(model.estimate({ recv: 1, ack: 1 }, 0).basis).toBe('simulated');
    expect(model.estimate({ recv: 1, timeout: 1 }, 0).basis).toBe('guessed');
  });

  test('put an update that is not known by itself into the step behind it', () => {
    model.learn({ recv: 1, update: 1 }, 0, 260_000n, 'proven');
    expect(model.estimate({ recv: 1, update: 1 }, 0)).toEqual({ gas: 260_000n, basis: 'proven' });
    model.learn({ update: 1 }, 0, 160_000n, 'proven');
    expect(model.estimate({ update: 2 }, 0).gas).toBe(260_000n);
  });
});

describe('proven results', () => {
  test('replace what was said', () => {
    model.learn({ recv: 1 }, 0, 9_000_000n, 'simulated');
    model.learn({ recv: 1 }, 0, 160_000n, 'proven');
    expect(gasOf(1)).toEqual({ gas: 160_000n, basis: 'proven' });
    model.learn({ recv: 1 }, 0, 9_000_000n, 'simulated');
    expect(gasOf(1)).toEqual({ gas: 160_000n, basis: 'proven' });
  });

  test('prove the update too that was only said before', () => {
    model.learn({ recv: 1, update: 1 }, 0, 260_000n, 'simulated');
    model.learn({ recv: 1, update: 1 }, 0, 260_000n, 'proven');
    expect(model.estimate({ recv: 1, update: 1 }, 0).basis).toBe('proven');
  });

  test('move the price up at once, and down slowly', () => {
    for (const gas of [160_000n, 260_000n]) model.learn({ recv: 1 }, 0, gas, 'proven');
    expect(gasOf(1).gas).toBe(260_000n);
    model.learn({ recv: 1 }, 0, 160_000n, 'proven');
    expect(gasOf(1).gas).toBe(250_000n);
  });

  test('of mixed transactions say nothing', () => {
    model.learn({ recv: 1, ack: 1 }, 0, 260_000n, 'proven');
    expect(gasOf(1).basis).toBe('guessed');
  });
});

describe('a price that was too low', () => {
  test('rises, is not believed to be proven any more, and gives way to the next result', () => {
    model.learn({ recv: 1 }, 0, 160_000n, 'proven');
    model.raise({ recv: 1 });
    expect(gasOf(1)).toEqual({ gas: 220_000n, basis: 'simulated' });
    model.learn({ recv: 1 }, 0, 190_000n, 'proven');
    expect(gasOf(1)).toEqual({ gas: 190_000n, basis: 'proven' });
  });

  test('is not talked down, but up', () => {
    model.learn({ recv: 1 }, 0, 100_000n, 'simulated');
    model.raise({ recv: 1 });
    model.learn({ recv: 1 }, 0, 100_000n, 'simulated');
    expect(gasOf(1).gas).toBe(130_000n);
    model.learn({ recv: 1 }, 0, 500_000n, 'simulated');
    expect(gasOf(1).gas).toBe(500_000n);
  });

  test('rises without being known, and not for ever: a node may refuse whatever it gets', () => {
    const guessed = gasOf(1).gas;
    model.raise({ recv: 1 });
    expect(gasOf(1).gas).toBeGreaterThan(guessed);
    for (let times = 0; times < 20; times++) model.raise({ recv: 1 });
    expect(gasOf(1).gas).toBeLessThan(5n * guessed);
  });
});
