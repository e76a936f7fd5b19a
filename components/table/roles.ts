/**
 * On a phone the table is laid out as blocks, and browsers then drop the roles its elements have by themselves:
 * so they are said.
 */
export const roles = {
  table: { role: "table" },
  group: { role: "rowgroup" },
  row: { role: "row" },
  head: { role: "columnheader" },
  cell: { role: "cell" },
} as const;
