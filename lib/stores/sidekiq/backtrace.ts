import "server-only";
import { inflateSync } from "node:zlib";
import { limits } from "@/lib/config/limits";
import type { BacktraceLine, JobDetail } from "@/lib/domain/job.schema";
import { isAppError } from "@/lib/errors/app-error";
import { maskText } from "./masking";
import { type JsonValue, parseJson } from "./payload-parse";

type Backtrace = Pick<JobDetail, "backtrace" | "backtraceProblem">;

const LINE_CHARS = 1_000;
const LIBRARY = /\/gems\/|\/bundler\/|\/rubygems\/|\/lib\/ruby\/|<internal:/;

/** `error_backtrace`: an array of lines (5.x) or base64 of deflated JSON (6 and later); inflated within a bound. */
export function decodeBacktrace(value: JsonValue | undefined, mask: boolean): Backtrace {
  if (value === undefined || value === null) return { backtrace: [], backtraceProblem: null };
  if (Array.isArray(value)) return { backtrace: lines(value, mask), backtraceProblem: null };
  if (typeof value !== "string") return { backtrace: [], backtraceProblem: "undecodable" };
  try {
    const inflated = inflateSync(Buffer.from(value, "base64"), { maxOutputLength: limits.backtraceInflatedBytes });
    const parsed = parseJson(inflated.toString("utf8"))?.value;
    if (Array.isArray(parsed)) return { backtrace: lines(parsed, mask), backtraceProblem: null };
    return { backtrace: [], backtraceProblem: "undecodable" };
  } catch (error) {
    if (isAppError(error)) throw error;
    return { backtrace: [], backtraceProblem: isTooLarge(error) ? "too_large" : "undecodable" };
  }
}

function lines(values: readonly JsonValue[], mask: boolean): BacktraceLine[] {
  return values
    .filter((line) => typeof line === "string")
    .slice(0, limits.backtraceLines)
    .map((line) => {
      const clipped = line.slice(0, LINE_CHARS);
      return { text: mask ? maskText(clipped) : clipped, application: !LIBRARY.test(clipped) };
    });
}

function isTooLarge(error: unknown): boolean {
  return (
    error instanceof RangeError || (error instanceof Error && Reflect.get(error, "code") === "ERR_BUFFER_TOO_LARGE")
  );
}
