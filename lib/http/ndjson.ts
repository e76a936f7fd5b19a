import "server-only";
import { limits } from "@/lib/config/limits";
import type { ApiContext } from "./context";

const HEADERS = {
  "Content-Type": "application/x-ndjson; charset=utf-8",
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};
const encoder = new TextEncoder();

export interface LineSource<T> {
  /** Makes the lines; the signal aborts when nobody reads them any more. */
  readonly lines: (signal: AbortSignal) => AsyncIterator<T>;
  /** Aborted when the process begins to stop. */
  readonly closing: AbortSignal | undefined;
  /** Called once, however it ends. */
  readonly onEnd: () => void;
}

/**
 * One JSON text a line, each made when the one before was taken, so that a slow reader slows the source. Ends
 * when the reader leaves, or takes nothing for `limits.searchIdleMs`. What fails before the first line is thrown.
 */
export async function respondLines<T>(c: ApiContext, { lines, closing, onEnd }: LineSource<T>): Promise<Response> {
  const stop = new AbortController();
  const request = c.req.raw.signal;
  const abort = () => stop.abort();
  const sources = closing ? [request, closing] : [request];
  for (const signal of sources) {
    if (signal.aborted) stop.abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  let idle: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(idle);
    stop.abort();
    for (const signal of sources) signal.removeEventListener("abort", abort);
    onEnd();
  };
  const iterator = lines(stop.signal);
  let first: IteratorResult<T> | null;
  try {
    first = await iterator.next();
  } catch (error) {
    end();
    throw error;
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(idle);
        try {
          const next = first ?? (await iterator.next());
          first = null;
          if (next.done) {
            end();
            controller.close();
            return;
          }
          controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
          idle = setTimeout(abort, limits.searchIdleMs).unref();
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      async cancel() {
        end();
        await iterator.return?.().catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
  stop.signal.addEventListener("abort", end, { once: true });
  return c.body(stream, 200, HEADERS);
}
