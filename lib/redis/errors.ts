import "server-only";
import { AppError, type ErrorCode, isAppError } from "@/lib/errors/app-error";

/** First words of Redis error replies that say something about the server rather than about the command. */
const REPLY_CODES: Readonly<Record<string, ErrorCode>> = {
  NOAUTH: "source_auth_failed",
  WRONGPASS: "source_auth_failed",
  DENIED: "source_auth_failed",
  NOPERM: "source_permission_missing",
  READONLY: "source_read_only",
  LOADING: "source_loading",
  BUSY: "source_busy",
  TRYAGAIN: "source_busy",
  OOM: "source_full",
  MASTERDOWN: "source_unreachable",
};

const REFUSED_BY_TLS = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/;

/** Codes after which nothing else can be expected to work either. */
export const DOWN_CODES: ReadonlySet<ErrorCode> = new Set([
  "source_unreachable",
  "source_frozen",
  "source_auth_failed",
  "source_loading",
  "source_busy",
  "source_misconfigured",
]);

/** The last error of a connection that we closed ourselves because nothing came back: what was lost with it met a frozen server too. */
export const GAVE_UP = new Error("timed out, closed");

/**
 * One named error for whatever the client library or the server said. `sent` tells whether the command may
 * have reached the server: a mutation with `sent` true has an unknown outcome. `reply` is the first word of
 * an error reply (`WRONGTYPE`), null when there was none.
 */
export function nameError(error: unknown, source: string, sent: boolean, lastConnectionError?: Error): AppError {
  if (isAppError(error)) return error;
  if (!(error instanceof Error)) return fail("source_misconfigured", source, sent, String(error));
  if (error.name === "ReplyError") return nameReply(error, source);
  const unsent = error.message.includes("isn't writeable");
  const gaveUp = lastConnectionError === GAVE_UP && errorCodeOf(error) === null;
  if (gaveUp || error.message.includes("timed out")) return fail("source_frozen", source, sent && !unsent, "no reply");
  if (unsent) return fail("source_unreachable", source, false, "connection lost");
  const shown = errorCodeOf(error) || !lastConnectionError ? error : lastConnectionError;
  if (shown.name === "ReplyError") return nameReply(shown, source);
  const detail = errorCodeOf(shown) ?? shown.message;
  if (REFUSED_BY_TLS.test(detail) || error.name === "ParserError") {
    return fail("source_misconfigured", source, sent, detail);
  }
  return fail("source_unreachable", source, sent, detail);
}

/** How a server says that a command within a script failed: one raised by it, or (before Redis 7) one it passed on. */
const IN_SCRIPT = /^(?:ERR Error running script|@user_script:)/;

function nameReply(error: Error, source: string): AppError {
  const message = error.message;
  const word = /\b(NOPERM|OOM|READONLY|WRONGTYPE)\b/.exec(IN_SCRIPT.test(message) ? message : "");
  const reply = word?.[1] ?? /^-?([A-Z]+)/.exec(message)?.[1] ?? "ERR";
  const code = REPLY_CODES[reply] ?? ownWords(message);
  const detail = clip(message);
  const params = { source, sent: false, reply, detail };
  if (code === "source_permission_missing") {
    return new AppError(code, { ...params, command: refusedCommand(error) }, { cause: plain(error) });
  }
  return new AppError(code, params, { cause: plain(error) });
}

function ownWords(message: string): ErrorCode {
  if (/invalid password|AUTH/.test(message)) return "source_auth_failed";
  if (/max number of clients/.test(message)) return "source_busy";
  return "source_misconfigured";
}

function refusedCommand(error: Error): string {
  const named = /'([a-z|_-]+)' command/i.exec(error.message)?.[1];
  if (named) return named.toLowerCase();
  const sent: unknown = Reflect.get(error, "command");
  const name: unknown = typeof sent === "object" && sent !== null ? Reflect.get(sent, "name") : null;
  return typeof name === "string" ? name.toLowerCase() : "unknown";
}

function fail(code: ErrorCode, source: string, sent: boolean, detail: string): AppError {
  return new AppError(code, { source, sent, reply: null, detail: clip(detail) });
}

/** Without the library's `command`, whose arguments may hold a password or a payload. */
function plain(error: Error): Error {
  return new Error(clip(error.message));
}

function errorCodeOf(error: Error): string | null {
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : null;
}

const LIBRARY_ERRORS = new Set(["ReplyError", "ParserError", "MaxRetriesPerRequestError"]);
const LIBRARY_WORDS = /timed out|Connection is closed|Stream isn't writeable|aborted due to connection close/;

/** What the server or the connection did; anything else is a mistake of ours or an abort, and keeps its name. */
export function isConnectionOrReplyError(error: unknown): boolean {
  if (isAppError(error)) return true;
  if (!(error instanceof Error) || error instanceof DOMException) return false;
  return LIBRARY_ERRORS.has(error.name) || LIBRARY_WORDS.test(error.message) || Reflect.has(error, "syscall");
}

const clip = (text: string) => text.slice(0, 300);

/** The first word of the server's error reply (`WRONGTYPE`, `NOPERM`), or null. */
export function replyWord(error: unknown): string | null {
  return isAppError(error) && typeof error.params.reply === "string" ? error.params.reply : null;
}
