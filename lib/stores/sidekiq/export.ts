import "server-only";
import type { ExportRow } from "@/lib/domain/export/rows";
import { pipelined } from "@/lib/redis/pipeline";
import type { CallOptions, ListRef } from "@/lib/stores/port";
import type { ExportPage, ExportRequest } from "@/lib/stores/port-export";
import type { SidekiqContext } from "./context";
import { cronRunsFor } from "./cron-runs";
import { maskedText } from "./detail";
import { bytesTest, predicateOf } from "./filter";
import { entryOf } from "./page";
import { spotOf } from "./scan";
import { scanPages } from "./search/pages";
import { integer, sequenceOf } from "./sequence";

/** Walks a list once, in small pages that wait for their reader; see `JobReader.export`. */
export async function* exportRows(
  ctx: SidekiqContext,
  list: ListRef,
  request: ExportRequest,
  options: CallOptions = {},
): AsyncGenerator<ExportPage> {
  const sequence = sequenceOf(list, ctx.keys);
  const globs = "set" in list ? request.queueGlobs : undefined;
  const means = predicateOf(request.q, globs, Date.now(), await cronRunsFor(ctx, request.q));
  const total = await ctx.link.read(async (redis) => integer((await pipelined(redis, [sequence.length]))[0]));
  const up = sequence.naturallyUp === (request.direction === "forward");
  const pages = scanPages(ctx.link, sequence, {
    up,
    total,
    signal: options.signal,
    mayMean: bytesTest(request.q),
    scored: () => true,
  });
  for await (const page of pages) {
    const hits = page.items.filter((item) => means(item.bytes, spotOf(sequence, item)));
    yield {
      rows: hits.map((item): ExportRow => ({ entry: entryOf(sequence, item), payload: maskedText(item.bytes) })),
      scanned: page.count,
    };
  }
}
