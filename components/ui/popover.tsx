"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { floatClass } from "./menu";

/** A small explanation or form beside what it belongs to. */
export function Popover({ trigger, title, children }: { trigger: ReactElement; title?: string; children: ReactNode }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side="bottom" align="start" sideOffset={4} className="z-50">
          <Base.Popup className={cx(floatClass, "w-[min(320px,calc(100vw-32px))] p-3")}>
            {title === undefined ? null : <Base.Title className="pb-1 font-strong">{title}</Base.Title>}
            <div className="grid gap-2 text-ink-2">{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
