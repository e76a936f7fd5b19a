import "server-only";
import { JsonNumber, type JsonValue } from "./payload-parse";

/** Sidekiq 8 writes integer milliseconds, 7 and older float seconds, in one payload side by side; 1e11 s is the year 5138. */
const MILLISECONDS_FROM = 1e11;
/** What a `Date` can hold. */
const LATEST_MS = 8.64e15;
const NUMERIC = /^[+-]?\d{1,20}(?:\.\d+)?$/;

/** Epoch ms of a payload's time field, whichever unit and form it was written in; null when it is none. */
export function timeMs(value: JsonValue | undefined): number | null {
  if (value instanceof JsonNumber) return fromNumber(Number(value.text));
  if (typeof value !== "string" || value.length > 64) return null;
  if (NUMERIC.test(value)) return fromNumber(Number(value));
  return guard(Date.parse(value));
}

/** Epoch ms of a score or of a heartbeat field: always seconds, in every version. */
export function secondsMs(text: string | null): number | null {
  if (text === null || text.trim() === "") return null;
  return guard(Math.round(Number(text) * 1_000));
}

function fromNumber(value: number): number | null {
  return guard(Math.round(Math.abs(value) >= MILLISECONDS_FROM ? value : value * 1_000));
}

const guard = (ms: number) => (Number.isFinite(ms) && Math.abs(ms) <= LATEST_MS ? ms : null);
