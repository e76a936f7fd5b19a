import "server-only";
import type { AuditLog } from "@/lib/http/services";

const PAGES = 10;
const PAGE = 100;
const ACTIONS: ReadonlySet<string> = new Set(["job.retry", "job.run_now"]);

/** Who let which jobs of a source run one by one since then, newest first, as far back as a bounded look goes. */
export async function retriesSince(
  audit: Pick<AuditLog, "page">,
  source: string,
  sinceMs: number,
): Promise<{ actor: string; jids: readonly string[] }[]> {
  const found: { actor: string; jids: readonly string[] }[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const { entries, nextCursor } = await audit.page({ cursor, limit: PAGE, q: "job.r" });
    for (const { atMs, phase, action, actor, targets, outcome, ...entry } of entries) {
      if (atMs < sinceMs) return found;
      const counts = phase === "result" && entry.source === source && ACTIONS.has(action) && (outcome?.done ?? 0) > 0;
      if (counts) found.push({ actor, jids: targets });
    }
    cursor = nextCursor;
    if (cursor === null) break;
  }
  return found;
}
