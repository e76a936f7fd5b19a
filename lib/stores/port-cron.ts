import "server-only";
import type {
  CronCreateRequest,
  CronEditRequest,
  CronEntry,
  CronList,
  CronResult,
  CronRunRequest,
} from "@/lib/domain/cron.schema";

/** Recurring jobs of every scheduler in the store. What is written is what the scheduler's own API would write. */
export interface Cron {
  /** All entries, in no order. */
  list(): Promise<CronList>;
  /** Null when there is none. */
  entry(id: string): Promise<CronEntry | null>;
  create?(request: CronCreateRequest): Promise<CronResult>;
  /** Only what is named changes, and only of the entry as it was looked at. */
  edit?(id: string, request: CronEditRequest): Promise<CronResult>;
  /** The result's `undo` puts it back, for a day. */
  remove?(id: string, version: string): Promise<CronResult>;
  /** Puts a deleted entry back as it was; `token` is the deletion's `undo`. */
  restore?(token: string): Promise<CronResult>;
  /** One job now, once for each `runToken`. */
  run?(id: string, request: CronRunRequest): Promise<CronResult>;
}
