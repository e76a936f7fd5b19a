import "server-only";
import type { JobDetail } from "@/lib/domain/job.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited, openStore } from "./context";
import { single } from "./outcome";

/** One entry with its masked values in clear. @throws AppError `job_not_found` */
export async function revealEntry(context: ActionContext, ref: string, reason?: string): Promise<JobDetail> {
  const store = openStore(context);
  return audited(context, {
    action: "job.reveal",
    targets: [ref],
    reason,
    work: async () => {
      const entry = await store.reader.entry(ref, { reveal: true });
      if (!entry) throw new AppError("job_not_found", {});
      return entry;
    },
    summarize: ({ jid }) => ({ outcome: single("done"), targets: [jid ?? ref] }),
  });
}
