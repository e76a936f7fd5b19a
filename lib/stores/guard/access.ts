import "server-only";
import { can, type Principal } from "@/lib/auth/principal";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { Permission } from "@/lib/domain/permissions";
import { queueVisible } from "@/lib/domain/queue-glob";
import { AppError } from "@/lib/errors/app-error";

/** What one caller may do in one source. Every method that refuses throws. */
export class Access {
  readonly source: string;
  readonly principal: Principal;
  readonly readOnly: boolean;
  /** Globs of the queues the caller sees; null = all. */
  readonly globs: readonly string[] | null;

  constructor(source: string, principal: Principal, readOnly: boolean, globs: readonly string[] | null) {
    this.source = source;
    this.principal = principal;
    this.readOnly = readOnly;
    this.globs = globs;
  }

  /** @throws AppError `forbidden` */
  may(permission: Permission): void {
    if (!can(this.principal, permission)) throw new AppError("forbidden", { permission });
  }

  /** A change: the right to it, in a source that may be changed. @throws AppError `forbidden` `read_only` */
  mayWrite(permission: Permission): void {
    this.may(permission);
    if (this.readOnly) throw new AppError("read_only", { source: this.source });
  }

  sees(queue: string | null): boolean {
    return queueVisible(queue, this.globs);
  }

  seesEntry(entry: JobEntry): boolean {
    const { place } = entry;
    return this.sees(place.kind === "queue" || place.kind === "running" ? place.queue : entry.queue);
  }

  /** A foreign queue is one that does not exist. @throws AppError `not_found` */
  requireQueue(queue: string): void {
    if (!this.sees(queue)) throw new AppError("not_found", { queue });
  }

  /** For what tells of the whole source. @throws AppError `forbidden` */
  requireWhole(): void {
    if (this.globs !== null) throw new AppError("forbidden", { source: this.source });
  }
}
