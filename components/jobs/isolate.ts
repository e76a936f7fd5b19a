/**
 * Keeps a name from the store from turning the words around it: Unicode first-strong isolation, as `<bdi>` does.
 * A plain ASCII name cannot, and stays as it is.
 */
export function isolate(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `\u2068${text}\u2069`;
}
