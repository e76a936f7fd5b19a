"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/glyph";
import type { ArgNode } from "@/lib/domain/job.schema";

const OPEN_DEPTH = 2;
const CHILDREN_AT_ONCE = 50;

/** Arguments as a foldable tree. The text of every node comes from the store: it is only ever printed. */
export function ArgTree({ nodes }: { nodes: readonly ArgNode[] }) {
  return (
    <ul className="grid font-mono text-small leading-5">
      <Children nodes={nodes} depth={0} indexed />
    </ul>
  );
}

function Children({ nodes, depth, indexed }: { nodes: readonly ArgNode[]; depth: number; indexed: boolean }) {
  const t = useTranslations("jobs.detail");
  const [shown, setShown] = useState(CHILDREN_AT_ONCE);
  const rest = nodes.length - shown;
  return (
    <>
      {nodes.slice(0, shown).map((node, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: arguments have no identity but their place.
        <Node key={index} node={node} depth={depth} label={node.key ?? (indexed ? String(index) : null)} />
      ))}
      {rest <= 0 ? null : (
        <li>
          <button
            type="button"
            className="rounded-control pl-4 font-sans text-accent text-small hover:underline"
            onClick={() => setShown(shown + CHILDREN_AT_ONCE * 4)}
          >
            {t("expand", { count: rest })}
          </button>
        </li>
      )}
    </>
  );
}

function Node({ node, depth, label }: { node: ArgNode; depth: number; label: string | null }) {
  const t = useTranslations("jobs.detail");
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const children = node.children ?? [];
  if (children.length === 0) {
    return (
      <li className="flex gap-2 pl-4">
        <Label text={label} named={node.key !== undefined} />
        <Value node={node} />
      </li>
    );
  }
  const counted = node.kind === "array" || node.kind === "object";
  const size = t(node.kind === "array" ? "items" : "keys", { count: children.length });
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex max-w-full items-start gap-1 rounded-control text-left hover:bg-hover"
      >
        <span className="flex h-5 items-center text-ink-3">
          <Glyph name={open ? "chevronDown" : "chevronRight"} />
        </span>
        <span className="flex min-w-0 gap-2">
          <Label text={label} named={node.key !== undefined} />
          <span className="shrink-0 text-ink-3">{node.kind === "array" ? `[${size}]` : `{${size}}`}</span>
          {open || counted ? null : <bdi className="truncate text-ink-3">{node.text}</bdi>}
        </span>
      </button>
      {open ? (
        <ul className="ml-[5px] border-line border-l pl-2">
          <Children nodes={children} depth={depth + 1} indexed={node.kind === "array"} />
        </ul>
      ) : null}
    </li>
  );
}

function Label({ text, named }: { text: string | null; named: boolean }) {
  if (text === null) return null;
  return (
    <bdi className={cx("max-w-[32ch] shrink-0 truncate", named ? "text-ink-2" : "text-ink-3")} data-tip="">
      {text}
    </bdi>
  );
}

function Value({ node }: { node: ArgNode }) {
  const t = useTranslations("jobs.detail");
  if (node.kind === "masked" || node.kind === "encrypted") {
    return (
      <span className="rounded-control bg-well px-1 text-ink-2">
        {t(node.kind === "masked" ? "maskedValue" : "encryptedValue")}
      </span>
    );
  }
  return <bdi className={cx("min-w-0 whitespace-pre-wrap wrap-anywhere", VALUE_INK[node.kind])}>{node.text}</bdi>;
}

const VALUE_INK: Partial<Record<ArgNode["kind"], string>> = {
  null: "text-ink-3",
  boolean: "text-ink-2",
  symbol: "text-ink-2",
  clipped: "text-ink-3",
};
