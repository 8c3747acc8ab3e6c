/** The build of the chains' programs: what it needs, and that it happens once. @module */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildEthereum } from '../devnet/build/build-ethereum.ts';
import { buildSimd } from '../devnet/build/build-simd.ts';
import { checkToolchain } from '../devnet/build/check-toolchain.ts';
import { withLock } from '../devnet/build/lock-folder.ts';
import { readFirstLine, runModule, waitForEnd } from '../support/run-module.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-build-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A go command that notes what it is asked and builds shell scripts in place of the chains. */
function installFakeGo({ version = 'go1.99.1', cc = 'true', cgo = '1', build = 'ok' } = {}): string {
  writeFileSync(join(folder, 'libwasmvm.x86_64.so'), 'engine');
  const script = `#!/bin/sh
echo "$1" >> ${folder}/asked
case "$1" in
  env) printf '${version}\\nlinux\\namd64\\n${cc}\\n${cgo}\\n' ;;
  list) echo ${folder} ;;
  build)
    echo 'go: downloading example.org/one v1.0.0' >&2
    echo 'example.org/one' >&2
    sleep 0.3
    if [ ${build} != ok ]; then echo 'main.go:3: no such thing' >&2; exit 1; fi
    while [ "$1" != -o ]; do shift; done
    target=$2; shift 2
    for command; do
      made=$target$(basename $command)
      printf '#!/bin/sh\\nwhile [ "$1" != --home ]; do shift; done\\nmkdir -p "$2/config"; echo {} > "$2/config/genesis.json"\\n' > $made
      chmod +x $made
    done ;;
esac
`;
  const path = join(folder, 'go');
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

function asked(command: string): number {
  return readFileSync(join(folder, 'asked'), 'utf8')
    .split('\n')
    .filter((line) => line === command).length;
}

describe('checkToolchain', () => {
  test('accepts a Go that is new enough', async () => {
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ version: 'go1.24.3 X:nocoverageredesign' }));
    expect(await checkToolchain('1.24')).toMatchObject({ version: '1.24.3', os: 'linux', arch: 'amd64' });
  });

  test('rejects a missing Go and says how to get one', async () => {
    vi.stubEnv('CAUSEWAY_GO', join(folder, 'no-such-go'));
    const failure = checkToolchain('1.24');
    await expect(failure).rejects.toThrow(/want Go 1\.24 or newer to build the chain, got no command .*no-such-go/);
    await expect(failure).rejects.toThrow(/Install it .* CAUSEWAY_GO/);
  });

  test('rejects a Go that is too old', async () => {
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ version: 'go1.19.13' }));
    await expect(checkToolchain('1.24')).rejects.toThrow('want Go 1.24 or newer, got 1.19.13. Install it');
  });

  test('rejects a machine without cgo or without a C compiler', async () => {
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ cgo: '0' }));
    await expect(checkToolchain('1.24')).rejects.toThrow('CGO_ENABLED=0');
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ cc: '/no/such/compiler -m64' }));
    await expect(checkToolchain('1.24')).rejects.toThrow('want a C compiler (/no/such/compiler -m64)');
  });
});

