import { isAppError } from "@/lib/errors/app-error";
import type { Store } from "@/lib/stores/port";
import { sleep } from "./order";

/** Arguments of one job replaced by a person; null: the same ones again. */
export interface Edit {
  readonly ref: string;
  readonly text: string | null;
  readonly token: string;
  readonly batch: string;
}

/** What a replica does when it is told to go: take operations up, or what one person asks for, thing by thing. */
export type Task =
  | { readonly do: "run" }
  | { readonly do: "purge"; readonly batches: readonly string[] }
  | { readonly do: "restore"; readonly batches: readonly string[] }
  | { readonly do: "edit"; readonly edits: readonly Edit[] };

/** How many entries were purged, restored or refused; of edits, how many ended as done. */
export interface TaskReport {
  readonly done: number;
  readonly left: number;
}

/** Asks again, as a person does, while the store does not answer or nobody knows. */
export async function perform(store: Store, task: Exclude<Task, { do: "run" }>): Promise<TaskReport> {
  const { trash, editor } = store;
  if (!trash || !editor) throw new Error("a store that may be written to");
  let done = 0;
  let left = 0;
  switch (task.do) {
    case "purge":
      for (const id of task.batches) done += await again(() => trash.purge(id));
      break;
    case "restore":
      for (const id of task.batches) {
        for (;;) {
          const result = await again(() => trash.restore(id));
          done += result.restored;
          left = result.refused;
          if (result.left === 0 || result.restored + result.gone === 0) break;
        }
      }
      break;
    case "edit":
      for (const { ref, text, token, batch } of task.edits) {
        const request = { ref, text, queue: null, atMs: null, token };
        const made = await again(async () => {
          const answer = await editor.replaceArgs({
            ...request,
            batch: { id: batch, actor: "chaos", operation: null },
          });
          return answer.status === "unknown" ? null : answer;
        });
        if (made.status === "done") done++;
        else left++;
      }
  }
  return { done, left };
}

async function again<T>(work: () => Promise<T | null>): Promise<T> {
  for (;;) {
    try {
      const result = await work();
      if (result !== null) return result;
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith("source_")) throw error;
    }
    await sleep(20);
  }
}
