/** Ends a child process when this process ends, however it ends: also after `kill -9`. @module */
import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ties a running child to this process. A small shell waits on a pipe that only we hold open; when we are gone the pipe
 * closes and the shell kills the child. The shell itself is ended as soon as the child is.
 */
export function endWithParent(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const guard = spawn('sh', ['-c', `cat >/dev/null; kill -KILL ${child.pid} 2>/dev/null`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {
    // Without a shell there is no guard; the child is still stopped on every orderly way out.
  });
  guard.unref();
  const release = (): void => {
    if (guard.exitCode !== null || guard.pid === undefined) return;
    try {
      process.kill(-guard.pid, 'SIGKILL');
    } catch {
      // Already gone: it killed the child and ended.
    }
  };
  if (child.exitCode !== null || child.signalCode !== null) release();
  else child.once('exit', release);
}
