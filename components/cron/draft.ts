import { readSchedule } from "@/lib/domain/cron/schedule";
import type { CronCreateRequest, CronEditRequest, CronEntry, CronSchedule } from "@/lib/domain/cron.schema";

/** What the editor holds while somebody types. */
export interface CronDraft {
  scheduler: "sidekiq-cron" | "sidekiq-scheduler";
  namespace: string;
  name: string;
  class: string;
  kind: CronSchedule["kind"];
  text: string;
  args: string;
  argsHidden: boolean;
  queue: string;
  description: string;
  activeJob: boolean;
  enabled: boolean;
}

export const KINDS = ["cron", "every", "interval", "at", "in"] as const satisfies readonly CronSchedule["kind"][];

export function draftOf(entry: CronEntry | null): CronDraft {
  return {
    scheduler: entry?.scheduler === "sidekiq-scheduler" ? "sidekiq-scheduler" : "sidekiq-cron",
    namespace: entry?.namespace ?? "default",
    name: entry?.name ?? "",
    class: entry?.class ?? "",
    kind: entry?.schedule?.kind ?? "cron",
    text: entry?.schedule?.text ?? "",
    args: entry?.args ?? "[]",
    argsHidden: entry?.argsHidden ?? false,
    queue: entry?.queue ?? "default",
    description: entry?.description ?? "",
    activeJob: entry?.activeJob ?? false,
    enabled: entry?.enabled ?? true,
  };
}

export function isReadable(scheduler: CronDraft["scheduler"], schedule: CronSchedule): boolean {
  if (schedule.kind === "at") return !Number.isNaN(Date.parse(schedule.text));
  if (schedule.kind === "in") return readSchedule(scheduler, { ...schedule, kind: "every" }) !== null;
  return readSchedule(scheduler, schedule) !== null;
}

export function requestOf(draft: CronDraft): CronCreateRequest {
  return {
    scheduler: draft.scheduler,
    namespace: draft.namespace.trim() || null,
    name: draft.name.trim(),
    class: draft.class.trim(),
    schedule: { kind: draft.kind, text: draft.text.trim() },
    args: draft.args,
    queue: draft.queue.trim() || null,
    description: draft.description.trim() || null,
    activeJob: draft.activeJob,
    enabled: draft.enabled,
  };
}

/** Only what is other than it was. */
export function changesOf(draft: CronDraft, entry: CronEntry): Omit<CronEditRequest, "version"> {
  const wanted = requestOf(draft);
  const { schedule } = wanted;
  return {
    ...(wanted.class !== entry.class && { class: wanted.class }),
    ...((schedule.text !== entry.schedule?.text || schedule.kind !== entry.schedule.kind) && { schedule }),
    ...(!draft.argsHidden && wanted.args !== entry.args && { args: wanted.args }),
    ...(wanted.queue !== entry.queue && { queue: wanted.queue }),
    ...(wanted.description !== entry.description && { description: wanted.description }),
    ...(wanted.activeJob !== entry.activeJob && { activeJob: wanted.activeJob }),
  };
}

/** The zone that the expression names. */
export function zoneIn({ scheduler, kind, text }: CronDraft): string | null {
  const read = kind === "cron" ? readSchedule(scheduler, { kind, text }) : null;
  return read?.kind === "cron" ? (read.cron.zone?.name ?? null) : null;
}

/** The expression with another zone behind it, or without one. */
export function withZone(draft: CronDraft, zone: string | null): string {
  const before = zoneIn(draft);
  const text = draft.text.trim();
  const bare =
    before !== null && text.endsWith(before)
      ? text
          .slice(0, -before.length)
          .trim()
          .replace(/ (in|on)$/, "")
      : text;
  return zone === null ? bare : `${bare} ${zone}`;
}
