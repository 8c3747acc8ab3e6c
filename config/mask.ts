/** Hides what must not be shown: passwords, tokens and API keys inside URLs. @module */

const MASK = '***';
/** A path segment this long that mixes digits in is an access token, not a word. */
const TOKEN = /^(?=.*\d)[A-Za-z0-9_-]{20,}$/;

/** The URL with password, query values and token-like path segments replaced by `***`; other text comes back as it is. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const path = url.pathname
    .split('/')
    .map((segment) => (TOKEN.test(segment) ? MASK : segment))
    .join('/');
  const token = url.username === '' ? '' : `${MASK}@`;
  const user = url.password === '' ? token : `${url.username}:${MASK}@`;
  const query = [...url.searchParams.keys()].map((name) => `${name}=${MASK}`).join('&');
  const shownPath = path === '/' && !text.replace(/[?#].*$/, '').endsWith('/') ? '' : path;
  return `${url.protocol}//${user}${url.host}${shownPath}${query === '' ? '' : `?${query}`}`;
}
