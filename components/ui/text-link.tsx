"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "./cx";

/** A link in text or a table. `plain` keeps the colour of its surroundings: for numbers, which are all links. */
export function TextLink({
  plain = false,
  truncate = false,
  ...rest
}: Omit<ComponentProps<typeof Link>, "className"> & { plain?: boolean; truncate?: boolean }) {
  return (
    <Link
      prefetch={false}
      {...rest}
      {...(truncate ? { "data-tip": "" } : {})}
      className={cx(
        "rounded-control underline-offset-2 hover:underline",
        plain ? "text-current hover:text-accent" : "text-accent",
        truncate && "block truncate",
      )}
    />
  );
}

/** Text cut to one line that shows in full on hover and on focus of its row. */
export function Truncated({ text, mono = false, muted = false }: { text: string; mono?: boolean; muted?: boolean }) {
  return (
    <span data-tip="" className={cx("block truncate", mono && "font-mono text-small", muted && "text-ink-3")}>
      {text}
    </span>
  );
}
