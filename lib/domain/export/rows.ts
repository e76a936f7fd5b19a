import { csvLine } from "@/lib/domain/csv";
import type { JobEntry } from "@/lib/domain/job.schema";
import { checkJson } from "@/lib/domain/json/check";

/** An entry as it is exported: its facts, and the whole payload with masked values hidden. */
export interface ExportRow {
  readonly entry: JobEntry;
  readonly payload: string;
}

export type ExportFormat = "csv" | "ndjson";

const iso = (atMs: number | null) => {
  const date = atMs === null ? null : new Date(atMs);
  return date === null || Number.isNaN(date.getTime()) ? "" : date.toISOString();
};

const COLUMNS: readonly (readonly [string, (row: ExportRow) => string])[] = [
  ["place", ({ entry }) => placeOf(entry)],
  ["jid", ({ entry }) => entry.jid ?? ""],
  ["class", ({ entry }) => entry.class ?? ""],
  ["queue", ({ entry }) => entry.queue ?? ""],
  ["args", ({ entry, payload }) => argsOf(payload) ?? entry.args],
  ["error_class", ({ entry }) => entry.error?.class ?? ""],
  ["error_message", ({ entry }) => entry.error?.message ?? ""],
  ["attempts", ({ entry }) => String(entry.attempts ?? "")],
  ["at", ({ entry }) => iso(entry.atMs)],
  ["created_at", ({ entry }) => iso(entry.createdAtMs)],
  ["enqueued_at", ({ entry }) => iso(entry.enqueuedAtMs)],
  ["failed_at", ({ entry }) => iso(entry.failedAtMs)],
  ["tags", ({ entry }) => entry.tags.join(" ")],
  ["active_job_id", ({ entry }) => entry.activeJobId ?? ""],
  ["batch", ({ entry }) => entry.batchId ?? ""],
  ["problem", ({ entry }) => entry.problem ?? ""],
  ["payload_bytes", ({ entry }) => String(entry.payloadBytes)],
];

/** A spreadsheet holds no more in one cell. */
const CELL_CHARS = 32_000;

export function csvHeader(): string {
  return csvLine(COLUMNS.map(([name]) => name));
}

export function csvRow(row: ExportRow): string {
  return csvLine(COLUMNS.map(([, value]) => clipped(value(row))));
}

const clipped = (text: string) => (text.length > CELL_CHARS ? `${text.slice(0, CELL_CHARS)}…` : text);

/** One line of JSON: the facts, and the payload as it is stored, number for number. */
export function ndjsonRow({ entry, payload }: ExportRow): string {
  const { ref: _ref, args: _args, argsClipped: _clipped, ...facts } = entry;
  // No string of valid JSON holds a line feed, so those between tokens may go.
  const whole = checkJson(payload, 1_000).ok ? payload.replace(/[\r\n]+/g, " ") : JSON.stringify(payload);
  return `${JSON.stringify(facts).slice(0, -1)},"payload":${whole}}\n`;
}

function placeOf({ place }: JobEntry): string {
  return "queue" in place ? `queue:${place.queue}` : place.kind;
}

/** The stored arguments, Active Job's without their wrapping. */
function argsOf(payload: string): string | null {
  const check = checkJson(payload, 100);
  if (!check.ok) return null;
  const args = check.root.members.find(({ key }) => key === "args")?.value;
  const inner =
    args?.items.length === 1 ? args.items[0]?.members.find(({ key }) => key === "arguments")?.value : undefined;
  const span = inner?.kind === "array" ? inner : args;
  return span ? payload.slice(span.start, span.end) : null;
}
