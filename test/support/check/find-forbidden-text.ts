/** Finds what no tracked file may hold: hosts of package registries, paths of one machine, notes to self, muted checks. @module */

interface TextRule {
  readonly what: string;
  readonly pattern: RegExp;
  /** Files that the rule covers; all when left out. */
  readonly files?: RegExp;
}

const CODE = /\.(?:ts|mjs|sol|rs|go)$/;
const TYPESCRIPT = /\.(?:ts|mjs)$/;

/** Written so that this file itself holds none of it. */
const RULES: readonly TextRule[] = [
  {
    what: 'the host of a package registry',
    pattern:
      /\b(?:registry\.(?:npmjs|yarnpkg)\.\w+|(?:proxy|sum)\.golang\.\w+|deb\.debian\.\w+|(?:static|index)\.crates\.io|files\.pythonhosted\.\w+)/,
  },
  { what: 'a resolved host in a lock file', pattern: /"resolved": "\w+:/, files: /package-lock\.json$/ },
  {
    what: 'a path of one machine',
    pattern: /(?<![\w.:*\])}-])\/(?:work|farm|tmp|root|home)\/\w/,
    files: /(?<!\.json)$/,
  },
  { what: 'a note to self (file an issue instead)', pattern: /\b(?:TO[D]O|FIX[M]E|X{3}|HA[C]K)\b/, files: CODE },
  {
    what: 'a muted check',
    pattern: /@ts-(?:ignore|expect-error|nocheck)|(?:biome|eslint)-(?:ignore|disable)/,
    files: TYPESCRIPT,
  },
  {
    what: 'a test that does not run',
    pattern: /\b(?:test|it|describe)\.(?:skip|only|todo|fails|runIf|skipIf)\b/,
    files: TYPESCRIPT,
  },
];

/** Every forbidden text of one file, as sentences. */
export function findForbiddenText(file: string, text: string): readonly string[] {
  const rules = RULES.filter((rule) => rule.files === undefined || rule.files.test(file));
  const present = rules.filter((rule) => rule.pattern.test(text));
  return present.flatMap((rule) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        rule.pattern.test(line) ? [`${file}:${index + 1}: ${rule.what}: ${line.trim()}`] : [],
      ),
  );
}
