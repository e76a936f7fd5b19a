"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { AnchoredMenu, type MenuEntry } from "@/components/ui/menu";

/**
 * One menu for all rows of a table: `button(row, name)` draws the row's control, `menu` goes once beside the table.
 */
export function useRowMenu<Row>(entriesOf: (row: Row) => readonly MenuEntry[]): {
  button: (row: Row, name: string) => ReactNode;
  menu: ReactNode;
} {
  const t = useTranslations("table");
  const [at, setAt] = useState<{ row: Row; anchor: Element } | null>(null);
  return {
    button: (row, name) => (
      <IconButton
        label={t("actionsFor", { name })}
        glyph="more"
        aria-haspopup="menu"
        onClick={(event) => setAt({ row, anchor: event.currentTarget })}
      />
    ),
    menu: (
      <AnchoredMenu
        anchor={at?.anchor ?? null}
        entries={at === null ? [] : entriesOf(at.row)}
        onClose={() => setAt(null)}
      />
    ),
  };
}
