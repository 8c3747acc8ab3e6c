/** Finds imports that the table of boundaries does not allow. @module */
import { posix } from 'node:path';
import { BOXES, type Box } from './boundary-rules.ts';
import { readImports } from './read-imports.ts';

const LIBRARY_NAME = '@causeway/lightclient';
const PRODUCT_NAME = 'causeway';

/** Every forbidden import of one source, as sentences; `file` is relative to the root of the repository. */
export function findBoundaryFaults(file: string, source: string, boxes: readonly Box[] = BOXES): readonly string[] {
  const box = boxOf(file, boxes);
  if (box === undefined) return [`${file}: belongs to no box of the boundary table`];
  return readImports(source).flatMap(({ name, line }) => {
    const fault = judge(file, box, name, boxes);
    return fault === undefined ? [] : [`${file}:${line}: ${fault}`];
  });
}

function judge(file: string, box: Box, name: string, boxes: readonly Box[]): string | undefined {
  const target = targetOf(file, name);
  if (target === undefined) {
    if (allowsPackage(box, name)) return undefined;
    return `${box.name} may import ${listed(box.packages, 'no package')}, got ${name}`;
  }
  const crossing = judgeCrossing(file, name, target);
  if (crossing !== undefined) return crossing;
  if (!/\.(?:ts|mjs)$/.test(target)) return undefined; // data
  const other = boxOf(target, boxes);
  if (other === undefined) return `${name} belongs to no box of the boundary table`;
  if (other === box || box.boxes.includes(other.name)) return undefined;
  return `${box.name} may import ${listed(box.boxes, 'only itself')}, got ${other.name} (${name})`;
}

/** Reaches into the library for a part that it does not export. */
const LIBRARY_TEST = /^test\/(?:unit\/lightclient|property)\//;

/** The library is reached by its name from outside and by path from inside, as its users will have it. */
function judgeCrossing(file: string, name: string, target: string): string | undefined {
  const relative = name.startsWith('.');
  const inside = file.startsWith('lightclient/');
  if (inside && !relative) return `the library imports itself by path, got ${name}`;
  if (LIBRARY_TEST.test(file) && !target.endsWith('/index.ts')) return undefined;
  if (!inside && relative && target.startsWith('lightclient/')) return `want ${LIBRARY_NAME}/…, got ${name}`;
  return undefined;
}

/** The file of the repository that a name stands for; undefined when it is another package's. */
function targetOf(file: string, name: string): string | undefined {
  if (name.startsWith('.')) return posix.join(posix.dirname(file), name);
  if (name === LIBRARY_NAME) return 'lightclient/index.ts';
  if (name.startsWith(`${LIBRARY_NAME}/`)) return `lightclient${name.slice(LIBRARY_NAME.length)}/index.ts`;
  if (name.startsWith(`${PRODUCT_NAME}/`)) return `test${name.slice(PRODUCT_NAME.length)}/index.ts`;
  return undefined;
}

function boxOf(file: string, boxes: readonly Box[]): Box | undefined {
  return boxes.find((box) => box.files.test(file));
}

function allowsPackage(box: Box, name: string): boolean {
  return box.packages.some((allowed) =>
    /[/:]$/.test(allowed) ? name.startsWith(allowed) : allowed === '*' || allowed === name,
  );
}

function listed(names: readonly string[], none: string): string {
  return names.length === 0 ? none : names.join(', ');
}
