"use client";

import { useTranslations } from "next-intl";
import type { FilterProblem } from "@/lib/domain/filter";

/** Characters shown before and after the one that is pointed at. */
const AROUND = 24;

/** Why a filter is not understood, pointing at the character. */
export function FilterProblemLine({ id, text, problem }: { id: string; text: string; problem: FilterProblem }) {
  const t = useTranslations("filter.problem");
  const { at, code, params } = problem;
  const from = Math.max(0, at - AROUND);
  return (
    <p id={id} role="status" className="flex flex-wrap items-baseline gap-x-2 pt-1 text-bad">
      <code className="whitespace-pre font-mono text-small text-ink-2">
        {from > 0 ? "…" : ""}
        {text.slice(from, at)}
        <mark className="bg-bad-wash text-bad underline decoration-2 underline-offset-2">{text[at] ?? " "}</mark>
        {text.slice(at + 1, at + AROUND)}
      </code>
      <span>{t(code, { ...params })}</span>
    </p>
  );
}
