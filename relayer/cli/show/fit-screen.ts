/** Text for a screen of limited size: the top matters most, so it is the bottom and the right that go. @module */

export interface Screen {
  readonly rows: number;
  readonly columns: number;
}

const ESCAPE = String.fromCharCode(27);
/** A colour, or one character. */
const PIECES = new RegExp(`${ESCAPE}\\[\\d+m|.`, 'gu');

/** Leaves the last row free for the cursor. */
export function fitScreen(text: string, { rows, columns }: Screen): string {
  const lines = text.split('\n').map((line) => cut(line, columns));
  const room = Math.max(1, rows - 1);
  if (lines.length <= room) return lines.join('\n');
  return [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`].join('\n');
}

function cut(line: string, columns: number): string {
  let width = 0;
  let shown = '';
  for (const [piece] of line.matchAll(PIECES)) {
    const isColor = piece.startsWith(ESCAPE);
    // Colours go on, so that the last one ends.
    if (!isColor && width === columns) continue;
    shown += piece;
    width += isColor ? 0 : 1;
  }
  return shown;
}
