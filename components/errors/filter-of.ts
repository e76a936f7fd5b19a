import type { ErrorGroup } from "@/lib/domain/error.schema";

/** The filter text that means the members of a group. */
export const filterOf = (group: Pick<ErrorGroup, "id">) => `group:${group.id}`;
