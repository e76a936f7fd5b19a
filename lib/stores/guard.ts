import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { Access } from "./guard/access";
import { guardCron } from "./guard/cron";
import { guardEditor } from "./guard/editor";
import { guardErrors } from "./guard/errors";
import { guardIterations } from "./guard/iterations";
import { guardLocks } from "./guard/locks";
import { guardMetrics, guardProfiles } from "./guard/metrics";
import { guardBatches, guardPlugins } from "./guard/plugins";
import { guardProcesses } from "./guard/processes";
import { guardQueues } from "./guard/queues";
import { guardReader } from "./guard/reader";
import { guardTrash } from "./guard/trash";
import { guardWriter } from "./guard/writer";
import type { Store } from "./port";

export { Access };

/** The store as one caller may use it: every method checks right, scope and read-only first. */
export function guardStore(store: Store, access: Access): Store {
  return {
    kind: store.kind,
    facets: store.facets,
    present: () => store.present(),
    reader: guardReader(store.reader, access),
    ...(store.writer && { writer: guardWriter(store.writer, store.reader, access) }),
    ...(store.editor && { editor: guardEditor(store.editor, store.reader, access) }),
    queues: guardQueues(store.queues, access),
    processes: guardProcesses(store.processes, access),
    ...(store.trash && { trash: guardTrash(store.trash, access) }),
    ...(store.errors && { errors: guardErrors(store.errors, access) }),
    ...(store.iterations && { iterations: guardIterations(store.iterations, store.reader, access) }),
    ...(store.cron && { cron: guardCron(store.cron, access) }),
    ...(store.locks && { locks: guardLocks(store.locks, access) }),
    ...(store.batches && { batches: guardBatches(store.batches, access) }),
    ...(store.plugins && { plugins: guardPlugins(store.plugins, access) }),
    ...(store.metrics && { metrics: guardMetrics(store.metrics, access) }),
    ...(store.profiles && { profiles: guardProfiles(store.profiles, access) }),
    health: () => store.health(),
    writeRefusal: () => store.writeRefusal(),
    refusedVerbs: () => store.refusedVerbs(),
    async reading(options) {
      access.may("read");
      access.requireWhole();
      return store.reading(options);
    },
    async about(options) {
      access.may("read");
      return store.about(options);
    },
    async close() {
      throw new AppError("forbidden", {});
    },
  };
}
