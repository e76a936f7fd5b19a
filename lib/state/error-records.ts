import "server-only";

/** What people said of a group, as it is kept. */
export interface ErrorMark {
  kind: "open" | "resolved" | "ignored";
  untilMs: number | null;
  note: string;
  runbook: string;
  by: string;
  atMs: number;
}

/** What is remembered of a group when its jobs have left; times in seconds. */
export interface ErrorSeen {
  firstSec: number;
  lastSec: number;
  /** Hours since the epoch of the last of `trend`. */
  hour: number;
  trend: number[];
}

/** Marks and memory of the error groups of one source, by the group's id; each bounded in number. */
export interface ErrorRecords {
  marks(): Promise<ReadonlyMap<string, ErrorMark>>;
  /** @returns false when there are too many */
  mark(id: string, mark: ErrorMark): Promise<boolean>;
  seen(): Promise<ReadonlyMap<string, ErrorSeen>>;
  /** What is beyond the bound is left out. */
  remember(seen: ReadonlyMap<string, ErrorSeen>): Promise<void>;
}
