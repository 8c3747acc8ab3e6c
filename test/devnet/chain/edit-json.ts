/** Sets values in a parsed JSON document by path. @module */

type Container = Record<string, unknown>;

/** @throws {Error} when the path leads nowhere: a misspelt name must not pass for a setting. */
export function setJson(document: unknown, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop();
  let at: unknown = document;
  for (const name of names) at = isContainer(at) ? at[name] : undefined;
  if (last === undefined || !isContainer(at) || !(last in at))
    throw new Error(`devnet: want ${path} in the JSON, got none`);
  at[last] = value;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
