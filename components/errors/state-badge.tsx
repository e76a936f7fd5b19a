"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/status";
import type { ErrorGroup } from "@/lib/domain/error.schema";

/** What is special about a group: new, failing again, resolved, ignored; nothing for one that is just open. */
export function StateBadge({ group }: { group: ErrorGroup }) {
  const t = useTranslations("causes.state");
  const { state } = group;
  if (state.regressed) {
    return (
      <Badge level="warn" tip={t("regressedTip")}>
        {t("regressed")}
      </Badge>
    );
  }
  if (state.kind === "resolved") return <Badge level="good">{t("resolved")}</Badge>;
  if (state.kind === "ignored") return <Badge level="idle">{t("ignored")}</Badge>;
  if (!group.newSinceDeploy) return null;
  return (
    <Badge level="bad" tip={t("newTip")}>
      {t("new")}
    </Badge>
  );
}
