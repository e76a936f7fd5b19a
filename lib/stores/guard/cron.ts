import "server-only";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Cron } from "@/lib/stores/port-cron";
import type { Access } from "./access";

/** Schedules for one caller: those of the queues it sees. */
export function guardCron(cron: Cron, access: Access): Cron {
  const { create, edit, remove, restore, run } = cron;
  const sees = (entry: Pick<CronEntry, "queue">) =>
    access.globs === null || (entry.queue !== null && access.sees(entry.queue));
  const mayChange = async (id: string) => {
    access.mayWrite("cron.operate");
    if (access.globs === null) return;
    const entry = await cron.entry(id);
    if (entry !== null && !sees(entry)) throw new AppError("not_found", {});
  };
  return {
    async list() {
      access.may("read");
      const list = await cron.list();
      if (access.globs === null) return list;
      const entries = list.entries.filter(sees);
      return { ...list, entries, total: entries.length, removed: list.removed.filter(sees) };
    },
    async entry(id) {
      access.may("read");
      const entry = await cron.entry(id);
      return entry !== null && sees(entry) ? entry : null;
    },
    ...(create && {
      async create(request) {
        access.mayWrite("cron.operate");
        access.requireQueue(request.queue ?? "default");
        return create.call(cron, request);
      },
    }),
    ...(edit && {
      async edit(id, request) {
        await mayChange(id);
        if (request.queue !== undefined) access.requireQueue(request.queue ?? "default");
        return edit.call(cron, id, request);
      },
    }),
    ...(remove && {
      async remove(id, version) {
        await mayChange(id);
        return remove.call(cron, id, version);
      },
    }),
    ...(restore && {
      async restore(token) {
        access.mayWrite("cron.operate");
        const known =
          access.globs === null || (await cron.list()).removed.some((one) => one.token === token && sees(one));
        if (!known) throw new AppError("not_found", {});
        return restore.call(cron, token);
      },
    }),
    ...(run && {
      async run(id, request) {
        await mayChange(id);
        return run.call(cron, id, request);
      },
    }),
  };
}
