import "server-only";
import { createHash } from "node:crypto";
import { limits } from "@/lib/config/limits";
import type { ApiContext } from "./context";

interface Answer {
  readonly body: string;
  readonly etag: string;
}

const LARGEST = 500;

/**
 * Lists that many people look at are read once: the same question of callers with the same scope shares one
 * answer for `limits.singleFlightMs`. An answer is JSON with an ETag; a caller who has it gets 304. One who leaves
 * must not stop a reading that others wait for, so it knows nothing of them.
 */
export class SingleFlight {
  readonly #flights = new Map<string, { answer: Promise<Answer>; untilMs: number }>();

  async respond(c: ApiContext, read: () => Promise<unknown>): Promise<Response> {
    const { body, etag } = await this.#answer(keyOf(c), read);
    c.header("ETag", etag);
    c.header("Vary", "Cookie, Authorization");
    if (c.req.header("if-none-match") === etag) return c.newResponse(null, 304);
    c.header("Content-Type", "application/json; charset=utf-8");
    return c.newResponse(body, 200);
  }

  /** After a change: what is asked from now on is read anew. */
  clear(): void {
    this.#flights.clear();
  }

  #answer(key: string, read: () => Promise<unknown>): Promise<Answer> {
    const now = performance.now();
    const known = this.#flights.get(key);
    if (known && known.untilMs > now) return known.answer;
    const answer = read().then(toAnswer);
    answer.catch(() => {
      if (this.#flights.get(key)?.answer === answer) this.#flights.delete(key);
    });
    this.#flights.delete(key);
    this.#flights.set(key, { answer, untilMs: now + limits.singleFlightMs });
    this.#drop(now);
    return answer;
  }

  /** Oldest first; everything expired, and what is over the bound. */
  #drop(now: number): void {
    for (const [key, { untilMs }] of this.#flights) {
      if (untilMs > now && this.#flights.size <= LARGEST) return;
      this.#flights.delete(key);
    }
  }
}

/** The clock in an answer does not make it another one, so the ETag is weak and leaves it out. */
function toAnswer(value: unknown): Answer {
  const body = JSON.stringify(value);
  const lasting = body.replace(/"nowMs":[\d.]+/, "");
  return { body, etag: `W/"${createHash("sha1").update(lasting).digest("base64url")}"` };
}

/** Callers share an answer when they see the same: role does not change what a list shows, scope does. */
function keyOf(c: ApiContext): string {
  const { pathname, search } = new URL(c.req.url);
  return `${JSON.stringify(c.get("principal").scopes)} ${pathname}${search}`;
}
