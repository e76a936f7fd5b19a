"use client";

import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import { Glyph, type GlyphName } from "./glyph";

export type ButtonTone = "plain" | "accent" | "danger" | "quiet" | "link";

const TONES: Record<ButtonTone, string> = {
  plain: "border-line-strong bg-raised text-ink hover:bg-hover",
  accent: "border-transparent bg-accent text-accent-ink hover:bg-accent-hover",
  danger: "border-line-strong bg-raised text-bad hover:bg-bad-wash",
  link: "border-transparent bg-transparent text-accent hover:bg-hover",
  quiet: "border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink",
};

export function buttonClass(tone: ButtonTone = "plain", size: "normal" | "small" = "normal"): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center gap-1 whitespace-nowrap rounded-control border",
    "disabled:opacity-60 disabled:hover:bg-transparent",
    size === "normal" ? "h-7 px-3" : "h-6 px-2 text-small",
    TONES[tone],
  );
}

export interface ButtonProps extends Omit<ComponentProps<"button">, "className"> {
  tone?: ButtonTone;
  size?: "normal" | "small";
  /** While true the button is busy: it keeps its size and does nothing. */
  pending?: boolean;
  /** A key that does the same, shown beside the words. */
  shortcut?: string;
}

export function Button({ tone, size, pending = false, shortcut, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      className={buttonClass(tone, size)}
    >
      {children}
      {shortcut === undefined ? null : <KeyHint>{shortcut}</KeyHint>}
    </button>
  );
}

/** A button without words: the label is what readers hear and what shows on hover and focus. */
export function IconButton({
  label,
  glyph,
  size = "small",
  ...rest
}: Omit<ComponentProps<"button">, "className" | "children" | "aria-label"> & {
  label: string;
  glyph: GlyphName;
  size?: "small" | "normal";
}) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      data-tip={label}
      className={cx(
        "inline-flex shrink-0 items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink",
        size === "small" ? "size-6" : "size-7",
      )}
    >
      <Glyph name={glyph} size={16} />
    </button>
  );
}

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({
  href,
  tone,
  size,
  children,
}: {
  href: string;
  tone?: ButtonTone;
  size?: "normal" | "small";
  children: ReactNode;
}) {
  return (
    <Link href={href} prefetch={false} className={buttonClass(tone, size)}>
      {children}
    </Link>
  );
}

/** The key beside what it does; left out where there is no keyboard. */
export function KeyHint({ children }: { children: ReactNode }) {
  return (
    <span className="contents [@media(hover:none)]:hidden">
      <Kbd>{children}</Kbd>
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-control border border-line bg-well px-1 text-micro text-ink-3 leading-4">{children}</kbd>
  );
}
