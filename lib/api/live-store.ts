/** What the chrome says about freshness. `atMs` is when the last snapshot arrived, by this browser's clock. */
export interface LiveState {
  readonly source: string | null;
  readonly streaming: boolean;
  readonly arrivedAtMs: number | null;
  readonly failing: boolean;
}

let state: LiveState = { source: null, streaming: false, arrivedAtMs: null, failing: false };
const listeners = new Set<() => void>();

export const liveStore = {
  get: (): LiveState => state,
  set(change: Partial<LiveState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
