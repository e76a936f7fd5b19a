import "server-only";
import { AppError } from "@/lib/errors/app-error";

const PER_USER = 2;
const PER_REPLICA = 6;
const WAIT_MS = 3_000;

/**
 * Lets only a few searches run at a time, so that no number of people or scripts can turn them into the store's
 * main work. Who waits longer than `WAIT_MS` is refused. @throws AppError `too_many_requests`
 */
export class Turns {
  readonly #running = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #total = 0;

  async take<T>(user: string, work: () => Promise<T>): Promise<T> {
    const done = await this.hold(user);
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** A turn that lasts until the function it resolves to is called. @throws AppError `too_many_requests` */
  async hold(user: string): Promise<() => void> {
    const deadline = performance.now() + WAIT_MS;
    while (this.#total >= PER_REPLICA || (this.#running.get(user) ?? 0) >= PER_USER) {
      if (!(await this.#someoneEnds(deadline))) throw new AppError("too_many_requests", { retryAfterSec: 1 });
    }
    this.#count(user, 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#count(user, -1);
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  /** @returns false when the deadline passes first. */
  #someoneEnds(deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), Math.max(0, deadline - performance.now()));
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  #count(user: string, by: 1 | -1): void {
    this.#total += by;
    const running = (this.#running.get(user) ?? 0) + by;
    if (running === 0) this.#running.delete(user);
    else this.#running.set(user, running);
  }
}
