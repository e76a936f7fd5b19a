"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { withBase } from "@/lib/api/base-path";
import { type Direction, exportPath, type JobList } from "@/lib/api/queries/jobs";

/** What the list shows (of all lists where it is null), whole and as a file; the browser downloads it as it comes. */
export function ExportMenu({
  source,
  list,
  q,
  order,
}: {
  source: string;
  list: JobList | null;
  q: string;
  order: Direction;
}) {
  const t = useTranslations("editor.export");
  const download = (format: "csv" | "ndjson") => {
    const link = document.createElement("a");
    link.href = withBase(exportPath(source, list, { q, order, format }));
    link.download = "";
    link.click();
  };
  return (
    <Menu
      trigger={<Button>{t("label")}</Button>}
      entries={[
        { label: t("csv"), onSelect: () => download("csv") },
        { label: t("ndjson"), onSelect: () => download("ndjson") },
      ]}
    />
  );
}
