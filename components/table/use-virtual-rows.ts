"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";

const VIRTUAL_ABOVE = 200;
const ROW_PX = 32;

/** Which rows are in the page: all of them up to 200, beyond that those in and near the window. */
export function useVirtualRows(count: number, body: RefObject<HTMLTableSectionElement | null>) {
  const virtual = count > VIRTUAL_ABOVE;
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (!virtual || body.current === null) return;
    setMargin(body.current.getBoundingClientRect().top + window.scrollY);
  }, [virtual, body]);
  const virtualizer = useWindowVirtualizer({
    count: virtual ? count : 0,
    // Without it the table would measure the window each time it appears, in the middle of drawing.
    enabled: virtual,
    estimateSize: () => ROW_PX,
    overscan: 20,
    scrollMargin: margin,
  });
  if (!virtual) return { virtual, first: 0, last: count, before: 0, after: 0, scrollTo: () => {} };
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = (items.at(-1)?.index ?? -1) + 1;
  return {
    virtual,
    first,
    last,
    before: first * ROW_PX,
    after: (count - last) * ROW_PX,
    scrollTo: (index: number) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
