/** Finds what importing the library loads beyond what it promises. @module */

/** What the library is made of and its only dependencies. */
const OWN = /\/node_modules\/(?:@causeway\/lightclient|@noble\/(?:curves|hashes))\//;
/** The fast paths use Node's own cryptography; nothing else may. */
const MAY_USE_NODE = /\/native$/;

/** Each module that importing `entry` loaded and should not have, as a sentence. */
export function findStrayModules(entry: string, loaded: readonly string[]): readonly string[] {
  if (!loaded.some((url) => OWN.test(url)))
    return [`${entry}: want its own modules loaded, got ${loaded.length} others`];
  return loaded
    .filter((url) => !OWN.test(url) && !(url.startsWith('node:') && MAY_USE_NODE.test(entry)))
    .map((url) => `${entry}: want only itself and @noble/*, got ${url}`);
}
