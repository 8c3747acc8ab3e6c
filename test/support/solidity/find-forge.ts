/** Where forge's own program lies: the wrapper that npm puts into `.bin` forgets its exit code, so a failure would pass. @module */
import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** @throws {Error} if npm has no forge for this machine */
export function findForge(): string {
  const name = `@foundry-rs/forge-${platform}-${ARCHITECTURES[arch] ?? arch}`;
  // The package of the machine is a dependency of forge's package, not of ours.
  const fromForge = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/forge/package.json'));
  return fromForge.resolve(`${name}/bin/forge${platform === 'win32' ? '.exe' : ''}`);
}
