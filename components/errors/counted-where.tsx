"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { ErrorGroup } from "@/lib/domain/error.schema";
import { filterOf } from "./filter-of";

const LISTS = [
  ["retry", "retries"],
  ["dead", "dead"],
  ["scheduled", "scheduled"],
] as const;

/** Where a group was counted; each number opens the list that it counts. */
export function CountedWhere({ group }: { group: ErrorGroup }) {
  const t = useTranslations("causes");
  const format = useFormat();
  return (
    <span className="flex flex-wrap gap-x-2 text-ink-3 text-small leading-4">
      {LISTS.filter(([set]) => group.counts[set] > 0).map(([set, section]) => (
        <TextLink
          key={set}
          plain
          href={`${paths.section(group.source, section)}?q=${encodeURIComponent(filterOf(group))}`}
        >
          {t(`where.${set}`, { count: format.count(group.counts[set]) })}
        </TextLink>
      ))}
    </span>
  );
}
