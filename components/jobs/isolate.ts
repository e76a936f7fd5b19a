/** Keeps a name from the store from turning the words around it: Unicode first-strong isolation, as `<bdi>` does. */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
