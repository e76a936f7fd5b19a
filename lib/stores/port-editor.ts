import "server-only";
import type { EditableJob, MadeJob } from "@/lib/domain/job-edit.schema";
import type { CallOptions, TrashOrigin } from "./port";

export interface MakeJobRequest {
  /** The entry the new job is made from. */
  ref: string;
  /** Edited arguments; null = those of the entry, byte for byte. */
  text: string | null;
  /** Null = that of the entry. */
  queue: string | null;
  /** Null = at once. */
  atMs: number | null;
  /** 22 characters; the same token makes one job, however often it is sent. */
  token: string;
}

/**
 * New jobs made from an entry that is there: its class and options, a new jid, no trace of its failures, and the
 * entry's jid as its ancestor. @throws AppError `arguments_refused` with the place of the fault
 */
export interface JobEditor {
  /** The arguments as they are edited, masked; null when the entry is gone. */
  editable(ref: string, options?: CallOptions): Promise<EditableJob | null>;
  /** The new job comes and the entry goes to the trash in one atomic step; with another score or place it is `gone`. */
  replaceArgs(request: MakeJobRequest & { batch: TrashOrigin }, options?: CallOptions): Promise<MadeJob>;
  /** The entry stays as it is. */
  enqueue(request: MakeJobRequest, options?: CallOptions): Promise<MadeJob>;
}
