/** What went wrong with a file, in words. @module */

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission',
  EISDIR: 'a folder',
  ENOTDIR: 'a file where a folder should be',
  EROFS: 'a read-only file system',
  ENOSPC: 'a full disk',
};

/** The code that the system gives an error; `undefined` for an error that it did not make. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function describeFileError(error: unknown): string {
  const code = fileErrorCode(error) ?? 'an error';
  return WORDS[code] ?? code;
}
