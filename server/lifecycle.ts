import "server-only";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";

/** Longer than the longest chunk of an operation, shorter than what orchestrators grant. */
const STOP_WITHIN_MS = 9_000;

/** Upgrades are for nobody: the socket is told so and closed. */
export function refuseUpgrades(server: Server): void {
  server.on("upgrade", (_req: IncomingMessage, socket: Duplex) => {
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
}

/** For so long a balancer may still send requests here before it has seen that we are not ready. */
const LAST_CALLS_MS = 1_000;
/** Nobody is cut off before this, counted from the signal; what is left of `STOP_WITHIN_MS` closes the stores. */
const ANSWER_WITHIN_MS = 8_000;
/** Whoever has connected may take so long to say something, or to say more. */
const SILENT_MS = 500;
const SWEEP_MS = 50;

interface Connection {
  unanswered: number;
  /** How much was read from it when it was last looked at. */
  bytes: number;
  quietSince: number;
}

/**
 * Ends a server without cutting anybody off. Node's own means do not suffice: `close` resets who has connected
 * and was not taken up yet (one a turn of the loop, so a burst takes a while), and `closeIdleConnections` cuts
 * off an answer that was written and is still being read.
 * @param stopping from then on each answer is the last of its connection
 * @returns waits for last calls and for the answers under way, at most `ANSWER_WITHIN_MS` in all
 */
export function gracefulEnd(server: Server, stopping: AbortSignal): () => Promise<void> {
  const connections = new Map<Socket, Connection>();
  let taken = 0;
  server.on("connection", (socket: Socket) => {
    taken += 1;
    connections.set(socket, { unanswered: 0, bytes: 0, quietSince: performance.now() });
    socket.once("close", () => connections.delete(socket));
  });
  // Before whoever answers: what is answered at once has sent its head when the next listener is called.
  server.prependListener("request", ({ socket }: IncomingMessage, res: ServerResponse) => {
    const connection = connections.get(socket);
    if (stopping.aborted) res.setHeader("Connection", "close");
    if (!connection) return;
    connection.unanswered += 1;
    res.once("close", () => {
      connection.unanswered -= 1;
      connection.quietSince = performance.now();
    });
  });

  async function takeWaiting(untilMs: number): Promise<void> {
    for (let quietTurns = 0; quietTurns < 3 && performance.now() < untilMs; ) {
      const before = taken;
      await turn();
      quietTurns = taken === before ? quietTurns + 1 : 0;
    }
  }

  function closeQuiet(): void {
    const now = performance.now();
    for (const [socket, connection] of connections) {
      if (socket.bytesRead > connection.bytes) {
        connection.bytes = socket.bytesRead;
        connection.quietSince = now;
      } else if (connection.unanswered === 0 && now - connection.quietSince >= SILENT_MS) socket.destroy();
    }
  }

  return async () => {
    const untilMs = performance.now() + ANSWER_WITHIN_MS;
    await sleep(LAST_CALLS_MS);
    await takeWaiting(untilMs - LAST_CALLS_MS);
    let open = true;
    NetServer.prototype.close.call(server, () => {
      open = false;
    });
    while (open && performance.now() < untilMs) {
      // Just behind a turn of the loop: what had arrived was read.
      await turn();
      closeQuiet();
      await sleep(SWEEP_MS);
    }
    server.closeAllConnections();
  };
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
