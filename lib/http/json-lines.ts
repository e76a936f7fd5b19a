import "server-only";
import { isAppError } from "@/lib/errors/app-error";
import { logger, safeMessage } from "@/lib/errors/logger";
import type { ApiContext } from "./context";
import type { Turns } from "./turns";

const HEADERS = {
  "Content-Type": "application/x-ndjson; charset=utf-8",
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};

export type Tell = (step: object) => Promise<void>;

/**
 * Answers with one JSON document a line, for work that tells how far it is. It takes one of the caller's turns
 * for as long as it lasts, waits for a slow reader, and ends when the caller leaves: `signal` is aborted then. A
 * failure after the first line is a last line `{"failed": code}`. @throws AppError `too_many_requests`
 */
export async function jsonLines(
  c: ApiContext,
  turns: Turns,
  work: (tell: Tell, signal: AbortSignal) => Promise<void>,
): Promise<Response> {
  const leaving = new AbortController();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const tell: Tell = (step) => writer.write(encoder.encode(`${JSON.stringify(step)}\n`));
  writer.closed.catch(() => leaving.abort());
  c.req.raw.signal.addEventListener("abort", () => leaving.abort(), { once: true });

  await new Promise<void>((began, refused) => {
    const run = async () => {
      began();
      try {
        await work(tell, leaving.signal);
      } catch (error) {
        if (!isAppError(error) && !leaving.signal.aborted) logger.error({ error: safeMessage(error) }, "stream failed");
        await tell({ failed: isAppError(error) ? error.code : "internal" }).catch(() => {});
      } finally {
        await writer.close().catch(() => {});
      }
    };
    turns.take(c.get("principal").name, run).catch(refused);
  });
  return c.body(readable, 200, HEADERS);
}
