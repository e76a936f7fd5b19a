"use client";

import { useEffect, useState } from "react";

const TOP_PX = 40;

/**
 * Whether somebody is at work on an element: the pointer or the focus is in it, text in it is marked, or the
 * page is scrolled away from its top.
 */
export function useWorking(target: HTMLElement | null): boolean {
  const [signs, setSigns] = useState({ pointer: false, focus: false, marked: false, scrolled: false });
  useEffect(() => {
    if (target === null) return;
    const note = (change: Partial<typeof signs>) =>
      setSigns((before) =>
        Object.entries(change).every(([name, value]) => before[name as keyof typeof before] === value)
          ? before
          : { ...before, ...change },
      );
    const stop = new AbortController();
    const { signal } = stop;
    target.addEventListener("pointerenter", () => note({ pointer: true }), { signal });
    target.addEventListener("pointerleave", () => note({ pointer: false }), { signal });
    target.addEventListener("focusin", () => note({ focus: true }), { signal });
    target.addEventListener("focusout", () => note({ focus: false }), { signal });
    window.addEventListener("scroll", () => note({ scrolled: window.scrollY > TOP_PX }), { signal, passive: true });
    document.addEventListener(
      "selectionchange",
      () => {
        const marked = document.getSelection();
        note({ marked: marked !== null && !marked.isCollapsed && target.contains(marked.anchorNode) });
      },
      { signal },
    );
    return () => stop.abort();
  }, [target]);
  return signs.pointer || signs.focus || signs.marked || signs.scrolled;
}
