import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Operation } from "@/lib/domain/operation.schema";
import { apiGet, apiPost } from "../client";
import { keys } from "../keys";

/** Longer than this it goes on without being watched from here. */
const PATIENCE_MS = 20_000;
const LOOK_MS = { first: 60, most: 500 };

/** Takes back what a verb did, as far as it is still there; answers with the operation that did it, or that still does. */
export function useTakeBack(source: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => takeBack(source, id),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.jobs(source) }),
        client.invalidateQueries({ queryKey: keys.queues(source) }),
        client.invalidateQueries({ queryKey: keys.operations(source) }),
      ]),
  });
}

async function takeBack(source: string, id: string): Promise<Operation> {
  const path = (operation: string) => `/${source}/operations/${encodeURIComponent(operation)}`;
  const untilMs = performance.now() + PATIENCE_MS;
  const past = async (made: Operation, states: readonly Operation["state"][]): Promise<Operation> => {
    let operation = made;
    for (let ms = LOOK_MS.first; states.includes(operation.state) && performance.now() < untilMs; ms *= 1.5) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, LOOK_MS.most)));
      operation = await apiGet<Operation>(path(made.id));
    }
    return operation;
  };
  const frozen = await past(await apiPost<Operation>(`${path(id)}/undo`), ["freezing"]);
  if (frozen.state !== "frozen") return frozen;
  if (frozen.total === 0) return apiPost<Operation>(`${path(frozen.id)}/cancel`);
  return past(await apiPost<Operation>(`${path(frozen.id)}/start`, { expected: frozen.total }), ["running"]);
}
