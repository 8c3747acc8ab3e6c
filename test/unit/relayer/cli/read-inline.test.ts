import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInline } from '../../../../relayer/cli/read-inline.ts';

test('hex comes inline, or from a file whatever its line breaks', () => {
  const dir = mkdtempSync(join(tmpdir(), 'causeway-inline-'));
  try {
    const file = join(dir, 'proof.hex');
    writeFileSync(file, '0a0b\r\n0c0d\n  0e0f \n');
    expect(readInline(`@${file}`)).toBe('0a0b0c0d0e0f');
    expect(readInline('0a 0b')).toBe('0a 0b');
    expect(readInline(undefined)).toBeUndefined();
    expect(() => readInline(`@${file}x`)).toThrow('cannot be read');
  } finally {
    rmSync(dir, { recursive: true });
  }
});
