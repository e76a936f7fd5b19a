import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Operation, OperationRequest, OperationResume, OperationStart } from "@/lib/domain/operation.schema";
import { apiPost } from "../client";
import { keys } from "../keys";
import { operationKey } from "../queries/operations";

/** Freezes the list; the operation waits, frozen, until it is started. */
export const useCreateOperation = (source: string) =>
  useOperationPost(source, (request: OperationRequest) => apiPost<Operation>(`/${source}/operations`, request));

/** Starts a frozen list that still has exactly `expected` entries. @throws ApiError `drifted` `conflict` `refused` */
export const useStartOperation = (source: string) =>
  useOperationPost(source, ({ id, ...request }: OperationStart & { id: string }) =>
    apiPost<Operation>(`${path(source, id)}/start`, request),
  );

export const useCancelOperation = (source: string) =>
  useOperationPost(source, (id: string) => apiPost<Operation>(`${path(source, id)}/cancel`));

export const usePauseOperation = (source: string) =>
  useOperationPost(source, (id: string) => apiPost<Operation>(`${path(source, id)}/pause`));

export const useResumeOperation = (source: string) =>
  useOperationPost(source, ({ id, ...request }: OperationResume & { id: string }) =>
    apiPost<Operation>(`${path(source, id)}/resume`, request),
  );

/** Freezes what can be taken back of an operation; the answer waits to be started. */
export const useUndoOperation = (source: string) =>
  useOperationPost(source, (id: string) => apiPost<Operation>(`${path(source, id)}/undo`, {}));

const path = (source: string, id: string) => `/${source}/operations/${encodeURIComponent(id)}`;

function useOperationPost<Input>(source: string, mutationFn: (input: Input) => Promise<Operation>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (operation) => {
      client.setQueryData(operationKey(source, operation.id), operation);
      return client.invalidateQueries({ queryKey: [...keys.operations(source), "list"] });
    },
  });
}
