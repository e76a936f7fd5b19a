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

/** Addresses for machines that live outside of `/api/v1`: those of Sidekiq Web, Rails and Prometheus by custom. */
export const API_ALIASES: Readonly<Record<string, string>> = {
  "/stats": "/api/v1/stats",
  "/stats/queues": "/api/v1/stats/queues",
  "/health/jobs": "/api/v1/health",
  "/metrics": "/api/v1/metrics",
};

/** For `next.config.ts`: every address that something at another path answers. */
export function consoleRewrites(): { source: string; destination: string }[] {
  const shells = SHELL_ROUTES.filter((route) => route.path !== route.shell);
  return [
    ...shells.map((route) => ({ source: route.path, destination: route.shell })),
    ...Object.entries(API_ALIASES).map(([source, destination]) => ({ source, destination })),
  ];
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
