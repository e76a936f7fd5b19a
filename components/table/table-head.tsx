"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/glyph";
import type { Column, Sorting } from "./column";
import { roles } from "./roles";
import type { Selection } from "./use-selection";

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sorting: Sorting | null;
  onSortingChange: ((sorting: Sorting) => void) | undefined;
  selection: Selection | undefined;
  ids: readonly string[];
  hasActions: boolean;
  sticky: boolean;
  hidden: boolean;
}

/** The head stays under the top bar while the page scrolls; on a phone only its tick box remains. */
export function TableHead<Row>({
  columns,
  sorting,
  onSortingChange,
  selection,
  ids,
  hasActions,
  sticky,
  hidden,
}: TableHeadProps<Row>) {
  const t = useTranslations("table");
  const cell = hidden
    ? "h-0 px-2 py-0 leading-0 *:sr-only"
    : cx("h-7 border-line border-b bg-page px-2 text-ink-3 text-small", sticky && "sticky top-11 z-10");
  const ticked = selection === undefined ? 0 : ids.filter((id) => selection.ids.has(id)).length;
  return (
    <thead {...roles.group}>
      <tr {...roles.row}>
        {selection === undefined ? null : (
          <th scope="col" {...roles.head} className={cx(cell, "w-8")}>
            <Checkbox
              label={t("selectAll")}
              checked={ids.length > 0 && ticked === ids.length}
              indeterminate={ticked > 0 && ticked < ids.length}
              onChange={(on) => selection.setAll(ids, on)}
            />
          </th>
        )}
        {columns.map((column) => {
          const active = sorting?.id === column.id;
          const sortable = column.sortable === true && onSortingChange !== undefined;
          return (
            <th
              key={column.id}
              scope="col"
              {...roles.head}
              aria-sort={active ? (sorting.desc ? "descending" : "ascending") : undefined}
              className={cx(cell, column.align === "end" ? "text-right" : "text-left", "font-normal", column.className)}
            >
              {sortable ? (
                <button
                  type="button"
                  data-tip={column.hint}
                  onClick={() =>
                    onSortingChange({ id: column.id, desc: active ? !sorting.desc : column.align === "end" })
                  }
                  className={cx(
                    "inline-flex max-w-full items-center gap-1 rounded-control hover:text-ink",
                    active && "text-ink",
                    column.align === "end" && "flex-row-reverse",
                  )}
                >
                  <span className="truncate">{column.header}</span>
                  <span className={cx("w-3", !active && "invisible")}>
                    <Glyph name={sorting?.desc === false ? "up" : "down"} />
                  </span>
                </button>
              ) : (
                <span data-tip={column.hint ?? ""} className="block truncate">
                  {column.header}
                </span>
              )}
            </th>
          );
        })}
        {hasActions ? (
          <th scope="col" {...roles.head} className={cx(cell, "w-10")}>
            <span className="sr-only">{t("actions")}</span>
          </th>
        ) : null}
      </tr>
    </thead>
  );
}
