"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Fragment, type ReactElement, type ReactNode } from "react";
import { cx } from "./cx";
import { Glyph } from "./glyph";

export type MenuEntry =
  | {
      kind?: "item";
      label: string;
      onSelect: () => void;
      danger?: boolean;
      shortcut?: string;
      checked?: boolean;
      note?: string;
    }
  | { kind: "link"; label: string; href: string }
  | { kind: "separator" }
  | { kind: "heading"; label: string };

export const floatClass =
  "z-50 rounded-float bg-raised p-1 shadow-float transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0";

const ITEM = "flex h-7 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-hover";

/** A list of verbs behind a button. */
export function Menu({
  trigger,
  entries,
  align = "end",
}: {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  align?: "start" | "end";
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side="bottom" align={align} sideOffset={4} className="z-50">
          <Base.Popup className={cx(floatClass, "min-w-[180px] max-w-[320px]")}>
            <Entries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** One menu for a whole table: it opens at the control of the row it was asked for. */
export function AnchoredMenu({
  anchor,
  entries,
  onClose,
}: {
  anchor: Element | null;
  entries: readonly MenuEntry[];
  onClose: () => void;
}) {
  return (
    <Base.Root open={anchor !== null} onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} side="bottom" align="end" sideOffset={4} className="z-50">
          <Base.Popup className={cx(floatClass, "min-w-[180px] max-w-[320px]")} finalFocus={() => focusAfter(anchor)}>
            <Entries entries={entries} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/**
 * A menu fades after its item was taken, and gives the focus back only when it is gone: by then a dialog that the
 * item opened may hold it, and keeps it.
 */
function focusAfter(anchor: Element | null): HTMLElement | boolean {
  const active = document.activeElement;
  const elsewhere = active !== null && active !== document.body && active.closest("[role=menu]") === null;
  if (elsewhere) return false;
  return anchor instanceof HTMLElement ? anchor : true;
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => {
    const key = entry.kind === "separator" ? `separator-${index}` : entry.label;
    return <Fragment key={key}>{renderEntry(entry)}</Fragment>;
  });
}

function renderEntry(entry: MenuEntry): ReactNode {
  if (entry.kind === "separator") return <Base.Separator className="my-1 h-px bg-line" />;
  if (entry.kind === "heading") return <div className="px-2 py-1 text-ink-3 text-micro">{entry.label}</div>;
  if (entry.kind === "link") {
    return (
      <Base.LinkItem href={entry.href} className={ITEM}>
        {entry.label}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item
      onClick={entry.onSelect}
      className={cx(ITEM, entry.danger === true && "text-bad", entry.note !== undefined && "h-auto py-1")}
    >
      {entry.checked === undefined ? null : (
        <span className="w-3">{entry.checked ? <Glyph name="check" /> : null}</span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{entry.label}</span>
        {entry.note === undefined ? null : <span className="block text-ink-3 text-small">{entry.note}</span>}
      </span>
      {entry.shortcut === undefined ? null : <span className="text-ink-3 text-micro">{entry.shortcut}</span>}
    </Base.Item>
  );
}
