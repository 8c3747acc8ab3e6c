/** Names in a folder that outlast a loss of power. @module */
import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Without it a file that was created or renamed there may be gone, or have its old name. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
