import "server-only";
import type { TrashBatch } from "@/lib/domain/trash.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Trash } from "@/lib/stores/port";
import type { Access } from "./access";

const QUEUE = "queue:";

/** The trash for one caller. A batch of a set mixes queues: those confined to some see only what they removed themselves. */
export function guardTrash(trash: Trash, access: Access): Trash {
  const sees = (batch: TrashBatch) => {
    if (access.globs === null || batch.actor === access.principal.name) return true;
    return batch.origin.startsWith(QUEUE) && access.sees(batch.origin.slice(QUEUE.length));
  };
  const requireBatch = async (id: string) => {
    const batch = await trash.batch(id);
    if (!batch || !sees(batch)) throw new AppError("not_found", { batch: id });
  };
  return {
    async list(request, options) {
      access.may("read");
      const list = await trash.list(request, options);
      if (access.globs === null) return list;
      const batches = list.batches.filter(sees);
      const sum = (of: (batch: TrashBatch) => number) => batches.reduce((total, batch) => total + of(batch), 0);
      return { ...list, batches, entries: sum(({ entries }) => entries), bytes: sum(({ bytes }) => bytes) };
    },
    async batch(id) {
      access.may("read");
      const batch = await trash.batch(id);
      return batch && sees(batch) ? batch : null;
    },
    async entries(id, request) {
      access.may("read");
      await requireBatch(id);
      return trash.entries(id, request);
    },
    async restore(id, options) {
      access.mayWrite("trash.restore");
      await requireBatch(id);
      return trash.restore(id, options);
    },
    async purge(id) {
      access.mayWrite("trash.purge");
      await requireBatch(id);
      return trash.purge(id);
    },
    async sweep(nowMs) {
      if (access.principal.method !== "system") throw new AppError("forbidden", {});
      return access.readOnly ? 0 : trash.sweep(nowMs);
    },
    async room(entries, bytes) {
      access.may("read");
      return trash.room(entries, bytes);
    },
  };
}