describe('buildSimd', () => {
  test('rejects a cache folder that cannot be made, and says what to set', async () => {
    vi.stubEnv('CAUSEWAY_GO', installFakeGo());
    writeFileSync(join(folder, 'file'), '');
    vi.stubEnv('CAUSEWAY_CACHE', join(folder, 'file'));
    await expect(buildSimd()).rejects.toThrow(
      /want to keep built chains in .*file.simd, got ENOTDIR\. Set CAUSEWAY_CACHE/,
    );
  });

  test('builds into the cache, then finds it there', async () => {
    vi.stubEnv('CAUSEWAY_GO', installFakeGo());
    vi.stubEnv('CAUSEWAY_CACHE', join(folder, 'cache'));
    const lines: string[] = [];
    const built = await buildSimd({ log: (line) => lines.push(line) });
    expect(existsSync(built.binary)).toBe(true);
    expect(existsSync(join(dirname(built.binary), 'libwasmvm.x86_64.so'))).toBe(true);
    expect(existsSync(join(built.template, 'config', 'genesis.json'))).toBe(true);
    expect(lines[0]).toMatch(/^building simd v10\.7: starting/);
    expect(lines.at(-1)).toMatch(/ready \(\d+s\)$/);
    const silent: string[] = [];
    expect(await buildSimd({ log: (line) => silent.push(line) })).toEqual(built);
    expect(silent).toEqual([]);
    expect(asked('build')).toBe(1);
  });

  test('keeps flavours and Go versions apart', async () => {
    vi.stubEnv('CAUSEWAY_CACHE', join(folder, 'cache'));
    vi.stubEnv('CAUSEWAY_GO', installFakeGo());
    const log = () => undefined;
    const binaries = [(await buildSimd({ log })).binary, (await buildSimd({ log, flavour: 'v10.3' })).binary];
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ version: 'go1.99.2' }));
    binaries.push((await buildSimd({ log })).binary);
    expect(new Set(binaries).size).toBe(3);
  });

  test('throws away what was not used for a month, when it builds something else', async () => {
    vi.stubEnv('CAUSEWAY_CACHE', join(folder, 'cache'));
    vi.stubEnv('CAUSEWAY_GO', installFakeGo());
    const log = () => undefined;
    const [old, used] = [await buildSimd({ log }), await buildSimd({ log, flavour: 'v10.3' })];
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    for (const { binary } of [old, used]) utimesSync(dirname(binary), longAgo, longAgo);
    await buildSimd({ log, flavour: 'v10.3' });
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ version: 'go1.99.2' }));
    await buildSimd({ log });
    expect([existsSync(old.binary), existsSync(used.binary)]).toEqual([false, true]);
  });

  test('builds once when several processes ask at the same time', async () => {
    const env = { CAUSEWAY_GO: installFakeGo(), CAUSEWAY_CACHE: join(folder, 'cache') };
    const children = [1, 2, 3].map(() => runModule('./build-simd-once.ts', [], env));
    const binaries = await Promise.all(children.map(readFirstLine));
    expect(await Promise.all(children.map(waitForEnd))).toEqual([0, 0, 0]);
    expect(new Set(binaries).size).toBe(1);
    expect(asked('build')).toBe(1);
    expect(readdirSync(join(folder, 'cache', 'simd'))).toEqual([basename(dirname(binaries[0] ?? ''))]);
  });

  test('leaves nothing of a failed build, shows its last lines, and clears what a killed one left', async () => {
    vi.stubEnv('CAUSEWAY_CACHE', join(folder, 'cache'));
    const dead = spawnSync('true').pid;
    mkdirSync(join(folder, 'cache', 'simd', `v10.7-0123456789abcdef.partial-${dead}`), { recursive: true });
    vi.stubEnv('CAUSEWAY_GO', installFakeGo({ build: 'broken' }));
    await expect(buildSimd({ log: () => undefined })).rejects.toThrow(/ended with 1:.*main\.go:3: no such thing/s);
    expect(readdirSync(join(folder, 'cache', 'simd'))).toEqual([]);
  });
});

describe('buildEthereum', () => {
  test('builds the four programs into the cache, then finds them there', async () => {
    vi.stubEnv('CAUSEWAY_GO', installFakeGo());
    vi.stubEnv('CAUSEWAY_CACHE', join(folder, 'cache'));
    const lines: string[] = [];
    const built = await buildEthereum({ log: (line) => lines.push(line) });
    expect(Object.values(built).map((path) => [basename(path), existsSync(path)])).toEqual([
      ['geth', true],
      ['beacon-chain', true],
      ['validator', true],
      ['prysmctl', true],
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^building geth v1\.\d+\.\d+: ready/));
    expect(lines).toContainEqual(expect.stringMatching(/^building prysm v7\.\d+\.\d+: ready/));
    expect(await buildEthereum({ log: () => undefined })).toEqual(built);
    expect(asked('build')).toBe(2);
  });
});

describe('withLock', () => {
  test('lets one in at a time and names the holder to those who wait', async () => {
    const file = join(folder, 'a', 'lock');
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} in`);
      await new Promise(setImmediate);
      events.push(`${name} out`);
    };
    const waited = vi.fn();
    await Promise.all([withLock(file, work('one')), withLock(file, work('two'), waited)]);
    expect(events).toEqual(['one in', 'one out', 'two in', 'two out']);
    expect(waited).toHaveBeenCalledExactlyOnceWith(process.pid);
    expect(existsSync(file)).toBe(false);
  });

  test('takes over from a holder that died, and lets go when the work fails', async () => {
    const file = join(folder, 'lock');
    writeFileSync(file, String(spawnSync('true').pid));
    await expect(withLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(file)).toBe(false);
  });
});
