/** Blank text as Go sees it. @module */

/** Whether Go's `strings.TrimSpace` leaves nothing: it also trims U+0085 and, unlike JavaScript's, keeps U+FEFF. */
export function isBlank(text: string): boolean {
  return /^[\t-\r\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/.test(text);
}
