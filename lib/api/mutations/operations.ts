import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Operation, OperationRequest } from "@/lib/domain/operation.schema";
import { apiPost } from "../client";
import { keys } from "../keys";
import { operationKey } from "../queries/operations";

/** Freezes the list; the operation waits, frozen, until it is started. */
export const useCreateOperation = (source: string) =>
  useOperationPost(source, (request: OperationRequest) => apiPost<Operation>(`/${source}/operations`, request));

/** Starts a frozen list that still has exactly `expected` entries. @throws ApiError `drifted` `conflict` */
export const useStartOperation = (source: string) =>
  useOperationPost(source, ({ id, expected }: { id: string; expected: number }) =>
    apiPost<Operation>(`${path(source, id)}/start`, { expected }),
  );

export const useCancelOperation = (source: string) =>
  useOperationPost(source, (id: string) => apiPost<Operation>(`${path(source, id)}/cancel`));

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
