"use client";

import { useEffect, useRef } from "react";

export interface PageAction {
  readonly label: string;
  readonly run: () => void;
}

const offers = new Set<() => readonly PageAction[]>();

/** Offers what can be done on the page that is open; the palette asks when it opens. */
export function useOfferActions(actions: readonly PageAction[]): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const offer = () => latest.current;
    offers.add(offer);
    return () => {
      offers.delete(offer);
    };
  }, []);
}

export const offeredActions = (): PageAction[] => [...offers].flatMap((offer) => offer());
