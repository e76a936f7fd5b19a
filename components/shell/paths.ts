import { decodeName, encodeName } from "@/lib/domain/paths";

export type Section =
  | "overview"
  | "queues"
  | "busy"
  | "retries"
  | "scheduled"
  | "dead"
  | "errors"
  | "cron"
  | "metrics"
  | "profiles"
  | "locks"
  | "batches"
  | "limiters"
  | "failures"
  | "statuses"
  | "search"
  | "operations"
  | "trash"
  | "about"
  | "jobs"
  | "entries";

export type Route =
  | { kind: "sources" }
  | { kind: "audit" }
  | { kind: "errors" }
  | { kind: "source"; source: string; section: Section; name: string | null }
  | { kind: "unknown" };

const SECTIONS: readonly Section[] = [
  "overview",
  "queues",
  "busy",
  "retries",
  "scheduled",
  "dead",
  "errors",
  "cron",
  "metrics",
  "profiles",
  "locks",
  "batches",
  "limiters",
  "failures",
  "statuses",
  "search",
  "operations",
  "trash",
  "about",
  "jobs",
  "entries",
];

/** Shells are shared by many addresses, so a screen learns what it shows from the path itself. */
export function parseRoute(pathname: string): Route {
  const parts = pathname.split("/").filter((part) => part !== "");
  const [first, source, section = "overview", name, ...rest] = parts;
  if (first === undefined) return { kind: "sources" };
  if (first === "audit" && parts.length === 1) return { kind: "audit" };
  if (first === "errors" && parts.length === 1) return { kind: "errors" };
  if (first !== "s" || source === undefined || rest.length > 0) return { kind: "unknown" };
  const known = SECTIONS.find((candidate) => candidate === section);
  if (known === undefined) return { kind: "unknown" };
  return { kind: "source", source, section: known, name: name === undefined ? null : decodePart(known, name) };
}

/** Sections whose items have names that a path cannot always hold. */
const NAMED: ReadonlySet<Section> = new Set(["queues", "metrics", "locks", "batches"]);

function decodePart(section: Section, part: string): string | null {
  try {
    const text = decodeURIComponent(part);
    return NAMED.has(section) ? decodeName(text) : text;
  } catch {
    return null;
  }
}

/** Addresses inside the console; the base path is added by the router. */
export const paths = {
  sources: () => "/",
  audit: () => "/audit",
  errorsEverywhere: () => "/errors",
  error: (source: string, id: string) => `/s/${source}/errors/${id}`,
  section: (source: string, section: Exclude<Section, "jobs" | "entries">) =>
    section === "overview" ? `/s/${source}` : `/s/${source}/${section}`,
  queue: (source: string, queue: string) => `/s/${source}/queues/${encodeName(queue)}`,
  classMetrics: (source: string, name: string) => `/s/${source}/metrics/${encodeName(name)}`,
  lock: (source: string, digest: string) => `/s/${source}/locks/${encodeName(digest)}`,
  batch: (source: string, bid: string) => `/s/${source}/batches/${encodeName(bid)}`,
  job: (source: string, id: string) => `/s/${source}/jobs/${encodeURIComponent(id)}`,
  entry: (source: string, ref: string) => `/s/${source}/entries/${encodeURIComponent(ref)}`,
  operation: (source: string, id: string) => `/s/${source}/operations/${encodeURIComponent(id)}`,
};
