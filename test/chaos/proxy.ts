import { connect, createServer, type Server, type Socket } from "node:net";

export interface Cut {
  /** The how manieth counted command, from 1. */
  at: number;
  /** request: it never reaches the server · reply: it is executed and its reply is lost. */
  lose: "request" | "reply";
  /** Nothing comes through any more afterwards, as if the client had died at this point. */
  forGood: boolean;
}

/** A RESP proxy in front of a Redis that cuts the connection at a chosen command. */
export interface Proxy {
  readonly url: string;
  /** Commands counted so far. */
  readonly count: number;
  /** Whether the cut has happened. */
  readonly cutDone: boolean;
  /** Resolves with the cut. */
  readonly cut: Promise<void>;
  close(): Promise<void>;
}

/** What changes something: scripts, and what the client writes without one. */
const COUNTED = new Set(["EVALSHA", "EVAL", "UNLINK", "ZREM", "SET"]);

export async function openProxy(redisPort: number, cut: Cut): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  let cutDone = false;
  let resolveCut = () => {};
  const cutHappened = new Promise<void>((resolve) => {
    resolveCut = resolve;
  });

  const server: Server = createServer((client) => {
    if (cutDone && cut.forGood) return void client.destroy();
    const upstream = connect(redisPort, "127.0.0.1");
    let swallow = false;
    let buffered = Buffer.alloc(0);
    const end = () => {
      client.destroy();
      upstream.end();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    upstream.on("data", (bytes) => {
      if (!swallow) client.write(bytes);
      else cutNow();
    });
    const cutNow = () => {
      cutDone = true;
      resolveCut();
      if (cut.forGood) for (const socket of sockets) socket.destroy();
      else end();
    };
    client.on("data", (bytes: Buffer) => {
      buffered = Buffer.concat([buffered, bytes]);
      for (let length = commandLength(buffered); length > 0; length = commandLength(buffered)) {
        const command = buffered.subarray(0, length);
        buffered = buffered.subarray(length);
        const isCut = COUNTED.has(commandName(command)) && ++count === cut.at;
        if (isCut && cut.lose === "request") return cutNow();
        upstream.write(command);
        if (isCut) swallow = true;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `redis://127.0.0.1:${port}/0`,
    get count() {
      return count;
    },
    cut: cutHappened,
    get cutDone() {
      return cutDone;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Bytes of the first whole command, an array of bulk strings; 0 while it is not all there. */
function commandLength(bytes: Buffer): number {
  const head = line(bytes, 0);
  if (!head || bytes[0] !== 0x2a) return 0;
  let at = head.next;
  for (let i = 0; i < head.value; i++) {
    const part = line(bytes, at);
    if (!part) return 0;
    at = part.next + part.value + 2;
    if (at > bytes.length) return 0;
  }
  return at;
}

function line(bytes: Buffer, from: number): { value: number; next: number } | null {
  const end = bytes.indexOf("\r\n", from);
  return end < 0 ? null : { value: Number(bytes.toString("latin1", from + 1, end)), next: end + 2 };
}

function commandName(command: Buffer): string {
  const head = line(command, 0);
  const part = head && line(command, head.next);
  return part ? command.toString("latin1", part.next, part.next + part.value).toUpperCase() : "";
}
