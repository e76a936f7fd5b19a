/**
 * The address of every console page and the prerendered page (shell) that answers it. One table for
 * `next.config.ts` (rewrites), the production server (matching) and nobody else: the browser reads the real
 * path itself. `public` shells are sent without a session.
 */
export interface ShellRoute {
  /** Next's `source` syntax: literal segments and `:name` segments. */
  readonly path: string;
  /** The page that was prerendered, as its own path. */
  readonly shell: string;
  readonly public?: true;
}

export const SHELL_ROUTES: readonly ShellRoute[] = [
  { path: "/", shell: "/sources" },
  { path: "/login", shell: "/login", public: true },
  { path: "/audit", shell: "/audit" },
  { path: "/s/:source", shell: "/overview" },
  { path: "/s/:source/queues", shell: "/queues" },
  { path: "/s/:source/queues/:queue", shell: "/queue" },
  { path: "/s/:source/busy", shell: "/busy" },
  { path: "/s/:source/retries", shell: "/retries" },
  { path: "/s/:source/scheduled", shell: "/scheduled" },
  { path: "/s/:source/dead", shell: "/dead" },
  { path: "/s/:source/jobs/:id", shell: "/job" },
  { path: "/s/:source/entries/:ref", shell: "/entry" },
  { path: "/s/:source/operations", shell: "/operations" },
  { path: "/s/:source/operations/:id", shell: "/operation" },
  { path: "/s/:source/trash", shell: "/trash" },
  { path: "/s/:source/about", shell: "/about" },
];

/** For `next.config.ts`: every address whose page lies elsewhere. */
export function shellRewrites(): { source: string; destination: string }[] {
  return SHELL_ROUTES.filter((route) => route.path !== route.shell).map((route) => ({
    source: route.path,
    destination: route.shell,
  }));
}

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
