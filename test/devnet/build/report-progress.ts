/** Shows that a long build is alive: one changing line on a terminal, a line now and then elsewhere. @module */

const TERMINAL_MS = 500;
const LOG_MS = 20_000;

/** Takes the current stage; `done` ends the display. */
export interface Progress {
  stage(text: string): void;
  done(text: string): void;
}

/** What the display writes to; a test passes its own. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** Takes each line instead of `output`. */
  readonly log?: ((line: string) => void) | undefined;
  /** How often `log` gets one; default: 20 s. */
  readonly logEveryMs?: number | undefined;
  readonly output?: ProgressOutput;
}

export function createProgress(title: string, options: ProgressOptions = {}): Progress {
  const output = options.output ?? process.stderr;
  const onTerminal = options.log === undefined && output.isTTY === true;
  const startedMs = Date.now();
  let current = 'starting';
  const line = (text: string) => `${title}: ${text} (${formatElapsed(Date.now() - startedMs)})`;
  const show = (text: string) => {
    if (onTerminal) output.write(`\r\x1b[K${line(text).slice(0, (output.columns ?? 100) - 1)}`);
    else if (options.log !== undefined) options.log(line(text));
    else output.write(`${line(text)}\n`);
  };
  show(current);
  const timer = setInterval(() => show(current), onTerminal ? TERMINAL_MS : (options.logEveryMs ?? LOG_MS));
  return {
    stage: (text) => {
      current = text;
    },
    done: (text) => {
      clearInterval(timer);
      show(text);
      if (onTerminal) output.write('\n');
    },
  };
}

/** Such as `7s` or `3m05s`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
