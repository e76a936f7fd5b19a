import "server-only";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than the longest chunk of an operation, shorter than what orchestrators grant. */
const STOP_WITHIN_MS = 9_000;

/** Upgrades are for nobody: the socket is told so and closed. */
export function refuseUpgrades(server: Server): void {
  server.on("upgrade", (_req: IncomingMessage, socket: Duplex) => {
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
}

/** Streams are answers like any other: when one ends while we stop, its connection goes with it. */
export function closeAfterAnswer(server: Server, closing: AbortSignal): void {
  server.on("request", (_req: IncomingMessage, res: ServerResponse) => {
    if (closing.aborted) res.setHeader("Connection", "close");
    res.once("finish", () => {
      if (closing.aborted) setImmediate(() => res.socket?.destroy());
    });
  });
}

/** For so long a balancer may still send requests here before it has seen that we are not ready. */
const LAST_CALLS_MS = 1_000;

/** After the last calls takes no new connection, waits for the answers under way, at most `STOP_WITHIN_MS` in all. */
export async function drain(server: Server): Promise<void> {
  await sleep(LAST_CALLS_MS);
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => {
      server.closeAllConnections();
      resolve();
    }, STOP_WITHIN_MS / 2);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
  clearInterval(sweep);
}

/** Runs `stop` on the first SIGTERM or SIGINT; leaves at once on the second, and in any case in time. */
export function onSignals(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stopping = false;
  const begin = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stop(signal).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", begin);
  process.on("SIGINT", begin);
}
