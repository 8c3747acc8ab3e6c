/** What the demo shows while it works: a line for each step, ticked when it is done. @module */

export interface Steps {
  /** Runs one step. The work may change the line that is shown; what it returns is given back. */
  run<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
  print(text?: string): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** On a terminal the running step moves; elsewhere each step is one line when it ends, and a note now and then. */
export function createSteps(output: Output, now: () => number): Steps {
  const isLive = output.isTTY === true;
  const seconds = (since: number): string => `${((now() - since) / 1_000).toFixed(1)} s`.padStart(8);
  return {
    print: (text = '') => void output.write(`${text}\n`),
    async run(title, work) {
      const startedAt = now();
      let note = '';
      let frame = 0;
      const draw = (): void => {
        frame += 1;
        const sign = FRAMES[frame % FRAMES.length] ?? '·';
        // A line that wraps could not be taken back.
        const line = `  ${sign} ${title.padEnd(46)}${seconds(startedAt)}  ${note}`.slice(0, (output.columns ?? 80) - 1);
        output.write(`\r\x1b[K${line}`);
      };
      const timer = isLive ? setInterval(draw, 100) : undefined;
      const take = (text: string): void => {
        if (!isLive && text !== note && text.startsWith('building')) output.write(`  · ${title}: ${text}\n`);
        note = text;
      };
      try {
        const result = await work(take);
        end('✓');
        return result;
      } catch (error) {
        end('✗');
        throw error;
      }
      function end(sign: string): void {
        clearInterval(timer);
        output.write(`${isLive ? '\r\x1b[K' : ''}  ${sign} ${title.padEnd(46)}${seconds(startedAt)}  ${note}\n`);
      }
    },
  };
}
