import "server-only";

/**
 * next-auth is CommonJS with a `default` export. Bundlers that follow Node's rules hand over the whole module
 * where the others hand over its default.
 */
export function defaultOf<T extends object>(imported: T): T {
  return "default" in imported ? (imported as T & { default: T }).default : imported;
}
