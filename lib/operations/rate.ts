import "server-only";

const WINDOW_MS = 5_000;

/** Entries per second over the last five seconds. */
export class RateMeter {
  #points: { atMs: number; processed: number }[] = [];

  record(processed: number, atMs = Date.now()): number | null {
    this.#points.push({ atMs, processed });
    while (this.#points.length > 2 && (this.#points[1]?.atMs ?? atMs) < atMs - WINDOW_MS) this.#points.shift();
    const first = this.#points[0];
    if (!first || atMs - first.atMs < 100) return null;
    return Math.round(((processed - first.processed) * 1000) / (atMs - first.atMs));
  }
}
