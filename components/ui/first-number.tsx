"use client";

/**
 * Holds the place of a number that the page shows before its scripts have run: the server sends the snapshot with
 * the page, and a line of script writes its `sizes` into these. Replaced when the screen itself appears.
 */
export function FirstNumber({ of, unit = "" }: { of: string; unit?: string }) {
  return (
    <span data-first={of} data-unit={unit} suppressHydrationWarning>
      {"\u00a0"}
    </span>
  );
}
