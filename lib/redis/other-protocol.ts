import "server-only";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { RedisTarget } from "./url";

/** With the connection's own deadline before it, the error is still there within two seconds. */
const PROBE_MS = 250;

/** What is met when one side speaks TLS and the other does not; a server in trouble may look the same. */
const MISUNDERSTOOD =
  /^(?:ETIMEDOUT|no reply|ECONNRESET|EPIPE|EPROTO|ERR_SSL_.*|Connection is closed\.|Protocol error.*)$/;

/** A server that answered so is still taken for one of that kind when it answers late. */
const KNOWN_MS = 60_000;

export interface ProtocolCheck {
  /**
   * The error of a connection that could not be made; says so when the server was spoken to with TLS and does not
   * speak it, or the other way round: neither side says that by itself.
   */
  name(error: unknown): Promise<unknown>;
  /** What was named so lately. */
  known(): AppError | null;
}

export function createProtocolCheck(target: RedisTarget): ProtocolCheck {
  const { socket, tls } = target;
  const detail = tls
    ? "the server does not speak TLS; the URL must start with redis://"
    : "the server speaks TLS; the URL must start with rediss://";
  let last: { error: AppError; atMs: number } | null = null;
  const known = () => (last && performance.now() - last.atMs < KNOWN_MS ? last.error : null);
  return {
    known,
    async name(error) {
      if (!isAppError(error) || !("host" in socket) || typeof error.params.detail !== "string") return error;
      if (error.params.reply !== null || !MISUNDERSTOOD.test(error.params.detail)) return error;
      const found = await (tls ? answersPlainly(socket) : answersTls(socket));
      if (found === "answers") {
        const named = new AppError("source_misconfigured", { ...error.params, detail }, { cause: error });
        last = { error: named, atMs: performance.now() };
      }
      const frozen = found === "silent" && error.params.detail === "ETIMEDOUT";
      return known() ?? (frozen ? new AppError("source_frozen", { ...error.params, detail: "no reply" }) : error);
    },
  };
}

type Found = "answers" | "silent" | "nothing";
type Address = { readonly host: string; readonly port: number };

function answersPlainly(address: Address): Promise<Found> {
  const socket = connectTcp(address);
  socket.once("connect", () => socket.write("PING\r\n"));
  return outcome(socket, (found) => {
    socket.once("data", (bytes) => found(/^[+-]/.test(bytes.toString("latin1")) ? "answers" : "nothing"));
  });
}

/** Nothing is said to the server, so that who it is does not matter. */
function answersTls(address: Address): Promise<Found> {
  const socket = connectTls({ ...address, rejectUnauthorized: false });
  return outcome(socket, (found) => socket.once("secureConnect", () => found("answers")));
}

function outcome(socket: Socket, listen: (found: (what: Found) => void) => void): Promise<Found> {
  return new Promise((resolve) => {
    let connected = false;
    const found = (what: Found) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(what);
    };
    const timer = setTimeout(() => found(connected ? "silent" : "nothing"), PROBE_MS);
    socket.once("connect", () => {
      connected = true;
    });
    socket.on("error", () => found("nothing"));
    socket.once("close", () => found("nothing"));
    listen(found);
  });
}
