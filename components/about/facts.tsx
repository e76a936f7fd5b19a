import type { ReactNode } from "react";

/** A titled list of names and values. */
export function Facts({
  title,
  facts,
  empty,
}: {
  title: string;
  facts: readonly (readonly [ReactNode, ReactNode])[];
  empty?: string;
}) {
  return (
    <section className="min-w-0">
      <h2 className="flex h-8 items-center font-strong">{title}</h2>
      {facts.length === 0 ? <p className="border-line border-t py-1.5 text-ink-2">{empty}</p> : null}
      <dl>
        {facts.map(([label, value], index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of facts
            key={index}
            className="grid min-h-8 grid-cols-[160px_minmax(0,1fr)] items-center gap-3 border-line border-t py-1 max-sm:grid-cols-[128px_minmax(0,1fr)]"
          >
            <dt className="text-ink-3">{label}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
