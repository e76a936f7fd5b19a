import "server-only";
import { printFilter } from "@/lib/domain/filter";
import { encodeName } from "@/lib/domain/paths";

const PAGES: Readonly<Record<string, string>> = {
  morgue: "dead",
  retries: "retries",
  scheduled: "scheduled",
  queues: "queues",
  busy: "busy",
  metrics: "metrics",
  profiles: "profiles",
  batches: "batches",
  cron: "cron",
  "recurring-jobs": "cron",
  dashboard: "",
};

/**
 * Where a link of Sidekiq's own Web UI leads: bookmarks, chat messages and alerts are full of them. An entry's
 * key is `SCORE-JID`; the job is looked up by jid, since it may have moved since.
 * @param source the source such links mean; @returns a path below the base path, or null.
 */
export function oldLink(pathname: string, search: URLSearchParams, source: string): string | null {
  const [page = "", item, ...rest] = pathname.replace(/\/$/, "").slice(1).split("/");
  const twin = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  const home = `/s/${source}`;
  if (page === "cron" && item === "namespaces") return `${home}/cron${cronEntryOf(rest)}`;
  if (twin === undefined || rest.length > 0) return null;
  if (item === undefined) {
    const text = search.get("substr");
    const filter = text && page !== "metrics" ? printFilter({ kind: "word", pattern: [text] }) : text;
    return `${home}${twin ? `/${twin}` : ""}${filter ? `?q=${encodeURIComponent(filter)}` : ""}`;
  }
  const decoded = decode(item);
  if (decoded === null) return null;
  if (page === "queues") return `${home}/queues/${encodeURIComponent(encodeName(decoded))}`;
  if (page === "batches") return `${home}/batches/${encodeURIComponent(encodeName(decoded))}`;
  if (page === "metrics") return `${home}/metrics/${encodeURIComponent(encodeName(decoded))}${rangeOf(search)}`;
  const jid = /^-?[0-9.]+(?:e[+-]?[0-9]+)?-(.+)$/i.exec(decoded)?.[1];
  const isSet = page === "morgue" || page === "retries" || page === "scheduled";
  return isSet && jid !== undefined ? `${home}/jobs/${encodeURIComponent(jid)}` : null;
}

/** sidekiq-cron's page of one entry: `namespaces/NAMESPACE/jobs/NAME`. */
function cronEntryOf([namespace = "", jobs, name = ""]: readonly string[]): string {
  const [space, entry] = [decode(namespace), decode(name)];
  return jobs === "jobs" && space && entry ? `?entry=${encodeURIComponent(`c:${space}:${entry}`)}` : "";
}

/** Sidekiq Web's `period` is our range; its pages of one class go back eight hours at most. */
function rangeOf(search: URLSearchParams): string {
  const period = search.get("period");
  return period !== null && /^[248]h$/.test(period) ? `?range=${period}` : "";
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
