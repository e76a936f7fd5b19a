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
  failed = false,
  count,
  counting,
  onAsk,
}: {
  verbs: readonly JobVerb[];
  filtered: boolean;
  /** Of a search everywhere, what failed: only that is acted on. */
  failed?: boolean;
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
  const labelOf = () => {
    if (!filtered) return t("menu", { count });
    if (counting) return failed ? t("menuFailedCounting") : t("menuCounting");
    return failed ? t("menuFailed", { count }) : t("menuMatching", { count });
  };
  useOfferActions(count === 0 ? [] : entries.map(({ label, onSelect }) => ({ label, run: onSelect })));
  return (
    <Menu
      trigger={
        <Button disabled={count === 0 || verbs.length === 0}>
          {labelOf()}
          <Glyph name="chevronDown" />
        </Button>
      }
      entries={entries}
    />
  );
}
