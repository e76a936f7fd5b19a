"use client";

import { type ReactNode, useId } from "react";

/** A titled part of a job, with what belongs to it at the right. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0">
      <div className="flex min-h-7 items-center gap-2 border-line border-b">
        <h2 id={id} className="flex-1 font-strong">
          {title}
        </h2>
        {aside}
      </div>
      <div className="pt-2">{children}</div>
    </section>
  );
}
