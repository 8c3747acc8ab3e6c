/** The findings of `doctor` for people. @module */

import type { DoctorCheck } from '../../ports/control.ts';
import { toSentence } from '../../ports/sentence.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Paint } from './paint.ts';

const MARKS = { ok: ['✓', 'green'], warn: ['!', 'yellow'], fail: ['✗', 'red'] } as const;

export function showChecks(checks: readonly DoctorCheck[], paint: Paint): string {
  return checks
    .map(({ name, status, detail, hint }) => {
      const [mark, color] = MARKS[status];
      return `  ${paint(mark, color)} ${name}: ${detail}${hint === undefined ? '' : `\n      ${toSentence(hint)}`}`;
    })
    .join('\n');
}

/** A warning is no failure. */
export function worstExitCode(checks: readonly DoctorCheck[]): ExitCode {
  return checks.some(({ status }) => status === 'fail') ? EXIT.unavailable : EXIT.ok;
}
