/** Where Foundry's own programs lie: the wrappers that npm puts into `.bin` forget the exit code, so a failure would pass. @module */
import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** @throws {Error} if npm has no such program for this machine */
export function findFoundry(program: 'forge' | 'anvil' | 'cast'): string {
  const name = `@foundry-rs/${program}-${platform}-${ARCHITECTURES[arch] ?? arch}`;
  // The package of the machine is a dependency of the program's package, not of ours.
  const fromProgram = createRequire(createRequire(import.meta.url).resolve(`@foundry-rs/${program}/package.json`));
  return fromProgram.resolve(`${name}/bin/${program}${platform === 'win32' ? '.exe' : ''}`);
}
