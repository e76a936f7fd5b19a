import "server-only";
import { csvHeader, csvRow, type ExportFormat, ndjsonRow } from "@/lib/domain/export/rows";
import { listName } from "@/lib/domain/operation-target";
import type { ListRef } from "@/lib/stores/port";
import type { ExportRequest } from "@/lib/stores/port-export";
import { type ActionContext, audited, openStore } from "./context";

export interface JobExport {
  parts(signal: AbortSignal): AsyncGenerator<Uint8Array>;
  /** To be called once, however it ends: writes what came of it. */
  end(whole: boolean): void;
}

const encoder = new TextEncoder();

/** Everything a filter means in these lists, one after the other, as a file; the intent is on record before its first byte. */
export async function exportJobs(
  context: ActionContext,
  lists: readonly ListRef[],
  format: ExportFormat,
  request: ExportRequest,
): Promise<JobExport> {
  const { reader } = openStore(context);
  let rows = 0;
  let finish = (_whole: boolean) => {};
  const ended = new Promise<boolean>((resolve) => {
    finish = resolve;
  });
  await new Promise<void>((begun, failed) => {
    audited(context, {
      action: "job.export",
      targets: lists.map((list) => `${listName(list)} as ${format}${request.q === null ? "" : `: ${request.q}`}`),
      work: () => {
        begun();
        return ended;
      },
      // What was asked for and not sent because the reader left is unknown, but for that there was more.
      summarize: (whole) => ({
        outcome: { requested: rows + (whole ? 0 : 1), done: rows, gone: 0, refused: 0, unknown: whole ? 0 : 1 },
      }),
    }).catch(failed);
  });
  return {
    async *parts(signal) {
      const line = format === "csv" ? csvRow : ndjsonRow;
      // With the first rows: what is refused is refused before a byte of an answer.
      let head = format === "csv" ? csvHeader() : "";
      for (const list of lists) {
        for await (const page of reader.export(list, request, { signal })) {
          rows += page.rows.length;
          const text = head + page.rows.map(line).join("");
          head = "";
          if (text !== "") yield encoder.encode(text);
        }
      }
      if (head !== "") yield encoder.encode(head);
    },
    end: finish,
  };
}
