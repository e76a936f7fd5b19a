import table from "./shell-routes.json";

/**
 * The address of every console page and the prerendered page (shell) that answers it. One table
 * (`shell-routes.json`) for `next.config.js` (rewrites), the production server (matching) and nobody else: the
 * browser reads the real path itself. `public` shells are sent without a session.
 */
export interface ShellRoute {
  /** Next's `source` syntax: literal segments and `:name` segments. */
  readonly path: string;
  /** The page that was prerendered, as its own path. */
  readonly shell: string;
  readonly public?: true;
}

export const SHELL_ROUTES: readonly ShellRoute[] = table.shells.map(({ path, shell, ...rest }) => ({
  path,
  shell,
  ...("public" in rest && rest.public ? { public: true as const } : {}),
}));

/** Addresses for machines that live outside of `/api/v1`: those of Sidekiq Web, Rails and Prometheus by custom. */
export const API_ALIASES: Readonly<Record<string, string>> = table.apiAliases;

/** @returns the route of a path without its base path and query; null when no console page lives there. */
export function matchShell(pathname: string): ShellRoute | null {
  const segments = splitPath(pathname);
  return segments === null ? null : (SHELL_ROUTES.find((route) => matches(route.path, segments)) ?? null);
}

function matches(pattern: string, segments: readonly string[]): boolean {
  const wanted = splitPath(pattern) ?? [];
  return (
    wanted.length === segments.length && wanted.every((part, index) => part.startsWith(":") || part === segments[index])
  );
}

/** One trailing slash is forgiven; an empty segment (`//`) is no address. */
function splitPath(pathname: string): string[] | null {
  if (!pathname.startsWith("/")) return null;
  if (pathname === "/") return [];
  const parts = pathname.replace(/\/$/, "").slice(1).split("/");
  return parts.includes("") ? null : parts;
}
