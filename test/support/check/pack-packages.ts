/** Packs both npm packages as a release would: from the project's files alone, freshly compiled. @module */
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject } from './list-files.ts';
import { runTool, runToolOrThrow } from './run-tool.ts';

/** Two tarballs in a temporary folder. */
export interface PackedPackages extends AsyncDisposable {
  /** A folder for more, removed with the rest. */
  readonly folder: string;
  readonly library: string;
  readonly product: string;
}

/** A copy, so that neither old output nor a file that is not in the repository can get into a package. */
export async function packPackages(root: string): Promise<PackedPackages> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-pack-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'project');
    await copyProject(root, copy);
    await linkPackages(root, copy);
    await compile(copy);
    const library = await pack(copy, ['--workspace', 'lightclient'], folder);
    const product = await pack(copy, [], folder);
    return { folder, library, product, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What is wrong with the sources is for the step `types` to tell; here it is only why there is nothing to pack. */
async function compile(copy: string): Promise<void> {
  const run = await runTool('tsc', ['-b', 'relayer', 'test/devnet'], { cwd: copy });
  if (!run.ok) throw new Error(`the project's files alone do not compile: ${run.output.split('\n')[0]}`);
}

/** The installed packages serve the copy, too, except that the library is the copy's own. */
async function linkPackages(root: string, copy: string): Promise<void> {
  const [from, to] = [join(root, 'node_modules'), join(copy, 'node_modules')];
  await mkdir(join(to, '@causeway'), { recursive: true });
  const names = (await readdir(from)).filter((name) => !name.startsWith('.') && name !== '@causeway');
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))));
  await symlink(join(copy, 'lightclient'), join(to, '@causeway', 'lightclient'));
}

async function pack(copy: string, args: readonly string[], folder: string): Promise<string> {
  const options = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const printed = await runToolOrThrow('npm', ['pack', ...args, ...options], { cwd: copy });
  const filename = /"filename": "(.+?)"/.exec(printed)?.[1];
  if (filename === undefined) throw new Error(`npm pack: want the name of a tarball, got ${printed}`);
  return join(folder, filename);
}
