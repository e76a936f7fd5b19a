import "server-only";
import { connect as connectTcp, type OnReadOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { limits } from "@/lib/config/limits";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { nameError, replyWord } from "./errors";
import type { ProtocolCheck } from "./other-protocol";
import { type Command, ownProblem, type Reply } from "./pipeline";
import { RespReader } from "./resp";
import type { RedisTarget } from "./url";

/** One string of a reply, the `index`th of `count`: it lies between two offsets, and only during the call. */
export type Take = (bytes: Buffer, from: number, to: number, index: number, count: number) => void;

export interface ScanCommand {
  readonly command: Command;
  /** Gets the strings of the reply, which then is their number; without it the reply is made as elsewhere. */
  readonly take?: Take;
}

export interface ScanLane {
  /**
   * Sends commands in one go. Replies come in order; a refused command is an AppError among them. No reply may be
   * an array of arrays. What `take` throws fails the call. @throws AppError `source_*`
   */
  ask(commands: readonly ScanCommand[]): Promise<Reply[]>;
  close(): void;
}

const REPLY_MS = limits.commandTimeoutMs - 150;
/** A connection that nobody asks anything is let go. */
const IDLE_MS = 30_000;

/** One connection for reading much: replies are looked at in the memory they arrive in. Opened when it is needed. */
export function createScanLane(
  target: RedisTarget,
  tls: ConnectionOptions | undefined,
  clientName: string,
  protocol: ProtocolCheck,
): ScanLane {
  let current: { link: ScanConnection; ready: Promise<void> } | null = null;
  const open = () => {
    if (current && !current.link.closed) return current;
    const link = new ScanConnection(target, tls);
    const late = setTimeout(() => link.fail(lateError()), limits.connectTimeoutMs);
    const ready = introduce(link, target, clientName)
      .finally(() => clearTimeout(late))
      .catch(async (error: unknown) => {
        link.fail(error);
        throw await protocol.name(unsent(nameError(error, target.display, false)));
      });
    current = { link, ready };
    return current;
  };
  return {
    async ask(commands) {
      const { link, ready } = open();
      await ready;
      return link.ask(commands);
    },
    close() {
      current?.link.fail(closedError());
      current = null;
    },
  };
}

/** Signs in, chooses the database and proves both, as the other lanes do. */
async function introduce(link: ScanConnection, target: RedisTarget, clientName: string): Promise<void> {
  const { username, password, db } = target;
  const auth: Command[] = password === null ? [] : [["AUTH", ...(username === null ? [] : [username]), password]];
  const replies = await link.ask(
    [...auth, ["SELECT", db] as const, ["CLIENT", "SETNAME", clientName] as const, ["ACL", "WHOAMI"] as const].map(
      (command) => ({ command }),
    ),
  );
  const [who, , selected] = [...replies].reverse();
  const signedIn = auth.length > 0 ? replies[0] : null;
  if (isAppError(signedIn)) throw signedIn;
  if (isAppError(selected) && !(replyWord(selected) === "NOPERM" && db === 0)) throw selected;
  if (username !== null && Buffer.isBuffer(who) && who.toString("utf8") !== username) {
    const detail = `signed in as ${who.toString("utf8")}`;
    throw new AppError("source_auth_failed", { source: target.display, sent: false, reply: null, detail });
  }
}

const lateError = () => new Error("the reply timed out");
const closedError = () => new Error("Connection is closed.");

/** Of the caller's commands nothing was sent while the connection was still being made. */
const unsent = (error: AppError) =>
  new AppError(error.code, { ...error.params, sent: false }, error.cause === undefined ? {} : { cause: error.cause });

interface Expected {
  readonly commands: readonly ScanCommand[];
  readonly replies: Reply[];
  readonly resolve: (replies: Reply[]) => void;
  readonly reject: (error: unknown) => void;
  failed: unknown;
}

class ScanConnection {
  closed = false;
  private readonly source: string;
  private readonly socket: Socket;
  private readonly expected: Expected[] = [];
  /** The array being read: how many parts it has, how many came, and those that nobody takes. */
  private parts = -1;
  private came = 0;
  private kept: Reply[] = [];

  constructor(target: RedisTarget, tls: ConnectionOptions | undefined) {
    this.source = target.display;
    const reader = new RespReader({
      array: (parts) => this.begin(parts),
      bulk: (bytes, from, to) => this.string(bytes, from, to),
      integer: (value) => this.whole(value),
      nothing: () => this.whole(null),
      error: (message) => this.refusal(message),
    });
    const onread: OnReadOpts = {
      buffer: () => reader.room(),
      callback: (count) => {
        try {
          reader.wrote(count);
        } catch (error) {
          this.fail(error);
        }
        return !this.closed;
      },
    };
    const options = { ...target.socket, onread };
    this.socket = tls ? connectTls({ ...options, ...tls }) : connectTcp(options);
    this.socket.setNoDelay(true);
    this.socket.on("timeout", () => this.judge(this.socket.bytesRead));
    this.socket.on("error", (error) => this.fail(error));
    this.socket.on("close", () => this.fail(closedError()));
  }

  ask(commands: readonly ScanCommand[]): Promise<Reply[]> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(nameError(closedError(), this.source, false));
      if (this.expected.length === 0) this.socket.setTimeout(REPLY_MS);
      this.expected.push({ commands, replies: [], resolve, reject, failed: null });
      this.socket.write(Buffer.concat(commands.flatMap(({ command }) => encoded(command))));
    });
  }

  fail(error: unknown): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.destroy();
    for (const each of this.expected.splice(0)) each.reject(nameError(error, this.source, true));
  }

  /** After a pause of this process what came meanwhile is read first. */
  private judge(bytesRead: number): void {
    setImmediate(() => {
      if (this.socket.bytesRead > bytesRead) return;
      this.fail(this.expected.length > 0 ? lateError() : closedError());
    });
  }

  private begin(parts: number): void {
    if (this.parts >= 0) throw unexpected("an array within an array");
    this.parts = parts;
    this.came = 0;
    this.kept = [];
    if (parts <= 0) this.finish(parts < 0 ? null : this.taking() ? 0 : []);
  }

  private string(bytes: Buffer, from: number, to: number): void {
    const waiting = this.expected[0];
    const take = waiting?.commands[waiting.replies.length]?.take;
    if (take && this.parts >= 0) {
      if (waiting.failed === null) {
        try {
          take(bytes, from, to, this.came, this.parts);
        } catch (error) {
          waiting.failed = error;
        }
      }
      this.part();
    } else this.whole(Buffer.from(bytes.subarray(from, to)));
  }

  private refusal(message: string): void {
    const error = new Error(message);
    error.name = "ReplyError";
    try {
      this.whole(ownProblem(error));
    } catch (server) {
      const waiting = this.expected[0];
      if (waiting) waiting.failed ??= nameError(server, this.source, false);
      this.whole(null);
    }
  }

  private whole(value: Reply): void {
    if (this.parts < 0) this.finish(value);
    else {
      this.kept.push(value);
      this.part();
    }
  }

  private part(): void {
    if (++this.came === this.parts) this.finish(this.taking() ? this.came : this.kept);
  }

  private taking(): boolean {
    const waiting = this.expected[0];
    return waiting?.commands[waiting.replies.length]?.take !== undefined;
  }

  private finish(value: Reply): void {
    this.parts = -1;
    const waiting = this.expected[0];
    if (!waiting) throw unexpected("a reply that nobody asked for");
    waiting.replies.push(value);
    if (waiting.replies.length < waiting.commands.length) return;
    this.expected.shift();
    if (this.expected.length === 0) this.socket.setTimeout(IDLE_MS);
    if (waiting.failed === null) waiting.resolve(waiting.replies);
    else waiting.reject(waiting.failed);
  }
}

function unexpected(what: string): Error {
  const error = new Error(what);
  error.name = "ParserError";
  return error;
}

function encoded(command: Command): Uint8Array[] {
  const parts: Uint8Array[] = [Buffer.from(`*${command.length}\r\n`)];
  for (const word of command) {
    const bytes = Buffer.isBuffer(word) ? word : Buffer.from(String(word), "utf8");
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n"));
  }
  return parts;
}
