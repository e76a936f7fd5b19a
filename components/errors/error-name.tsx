import { Fragment } from "react";

/** A normalised message, with the folded parts set back. */
export function NormalMessage({ text }: { text: string }) {
  const parts = text.split("…");
  return (
    <bdi>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
        <Fragment key={at}>
          {at === 0 ? null : <span className="text-ink-3">…</span>}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
