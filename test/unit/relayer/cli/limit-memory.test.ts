/** The service starts again with limits on its memory, unless somebody has set them or it cannot. */
import { expect, test, vi } from 'vitest';
import { limitMemory, type Restartable } from '../../../../relayer/cli/limit-memory.ts';

const execve = vi.fn<NonNullable<Restartable['execve']>>();

function buildProcess(changes: Partial<Restartable> = {}): Restartable {
  execve.mockReset();
  return {
    argv: ['/bin/node', '/opt/causeway.js', 'start', '--json'],
    execArgv: ['--conditions=causeway-source'],
    execPath: '/bin/node',
    env: { CAUSEWAY_HOME: '/var/lib/causeway' },
    execve,
    ...changes,
  };
}

const LIMITS = ['--max-semi-space-size=4', '--max-old-space-size=512'];

test('starts the same program again, with its options, arguments and environment', () => {
  const self = buildProcess();
  limitMemory(self);
  const args = ['/bin/node', ...LIMITS, '--conditions=causeway-source', '/opt/causeway.js', 'start', '--json'];
  const env = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768', CAUSEWAY_HOME: '/var/lib/causeway' };
  expect(execve).toHaveBeenCalledExactlyOnceWith('/bin/node', args, env);
});

test.each([
  ['on the command line', { execArgv: ['--max_old_space_size', '4096'] }, ['--max-semi-space-size=4']],
  ['in NODE_OPTIONS', { env: { NODE_OPTIONS: '--max-semi-space-size=16' } }, ['--max-old-space-size=512']],
])('leaves what is set %s', (_, changes: Partial<Restartable>, added) => {
  const self = buildProcess(changes);
  limitMemory(self);
  const [, args] = execve.mock.calls[0] ?? [];
  expect(args).toEqual(['/bin/node', ...added, ...self.execArgv, ...self.argv.slice(1)]);
});

test('leaves an allocator alone that was set up', () => {
  limitMemory(buildProcess({ env: { MALLOC_ARENA_MAX: '8' } }));
  expect(execve.mock.calls[0]?.[2]).toMatchObject({ MALLOC_ARENA_MAX: '8' });
});

test.each([
  ['has been started again', { execArgv: LIMITS }],
  ['talks to a parent over a channel', { channel: {} }],
])('does nothing in a process that %s', (_, changes) => {
  limitMemory(buildProcess(changes));
  expect(execve).not.toHaveBeenCalled();
});

test('does without where Node cannot replace a process', () => {
  const { execve: _, ...self } = buildProcess();
  expect(() => limitMemory(self)).not.toThrow();
});
