"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./button";
import { cx } from "./cx";

const BACKDROP =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0";

/** What somebody came to fill in; without one the window itself takes the focus, not the button that closes it. */
const FIELD =
  "input:not([disabled], [type=hidden], [type=checkbox], [type=radio]), textarea:not([disabled]), select:not([disabled])";

interface OverlayProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  footer?: ReactNode;
}

/** A modal window in the middle: for a question or a small form. */
export function Dialog({
  open,
  onOpenChange,
  title,
  children,
  footer,
  wide = false,
}: OverlayProps & { wide?: boolean }) {
  const popup = useRef<HTMLDivElement>(null);
  // By touch a focused field would open the keyboard over the dialog.
  const firstField = (by: string) =>
    (by === "touch" ? null : popup.current?.querySelector<HTMLElement>(FIELD)) ?? popup.current;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          ref={popup}
          data-modal=""
          initialFocus={firstField}
          className={cx(
            "fixed left-1/2 z-40 flex -translate-x-1/2 flex-col",
            wide
              ? "top-[6vh] max-h-[88vh] w-[min(720px,calc(100vw-32px))]"
              : "top-[12vh] max-h-[76vh] w-[min(520px,calc(100vw-32px))]",
            "rounded-float bg-raised shadow-float outline-none transition-opacity duration-100",
            "data-ending-style:opacity-0 data-starting-style:opacity-0",
          )}
        >
          <Heading title={title} />
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">{children}</div>
          {footer === undefined ? null : <Footer>{footer}</Footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A panel of 560 px at the right that leaves the list beside it usable: it is not modal. */
export function Drawer({
  open,
  onOpenChange,
  title,
  children,
  footer,
  actions,
}: OverlayProps & { actions?: ReactNode }) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} modal={false} disablePointerDismissal>
      <Base.Portal>
        <Base.Popup
          className={cx(
            "fixed inset-y-0 right-0 z-30 flex w-[min(560px,100%)] flex-col border-line border-l bg-page shadow-float",
            "transition-[opacity,transform] duration-100 ease-out",
            "data-ending-style:translate-x-4 data-ending-style:opacity-0 data-starting-style:translate-x-4 data-starting-style:opacity-0",
          )}
        >
          <Heading title={title}>{actions}</Heading>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">{children}</div>
          {footer === undefined ? null : <Footer>{footer}</Footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Heading({ title, children }: { title: string; children?: ReactNode }) {
  const t = useTranslations("ui");
  return (
    <div className="flex items-center gap-2 py-2 pr-2 pl-4">
      <Base.Title className="min-w-0 flex-1 truncate text-title font-strong" data-tip="">
        {title}
      </Base.Title>
      {children}
      <Base.Close render={<IconButton label={t("close")} glyph="cross" size="normal" />} />
    </div>
  );
}

function Footer({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-end gap-2 border-line border-t px-4 py-3">{children}</div>;
}
