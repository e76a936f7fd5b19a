import "server-only";
import type { Metrics, Profiles } from "@/lib/stores/port";
import type { Access } from "./access";

/** Metrics count all queues together, so they are for callers who see the whole source. */
export function guardMetrics(metrics: Metrics, access: Access): Metrics {
  const { mark } = metrics;
  const mayRead = () => {
    access.may("read");
    access.requireWhole();
  };
  return {
    async overview(request) {
      mayRead();
      return metrics.overview(request);
    },
    async ofClass(request) {
      mayRead();
      return metrics.ofClass(request);
    },
    ...(mark && {
      async mark(label: string) {
        access.mayWrite("deploys.mark");
        access.requireWhole();
        return mark.call(metrics, label);
      },
    }),
  };
}

/** The bytes of a profile are as they were recorded, masked nowhere: for those who may reveal. */
export function guardProfiles(profiles: Profiles, access: Access): Profiles {
  return {
    async list() {
      access.may("read");
      access.requireWhole();
      return profiles.list();
    },
    async data(key) {
      access.may("jobs.reveal");
      access.requireWhole();
      return profiles.data(key);
    },
  };
}
