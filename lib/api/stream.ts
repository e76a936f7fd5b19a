import type { Operation } from "@/lib/domain/operation.schema";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { withBase } from "./base-path";

export type StreamMessage =
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "operation"; operation: Operation }
  | { type: "state"; connected: boolean };

type Listener = (message: StreamMessage) => void;

/** The server sends a heartbeat each 15 s; a stream silent for longer is dead, whatever the socket says. */
const SILENT_AFTER_MS = 20_000;
const RETRY_MS = 3_000;

/**
 * Follows one source. Of all tabs of a browser that follow it one holds the event stream and passes what it
 * hears to the others, since a browser opens six connections per host. Where the page is not a secure context
 * there are no Web Locks: then each visible tab holds its own.
 * @returns the function that stops following.
 */
export function followStream(source: string, listener: Listener): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`signalbox:${withBase("")}:${source}`);
  channel.onmessage = (event: MessageEvent<StreamMessage>) => listener(event.data);
  const tell: Listener = (message) => {
    listener(message);
    if (!stop.signal.aborted) channel.postMessage(message);
  };
  const lead = () => holdStream(source, tell, stop.signal);
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) followWhileVisible(lead, stop.signal);
  else {
    const name = `signalbox-stream:${withBase("")}:${source}`;
    locks.request(name, { signal: stop.signal }, lead).catch(() => undefined);
  }
  return () => {
    stop.abort();
    channel.close();
  };
}

function followWhileVisible(lead: () => Promise<void>, signal: AbortSignal): void {
  let leading = false;
  const look = () => {
    if (leading || document.hidden || signal.aborted) return;
    leading = true;
    lead().finally(() => {
      leading = false;
    });
  };
  document.addEventListener("visibilitychange", look, { signal });
  look();
}

/** Resolves when following ends; reconnects by itself until then. */
function holdStream(source: string, tell: Listener, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let events: EventSource | null = null;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;

    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(drop, SILENT_AFTER_MS);
    };
    const close = () => {
      clearTimeout(silence);
      clearTimeout(retry);
      events?.close();
      events = null;
    };
    const drop = () => {
      close();
      tell({ type: "state", connected: false });
      retry = setTimeout(connect, RETRY_MS);
    };
    const connect = () => {
      const opened = new EventSource(withBase(`/api/v1/${source}/stream`));
      events = opened;
      heard();
      opened.onopen = () => {
        heard();
        tell({ type: "state", connected: true });
      };
      opened.onerror = drop;
      opened.addEventListener("heartbeat", heard);
      opened.addEventListener("snapshot", (event) => {
        heard();
        tell({ type: "snapshot", snapshot: JSON.parse(event.data) });
      });
      opened.addEventListener("operation", (event) => {
        heard();
        tell({ type: "operation", operation: JSON.parse(event.data) });
      });
    };
    signal.addEventListener("abort", () => {
      close();
      resolve();
    });
    connect();
  });
}
