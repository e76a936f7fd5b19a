import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

/** Removes a batch for good, when it still has as many entries as were confirmed. @returns how many that were */
export async function purgeTrash(context: ActionContext, id: string, expected: number): Promise<number> {
  const store = openStore(context);
  return audited(context, {
    action: "trash.purge",
    targets: [id],
    total: expected,
    work: async () => {
      const trash = required(store.trash, context.source);
      const batch = await trash.batch(id);
      if (!batch) throw new AppError("not_found", { batch: id });
      if (batch.entries !== expected) throw new AppError("drifted", { expected, actual: batch.entries });
      return trash.purge(id);
    },
    summarize: (purged) => ({ outcome: single("done", purged) }),
  });
}
