import "server-only";
import { HTTPException } from "hono/http-exception";
import type { Problem } from "@/lib/domain/problem.schema";
import { AppError, ERROR_STATUS } from "@/lib/errors/app-error";
import { detailOf } from "@/lib/errors/details";
import { logger, safeMessage } from "@/lib/errors/logger";
import type { ApiContext } from "./context";
import { InputError } from "./parse";

/** Answers an error as `application/problem+json`; what nobody foresaw is `internal`, and stands in the log alone. */
export function respondProblem(error: unknown, c: ApiContext): Response {
  const known = named(error);
  const requestId = c.get("requestId") ?? "";
  if (known.code === "internal") {
    const stack = error instanceof Error ? safeMessage(new Error(error.stack ?? "")) : undefined;
    logger.error({ requestId, error: safeMessage(error), stack }, "request failed");
  }
  const body: Problem = {
    type: `urn:signalbox:error:${known.code}`,
    title: known.code.replaceAll("_", " "),
    status: known.status,
    detail: detailOf(known),
    code: known.code,
    params: known.code === "internal" ? {} : { ...known.params },
    requestId,
    ...(known instanceof InputError && { fields: { ...known.fields } }),
  };
  c.header("Content-Type", "application/problem+json; charset=utf-8");
  if (known.code === "unauthenticated" && mayAsk(c))
    c.header("WWW-Authenticate", 'Basic realm="Signalbox", charset="UTF-8"');
  if (typeof known.params.retryAfterSec === "number") c.header("Retry-After", String(known.params.retryAfterSec));
  return c.newResponse(JSON.stringify(body), { status: ERROR_STATUS[known.code] });
}

function named(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500) return new AppError("invalid_request", {});
  return new AppError("internal", {}, { cause: error });
}

/** A browser asks for a password by itself when it sees this header: the console's own requests never get it. */
const mayAsk = (c: ApiContext) =>
  c.req.header("cookie") === undefined &&
  c.req.header("x-signalbox") === undefined &&
  c.req.header("accept") !== "text/event-stream";
