"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { cx } from "@/components/ui/cx";
import { type DiffLine, diffLines } from "@/lib/domain/json/diff";

const CONTEXT = 2;

/** What changes from one text to the other, line by line, with two lines around each change. */
export function Diff({ before, after }: { before: string; after: string }) {
  const t = useTranslations("editor");
  const lines = useMemo(() => near(diffLines(before, after)), [before, after]);
  return (
    <div className="overflow-x-auto rounded-control bg-well py-1">
      <ol className="grid min-w-max font-mono text-small leading-5">
        {lines.map(({ line, at }) =>
          line === null ? (
            <li key={at} className="px-2 text-ink-3">
              ⋯
            </li>
          ) : (
            <li key={at} className={cx("flex whitespace-pre px-2", TINT[line.kind])}>
              <span aria-hidden="true" className="w-4 shrink-0 select-none">
                {SIGN[line.kind]}
              </span>
              {line.kind === "same" ? null : <span className="sr-only">{t(line.kind)} </span>}
              <bdi>{line.text}</bdi>
            </li>
          ),
        )}
      </ol>
    </div>
  );
}

const TINT: Record<DiffLine["kind"], string> = {
  same: "text-ink-2",
  added: "bg-good-wash text-good",
  removed: "bg-bad-wash text-bad",
};
const SIGN: Record<DiffLine["kind"], string> = { same: " ", added: "+", removed: "−" };

/** Null stands for lines left out. */
interface Shown {
  line: DiffLine | null;
  at: number;
}

function near(lines: readonly DiffLine[]): Shown[] {
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ kind }) => kind !== "same"),
  );
  return lines.flatMap((line, at): Shown[] => {
    if (shown[at]) return [{ line, at }];
    return at === 0 || shown[at - 1] ? [{ line: null, at }] : [];
  });
}
