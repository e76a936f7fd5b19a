import type { ReactNode } from "react";

/** Where the facets of a search will stand: as high before they come as after, so that rows stay under the pointer. */
export function FacetPlace({ children }: { children: ReactNode }) {
  return <div className="mb-2 h-22 overflow-y-auto max-xl:h-29">{children}</div>;
}
