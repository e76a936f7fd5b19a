"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useOfferActions } from "@/components/palette/page-actions";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ErrorPanel } from "@/components/ui/states";
import { exampleQuery } from "@/lib/api/queries/jobs";
import { filterValuesQuery } from "@/lib/api/queries/search";
import { MakeJobDialog } from "./make-job-dialog";

/** A new job of a class that is known by an entry of it: the entry gives its options, arguments and queue. */
export function NewJobButton({ source }: { source: string }) {
  const t = useTranslations("editor.class");
  const may = useMay("jobs.edit");
  const [open, setOpen] = useState(false);
  const [jobRef, setJobRef] = useState<string | null>(null);
  useOfferActions(may ? [{ label: t("button"), run: () => setOpen(true) }] : []);
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("button")}</Button>
      {open ? <ClassDialog source={source} onClose={() => setOpen(false)} onFound={setJobRef} /> : null}
      {jobRef === null ? null : (
        <MakeJobDialog source={source} jobRef={jobRef} mode="enqueue" onClose={() => setJobRef(null)} />
      )}
    </>
  );
}

function ClassDialog({
  source,
  onClose,
  onFound,
}: {
  source: string;
  onClose: () => void;
  onFound: (ref: string) => void;
}) {
  const t = useTranslations("editor.class");
  const common = useTranslations("editor");
  const [name, setName] = useState("");
  const [wanted, setWanted] = useState<string | null>(null);
  const listId = useId();
  const known = useQuery(filterValuesQuery(source, "class", null, name.trim(), null)).data?.values ?? [];
  const query = useQuery({ ...exampleQuery(source, wanted ?? ""), enabled: wanted !== null });
  const found = wanted === name.trim() ? query.data : undefined;
  if (found) {
    onClose();
    onFound(found.ref);
  }
  const search = () => {
    if (name.trim() !== "") setWanted(name.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button tone="accent" disabled={name.trim() === ""} pending={query.isFetching} onClick={search}>
            {t("search")}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          search();
        }}
      >
        <TextField
          label={t("label")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          list={listId}
          maxLength={300}
          autoComplete="off"
          spellCheck={false}
          mono
          error={found === null ? t("none") : null}
          hint={t("hint")}
        />
        <datalist id={listId}>
          {known.map(({ value }) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        {query.error === null ? null : <ErrorPanel error={query.error} />}
        <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  );
}
