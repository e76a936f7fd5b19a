import "server-only";
import pino from "pino";

/** One JSON object a line on standard output. What may hold a secret is never handed to it. */
export const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });

/** A message without the user and password of any URL in it, on one line. */
export function safeMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replaceAll(/\/\/[^\s/@]*@/g, "//***@")
    .replaceAll(/[\p{C}\u2028\u2029]+/gu, " ")
    .slice(0, 1_000);
}
