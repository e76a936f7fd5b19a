import "server-only";
import { limits } from "@/lib/config/limits";
import type { ErrorScans } from "@/lib/stores/port";
import { ErrorIndex, type IndexState } from "./error-index";
import { type GroupTally, tally } from "./tally";

/** How long an answer waits for counts that are being made before it tells those so far. */
const PATIENCE_MS = 400;
/** The same while everything is read for the first time and somebody knows of it: each telling holds the reading up. */
const PATIENCE_NEXT_MS = 1_000;
const TALLIES = 8;

/** The index of one source: built when somebody asks, refreshed while they do, dropped some minutes after. */
export class LiveIndex {
  #index: ErrorIndex | null = null;
  #running: Promise<void> | null = null;
  #refreshedAt = 0;
  #idle: NodeJS.Timeout | undefined;
  #stop = new AbortController();
  #tallies = new Map<string, { version: number; rows: number; groups: GroupTally[] }>();
  readonly #open: () => ErrorScans;

  constructor(open: () => ErrorScans) {
    this.#open = open;
  }

  /** The index with counts at most `limits.errorFreshMs` old, or those so far. @throws AppError `source_*` when there are none */
  async current(): Promise<{ index: ErrorIndex; state: IndexState; refreshing: boolean }> {
    this.#stayAwake();
    this.#index ??= new ErrorIndex(this.#open());
    const index = this.#index;
    if (Date.now() - this.#refreshedAt > limits.errorFreshMs) {
      const running = this.#refresh(index);
      const late = Symbol();
      const patienceMs = index.built || this.#tallies.size === 0 ? PATIENCE_MS : PATIENCE_NEXT_MS;
      const first = await Promise.race([running, new Promise((resolve) => setTimeout(resolve, patienceMs, late))]);
      if (first === late) running.catch(() => {});
    }
    return { index, state: index.state(), refreshing: this.#running !== null };
  }

  tallies(index: ErrorIndex, state: IndexState, globs: readonly string[] | null): GroupTally[] {
    const key = JSON.stringify(globs);
    const known = this.#tallies.get(key);
    const rows = state.chunks.length;
    if (known?.version === state.version && known.rows === rows && state.complete) return known.groups;
    const groups = tally(index, state, globs);
    if (this.#tallies.size >= TALLIES) this.#tallies.clear();
    this.#tallies.set(key, { version: state.version, rows, groups });
    return groups;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#index = null;
    this.#tallies.clear();
    this.#refreshedAt = 0;
  }

  #refresh(index: ErrorIndex): Promise<void> {
    this.#running ??= index
      .refresh(this.#stop.signal)
      .then(() => {
        if (this.#index === index) this.#refreshedAt = Date.now();
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  #stayAwake(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), limits.errorIdleMs);
    this.#idle.unref();
  }
}
