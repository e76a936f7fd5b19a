import "server-only";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

/** Removes a batch for good. @returns how many entries that were */
export async function purgeTrash(context: ActionContext, id: string): Promise<number> {
  const store = openStore(context);
  return audited(context, {
    action: "trash.purge",
    targets: [id],
    work: async () => required(store.trash, context.source).purge(id),
    summarize: (purged) => ({ outcome: single("done", purged) }),
  });
}
