"use client";

import { type ColumnDef, tableFeatures, useTable } from "@tanstack/react-table";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useRef } from "react";
import type { Column, Sorting } from "./column";
import { roles } from "./roles";
import { TableHead } from "./table-head";
import { TableRow } from "./table-row";
import { useRowKeys } from "./use-row-keys";
import type { Selection } from "./use-selection";
import { useVirtualRows } from "./use-virtual-rows";

const features = tableFeatures({});

export interface DataTableProps<Row extends object> {
  /** The table's name for readers. */
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** What a row is called where it is ticked: "Select UserMailer#welcome". */
  rowLabel?: (row: Row) => string;
  /** Sorts here, in the browser; leave it out where the server's order counts. */
  sorting?: Sorting | null;
  onSortingChange?: (sorting: Sorting) => void;
  selection?: Selection;
  /** A click on a row, and Enter on the focused one. */
  onOpen?: (row: Row) => void;
  /** The row whose drawer is open. */
  openId?: string | null;
  /** Keys on the focused row besides j, k, x and Enter. */
  rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  /** At the end of each row: a menu or buttons. */
  rowActions?: (row: Row) => ReactNode;
  rowTone?: (row: Row) => "bad" | "warn" | "muted" | undefined;
  /** Whether j, k and x belong to this table; one per page. */
  hotkeys?: boolean;
  /** Shown instead of rows. */
  empty?: ReactNode;
  /** False inside a panel, where the head scrolls with the rest. */
  stickyHead?: boolean;
  /** For the second and further parts of one table: the head is for readers only. */
  hideHead?: boolean;
}

/**
 * A real table with rows of 32 px. Column widths are fixed, the order is that of the caller's rows,
 * and above 200 rows only those in view are in the page. On a phone each row becomes two lines.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { rows, columns, rowId, sorting = null, selection, stickyHead = true, rowActions, empty } = props;
  const t = useTranslations("table");
  const body = useRef<HTMLTableSectionElement>(null);
  const defs = useMemo(() => columns.map(toColumnDef), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    data,
    columns: defs,
    getRowId: rowId,
  });
  const ordered = table.getRowModel().rows;
  const ids = ordered.map((row) => row.id);
  const window = useVirtualRows(ids.length, body);
  const keys = useRowKeys<Row>({
    ids,
    rowOf: (id) => ordered[ids.indexOf(id)]?.original,
    body,
    selection,
    onOpen: props.onOpen,
    rowKeys: props.rowKeys,
    enabled: props.hotkeys ?? true,
    scrollTo: window.scrollTo,
  });
  const span = columns.length + (selection === undefined ? 0 : 1) + (rowActions === undefined ? 0 : 1);

  return (
    <>
      <table
        {...roles.table}
        aria-label={props.label}
        aria-rowcount={window.virtual ? ids.length + 1 : undefined}
        className="data-table w-full table-fixed border-separate border-spacing-0"
      >
        <TableHead
          columns={columns}
          sorting={sorting}
          onSortingChange={props.onSortingChange}
          selection={selection}
          ids={ids}
          hasActions={rowActions !== undefined}
          sticky={stickyHead}
          hidden={props.hideHead ?? false}
        />
        <tbody ref={body} {...roles.group}>
          {window.before > 0 ? <Gap span={span} height={window.before} /> : null}
          {ordered.slice(window.first, window.last).map((row, offset) => (
            <TableRow
              key={row.id}
              id={row.id}
              row={row.original}
              index={window.first + offset}
              columns={columns}
              ticked={selection?.ids.has(row.id) ?? false}
              toggle={selection?.toggle}
              label={props.rowLabel?.(row.original) ?? row.id}
              focusable={keys.focusable === row.id}
              open={props.openId === row.id}
              tone={props.rowTone?.(row.original)}
              virtual={window.virtual}
              onOpen={props.onOpen}
              onFocus={keys.onFocus}
              onRowKey={keys.onRowKey}
              actions={rowActions?.(row.original)}
            />
          ))}
          {window.after > 0 ? <Gap span={span} height={window.after} /> : null}
        </tbody>
      </table>
      {ids.length === 0 ? empty : null}
      {selection === undefined ? null : (
        <p aria-live="polite" className="sr-only">
          {selection.ids.size === 0 ? "" : t("selected", { count: selection.ids.size })}
        </p>
      )}
    </>
  );
}

function Gap({ span, height }: { span: number; height: number }) {
  return (
    <tr>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

function toColumnDef<Row extends object>({ id, header }: Column<Row>): ColumnDef<typeof features, Row> {
  return { id, header };
}
