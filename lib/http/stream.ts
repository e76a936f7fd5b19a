import "server-only";
import { can, type Principal, scopeOf } from "@/lib/auth/principal";
import { limits } from "@/lib/config/limits";
import type { Operation } from "@/lib/domain/operation.schema";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ApiContext, peerOf } from "./context";
import type { ApiServices } from "./services";

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};
/** A viewer that reads nothing for this many snapshots is gone. */
const SKIPS_MAX = 30;

const encoder = new TextEncoder();
const frame = (event: string, data: string) => encoder.encode(`event: ${event}\ndata: ${data}\n\n`);

/** Event streams of this replica. @throws AppError `too_many_requests` above the bounds of `limits`. */
export function createStreams(services: ApiServices): { open(c: ApiContext, source: string): Response } {
  const perUser = new Map<string, number>();
  let total = 0;
  const frames = new WeakMap<Snapshot, Uint8Array>();

  function take(user: string): () => void {
    const open = perUser.get(user) ?? 0;
    if (open >= limits.streamsPerUser || total >= limits.streamsPerReplica) {
      throw new AppError("too_many_requests", { retryAfterSec: limits.streamHeartbeatMs / 1000 });
    }
    perUser.set(user, open + 1);
    total += 1;
    return () => {
      total -= 1;
      const left = (perUser.get(user) ?? 1) - 1;
      if (left === 0) perUser.delete(user);
      else perUser.set(user, left);
    };
  }

  /** All who see the whole source are sent the same bytes. */
  function snapshotFrame(snapshot: Snapshot, principal: Principal): Uint8Array {
    if (scopeOf(principal, snapshot.source) !== null) {
      return frame("snapshot", JSON.stringify(services.snapshots.cut(snapshot, principal)));
    }
    const known = frames.get(snapshot) ?? frame("snapshot", services.snapshots.encode(snapshot).body.toString());
    frames.set(snapshot, known);
    return known;
  }

  return {
    open(c, source) {
      let principal = c.get("principal");
      if (scopeOf(principal, source) === "none" || !services.registry.ids().includes(source)) {
        throw new AppError("source_unknown", { source });
      }
      const release = take(principal.name);
      const request = c.req.raw;
      const peer = peerOf(c);
      const undo: (() => void)[] = [release];
      let skipped = 0;
      let lastSeq = 0;
      let closed = false;

      const stream = new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const close = () => {
              if (closed) return;
              end();
              controller.close();
            };
            const send = (bytes: Uint8Array): boolean => {
              if (closed || (controller.desiredSize ?? 0) <= 0) return false;
              controller.enqueue(bytes);
              return true;
            };
            const onSnapshot = (snapshot: Snapshot) => {
              if (closed || snapshot.seq === lastSeq) return;
              lastSeq = snapshot.seq;
              if ((principal.expiresAtMs ?? Number.POSITIVE_INFINITY) <= Date.now()) return close();
              skipped = send(snapshotFrame(snapshot, principal)) ? 0 : skipped + 1;
              if (skipped > SKIPS_MAX) close();
            };
            const onOperation = (operation: Operation) => {
              if (scopeOf(principal, source) !== null && operation.actor !== principal.name) return;
              send(frame("operation", JSON.stringify(operation)));
            };
            const recheck = async () => {
              principal = await services.auth.authenticate(request, peer);
              if (!can(principal, "read") || scopeOf(principal, source) === "none") throw new AppError("forbidden", {});
            };
            const rechecks = setInterval(() => void recheck().catch(close), limits.streamRecheckMs);
            const heartbeat = setInterval(() => send(frame("heartbeat", "{}")), limits.streamHeartbeatMs);
            undo.push(
              () => clearInterval(rechecks),
              () => clearInterval(heartbeat),
              services.snapshots.subscribe(source, onSnapshot),
              services.operations.watch(source, onOperation),
              onAbort(request.signal, close),
              services.closing ? onAbort(services.closing, close) : () => {},
            );
            controller.enqueue(encoder.encode("retry: 3000\n\n"));
            services.snapshots.current(source, principal).then(onSnapshot).catch(close);
          },
          cancel: () => end(),
        },
        new ByteLengthQueuingStrategy({ highWaterMark: limits.streamBacklogBytes }),
      );

      function end(): void {
        if (closed) return;
        closed = true;
        for (const step of undo) step();
      }
      return c.body(stream, 200, HEADERS);
    },
  };
}

function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) queueMicrotask(act);
  else signal.addEventListener("abort", act, { once: true });
  return () => signal.removeEventListener("abort", act);
}
