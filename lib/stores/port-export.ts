import "server-only";
import type { ExportRow } from "@/lib/domain/export/rows";

export interface ExportRequest {
  /** A filter, or null. */
  q: string | null;
  direction: "forward" | "backward";
  queueGlobs?: readonly string[] | undefined;
}

export interface ExportPage {
  /** Masked. */
  rows: ExportRow[];
  /** Entries looked at for them. */
  scanned: number;
}

export type NeighbourRequest = ExportRequest;

/** Refs of the entries before and after one in its list. */
export interface Neighbours {
  previous: string | null;
  next: string | null;
  /** False when the bound on work was reached before a neighbour was found. */
  complete: boolean;
}
