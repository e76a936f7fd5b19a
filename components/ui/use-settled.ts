"use client";

import { useEffect, useEffectEvent } from "react";

/** What may lead to another page when it is clicked. */
const WAYS = "a[href], tr[data-row]";
/** How long a page may take to come. */
const LEAVING_MS = 5_000;

/**
 * Calls back once a text that differs from `value` has rested for `restMs`, unless a click leads to another page:
 * a filter written into the address at that moment would call the way there off.
 */
export function useSettled(text: string, value: string, restMs: number, onSettled: (text: string) => void): void {
  const settled = useEffectEvent(onSettled);
  useEffect(() => {
    if (text === value) return;
    const restFor = (ms: number) => setTimeout(() => settled(text), ms);
    let timer = restFor(restMs);
    const wait = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || target.closest(WAYS) === null) return;
      clearTimeout(timer);
      timer = restFor(LEAVING_MS);
    };
    window.addEventListener("click", wait, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("click", wait, true);
    };
  }, [text, value, restMs]);
}
