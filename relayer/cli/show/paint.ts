/** Colours: only on a terminal, and never with NO_COLOR. @module */

export type Color = 'red' | 'green' | 'yellow' | 'dim' | 'bold';
export type Paint = (text: string, color: Color) => string;

const CODES: Readonly<Record<Color, number>> = { red: 31, green: 32, yellow: 33, dim: 90, bold: 1 };

export function createPaint(
  stream: { readonly isTTY?: boolean } = process.stdout,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Paint {
  const colored = stream.isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '');
  return (text, color) => (colored ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text);
}
