import "server-only";
import { csvLine } from "@/lib/domain/csv";
import type { Operation, OperationOutcomes } from "@/lib/domain/operation.schema";

type Outcome = OperationOutcomes["outcomes"][number];

const COLUMNS = ["index", "jid", "class", "queue", "origin", "status", "reason"] as const;
const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson" };

/** Every entry of an operation as a line, read page by page as fast as the reader takes them. */
export function downloadOutcomes(
  operation: Operation,
  page: (from: number) => Promise<OperationOutcomes | null>,
  format: "csv" | "ndjson",
  signal: AbortSignal,
): Response {
  const encoder = new TextEncoder();
  const line = (outcome: Outcome) =>
    format === "csv" ? csvLine(COLUMNS.map((name) => outcome[name])) : `${JSON.stringify(outcome)}\n`;
  let next: number | null = 0;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (format === "csv") controller.enqueue(encoder.encode(csvLine(COLUMNS)));
    },
    async pull(controller) {
      const answer: OperationOutcomes | null = next === null || signal.aborted ? null : await page(next);
      if (answer === null) return controller.close();
      next = answer.nextIndex;
      const text = answer.outcomes.map(line).join("");
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (next === null) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="operation-${operation.id}.${format}"`,
      "cache-control": "no-store",
    },
  });
}
