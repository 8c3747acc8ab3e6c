/** Collects the TypeScript that the documents show, so that it is compiled against the packages as published. @module */

import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { listFiles } from './list-files.ts';

/** A program from a document, under a file name of its own. */
export interface Example {
  readonly name: string;
  readonly source: string;
}

/** Every file of `docs/examples`, and every `ts` block of a Markdown file that imports one of our packages. */
export async function readExamples(root: string): Promise<readonly Example[]> {
  const files = await listFiles(root);
  const programs = files.filter((file) => file.startsWith('docs/examples/') && extname(file) === '.ts');
  const documents = files.filter((file) => extname(file) === '.md' && !file.startsWith('test/'));
  const fromPrograms = programs.map(async (file) => [
    { name: basename(file), source: await readFile(join(root, file), 'utf8') },
  ]);
  const fromDocuments = documents.map(async (file) => {
    const blocks = readBlocks(await readFile(join(root, file), 'utf8'));
    return blocks.map((source, index) => ({ name: `${file.replaceAll('/', '-')}-${index + 1}.ts`, source }));
  });
  return (await Promise.all([...fromPrograms, ...fromDocuments])).flat();
}

/** The `ts` blocks of a Markdown text that import one of our packages; others are sketches. */
export function readBlocks(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
  return blocks.filter((source) => /from '(?:@causeway\/lightclient|causeway)[/']/.test(source));
}
