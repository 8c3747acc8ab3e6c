/** Runs a program and keeps what it prints. @module */
import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ToolRun {
  readonly ok: boolean;
  readonly stdout: string;
  /** Both streams as they came. */
  readonly output: string;
}

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Resolves also when the program fails; a program that cannot be started is a failure with its reason as output. */
export function runTool(command: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolRun> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', (error) => resolve({ ok: false, stdout, output: `${command}: ${error.message}` }));
    child.once('close', (code) => resolve({ ok: code === 0, stdout, output }));
  });
}

/** Like `runTool`, for a step that must succeed. @throws {Error} with what the program printed. */
export async function runToolOrThrow(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const run = await runTool(command, args, options);
  if (!run.ok) throw new Error(`${command} ${args.join(' ')} failed:\n${run.output.trim()}`);
  return run.stdout;
}
