/** Finds links between documents that lead nowhere: to no file of the repository, or to no heading of it. @module */
import { posix } from 'node:path';

/**
 * Every dead link of one Markdown file, as sentences. Addresses elsewhere are not looked at.
 * @param documents all files of the repository; the text of each Markdown file.
 */
export function findDeadLinks(file: string, documents: ReadonlyMap<string, string>): readonly string[] {
  const lines = withoutCode(documents.get(file) ?? '').split('\n');
  return lines.flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      const fault = /^[a-z]+:/.test(link) ? undefined : judge(file, link, documents);
      return fault === undefined ? [] : [`${file}:${index + 1}: ${fault}`];
    }),
  );
}

function judge(file: string, link: string, documents: ReadonlyMap<string, string>): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
  const isFolder = [...documents.keys()].some((name) => name.startsWith(`${target}/`));
  if (!documents.has(target) && !isFolder) return `want a file or folder of the repository, got ${link}`;
  if (anchor === undefined || headingsOf(documents.get(target) ?? '').includes(anchor)) return undefined;
  return `want a heading of ${target}, got #${anchor}`;
}

/** Headings as links name them. */
function headingsOf(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** Blocks become as many empty lines, so that line numbers stay right. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''));
}
