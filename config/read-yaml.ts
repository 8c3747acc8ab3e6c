/** Reads YAML and remembers on which line each value stands. @module */
import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigProblem } from './config-error.ts';

export interface YamlFile {
  readonly content: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Line of the value at a path, or of the nearest thing around it that the file has. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Anchors may repeat parts of a file, but not blow it up. */
const MAX_ALIASES = 100;

export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    path: '',
    line: lineAt(error.pos[0]),
    want: 'well-formed YAML',
    got: error.message.charAt(0).toLowerCase() + error.message.slice(1),
  }));
  const lineOf = (path: readonly PropertyKey[]): number => lineAt(offsetOf(document.contents, path));
  if (problems.length > 0) return { content: undefined, problems, lineOf };
  try {
    const content: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { content: content ?? {}, problems, lineOf };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const got = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    return {
      content: undefined,
      problems: [{ path: '', line: 1, want: `at most ${MAX_ALIASES} aliases`, got }],
      lineOf,
    };
  }
}

/** Walks down as far as the path exists. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    const step = stepInto(node, key);
    if (step === undefined) break;
    offset = step.offset ?? offset;
    node = step.value;
  }
  return offset;
}

function stepInto(node: unknown, key: PropertyKey): { offset: number | undefined; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isNode(item.key) && String(item.key) === String(key));
    return pair && { offset: isNode(pair.key) ? pair.key.range?.[0] : undefined, value: pair.value };
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return isNode(item) ? { offset: item.range?.[0], value: item } : undefined;
  }
  return undefined;
}
