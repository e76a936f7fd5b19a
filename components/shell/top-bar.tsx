"use client";

import { useTranslations } from "next-intl";
import { buttonClass, IconButton, KeyHint } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/glyph";
import { AccountMenu } from "./account-menu";
import { Breadcrumb } from "./breadcrumb";
import { LiveBadge } from "./live-badge";
import { ReadOnlyLine } from "./read-only-line";
import { StoreTrouble } from "./store-trouble";

/** 44 px that stay: where one is, how fresh the numbers are, who one is. */
export function TopBar({
  onOpenRail,
  onHelp,
  onPalette,
}: {
  onOpenRail: () => void;
  onHelp: () => void;
  onPalette: () => void;
}) {
  const t = useTranslations("shell");
  const palette = useTranslations("palette");
  return (
    <header className="sticky top-0 z-20 flex h-11 items-center gap-3 border-line border-b bg-page px-4 pt-0.5 max-sm:gap-2 max-sm:px-2">
      <span className="sm:hidden">
        <IconButton label={t("openNav")} glyph="menu" size="normal" onClick={onOpenRail} />
      </span>
      <Breadcrumb />
      <div id="top-bar-slot" className="flex min-w-0 flex-1 justify-end" />
      <button
        type="button"
        onClick={onPalette}
        className={cx(buttonClass("quiet", "small"), "gap-2 text-ink-2")}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Glyph name="search" />
        <span className="max-sm:sr-only">{palette("open")}</span>
        <span className="max-sm:hidden">
          <KeyHint>⌘K</KeyHint>
        </span>
      </button>
      <StoreTrouble />
      <ReadOnlyLine />
      <LiveBadge />
      <AccountMenu onHelp={onHelp} />
    </header>
  );
}
