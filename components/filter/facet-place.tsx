import type { ReactNode } from "react";

/** Where the facets of a search will stand: as high before they come as after, so that rows stay under the pointer. */
export function FacetPlace({ children }: { children: ReactNode }) {
  return <div className="-mx-1 -mt-1 mb-2 h-22 overflow-y-auto px-1 pt-1 phone:h-30">{children}</div>;
}
