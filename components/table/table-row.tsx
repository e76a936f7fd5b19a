"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import type { Column } from "./column";
import { roles } from "./roles";

interface TableRowProps<Row> {
  id: string;
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  ticked: boolean;
  toggle: ((id: string, range: boolean) => void) | undefined;
  label: string;
  focusable: boolean;
  open: boolean;
  tone: "bad" | "warn" | "muted" | undefined;
  virtual: boolean;
  onOpen: ((row: Row) => void) | undefined;
  onFocus: (id: string) => void;
  onRowKey: (event: KeyboardEvent<HTMLElement>) => void;
  actions: ReactNode;
}

function PlainTableRow<Row>(props: TableRowProps<Row>) {
  const { id, row, columns, ticked, toggle, open, tone, onOpen, actions } = props;
  const t = useTranslations("table");
  const click = (event: MouseEvent<HTMLTableRowElement>) => {
    if (onOpen === undefined || isControl(event.target, event.currentTarget) || hasSelectedText()) return;
    onOpen(row);
  };
  return (
    <tr
      {...roles.row}
      data-row={id}
      data-tip-row=""
      tabIndex={props.focusable ? 0 : -1}
      aria-selected={toggle === undefined ? undefined : ticked}
      aria-rowindex={props.virtual ? props.index + 2 : undefined}
      onFocus={() => props.onFocus(id)}
      onClick={click}
      onKeyDown={props.onRowKey}
      className={cx(
        "group scroll-my-24 -outline-offset-2",
        ticked || open ? "bg-accent-wash" : "hover:bg-hover",
        open && "shadow-[inset_2px_0_0_var(--accent)]",
        tone === "muted" && "text-ink-3",
        onOpen !== undefined && "cursor-pointer",
      )}
    >
      {toggle === undefined ? null : (
        <td {...roles.cell} data-phone="tick" className="h-8 border-line border-b px-2">
          <Checkbox
            label={t("select", { name: props.label })}
            checked={ticked}
            tabIndex={-1}
            onChange={(_, shiftKey) => toggle(id, shiftKey)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          {...roles.cell}
          data-phone={column.phone ?? "meta"}
          data-label={column.header}
          className={cx("h-8 border-line border-b px-2", column.align === "end" && "text-right", column.className)}
        >
          {column.cell(row)}
        </td>
      ))}
      {actions === undefined ? null : (
        <td {...roles.cell} data-phone="actions" className="h-8 border-line border-b pr-1 text-right">
          {actions}
        </td>
      )}
    </tr>
  );
}

export const TableRow = memo(PlainTableRow) as typeof PlainTableRow;

function isControl(target: EventTarget, row: Element): boolean {
  if (!(target instanceof Element)) return false;
  const control = target.closest("a, button, input, label, select");
  return control !== null && row.contains(control);
}

/** Somebody who marks text in a row wants the text, not the drawer. */
function hasSelectedText(): boolean {
  const selection = window.getSelection();
  return selection !== null && selection.type === "Range" && selection.toString() !== "";
}
