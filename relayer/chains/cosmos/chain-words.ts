/** What a chain says about a refusal, without what the layers around it have added. @module */

const ADDED: readonly RegExp[] = [
  /^rpc error: code = \w+ desc = /,
  // Where in the source of which version.
  / \[[^\]\s]+\.go:\d+\]/g,
  / with gas used: '\d+'(: unknown request)?$/,
];

/** `spendable balance 0nope is smaller than 5nope: insufficient funds`, and whatever else the application has said. */
export function toChainWords(log: string): string {
  return ADDED.reduce((text, pattern) => text.replace(pattern, ''), log);
}
