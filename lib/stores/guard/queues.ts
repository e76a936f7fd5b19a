import "server-only";
import type { QueueControl, QueueRemoval } from "@/lib/stores/port";
import type { Access } from "./access";

export function guardQueues(queues: QueueControl, access: Access): QueueControl {
  const { pause, resume, clear, delete: remove } = queues;
  const allow = (queue: string) => {
    access.mayWrite("queues.operate");
    access.requireQueue(queue);
  };
  const removal = (work: NonNullable<QueueControl["clear"]>) => async (request: QueueRemoval) => {
    allow(request.queue);
    if (request.withoutUndo) access.mayWrite("trash.purge");
    return work.call(queues, request);
  };
  const switching = (work: NonNullable<QueueControl["pause"]>) => async (queue: string) => {
    allow(queue);
    return work.call(queues, queue);
  };
  return {
    async list(options) {
      access.may("read");
      const list = await queues.list(options);
      if (access.globs === null) return list;
      const visible = list.queues.filter(({ name }) => access.sees(name));
      return { ...list, queues: visible, total: visible.length };
    },
    ...(pause && { pause: switching(pause) }),
    ...(resume && { resume: switching(resume) }),
    ...(clear && { clear: removal(clear) }),
    ...(remove && { delete: removal(remove) }),
  };
}
