import "server-only";
import type { RestoreResult } from "@/lib/domain/trash.schema";
import { type ActionContext, audited, openStore, required } from "./context";

/** Puts back as much of a removed batch as one request may; `left` says whether to call again. */
export async function restoreTrash(context: ActionContext, id: string): Promise<RestoreResult> {
  const store = openStore(context);
  return audited(context, {
    action: "trash.restore",
    targets: [id],
    work: async () => required(store.trash, context.source).restore(id),
    summarize: ({ restored, gone, refused }) => ({
      outcome: { requested: restored + gone + refused, done: restored, gone, refused, unknown: 0 },
    }),
  });
}
