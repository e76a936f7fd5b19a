import "server-only";
import type { BusyPage, ProcessSummary } from "@/lib/domain/process.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Processes } from "@/lib/stores/port";
import type { Access } from "./access";

/** Processes for one caller: of queues they may not see there is no name, and a process of such queues alone is not listed. */
export function guardProcesses(processes: Processes, access: Access): Processes {
  const { signal } = processes;
  return {
    async list(options) {
      access.may("read");
      const list = await processes.list(options);
      return access.globs === null ? list : cutProcesses(list, access);
    },
    async busy(request, options) {
      access.may("read");
      if (access.globs === null) return processes.busy(request, options);
      return cutBusy(await processes.busy({ ...request, queueGlobs: access.globs }, options), access);
    },
    leaving(identities) {
      access.may("read");
      return processes.leaving(identities);
    },
    ...(signal && {
      async signal(identity: string, kind: "quiet" | "stop") {
        access.mayWrite(kind === "stop" ? "processes.stop" : "processes.quiet");
        if (access.globs !== null) {
          const process = (await processes.list()).find((candidate) => candidate.identity === identity);
          if (!process) return "gone";
          if (!process.queues.every((queue) => access.sees(queue))) throw new AppError("forbidden", {});
        }
        return signal.call(processes, identity, kind);
      },
    }),
  };
}

export function cutProcesses(list: readonly ProcessSummary[], access: Access): ProcessSummary[] {
  return list
    .filter(({ queues }) => queues.some((queue) => access.sees(queue)))
    .map((process) => ({
      ...process,
      queues: process.queues.filter((queue) => access.sees(queue)),
      capsules: process.capsules.map((capsule) => ({
        ...capsule,
        queues: capsule.queues.filter(({ name }) => access.sees(name)),
      })),
    }));
}

function cutBusy(page: BusyPage, access: Access): BusyPage {
  const processes = cutProcesses(page.processes, access);
  const running = page.running.filter((job) => access.seesEntry(job));
  const sum = (of: (process: ProcessSummary) => number) => processes.reduce((total, process) => total + of(process), 0);
  return {
    ...page,
    processes,
    running,
    runningTotal: running.length,
    totals: {
      processes: processes.length,
      concurrency: sum(({ concurrency }) => concurrency ?? 0),
      busy: running.length,
      rssBytes: sum(({ rssBytes }) => rssBytes ?? 0),
      quiet: processes.filter(({ quiet }) => quiet).length,
    },
  };
}
