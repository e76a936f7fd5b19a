import type { ReactNode } from "react";

/** One column. Widths come as classes (`w-24`): the column keeps its width whatever its numbers do. */
export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The caller sorts its rows. */
  sortable?: boolean;
  /** Numbers and times end at the right edge. */
  align?: "end";
  className?: string;
  /** What the header means, on hover and focus. */
  hint?: string;
  /**
   * On a phone: `title` grows on the first line, `value` stands at its right, `meta` (default) goes to the second
   * line with its header before it, `bare` without; `hidden` is left out.
   */
  phone?: "title" | "value" | "meta" | "bare" | "hidden";
}

export interface Sorting {
  id: string;
  desc: boolean;
}
