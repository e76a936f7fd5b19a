import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited, openStore } from "./context";
import { single } from "./outcome";

/** The raw bytes of one entry, masked nothing. @throws AppError `job_not_found` */
export async function downloadPayload(context: ActionContext, ref: string): Promise<Uint8Array> {
  const store = openStore(context);
  return audited(context, {
    action: "job.download",
    targets: [ref],
    work: async () => {
      const payload = await store.reader.payload(ref);
      if (!payload) throw new AppError("job_not_found", {});
      return payload;
    },
    summarize: () => ({ outcome: single("done") }),
  });
}
