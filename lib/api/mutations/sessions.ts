import { useMutation } from "@tanstack/react-query";
import { apiPost } from "../client";

/** Ends every session of somebody, on all replicas within seconds; one's own without a name. */
export function useEndSessions() {
  return useMutation({
    mutationFn: (name?: string) => apiPost<null>("/me/sign-out-everywhere", name === undefined ? {} : { name }),
  });
}
