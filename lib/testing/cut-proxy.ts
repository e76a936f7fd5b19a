import { createServer, type Server, Socket } from "node:net";

/**
 * A TCP proxy in front of a Redis that breaks one connection at a chosen byte: the crash points of a client
 * that sends one command. Everything else passes.
 */
export interface CutProxy {
  readonly port: number;
  /** Breaks the connection that next sends `marker`. */
  cut(at: CutPoint): void;
  /** Does something between the client's look and its write: the command that next sends `marker` waits for it. */
  before(marker: string, change: () => Promise<void>): void;
  /** Whether no command has carried the marker yet. */
  readonly armed: boolean;
  /** Bytes of the last command that carried the marker, and of its reply. */
  readonly seen: { request: number; reply: number };
  stop(): Promise<void>;
}

export interface CutPoint {
  readonly marker: string;
  /** Bytes of the command that still reach the server; null = all. */
  readonly request: number | null;
  /** Bytes of the reply that still reach the client; null = all. */
  readonly reply: number | null;
}

export async function startCutProxy(targetPort: number): Promise<CutProxy> {
  let armed: CutPoint | null = null;
  let held: { marker: string; change: () => Promise<void> } | null = null;
  const seen = { request: 0, reply: 0 };
  const sockets = new Set<Socket>();

  const server: Server = createServer((client) => {
    const upstream = new Socket();
    upstream.connect(targetPort, "127.0.0.1");
    sockets.add(client).add(upstream);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    let cutting: CutPoint | null = null;
    client.on("data", (data) => {
      if (held && data.includes(held.marker)) {
        const { change } = held;
        held = null;
        client.pause();
        change().then(() => {
          client.resume();
          forward(data);
        }, end);
      } else forward(data);
    });
    const forward = (data: Buffer) => {
      if (!cutting && armed && data.includes(armed.marker)) {
        cutting = armed;
        armed = null;
        seen.request = 0;
      }
      const limit = cutting?.request ?? null;
      const before = seen.request;
      if (cutting) seen.request += data.length;
      if (limit === null || seen.request <= limit) upstream.write(data);
      else upstream.write(data.subarray(0, Math.max(0, limit - before)), end);
    };
    upstream.on("data", (data) => {
      if (!cutting) {
        client.write(data);
        return;
      }
      seen.reply = data.length;
      const { reply } = cutting;
      if (reply === null) {
        cutting = null;
        client.write(data);
      } else client.write(data.subarray(0, reply), end);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    cut(at) {
      armed = at;
    },
    before(marker, change) {
      held = { marker, change };
    },
    get armed() {
      return armed !== null;
    },
    seen,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
