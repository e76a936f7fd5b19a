"use client";

import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/glyph";
import { and, type FilterNode, parseFilter, partsOf, printFilter } from "@/lib/domain/filter";
import { useExplained } from "./use-explained";

/** Each condition of a filter in words, with a button that takes it away. */
export function FilterChips({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("filter");
  const explained = useExplained();
  const parsed = parseFilter(value);
  if (!parsed.ok) return null;
  const parts = partsOf(parsed.filter);
  if (parts.length === 0) return null;
  const without = (part: FilterNode) => printFilter(and(...parts.filter((each) => each !== part)));
  return (
    <ul aria-label={t("means")} className="flex flex-wrap items-center gap-1 pb-2">
      {parts.map((part) => {
        const words = explained(part);
        return (
          <li
            key={printFilter(part)}
            className="flex h-6 max-w-full items-center gap-1 rounded-control bg-accent-wash pl-2 text-small"
          >
            <bdi className="truncate" data-tip={printFilter(part)}>
              {words}
            </bdi>
            <button
              type="button"
              aria-label={t("remove", { condition: words })}
              onClick={() => onChange(without(part))}
              className="flex h-6 w-6 items-center justify-center rounded-control text-ink-3 hover:text-ink"
            >
              <Glyph name="cross" size={12} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
