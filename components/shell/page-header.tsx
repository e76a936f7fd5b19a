"use client";

import type { ReactNode } from "react";
import { useEffect } from "react";

/** The heading of a screen, in the prerendered page; what belongs to the whole list stands at its right. */
export function PageHeader({ title, summary, children }: { title: string; summary?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Signalbox`;
  }, [title]);
  return (
    <div className="flex min-h-8 flex-wrap items-start gap-x-4 gap-y-1 pb-2">
      <h1 className="min-w-0 wrap-anywhere text-title font-strong">{title}</h1>
      <div className="min-w-0 flex-1 py-0.5 text-ink-2 max-sm:order-last max-sm:basis-full empty:max-sm:hidden">
        {summary}
      </div>
      {children === undefined ? null : <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}
