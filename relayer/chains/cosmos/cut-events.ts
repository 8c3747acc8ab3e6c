/**
 * Cuts events that nobody reads out of a node's answer while it is still text. A block with 600 packets has 9,000 of them: as
 * objects they take ten times the memory of what is kept.
 * @module
 */

const LISTS = /"(?:events|begin_block_events|end_block_events|finalize_block_events)"\s*:\s*\[/g;
const TYPE = /\{\s*"type"\s*:\s*"([^"\\]*)"/y;
const BETWEEN = /[\s,]*/y;

/**
 * The same JSON without the events of other types. What does not look like events is left as it is, so that whoever parses
 * the answer judges it. Inside a JSON string every quote has a backslash before it: no list begins there.
 */
export function cutEvents(json: string, kept: ReadonlySet<string>): string {
  const pieces: string[] = [];
  let from = 0;
  LISTS.lastIndex = 0;
  for (let list = LISTS.exec(json); list !== null; list = LISTS.exec(json)) {
    const begin = list.index + list[0].length;
    const { events, end } = readList(json, begin, kept);
    if (end < 0) return json;
    pieces.push(json.slice(from, begin), events.join(','));
    from = end;
    LISTS.lastIndex = end;
  }
  return pieces.length === 0 ? json : pieces.join('') + json.slice(from);
}

/** @returns The kept events as text, and where the list's closing bracket is; -1 when there is something else. */
function readList(json: string, begin: number, kept: ReadonlySet<string>): { events: readonly string[]; end: number } {
  const events: string[] = [];
  for (let at = skip(json, begin); ; at = skip(json, at)) {
    if (json[at] === ']') return { events, end: at };
    const end = json[at] === '{' ? endOfObject(json, at) : -1;
    if (end < 0) return { events, end };
    TYPE.lastIndex = at;
    const type = TYPE.exec(json)?.[1];
    if (type === undefined || kept.has(type)) events.push(json.slice(at, end));
    at = end;
  }
}

function skip(json: string, at: number): number {
  BETWEEN.lastIndex = at;
  return at + (BETWEEN.exec(json)?.[0].length ?? 0);
}

/** The position behind the brace that closes the one at `begin`; -1 when there is none. */
function endOfObject(json: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < json.length; at++) {
    const character = json[at];
    if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (character === '"') {
      at = endOfString(json, at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
}

/** The position of the quote that ends the string which goes on at `from`; -1 when there is none. */
function endOfString(json: string, from: number): number {
  let quote = json.indexOf('"', from);
  while (quote >= 0) {
    let before = quote;
    while (before > from && json[before - 1] === '\\') before -= 1;
    // An even number of backslashes: they escape each other.
    if ((quote - before) % 2 === 0) return quote;
    quote = json.indexOf('"', quote + 1);
  }
  return -1;
}
