/** Reads the module names that a TypeScript source imports, without running or compiling it. @module */

/** One module name in a source. */
export interface ImportedModule {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Statements start a line in formatted sources, so a mention inside a string or a comment is not taken for one; a
 * dynamic import or a type import can stand anywhere.
 */
const PATTERNS = [
  /^[ \t]*(?:import|export)\b[^'";]*?\bfrom\s*(['"])(?<name>[^'"\n]+)\1/gm,
  /^[ \t]*import\s*(['"])(?<name>[^'"\n]+)\1/gm,
  /\b(?:import|require)\s*\(\s*(['"])(?<name>[^'"\n]+)\1/g,
];

/** All imports, re-exports, dynamic imports and import types, by line. */
export function readImports(source: string): readonly ImportedModule[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const found = PATTERNS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const end = match.index + match[0].length;
      return { name: match.groups?.name ?? '', line: text.slice(0, end).split('\n').length };
    }),
  );
  return found.sort((a, b) => a.line - b.line);
}
