"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { cx } from "./cx";
import { TextField } from "./field";
import { ErrorPanel } from "./states";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen and what will not; `null` for a harmless question. */
  children?: ReactNode;
  /** The verb with its number: "Delete 214 jobs". */
  confirmLabel: string;
  tone?: "accent" | "danger";
  /** For the worst: the name that has to be typed before the button works. */
  typed?: string;
  /** What leaves everything as it is, where "Cancel" could be taken for the act itself. */
  dismissLabel?: string;
  /** While what is asked about is still being read. */
  disabled?: boolean;
  /** Errors after which the dialog just stays open: the caller shows what was learnt. */
  keepsOpen?: (error: unknown) => boolean;
  /** The dialog stays open until this resolves and shows what it throws. */
  onConfirm: () => Promise<void> | void;
}

/** A question before damage. It grows with the damage: words, then a number in the button, then a name to type. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup
          className={cx(
            "fixed top-[12vh] left-1/2 z-40 flex max-h-[76vh] w-[min(520px,calc(100vw-32px))] -translate-x-1/2 flex-col",
            "rounded-float bg-raised shadow-float transition-opacity duration-100",
            "data-ending-style:opacity-0 data-starting-style:opacity-0",
          )}
        >
          <Question {...props} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Question({
  title,
  children,
  confirmLabel,
  tone = "accent",
  typed,
  dismissLabel,
  disabled = false,
  keepsOpen,
  onConfirm,
  onOpenChange,
}: ConfirmDialogProps) {
  const t = useTranslations("ui");
  const [text, setText] = useState("");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const confirm = async () => {
    setPending(true);
    setError(null);
    try {
      await onConfirm();
      onOpenChange(false);
    } catch (thrown) {
      if (keepsOpen?.(thrown) !== true) setError(thrown);
    } finally {
      setPending(false);
    }
  };

  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <AlertDialog.Title className="px-4 pt-4 pb-2 text-title font-strong">{title}</AlertDialog.Title>
      <AlertDialog.Description render={<div />} className="grid min-h-0 gap-3 overflow-y-auto px-4 pb-4 text-ink-2">
        {children}
        {typed === undefined ? null : (
          <TextField
            label={t("typeToConfirm", { name: typed })}
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            mono
          />
        )}
        {error === null ? null : <ErrorPanel error={error} />}
      </AlertDialog.Description>
      <div className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3">
        <Button onClick={() => onOpenChange(false)}>{dismissLabel ?? t("cancel")}</Button>
        <button
          type="submit"
          disabled={disabled || pending || (typed !== undefined && text !== typed)}
          aria-busy={pending || undefined}
          className={cx(
            "h-7 rounded-control px-3 disabled:opacity-60",
            tone === "danger" ? "bg-bad-fill text-page" : "bg-accent text-accent-ink hover:bg-accent-hover",
          )}
        >
          {confirmLabel}
        </button>
      </div>
    </form>
  );
}
