/** Changes settings in a TOML file that a node wrote itself, so that a misspelt name is an error and not ignored. @module */

/** A setting: `section.name`, or just `name` at the top. Values are given as TOML writes them, strings included. */
export type TomlSettings = Readonly<Record<string, string | number | boolean>>;

/** @throws {Error} for a setting that the file does not have. */
export function editToml(text: string, settings: TomlSettings): string {
  const pending = new Map(Object.entries(settings));
  let section = '';
  const lines = text.split('\n').map((line) => {
    section = /^\[([\w.-]+)\]/.exec(line)?.[1] ?? section;
    const name = /^([\w-]+) *=/.exec(line)?.[1];
    if (name === undefined) return line;
    const key = section === '' ? name : `${section}.${name}`;
    const value = pending.get(key);
    if (value === undefined) return line;
    pending.delete(key);
    return `${name} = ${JSON.stringify(value)}`;
  });
  if (pending.size > 0)
    throw new Error(`devnet: want the setting ${[...pending.keys()].join(', ')}, got a file without it`);
  return lines.join('\n');
}
