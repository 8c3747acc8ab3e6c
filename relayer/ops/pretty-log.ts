/** Turns a JSON log line into one that a person reads. @module */

const COLORS: Readonly<Record<string, number>> = { fatal: 41, error: 31, warn: 33, info: 32, debug: 36, trace: 90 };
const DIM = 90;
const HIDDEN: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'stack']);

/** `12:00:01.250 WARN  parked: refused by the receiver  packet=alpha/07-tendermint-0/12 stage=triage`. */
export function createPrettyPrinter({ colors }: { readonly colors: boolean }): (line: string) => string {
  const paint = (text: string, code: number | undefined): string =>
    colors && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text;
  return (line) => {
    const entry = parseEntry(line);
    if (entry === undefined) return line;
    const level = String(entry.level ?? 'info');
    const time = String(entry.time ?? '').slice(11, 23);
    const fields = Object.entries(entry)
      .filter(([key]) => !HIDDEN.has(key))
      .map(
        ([key, value]) => `${key}=${typeof value === 'string' ? quote(value) : escapeControls(JSON.stringify(value))}`,
      );
    const details = fields.length === 0 ? '' : `  ${paint(fields.join(' '), DIM)}`;
    const name = paint(level.toUpperCase().padEnd(5), COLORS[level]);
    return `${paint(time, DIM)} ${name} ${escapeControls(String(entry.msg ?? ''))}${details}\n`;
  };
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

/** Text with spaces or line breaks stays one field on one line. */
function quote(value: string): string {
  return escapeControls(/[\s"=]/.test(value) ? JSON.stringify(value) : value);
}

/** A chain's words must not move the cursor or change colours: control characters are shown, not obeyed. */
function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
