import "server-only";
import { limits } from "@/lib/config/limits";
import type { ApiContext } from "./context";

export interface ByteSource {
  /** Makes the parts of a file; the signal aborts when nobody reads them any more. */
  readonly parts: (signal: AbortSignal) => AsyncIterator<Uint8Array>;
  /** Aborted when the process begins to stop. */
  readonly closing: AbortSignal | undefined;
  /** Called once: whether the last part was taken. */
  readonly onEnd: (whole: boolean) => void;
}

/**
 * A download of any size: each part is made when the one before was taken, so that a slow reader slows the
 * source. Ends when the reader leaves or takes nothing for `limits.exportIdleMs`; what fails on the way breaks
 * the connection, so that a part is never taken for the whole. What fails before the first part is thrown.
 */
export async function respondBytes(
  c: ApiContext,
  headers: Readonly<Record<string, string>>,
  { parts, closing, onEnd }: ByteSource,
): Promise<Response> {
  const stop = new AbortController();
  const sources = closing ? [c.req.raw.signal, closing] : [c.req.raw.signal];
  const abort = () => stop.abort();
  for (const signal of sources) {
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  let idle: NodeJS.Timeout | undefined;
  let ended = false;
  const end = (whole: boolean) => {
    if (ended) return;
    ended = true;
    clearTimeout(idle);
    stop.abort();
    for (const signal of sources) signal.removeEventListener("abort", abort);
    onEnd(whole);
  };
  const iterator = parts(stop.signal);
  let first: IteratorResult<Uint8Array> | null;
  try {
    first = await iterator.next();
  } catch (error) {
    end(false);
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
            end(true);
            controller.close();
            return;
          }
          controller.enqueue(next.value);
          idle = setTimeout(abort, limits.exportIdleMs).unref();
        } catch (error) {
          end(false);
          controller.error(error);
        }
      },
      async cancel() {
        end(false);
        await iterator.return?.().catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
  stop.signal.addEventListener("abort", () => end(false), { once: true });
  return c.body(stream, 200, {
    "Cache-Control": "private, no-store, no-transform",
    "X-Accel-Buffering": "no",
    ...headers,
  });
}
