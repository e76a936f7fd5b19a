import "server-only";
import type { Batches, Plugins } from "@/lib/stores/port";
import type { Access } from "./access";

/** Batches and plug-ins tell of the whole source: they are for callers who see all queues. */
export function guardBatches(batches: Batches, access: Access): Batches {
  return {
    async page(request, options) {
      mayReadWhole(access);
      return batches.page(request, options);
    },
    async batch(bid, options) {
      mayReadWhole(access);
      return batches.batch(bid, options);
    },
  };
}

export function guardPlugins(plugins: Plugins, access: Access): Plugins {
  return {
    async limiters(request, options) {
      mayReadWhole(access);
      return plugins.limiters(request, options);
    },
    async failures(request, options) {
      mayReadWhole(access);
      return plugins.failures(request, options);
    },
    async statuses(request, options) {
      mayReadWhole(access);
      return plugins.statuses(request, options);
    },
    async job(request) {
      mayReadWhole(access);
      return plugins.job(request);
    },
    async privateQueues() {
      mayReadWhole(access);
      return plugins.privateQueues();
    },
  };
}

function mayReadWhole(access: Access): void {
  access.may("read");
  access.requireWhole();
}
