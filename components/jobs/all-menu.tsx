"use client";

import { useTranslations } from "next-intl";
import { useOfferActions } from "@/components/palette/page-actions";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Menu } from "@/components/ui/menu";
import type { JobVerb } from "@/lib/domain/action.schema";
import { isDamaging } from "./verbs";

/** Everything that acts on the whole list, or on all of it that the filter matches. */
export function AllMenu({
  verbs,
  filtered,
  count,
  counting,
  onAsk,
}: {
  verbs: readonly JobVerb[];
  filtered: boolean;
  count: number;
  /** The number is not yet the last one. */
  counting: boolean;
  onAsk: (verb: JobVerb) => void;
}) {
  const t = useTranslations("jobs.all");
  const entries = verbs.map((verb) => ({
    label: filtered ? t(`verbMatching.${verb}`) : t(`verb.${verb}`, { count }),
    danger: isDamaging(verb),
    onSelect: () => onAsk(verb),
  }));
  useOfferActions(count === 0 ? [] : entries.map(({ label, onSelect }) => ({ label, run: onSelect })));
  return (
    <Menu
      trigger={
        <Button disabled={count === 0 || verbs.length === 0}>
          {!filtered ? t("menu", { count }) : counting ? t("menuCounting") : t("menuMatching", { count })}
          <Glyph name="chevronDown" />
        </Button>
      }
      entries={entries}
    />
  );
}
